"""Texts of the student's side."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import chainrule.student
from chainrule.student.words import LANGUAGES, TEXTS, say

SOURCES = [path.read_text("utf-8") for path in Path(chainrule.student.__path__[0]).glob("*.py")]


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_has_every_language_with_the_same_facts(key: str) -> None:
    assert set(TEXTS[key]) == set(LANGUAGES)
    facts = [
        {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        for text in TEXTS[key].values()
    ]
    assert facts[0] == facts[1]


def test_every_key_that_the_code_names_exists_and_every_text_is_used() -> None:
    code = "\n".join(source for source in SOURCES if "TEXTS: dict" not in source)
    code = code.replace("'", '"')
    for key in re.findall(r'say\(\s*"([^"{]+)"', code):
        assert key in TEXTS
    for key in TEXTS:
        assert f'"{key.rpartition(".")[2]}"' in code or f'"{key}"' in code, key


@pytest.mark.parametrize(("key", "lang"), [("no such key", "en"), ("result", "de")])
def test_a_missing_text_is_an_error(key: str, lang: str) -> None:
    with pytest.raises(KeyError):
        say(key, lang)


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("card.line", "en")


def test_french_punctuation_stays_on_its_line() -> None:
    text = say("problem.unknown_exercise", "fr", name="a : b")
    assert "«\N{NO-BREAK SPACE}a : b\N{NO-BREAK SPACE}»" in text
