"""The published schema and description of the result record say what the code writes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chainrule.grading.record import Record

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = Record.model_json_schema()
PARTS: dict[str, dict[str, Any]] = {"Record": SCHEMA, **SCHEMA["$defs"]}
FIELDS = [(part, field) for part, schema in PARTS.items() for field in schema["properties"]]
CHOICES = [
    (field, choice)
    for schema in PARTS.values()
    for field, facts in schema["properties"].items()
    for choice in facts.get("enum", ())
]


def section(title: str) -> str:
    """The part of docs/record.md under one heading."""
    text = (DOCS / "record.md").read_text(encoding="utf-8")
    match = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"docs/record.md has no section {title}"
    return match[1]


def test_schema_file_is_up_to_date() -> None:
    written = json.loads((DOCS / "record.schema.json").read_text(encoding="utf-8"))
    assert written == SCHEMA, "write the schema again, see docs/record.md"


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_every_field_has_a_row_in_its_part(part: str, field: str) -> None:
    assert re.search(rf"^\| `{field}` \|", section(part), re.MULTILINE)


@pytest.mark.parametrize("part", PARTS)
def test_no_row_describes_a_field_that_is_gone(part: str) -> None:
    described = re.findall(r"^\| `(\w+)` \|", section(part), re.MULTILINE)
    assert sorted(described) == sorted(PARTS[part]["properties"])


@pytest.mark.parametrize(("field", "choice"), CHOICES)
def test_every_value_of_a_closed_list_is_explained(field: str, choice: str) -> None:
    text = (DOCS / "record.md").read_text(encoding="utf-8")
    assert f"`{choice}`" in text, f"{field} may be {choice}"
