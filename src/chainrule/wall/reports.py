"""What a worker reports about failures, checked on the trusted side: it may be forged."""

from __future__ import annotations

import builtins
from typing import Final

from .failures import CellOutcome, StatementFailure, StudentError
from .limits import MESSAGE_CHARACTERS
from .wire import WireError

NAME_CHARACTERS: Final = 100


def student_error(
    name: object,
    bases: list[object],
    message: object,
    cell: object,
    line: object,
    source_line: object,
    missing: object,
) -> StudentError:
    """The error that a call ended with; its base classes count only if they are builtin."""
    return StudentError(
        _text(name, NAME_CHARACTERS),
        tuple(str(base) for base in bases[:NAME_CHARACTERS] if _is_exception(base)),
        _text(message, MESSAGE_CHARACTERS),
        _number(cell),
        _number(line),
        None if source_line is None else _text(source_line, MESSAGE_CHARACTERS),
        missing is True,
    )


def cell_outcome(failures: object) -> CellOutcome:
    """What running a cell gave, from a list of (statement, line, type name, message)."""
    if type(failures) is not list:
        raise WireError("not a list of failures")
    found = []
    for failure in failures:
        if type(failure) is not tuple or len(failure) != 4:
            raise WireError("not a failure")
        statement, line, name, message = failure
        found.append(
            StatementFailure(
                _number(statement),
                _number(line),
                _text(name, NAME_CHARACTERS),
                _text(message, MESSAGE_CHARACTERS),
            )
        )
    return CellOutcome(tuple(found))


def _is_exception(name: object) -> bool:
    kind = vars(builtins).get(name) if type(name) is str else None
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _text(value: object, length: int) -> str:
    if type(value) is not str:
        raise WireError("not a text")
    return value[:length]


def _number(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise WireError("not a number")
    return value
