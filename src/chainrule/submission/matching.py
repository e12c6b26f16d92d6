"""Recognising the released cells in a submitted notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.submission.magics import CellReader
from chainrule.submission.reading import RawCell
from chainrule.submission.released import ANSWERS, Release, ReleasedCell, names_of


@dataclass
class Match:
    """A submitted cell and the released cell that it is taken for (None: the student added it).

    `marked` is the released cell whose mark it carries, `found_by` how `target` was found:
    "grade_id", "id", "text", "names" or "place".
    """

    cell: RawCell
    names: frozenset[str]
    marked: ReleasedCell | None = None
    target: ReleasedCell | None = None
    found_by: str = ""

    @property
    def is_as_released(self) -> bool:
        """Whether the text is that of the released cell."""
        return self.target is not None and self.cell.key == self.target.key

    def take(self, target: ReleasedCell, found_by: str) -> None:
        """Take the submitted cell for `target`."""
        self.target, self.found_by = target, found_by


def match_cells(release: Release, cells: Iterable[RawCell], reader: CellReader) -> list[Match]:
    """Recognise cells by their marks, then by what they hold, then by where they stand.

    What a cell holds outweighs its mark: marks are copied and exchanged by mere editing.
    """
    matches = [Match(cell, _names(release, cell, reader)) for cell in cells]
    for match in matches:
        _match_by_mark(release, match)
    claimed = {m.target.id for m in matches if m.target and m.names & m.target.asked}
    for match in matches:
        _correct_by_content(release, match, claimed)
    _forget_borrowed_marks(matches)
    _match_by_text(release, matches)
    _match_by_names(release, matches)
    _match_by_place(release, matches)
    return matches


def _names(release: Release, cell: RawCell, reader: CellReader) -> frozenset[str]:
    known = release.names.get((cell.cell_type, cell.source))
    return names_of(cell.cell_type, cell.source, reader) if known is None else known


def _match_by_mark(release: Release, match: Match) -> None:
    match.marked = release.marked_on(match.cell)
    if match.marked:
        by_grade_id = match.marked.grade_id and match.marked.grade_id == match.cell.grade_id
        match.take(match.marked, "grade_id" if by_grade_id else "id")


def _correct_by_content(release: Release, match: Match, claimed: set[str]) -> None:
    marked = match.marked
    if marked is None or match.names & marked.asked:
        return
    answered = _answered(release, match)
    locked = marked.role in ("answer", "graded", "written") or marked.cell_type != "code"
    if answered and (locked or answered.id not in claimed):
        match.take(answered, "names")
        return
    twins = release.by_text.get(match.cell.key, [])
    if twins and marked not in twins:
        match.take(twins[0], "text")


def _forget_borrowed_marks(matches: list[Match]) -> None:
    """Ignore marks of cells not for answers, where another cell has the text that goes with it."""
    found = {match.target.id for match in matches if match.target and match.is_as_released}
    for match in matches:
        target = match.target
        if target and target.role not in ANSWERS and not match.is_as_released:
            match.target = None if target.id in found else target


def _answered(release: Release, match: Match) -> ReleasedCell | None:
    """Return the answer cell of which `match` binds most names, the first of equals."""
    if match.marked and match.cell.key == match.marked.key:
        return None
    votes = Counter(release.by_name[n].index for n in match.names if n in release.by_name)
    if not votes:
        return None
    return release.cells[min(votes, key=lambda index: (-votes[index], index))]


def _match_by_text(release: Release, matches: list[Match]) -> None:
    taken = {match.target.id for match in matches if match.target}
    for match in matches:
        if match.target is None:
            twins = release.by_text.get(match.cell.key, [])
            free = [twin for twin in twins if twin.id not in taken] or twins
            if free:
                match.take(free[0], "text")
                taken.add(free[0].id)


def _match_by_names(release: Release, matches: list[Match]) -> None:
    taken = {match.target.id for match in matches if match.target}
    filled = {match.target.id for match in matches if match.target and not match.is_as_released}
    for match in matches:
        answered = None if match.target else _answered(release, match)
        # Beside an answer's own cell, code without a mark is the student's addition. Code in a
        # Markdown cell may be a note: it is an answer only where there is no other cell.
        others = filled if match.cell.cell_type == "code" else taken
        if answered and answered.id not in others:
            match.take(answered, "names")
            taken.add(answered.id)
            filled.add(answered.id)


def _match_by_place(release: Release, matches: list[Match]) -> None:
    taken = {match.target.id for match in matches if match.target}
    for target in release.with_role("written", "plot"):
        if target.id in taken:
            continue
        for match in _region(release, matches, target):
            is_code = match.cell.cell_type == "code"
            if match.cell.source.strip() and is_code == (target.role == "plot"):
                match.take(target, "place")
                break


def _region(release: Release, matches: list[Match], target: ReleasedCell) -> list[Match]:
    """Return the unrecognised cells between the statement of `target` and the next known cell."""
    start = 0
    for position, match in enumerate(matches, 1):
        known = match.target
        if known and known.index < target.index:
            is_statement = known.role == "statement" and known.exercise == target.exercise
            # Without the statement only a cell that stood right above it tells the place.
            if is_statement or known.index >= target.index - 2:
                start = position
    if not start:
        return []
    region = []
    for match in matches[start:]:
        if match.target:
            break
        region.append(match)
    return region
