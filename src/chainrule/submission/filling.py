"""The released notebook with a student's text in it."""

from __future__ import annotations

from typing import Any

from chainrule.submission.released import Release
from chainrule.submission.repairing import Repaired, SourceCell


def fill(release: Release, repaired: Repaired) -> dict[str, Any]:
    """Return the released notebook with the student's text, and nothing else of theirs.

    Answers go where the release has their cells; code cells that the student added or changed
    follow the released cell below which they stood, without outputs and with ids of their own.
    The cells are new, their metadata are those of the release itself.
    """
    released = [dict(cell) for cell in release.notebook["cells"]]
    answers: dict[str, list[str]] = {}
    inserted: dict[str | None, list[SourceCell]] = {}
    for written in repaired.cells:
        if written.kind in ("answer", "plot") and written.grade_id:
            answers.setdefault(written.grade_id, []).append(written.source)
        elif written.kind in ("added", "changed"):
            inserted.setdefault(written.after, []).append(written)
    taken = {cell["id"] for cell in released}
    cells = [_new_cell(cell, taken) for cell in inserted.get(None, [])]
    for cell in released:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if cell["metadata"]["chainrule"]["role"] == "written":
            cell["source"] = repaired.written.get(grade_id) or cell["source"]
        elif grade_id in answers:
            cell["source"] = "\n\n".join(answers[grade_id])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cells += [cell, *(_new_cell(new, taken) for new in inserted.get(cell["id"], []))]
    return {**release.notebook, "cells": cells}


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
