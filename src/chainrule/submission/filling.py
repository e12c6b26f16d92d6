"""The released notebook with a student's text in it."""

from __future__ import annotations

import copy
from typing import Any

from chainrule.submission.repairing import Repaired, SourceCell


def fill(release: dict[str, Any], repaired: Repaired) -> dict[str, Any]:
    """Return a fresh copy of `release` that holds the student's text, and nothing else of theirs.

    Answers go where the release has their cells; code cells that the student added or changed
    follow the released cell below which they stood, without outputs and with ids of their own.
    """
    notebook = copy.deepcopy(release)
    answers: dict[str, list[str]] = {}
    inserted: dict[str | None, list[SourceCell]] = {}
    for cell in repaired.cells:
        if cell.kind in ("answer", "plot") and cell.grade_id:
            answers.setdefault(cell.grade_id, []).append(cell.source)
        elif cell.kind in ("added", "changed"):
            inserted.setdefault(cell.after, []).append(cell)
    taken = {cell["id"] for cell in notebook["cells"]}
    cells = [_new_cell(cell, taken) for cell in inserted.get(None, [])]
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if cell["metadata"]["chainrule"]["role"] == "written":
            cell["source"] = repaired.written.get(grade_id) or cell["source"]
        elif grade_id in answers:
            cell["source"] = "\n\n".join(answers[grade_id])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cells += [cell, *(_new_cell(new, taken) for new in inserted.get(cell["id"], []))]
    notebook["cells"] = cells
    return notebook


def _new_cell(cell: SourceCell, taken: set[str]) -> dict[str, Any]:
    identifier = f"{cell.kind}-{cell.number}"
    while identifier in taken:
        identifier += "-x"
    taken.add(identifier)
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": identifier,
        "metadata": {"chainrule": {"role": cell.kind, "exercise": cell.exercise}},
        "outputs": [],
        "source": cell.source,
    }
