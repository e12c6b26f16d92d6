"""Runs one step of an example on the student's code and tells what happened."""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import reprlib
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType, TracebackType
from typing import Any, TypeVar

import numpy as np

from chainrule.student.compare import type_name

DEADLINE_SECONDS = 5.0
OUTPUT_CHARACTERS = 2000

Namespace = dict[str, Any]


@dataclass(frozen=True)
class Failure:
    """An exception of the student's code and the student's own line that it came from."""

    name: str
    message: str
    cell: str | None = None
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step did: its value and the text of it, or the classes of what it raised.

    ``unwritten`` names the student's function that raised NotImplementedError itself.
    """

    value: object = None
    text: str | None = None
    raised: tuple[str, ...] = ()
    failure: Failure | None = None
    unwritten: str | None = None
    timed_out: bool = False
    output: str = ""
    output_cut: bool = False


class _StillRunning(BaseException):
    """Not an Exception, so that ``except Exception`` of the student's code lets it through."""


def run(source: str, namespace: Namespace, notebook: Namespace) -> Outcome:
    """Run a step in a namespace; the value is that of its last expression.

    ``notebook`` is the namespace in which the student's functions live: their lines are those
    that a failure names.
    """
    steps, last = _compiled(source)
    printed = _Beginning()

    def call() -> tuple[object, str | None]:
        exec(steps, namespace)
        if last is None:
            return None, None
        value = eval(last, namespace)
        return value, _text(value)

    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            value, text = _within_deadline(call)
    except KeyboardInterrupt:
        raise
    except _StillRunning:
        return Outcome(timed_out=True, output=printed.kept, output_cut=printed.cut)
    except BaseException as error:
        failure, raiser = _locate(error, notebook)
        return Outcome(
            raised=tuple(kind.__name__ for kind in type(error).__mro__),
            failure=failure,
            unwritten=raiser if isinstance(error, NotImplementedError) else None,
            output=printed.kept,
            output_cut=printed.cut,
        )
    return Outcome(value, text, output=printed.kept, output_cut=printed.cut)


def _compiled(source: str) -> tuple[CodeType, CodeType | None]:
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    value = None
    if isinstance(last, ast.Expr):
        del tree.body[-1]
        value = compile(ast.Expression(last.value), "<example>", "eval", dont_inherit=True)
    return compile(tree, "<example>", "exec", dont_inherit=True), value


_T = TypeVar("_T")


def _within_deadline(call: Callable[[], _T]) -> _T:
    """Interrupts a call that runs too long, where signals allow it.

    They do in the main thread, and not on Windows.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not in_main_thread:
        return call()
    running = True

    def interrupt(signum: int, frame: FrameType | None) -> None:
        if running:
            raise _StillRunning

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        # Again and again: a bare except inside a loop swallows the first.
        signal.setitimer(signal.ITIMER_REAL, DEADLINE_SECONDS, 0.2)
        try:
            return call()
        finally:
            running = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Beginning(io.TextIOBase):
    """Keeps the beginning of what is printed, however much it is."""

    def __init__(self) -> None:
        self.kept = ""
        self.cut = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = OUTPUT_CHARACTERS - len(self.kept)
        self.cut = self.cut or len(text) > room
        self.kept += text[:room]
        return len(text)


class _ShortRepr(reprlib.Repr):
    """A repr that stays short for large values and never fails."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = 40
        self.maxstring = self.maxother = 600
        self.maxlong = 100

    def repr_ndarray(self, array: object, level: int) -> str:
        with np.printoptions(threshold=200, edgeitems=3, linewidth=75):
            return repr(array)


def _text(value: object) -> str:
    try:
        return _ShortRepr().repr(value)
    except Exception:
        return f"<{type_name(value)}>"


def _locate(error: BaseException, notebook: Namespace) -> tuple[Failure, str | None]:
    """The failure at the student's last line, and the student's function if it raised itself."""
    name = type_name(error)
    try:
        message = str(error)[:500]
    except Exception:
        message = ""
    mine: TracebackType | None = None
    step = deepest = error.__traceback__
    while step is not None:
        if step.tb_frame.f_globals is notebook:
            mine = step
        deepest, step = step, step.tb_next
    if mine is None:
        return Failure(name, message), None
    code = mine.tb_frame.f_code
    source = linecache.getline(code.co_filename, mine.tb_lineno).strip() or None
    failure = Failure(name, message, _cell(code.co_filename), mine.tb_lineno, source)
    return failure, code.co_qualname if mine is deepest else None


def _cell(filename: str) -> str | None:
    """The label of the notebook cell that a code object comes from, such as In[5]."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return None
    named = shell.compile.format_code_name(filename)
    return str(named[1]) if named else None
