"""Putting together again what was one cell before it was cut into pieces that cannot run alone."""

from __future__ import annotations

import re
from dataclasses import replace

from chainrule.submission.magics import CellReader
from chainrule.submission.notes import Note
from chainrule.submission.python import compiles
from chainrule.submission.reading import RawCell
from chainrule.submission.released import Release, ReleasedCell

MAX_PIECES = 6

# Text with these may parse and yet not run outside a function, a class or a loop.
_INSIDE_ONLY = re.compile(r"\b(?:return|yield|break|continue|nonlocal)\b")


def glue(
    cells: tuple[RawCell, ...], release: Release, reader: CellReader, notes: list[Note]
) -> list[RawCell]:
    """Return the cells with pieces of a cut answer joined, and note each join.

    Markdown cells that the student put between the pieces do not keep them apart.
    """
    kept: list[RawCell] = []
    joined: set[int] = set()
    for start, cell in enumerate(cells):
        if cell.number in joined:
            continue
        pieces = _pieces(cells[start : start + 3 * MAX_PIECES], release, reader)
        if len(pieces) > 1:
            joined.update(piece.number for piece in pieces)
            marked = next((piece for piece in pieces if release.marked_on(piece)), cell)
            found = release.marked_on(marked)
            facts = (("count", str(len(pieces))),)
            notes.append(Note("glued", cell.number, found.exercise if found else None, facts))
            kept.append(replace(marked, number=cell.number, source=_joined(pieces)))
        else:
            kept.append(cell)
    return kept


def _pieces(cells: tuple[RawCell, ...], release: Release, reader: CellReader) -> list[RawCell]:
    """Return the first of `cells` with the following ones that complete it."""
    first = cells[0]
    if first.cell_type != "code" or not first.source.strip():
        return [first]
    pieces = [first]
    marked = [found] if (found := release.marked_on(first)) else []
    for cell in cells[1:]:
        found = release.marked_on(cell)
        if cell.cell_type != "code" and not found:
            continue
        marked += [found] if found else []
        if cell.cell_type != "code" or not _may_be_cut(marked):
            break
        pieces.append(cell)
        may_be_body = (found is not None and len(marked) > 1) or _is_unfinished(first, reader)
        if _cannot_follow(cell, may_be_body, reader) and compiles(
            reader.read(_joined(pieces)).python
        ):
            return pieces
        if len(pieces) == MAX_PIECES or not (
            _is_unfinished(first, reader) or _is_fragment(cell, reader)
        ):
            break
    return [first]


def _cannot_follow(cell: RawCell, may_be_body: bool, reader: CellReader) -> bool:
    # IPython runs a cell that is indented as a whole: indentation alone is no proof of a cut.
    indented = cell.source[:1] in (" ", "\t") and bool(cell.source.strip())
    return (indented and may_be_body) or _is_fragment(cell, reader)


def _is_unfinished(cell: RawCell, reader: CellReader) -> bool:
    plain = reader.read(cell.source)
    return _is_fragment(cell, reader) or (plain.outline is not None and plain.outline.lacks_body)


def _is_fragment(cell: RawCell, reader: CellReader) -> bool:
    """Return whether the cell cannot run by itself."""
    plain = reader.read(cell.source)
    if plain.outline and not _INSIDE_ONLY.search(plain.python):
        return False
    return bool(cell.source.strip()) and not compiles(plain.python)


def _joined(pieces: list[RawCell]) -> str:
    return "\n".join(piece.source.removesuffix("\n") for piece in pieces)


def _may_be_cut(marked: list[ReleasedCell]) -> bool:
    return len(set(marked)) <= 1 and all(cell.role in ("answer", "plot") for cell in marked)
