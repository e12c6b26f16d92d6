"""Why a hidden test failed, as far as a student may be told: never an input, never a value."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from chainrule.grading.checks import Mismatch
from chainrule.grading.record import Outcome
from chainrule.grading.words import say
from chainrule.submission import SourceCell
from chainrule.wall import ProtocolError, StudentError, WorkerDied, WorkerTimeout

#: Names that a message may show: they are Python's, not the student's.
BUILTIN_ERRORS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)


@dataclass(frozen=True)
class Reader:
    """Who is told: the language, and what the student knows already."""

    lang: str
    names: tuple[str, ...]
    cells: tuple[SourceCell, ...]
    test_seconds: float

    def line(self, cell: int, line: int) -> str:
        """A line of the student's own text.

        The student's process says where something was raised; what stands there is looked up,
        as a text that it sent could carry a hidden input.
        """
        return next((line_of(each, line) for each in self.cells if each.number == cell), "")


def line_of(cell: SourceCell, line: int) -> str:
    """A line of a cell, as a sentence may quote it; empty if there is none of this number."""
    lines = cell.source.splitlines()
    return lines[line - 1].strip()[:120] if 1 <= line <= len(lines) else ""


def error_name(type_name: str, builtin_mro: tuple[str, ...], lang: str) -> str:
    """The error's name if it is one of Python's, or of the one that it is a kind of."""
    for name in (type_name, *builtin_mro):
        if name in BUILTIN_ERRORS and name not in ("Exception", "BaseException"):
            return name
    return type_name if type_name in BUILTIN_ERRORS else say("own_error", lang)


def explain(raised: BaseException, reader: Reader) -> tuple[Outcome, str]:
    """The outcome of a failed test and what may be said of it."""
    lang = reader.lang
    match raised:
        case Mismatch(difference=None):
            return "failed", raised.said.get(lang, "")
        case Mismatch(difference=found):
            assert found is not None
            # That a value is wrong is what the author's words say better.
            return "failed", "" if found.kind == "value" else found.sentence(lang, values=False)
        case StudentError():
            return "error", _error(raised, reader)
        case ProtocolError():
            return "crashed", say("protocol", lang)
        case WorkerTimeout():
            return "timeout", say("timeout", lang, seconds=f"{reader.test_seconds:g}")
        case WorkerDied():
            return "crashed", say("crashed", lang)
        case _:
            # The test itself stumbled over what the student returned, None for instance.
            return "failed", say("not_a_value", lang)


def _error(raised: StudentError, reader: Reader) -> str:
    lang = reader.lang
    if raised.missing and raised.message in reader.names:
        return say("undefined", lang, name=raised.message)
    source = ""
    if raised.cell is not None and raised.line is not None:
        source = reader.line(raised.cell, raised.line)
    if raised.type_name == "NotImplementedError" and source.startswith("raise "):
        return say("not_written", lang)
    error = error_name(raised.type_name, raised.builtin_mro, lang)
    place = say("place", lang, cell=raised.cell, line=raised.line, source=source) if source else ""
    return say("raised", lang, error=error, place=place)
