"""The student's notebook inside a worker: one `__main__`, cells run statement by statement."""

from __future__ import annotations
import __future__

import ast
import builtins
import io
import linecache
import re
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, TracebackType
from typing import Any, Final, NoReturn

from .failures import StatementFailure
from .limits import MESSAGE_CHARACTERS

PRINTED_BYTES: Final = 10_000
_CELL_FILE: Final = re.compile(r"<cell (\d+)>")
_FUTURE_FLAGS: Final = sum(
    getattr(__future__, name).compiler_flag for name in __future__.all_feature_names
)


class StatementTimeout(BaseException):
    """Raised inside a statement when its time is over; no `except Exception` catches it."""


class CappedBytes(io.RawIOBase):
    """Keeps the first bytes written and counts the rest, so that an endless print costs nothing."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._kept = bytearray()
        self._total = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        written = memoryview(data).cast("B")
        self._kept += written[: PRINTED_BYTES - len(self._kept)]
        self._total += len(written)
        return len(written)

    def text(self) -> str:
        text = self._kept.decode(errors="ignore")
        left_out = self._total - len(self._kept)
        return f"{text}\n[{left_out} more bytes]" if left_out else text


class _Shell:
    """What `get_ipython()` returns: every method exists and does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _nothing


def _nothing(*arguments: object, **keywords: object) -> None:
    return None


def _no_input(prompt: object = "") -> NoReturn:
    raise EOFError("input() has nobody to answer here: give the value in the code")


@cache
def engine_modules() -> tuple[str, ...]:
    """The engine's own modules, which no student needs to find.

    The server asks first: going through all names would cost each worker a copy of the many pages
    on which they lie, as to look at an object is to count a reference to it.
    """
    return tuple(name for name in sys.modules if name.partition(".")[0] == "chainrule")


class Notebook:
    """The namespace of all cells, and what running them leaves behind."""

    def __init__(self, statement_seconds: float) -> None:
        self._statement_seconds = statement_seconds
        self._flags = 0
        self.printed = CappedBytes()
        self.module = types.ModuleType("__main__")
        self.namespace = vars(self.module)
        self._examples: dict[str, Any] | None = None
        self._furnish()

    def _furnish(self) -> None:
        for name in engine_modules():
            sys.modules.pop(name, None)
        stand_in: Any = types.ModuleType("chainrule")
        stand_in.check = stand_in.draw_graph = stand_in.figure = _nothing
        sys.modules.update(__main__=self.module, chainrule=stand_in)
        # IPython has these names in every cell without an import.
        vars(builtins).update(input=_no_input, display=_nothing, get_ipython=_Shell)
        for stream in ("stdout", "stderr"):
            raw = self.printed if stream == "stdout" else CappedBytes()
            text = io.TextIOWrapper(
                raw,
                encoding="utf-8",
                errors="backslashreplace",
                write_through=True,  # type: ignore[type-var]
            )
            setattr(sys, stream, text)
            setattr(sys, f"__{stream}__", text)
        warnings.simplefilter("ignore")

    def run_cell(
        self, index: int, source: str, skip: frozenset[int], at: Callable[[int], None]
    ) -> Iterator[StatementFailure]:
        """Run the statements of a cell one by one; `at` is told the number of each before."""
        file = f"<cell {index}>"
        lines = source.splitlines(keepends=True)
        linecache.cache[file] = (len(source), None, lines, file)
        try:
            statements = ast.parse(source, file).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = error.lineno if isinstance(error, SyntaxError) else None
            yield _failure(None, line, error)
            return
        for number, statement in enumerate(statements):
            if number in skip:
                continue
            at(number)
            failure = self._run_statement(number, statement, file)
            if failure:
                yield failure

    def _run_statement(
        self, number: int, statement: ast.stmt, file: str
    ) -> StatementFailure | None:
        try:
            code = self._compile(ast.Module([statement], []), file, "exec")
            # Set each time, as the student's code may have changed it.
            signal.signal(signal.SIGALRM, self._end_statement)
            try:
                signal.setitimer(signal.ITIMER_REAL, self._statement_seconds)
                exec(code, self.namespace)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException as error:
            lines = [line for name, line in _lines(error.__traceback__) if name == file]
            return _failure(number, lines[-1] if lines else statement.lineno, error)
        return None

    def _end_statement(self, number: int, frame: object) -> NoReturn:
        raise StatementTimeout(f"took longer than {self._statement_seconds:g} s")

    def _compile(self, tree: Any, file: str, mode: str) -> CodeType:
        code: CodeType = compile(tree, file, mode, self._flags, dont_inherit=True)
        # As in IPython, a future import holds for all that follows.
        self._flags |= code.co_flags & _FUTURE_FLAGS
        return code

    def evaluate(self, source: str) -> Any:
        """Value of an expression, or None after statements, on top of the cells' names."""
        if self._examples is None:
            self._examples = dict(self.namespace)
        try:
            code = self._compile(source, "<example>", "eval")
        except SyntaxError:
            code = self._compile(source, "<example>", "exec")
        return eval(code, self._examples)

    def reset_examples(self) -> None:
        self._examples = None


def message_of(error: BaseException) -> str:
    """The exception's text, which student code may compute: so it may be anything, or fail."""
    try:
        # The plain slice, as a subclass of str could have its own.
        return str.__getitem__(str(error), slice(MESSAGE_CHARACTERS))
    except BaseException:
        return ""


def place_of(trace: TracebackType | None) -> tuple[int | None, int | None, str | None]:
    """Cell, line and text of the innermost line of the student's cells in a traceback."""
    cell = line = text = None
    for file, number in _lines(trace):
        if match := _CELL_FILE.fullmatch(file):
            cell, line, text = int(match[1]), number, linecache.getline(file, number).strip()
    return cell, line, text


def _lines(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _failure(statement: int | None, line: int | None, error: BaseException) -> StatementFailure:
    return StatementFailure(statement, line, type(error).__name__, message_of(error))
