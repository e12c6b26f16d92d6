"""A submission's code at work: its cells run in a worker, again whenever the worker is lost."""

from __future__ import annotations

import ast
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.submission import SourceCell
from chainrule.wall import (
    AnswerFailure,
    ForkServer,
    Remote,
    StatementFailure,
    Student,
    StudentError,
    Worker,
    WorkerDied,
    WorkerTimeout,
)

#: Runs in the student's process.
_CLOSE_FIGURES = """
import sys

def close():
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
"""


class OutOfTime(Exception):
    """The submission has used up its time."""


@dataclass(frozen=True)
class CellFailure:
    """A top-level statement that raised, hung or crashed: it costs what depends on it."""

    cell: SourceCell
    kind: str
    line: int
    error: str


class Answers:
    """The student's cells, run in order in a worker of their own.

    Parameters
    ----------
    server
        The warm process that workers are forked from.
    cells
        What repair took out of the submission.
    seconds
        The time that all of the submission may take.
    draws
        Whether to keep what the plot cells draw.
    """

    def __init__(
        self,
        server: ForkServer,
        cells: Sequence[SourceCell],
        seconds: float,
        draws: bool = False,
    ) -> None:
        self._server = server
        self.cells = tuple(cells)
        self._deadline = time.monotonic() + seconds
        self._worker: Worker | None = None
        self._skip: dict[int, set[int]] = {}
        self._given_up: set[int] = set()
        self._draws = draws
        self._pictures: dict[str, list[bytes]] = {}
        self.failures: list[CellFailure] = []

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the next use starts a new one."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    @property
    def worker(self) -> Worker:
        """A worker in which the cells have run."""
        while self._worker is None or not self._worker.alive:
            self.close()
            self._worker = self._replay()
        self.check_time()
        return self._worker

    def begin_test(self) -> tuple[Student, Remote]:
        """The student's names and libraries for one test, whose time begins now."""
        worker = self.worker
        worker.begin_test()
        return Student(worker), Remote(worker)

    def pictures(self) -> dict[str, list[bytes]]:
        """What the plot cells draw, as PNG files, by exercise."""
        if self._draws:
            with contextlib.suppress(OutOfTime):
                _ = self.worker
        return self._pictures

    def check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise OutOfTime

    def _replay(self) -> Worker | None:
        """Run the cells in a fresh worker; None when it was lost on the way.

        What lost it is left out from now on, so this ends.
        """
        worker = self._server.spawn()
        self._pictures = {} if self._draws else self._pictures
        for index, cell in enumerate(self.cells):
            if index in self._given_up:
                continue
            self.check_time()
            run = self._draw if self._draws and cell.kind == "plot" else self._run
            if not run(worker, index, cell):
                return None
        # Cells draw the same in every run: the pictures of the first whole one are enough.
        self._draws = False
        return worker

    def _draw(self, worker: Worker, index: int, cell: SourceCell) -> bool:
        """Run a plot cell and keep the figures that it leaves; False when that cost the worker.

        Those of other cells are closed before, as a notebook does below each cell.
        """
        try:
            with contextlib.suppress(StudentError):
                Remote(worker).define(_CLOSE_FIGURES, "close")()
            if not self._run(worker, index, cell):
                return False
            with contextlib.suppress(StudentError):
                self._pictures.setdefault(cell.exercise or "", []).extend(worker.png())
        except AnswerFailure:
            worker.close()
            self._draws = False
            return False
        return True

    def _run(self, worker: Worker, index: int, cell: SourceCell) -> bool:
        """Run a cell; False when that cost the worker."""
        skip = self._skip.setdefault(index, set())
        try:
            outcome = worker.run_cell(index=cell.number, source=cell.python, skip=frozenset(skip))
        except AnswerFailure as lost:
            worker.close()
            statement = getattr(lost, "statement", None)
            if statement is None or statement in skip:
                self._given_up.add(index)
            else:
                skip.add(statement)
            kind = "cell_timeout" if isinstance(lost, WorkerTimeout) else "cell_crashed"
            line = _line(cell.python, statement)
            self.failures.append(CellFailure(cell, kind, line, type(lost).__name__))
            return False
        for failure in outcome.failures:
            self._remember(cell, failure, skip)
        return True

    def _remember(self, cell: SourceCell, failure: StatementFailure, skip: set[int]) -> None:
        timed_out = failure.type_name == "StatementTimeout"
        kind = "cell_timeout" if timed_out else "cell_failed"
        found = CellFailure(cell, kind, failure.line or 0, failure.type_name)
        if found not in self.failures:
            self.failures.append(found)
        if timed_out and failure.statement is not None:
            # Paid for once: the next replay need not wait for it again.
            skip.add(failure.statement)


def _line(source: str, statement: int | None) -> int:
    """The line of a top-level statement; 1 when it is not known which one it was."""
    if statement is None:
        return 1
    with contextlib.suppress(SyntaxError, ValueError, IndexError):
        return ast.parse(source).body[statement].lineno
    return 1


def lost(failure: BaseException) -> bool:
    """Whether an answer failed by losing its process."""
    return isinstance(failure, WorkerTimeout | WorkerDied)
