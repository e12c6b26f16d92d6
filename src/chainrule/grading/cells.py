"""The reference as a student would have handed it in, whole or cut down to one exercise."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

from chainrule.course.solution import Solution
from chainrule.course.text import ChapterText, Code
from chainrule.submission import SourceCell


def cell(source: str, exercise: str | None = None) -> SourceCell:
    """A code cell that holds this text."""
    return SourceCell(
        kind="added", exercise=exercise, grade_id=None, source=source, python=source, number=1
    )


@dataclass(frozen=True)
class Piece:
    """The solution file's head, or one of its sections; `line` is where it begins in the file."""

    exercise: str | None
    source: str
    line: int


@dataclass(frozen=True)
class ReferenceCells:
    """Set-up cells of the notebook, then the pieces of the solution file."""

    setup: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, solution: Solution, text: ChapterText) -> ReferenceCells:
        setup = [p.source for p in text.pieces if isinstance(p, Code) and p.role == "setup"]
        sections = [Piece(s.exercise, s.source, s.line) for s in solution.sections]
        return cls(tuple(setup), (Piece(None, solution.preamble, 1), *sections))

    def whole(self) -> tuple[SourceCell, ...]:
        """The whole reference."""
        return self._cells(range(len(self.pieces)))

    def for_exercise(
        self, exercise: str, answer: str = "", changed: tuple[int, str] | None = None
    ) -> tuple[SourceCell, ...]:
        """What the exercise needs, without what it does not: less to run for each of many answers.

        Parameters
        ----------
        exercise
            Its id.
        answer
            An answer that comes after the reference; it may use names of other exercises.
        changed
            Number of a piece, and the text that takes its place.
        """
        number, text = changed or (0, self.pieces[0].source)
        wanted = {n for n, piece in enumerate(self.pieces) if piece.exercise in (None, exercise)}
        wanted.add(number)
        uses = names_used(answer).union(*(names_used(self.pieces[n].source) for n in wanted))
        while more := {
            n
            for n, piece in enumerate(self.pieces)
            if n not in wanted and uses & names_bound(piece.source)
        }:
            wanted |= more
            uses = uses.union(*(names_used(self.pieces[n].source) for n in more))
        cells = self._cells(sorted(wanted), {number: text})
        return (*cells, cell(answer, exercise)) if answer else cells

    def _cells(
        self, numbers: range | list[int], changed: dict[int, str] | None = None
    ) -> tuple[SourceCell, ...]:
        texts = changed or {}
        pieces = [(self.pieces[n].exercise, texts.get(n, self.pieces[n].source)) for n in numbers]
        return (*map(cell, self.setup), *(cell(source, exercise) for exercise, source in pieces))


def reference_cells(solution: Solution, text: ChapterText) -> list[SourceCell]:
    """The reference as if a student had written it: set-up cells, then the solution file."""
    return list(ReferenceCells.of(solution, text).whole())


@cache
def names_used(source: str) -> frozenset[str]:
    """Every name that stands in a text."""
    return frozenset(node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))


@cache
def names_bound(source: str) -> frozenset[str]:
    """The names that a text binds at its top level."""
    found: set[str] = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            found |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return frozenset(found)
