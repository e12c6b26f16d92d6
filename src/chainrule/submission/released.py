"""The released notebook as the measure of what a submission should look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chainrule.submission.magics import CellReader
from chainrule.submission.python import bound_names, outline
from chainrule.submission.reading import (
    RawCell,
    clean_text,
    grading_fields,
    source_text,
    text_key,
)

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

    @cached_property
    def key(self) -> str:
        """The text as far as editors leave it alone."""
        return text_key(self.source)


class Release:
    """The released cells, by each mark that a submitted cell may carry.

    Parameters
    ----------
    notebook
        The released notebook (nbformat 4.5), each cell with `metadata.chainrule`.
    """

    def __init__(self, notebook: dict[str, Any]) -> None:
        self.notebook = notebook
        self.cells = tuple(_released(i, cell) for i, cell in enumerate(notebook["cells"]))
        self.by_grade_id = {cell.grade_id: cell for cell in self.cells if cell.grade_id}
        self.by_id = {cell.id: cell for cell in self.cells}
        self.by_name = {name: cell for cell in reversed(self.cells) for name in cell.asked}
        self.by_text: dict[str, list[ReleasedCell]] = {}
        for cell in self.cells:
            if cell.source.strip():
                self.by_text.setdefault(cell.key, []).append(cell)
        reader = CellReader()
        # Most cells of a submission are as released: what they bind is looked up.
        self.names = {
            (cell.cell_type, cell.source): names_of(cell.cell_type, cell.source, reader)
            for cell in self.cells
        }
        self.stubs = {cell.grade_id: cell.source for cell in self.cells if cell.grade_id}

    def marked_on(self, cell: RawCell) -> ReleasedCell | None:
        """Return the cell whose mark `cell` carries; nbgrader's mark outweighs the cell's id."""
        return self.by_grade_id.get(cell.grade_id or "") or self.by_id.get(cell.id or "")

    def with_role(self, *roles: str) -> list[ReleasedCell]:
        """Return the cells that have one of `roles`, in order."""
        return [cell for cell in self.cells if cell.role in roles]


def names_of(cell_type: str, source: str, reader: CellReader) -> frozenset[str]:
    """Return the names that a cell binds."""
    if cell_type == "code":
        return reader.read(source).names
    # Prose may contain a line such as "class of functions": only whole programs count.
    found = outline(source)
    return found.names if found else frozenset()


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
