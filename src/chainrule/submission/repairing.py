"""Repairing a submission: the released notebook decides what is there, the student what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chainrule.submission.gluing import glue
from chainrule.submission.magics import CellReader
from chainrule.submission.matching import Match, match_cells
from chainrule.submission.notes import Note
from chainrule.submission.reading import RawNotebook
from chainrule.submission.released import ANSWERS, Release, ReleasedCell


@dataclass(frozen=True)
class SourceCell:
    """Code to run, in its place.

    Parameters
    ----------
    kind
        "setup", "answer", "added", "changed" (a cell that is not for answers, edited) or "plot".
    exercise, grade_id
        What the cell answers, or None.
    source
        The text as the student wrote it.
    python
        The same without notebook commands, with the same number of lines.
    number
        Position in the submitted notebook, from 1; 0 for a released cell that was not found there.
    after
        Id of the released cell below which the student's cell stands, or None for the top.
    """

    kind: str
    exercise: str | None
    grade_id: str | None
    source: str
    python: str
    number: int
    after: str | None = None


@dataclass(frozen=True)
class Repaired:
    """What is taken from a submission: code in order of execution, written answers, and notes.

    `written` has every written question of the release; "" means that there is no answer.
    """

    cells: tuple[SourceCell, ...]
    written: dict[str, str]
    notes: tuple[Note, ...]

    def without_notes(self) -> Repaired:
        """Return the same without notes, for when one reason stands for all of them."""
        return replace(self, notes=())


def repair(release: Release, raw: RawNotebook) -> Repaired:
    """Start from the released notebook and take only source text out of the submission.

    Parameters
    ----------
    release
        The released notebook, looked into.
    raw
        The submission, from `read_notebook`.
    """
    return _Repair(release, raw).result()


class _Repair:
    def __init__(self, release: Release, raw: RawNotebook) -> None:
        self.release = release
        self.raw = raw
        self.reader = CellReader()
        self.notes: list[Note] = []
        cells = glue(raw.cells, release, self.reader, self.notes)
        self.matches = match_cells(release, cells, self.reader)
        self.of: dict[str, list[Match]] = {cell.id: [] for cell in release.cells}
        self.above: dict[int, str] = {}
        above = ""
        for match in self.matches:
            if match.target:
                above = match.target.id
                self.of[above].append(match)
            self.above[match.cell.number] = above
        self.running: dict[int, SourceCell] = {}
        self.stubs: list[ReleasedCell] = []

    def result(self) -> Repaired:
        self._take_other_code()
        for target in self.release.with_role("answer", "plot"):
            self._take_answer(target)
        written = {
            target.grade_id or target.id: self._take_written(target)
            for target in self.release.with_role("written")
        }
        self._note_marks()
        self._note_restored()
        cells = (*self._setup(), *self._in_order())
        for cell in cells:
            if cell.kind != "setup":
                self._note_commands(cell)
        self.notes.sort(key=lambda note: (note.cell or 0, note.exercise or ""))
        return Repaired(cells, written, (*self.raw.notes, *self.notes))

    def _note(self, code: str, match: Match | None, target: ReleasedCell | None = None) -> None:
        number = match.cell.number if match else None
        self.notes.append(Note(code, number, target.exercise if target else None))

    def _count(self, code: str, count: int) -> None:
        if count:
            self.notes.append(Note(code, facts=(("count", str(count)),)))

    def _run(self, match: Match, kind: str, target: ReleasedCell | None = None) -> None:
        number = match.cell.number
        self.running[number] = SourceCell(
            kind=kind,
            exercise=target.exercise if target else None,
            grade_id=target.grade_id if target and kind in ("answer", "plot") else None,
            source=match.cell.source,
            python=self.reader.read(match.cell.source).python,
            number=number,
            after=self.above[number] or None,
        )

    def _take_answer(self, target: ReleasedCell) -> None:
        found = self.of[target.id]
        filled = [match for match in found if match.cell.source.strip()]
        # A copy that was turned into text does not run in Jupyter either; it may be all there is.
        active = [match for match in filled if match.cell.cell_type == "code"] or filled
        answers = [match for match in active if not match.is_as_released]
        elsewhere = self._binding(target)
        if not answers and not elsewhere:
            answers = active[:1]
        for match in filled:
            if answers and match not in answers:
                self._note("copy_dropped", match, target)
        if not answers and elsewhere:
            self._note_moved(elsewhere, target)
        elif not answers:
            self._note("emptied" if found else "deleted", found[0] if found else None, target)
            self.stubs.append(target)
        elif elsewhere and not any(match.names & target.asked for match in answers):
            self._note_moved(elsewhere, target)
        for position, match in enumerate(answers):
            if position:
                self._note("copied", match, target)
            self._note_recognition(match, target)
            self._run(match, target.role, target)

    def _binding(self, target: ReleasedCell) -> Match | None:
        """Return the last cell of another kind or question that answers `target`."""
        for match in reversed(self.matches):
            answers = match.target and match.target.role in ("answer", "plot")
            runs = answers or match.cell.number in self.running
            if runs and match.target != target and match.names & target.asked:
                return match
        return None

    def _note_moved(self, elsewhere: Match, target: ReleasedCell) -> None:
        # Which of its own cells an exercise is answered in is the student's choice.
        if elsewhere.target is None or elsewhere.target.exercise != target.exercise:
            self._note("moved", elsewhere, target)

    def _note_recognition(self, match: Match, target: ReleasedCell) -> None:
        if (match.cell.cell_type == "code") != (target.cell_type == "code"):
            self._note("retyped", match, target)
        if match.found_by == "place":
            self._note("found_by_place", match, target)
        elif match.marked and match.marked != target:
            self._note("swapped", match, target)

    def _take_other_code(self) -> None:
        foreign = 0
        for match in self.matches:
            target, text = match.target, match.cell.source
            is_code = match.cell.cell_type == "code" and bool(text.strip())
            if target is None:
                foreign += match.cell.grade_id is not None and match.marked is None
                if is_code:
                    self._run(match, "added")
            elif target.role in ANSWERS or match.is_as_released:
                continue
            elif target.role == "graded":
                self._note("locked_edited", match, target)
            elif is_code:
                if target.role == "setup":
                    self._note("setup_changed", match)
                self._run(match, "changed", target)
        self._count("foreign", foreign)

    def _take_written(self, target: ReleasedCell) -> str:
        empty = ("", target.key)
        parts: list[str] = []
        for match in self._written_cells(target):
            if match.cell.key in empty:
                continue
            if match.target is None:
                self._note("written_joined", match, target)
            else:
                if parts:
                    self._note("copied", match, target)
                self._note_recognition(match, target)
            parts.append(match.cell.source)
        if not parts:
            parts = self._written_in_statement(target)
        if not parts and not self.of[target.id]:
            self._note("deleted", None, target)
        return "\n\n".join(parts)

    def _written_cells(self, target: ReleasedCell) -> list[Match]:
        """Return the cells of a written answer, with the text cells that directly follow them."""
        taken: list[Match] = []
        inside = False
        for match in self.matches:
            if match.target:
                inside = match.target == target
            if inside and (match.target or match.cell.cell_type != "code"):
                taken.append(match)
        return taken

    def _written_in_statement(self, target: ReleasedCell) -> list[str]:
        """Return what the student wrote below the text of the question, in the same cell."""
        for statement in self.release.with_role("statement"):
            if statement.exercise != target.exercise:
                continue
            for match in self.of[statement.id]:
                question, text = statement.key, match.cell.key
                below = text.removeprefix(question).replace(target.key, "").strip()
                if text.startswith(question) and below:
                    self._note("written_in_statement", match, target)
                    return [below]
                if not text.startswith(question):
                    self._note("statement_edited", match, target)
        return []

    def _note_marks(self) -> None:
        lost = old = 0
        last: ReleasedCell | None = None
        reordered = False
        for match in self.matches:
            target = match.target
            if target is None:
                continue
            # A cell that repeats an answer beside the marked one never had a mark to lose.
            if match.marked or not any(other.marked for other in self.of[target.id]):
                lost += _lost_mark(match, target)
            if target.role in ANSWERS:
                if last and target.index < last.index and not reordered:
                    self._note("reordered", match, target)
                    reordered = True
                last = target
            if match.marked and match.marked.grade_id == match.cell.grade_id is not None:
                old += match.cell.schema_version != match.marked.schema_version
                released = dict(match.marked.grading)
                if any(released.get(field, value) != value for field, value in match.cell.grading):
                    self._note("metadata_changed", match, match.marked)
        self._count("marks", lost)
        self._count("old_schema", old)

    def _note_restored(self) -> None:
        # Prose that is not there may have come with a later release; nothing depends on it.
        missing = [
            cell
            for cell in self.release.cells
            if cell.exercise and cell.role not in ANSWERS and not self.of[cell.id]
        ]
        self._count("restored", len(missing))

    def _note_commands(self, cell: SourceCell) -> None:
        plain = self.reader.read(cell.source)
        for skipped in plain.skipped:
            facts = (("line", str(skipped.line)), ("name", skipped.name))
            self.notes.append(Note(skipped.effect, cell.number, cell.exercise, facts))
        if plain.tabs_expanded:
            self.notes.append(Note("tabs", cell.number, cell.exercise))

    def _setup(self) -> list[SourceCell]:
        return [self._released(cell, "setup") for cell in self.release.with_role("setup")]

    def _released(self, target: ReleasedCell, kind: str) -> SourceCell:
        found = self.of[target.id] if kind == "setup" else []
        return SourceCell(
            kind=kind,
            exercise=target.exercise,
            grade_id=target.grade_id,
            source=target.source,
            python=self.reader.read(target.source).python,
            number=found[0].cell.number if found else 0,
            after=target.id,
        )

    def _in_order(self) -> list[SourceCell]:
        """Return the student's cells in order, each missing answer's stub at its old place."""
        ordered: list[SourceCell] = []
        waiting = list(self.stubs)
        for match in self.matches:
            while waiting and match.target and match.target.index > waiting[0].index:
                stub = waiting.pop(0)
                ordered.append(self._released(stub, stub.role))
            if cell := self.running.get(match.cell.number):
                ordered.append(cell)
        return ordered + [self._released(stub, stub.role) for stub in waiting]


def _lost_mark(match: Match, target: ReleasedCell) -> bool:
    """Return whether `match` was recognised although a mark of its own was gone or changed."""
    if match.found_by == "place" or match.marked not in (None, target):
        return False
    lost = target.grade_id is not None and match.cell.grade_id != target.grade_id
    return lost or match.cell.id not in (None, target.id)
