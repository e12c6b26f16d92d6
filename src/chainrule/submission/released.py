"""The released notebook as the measure of what a submission should look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chainrule.submission.python import bound_names
from chainrule.submission.reading import RawCell, clean_text, grading_fields, source_text

# The roles whose cells are the student's to fill.
ANSWERS = ("answer", "plot", "written")


@dataclass(frozen=True)
class ReleasedCell:
    """One cell of the released notebook; `index` is its place in it, from 0."""

    index: int
    role: str
    exercise: str | None
    cell_type: str
    id: str
    source: str
    grade_id: str | None = None
    schema_version: int | None = None
    grading: tuple[tuple[str, str], ...] = ()

    @cached_property
    def asked(self) -> frozenset[str]:
        """The names that an answer to this cell binds."""
        return bound_names(self.source) if self.role == "answer" else frozenset()


def text_key(text: str) -> str:
    """Return what two texts share that differ only in the blanks which editors add and remove."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


class Release:
    """The released cells, by each mark that a submitted cell may carry."""

    def __init__(self, notebook: dict[str, Any]) -> None:
        self.cells = tuple(_released(i, cell) for i, cell in enumerate(notebook["cells"]))
        self.by_grade_id = {cell.grade_id: cell for cell in self.cells if cell.grade_id}
        self.by_id = {cell.id: cell for cell in self.cells}
        self.by_name = {name: cell for cell in reversed(self.cells) for name in cell.asked}
        self.by_text: dict[str, list[ReleasedCell]] = {}
        for cell in self.cells:
            if cell.source.strip():
                self.by_text.setdefault(text_key(cell.source), []).append(cell)

    def marked_on(self, cell: RawCell) -> ReleasedCell | None:
        """Return the cell whose mark `cell` carries; nbgrader's mark outweighs the cell's id."""
        return self.by_grade_id.get(cell.grade_id or "") or self.by_id.get(cell.id or "")

    def with_role(self, *roles: str) -> list[ReleasedCell]:
        """Return the cells that have one of `roles`, in order."""
        return [cell for cell in self.cells if cell.role in roles]


def _released(index: int, cell: dict[str, Any]) -> ReleasedCell:
    mark = cell["metadata"]["chainrule"]
    nbgrader = cell["metadata"].get("nbgrader", {})
    return ReleasedCell(
        index=index,
        role=mark["role"],
        exercise=mark.get("exercise"),
        cell_type=cell["cell_type"],
        id=cell["id"],
        source=clean_text(source_text(cell)),
        grade_id=nbgrader.get("grade_id"),
        schema_version=nbgrader.get("schema_version"),
        grading=grading_fields(nbgrader),
    )
