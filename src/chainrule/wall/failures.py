"""What can go wrong with a student's answer while it runs, as the grader sees it."""

from __future__ import annotations

from dataclasses import dataclass


class ForkServerError(RuntimeError):
    """The fork server could not start or could not fork: a matter for the instructor."""


class ForkServerEndedError(ForkServerError):
    """The fork server has ended, or does not answer: another one may do better."""


class AnswerFailure(Exception):
    """The student's code gave no value that could be compared."""


class StudentError(AnswerFailure):
    """The student's code raised an exception during a request.

    `builtin_mro` names the builtin exceptions that its class derives from, nearest first. `cell`,
    `line` and `source_line` say where in the student's notebook. `missing` is true when the name
    asked for is not defined there.
    """

    def __init__(
        self,
        type_name: str,
        builtin_mro: tuple[str, ...] = (),
        message: str = "",
        cell: int | None = None,
        line: int | None = None,
        source_line: str | None = None,
        missing: bool = False,
    ) -> None:
        super().__init__(f"{type_name}: {message}" if message else type_name)
        self.type_name = type_name
        self.builtin_mro = builtin_mro
        self.message = message
        self.cell = cell
        self.line = line
        self.source_line = source_line
        self.missing = missing

    def is_a(self, error: type[BaseException]) -> bool:
        """Whether the exception was of this builtin class or of one derived from it."""
        return error.__name__ in self.builtin_mro


class MissingAttributeError(StudentError, AttributeError):
    """An attribute that a remote object lacks: lets `hasattr` and `getattr` do their work."""


class _WorkerLost(AnswerFailure):
    """The worker has ended; `cell` and `statement` say what it was running, if it ran a cell."""

    def __init__(self, message: str, cell: int | None = None, statement: int | None = None) -> None:
        super().__init__(message)
        self.cell = cell
        self.statement = statement


class WorkerTimeout(_WorkerLost):
    """The student's code did not end in time and was killed."""


class WorkerDied(_WorkerLost):
    """The worker's process ended by itself: a crash, `os._exit`, too much memory in native code."""


class ProtocolError(_WorkerLost):
    """The worker sent bytes that are not an answer to the request, and was killed."""


@dataclass(frozen=True)
class StatementFailure:
    """A top-level statement that failed; `statement` is None when the cell cannot be parsed."""

    statement: int | None
    line: int | None
    type_name: str
    message: str


@dataclass(frozen=True)
class CellOutcome:
    failures: tuple[StatementFailure, ...]
