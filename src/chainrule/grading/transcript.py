"""What an answer did in an exercise's hidden tests, in a form that two answers can be compared in.

A transcript never leaves the grader: it holds values that tell of the tests' inputs.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chainrule.grading.answers import Answers, OutOfTime, lost
from chainrule.grading.checks import Compared, Mismatch, going_on
from chainrule.grading.relations import Comparison, difference_quotients
from chainrule.grading.suite import Hands, HiddenTest, Suite, place_of
from chainrule.student.compare import agree, differ
from chainrule.wall import AnswerFailure, Handle, ProtocolError, StudentError, Worker, handle_type
from chainrule.wall.handles import handle_key

Array = NDArray[Any]

#: All transcripts are made with one seed, so that values can be compared.
SEED: Final = 0

#: Two ways to compute the same round differently by less than this, relative and absolute.
_ROUNDING: Final = 1e-9

#: The same of what Keras and TensorFlow compute, in float32.
_SINGLE_ROUNDING: Final = 2e-5

#: Comparisons of one test that may fail before it ends all the same.
_FAILED_COMPARISONS: Final = 50

#: Calls of its own functions that are noted in one test, and numbers in one of them.
_CALLBACKS: Final = 10_000
_NUMBERS: Final = 1_000

#: What is noted of one test: an answer that gives more is not looked into.
_MOST_BYTES: Final = 32_000_000

#: Requests that give nothing of the answer's.
_NOT_OF_THE_ANSWER: Final = frozenset({"module", "define", "type_name"})

#: Types of what can be called, which differ between two ways to write the same.
_FUNCTIONS: Final = frozenset(
    {"function", "method", "builtin_function_or_method", "partial", "ufunc", "type"}
)

#: Runs in the student's process: each test draws the same numbers, whatever ran before it.
_RESEED: Final = """
import random
import sys

import numpy

def reseed(seed):
    random.seed(seed)
    numpy.random.seed(seed)
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(seed)
"""


@dataclass(frozen=True)
class TestTranscript:
    """One hidden test.

    ``events`` is what the answer gave or raised, in order, and what failed comparisons had got.
    ``asked`` is what it called the test's own functions with, in an order of no meaning. ``ended``
    says where the test gave up.
    """

    __test__ = False  # not a test class, whatever pytest thinks of the name

    passed: bool
    events: tuple[object, ...]
    ended: tuple[str, ...]
    asked: tuple[Array, ...]
    failed: tuple[Comparison, ...]

    def equals(self, other: TestTranscript) -> bool:
        """Whether two answers did the same in it, up to rounding."""
        return (self.passed, self.ended) == (other.passed, other.ended) and same(
            self.events, other.events
        )

    def asks_like(self, other: TestTranscript) -> bool:
        """Whether two answers called the test's functions with the same, in any order."""
        return len(self.asked) == len(other.asked) and all(
            one.shape == two.shape and agree(one, two)
            for one, two in zip(self.asked, other.asked, strict=True)
        )


@dataclass(frozen=True)
class Transcript:
    """All hidden tests of one exercise, by name."""

    tests: Mapping[str, TestTranscript]

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(name for name, test in self.tests.items() if not test.passed)

    def values(self) -> Iterator[object]:
        """The plain values that the answer gave."""
        for test in self.tests.values():
            for event in test.events:
                match event:
                    case ("gave", value):
                        yield value


def same(one: object, other: object) -> bool:
    """Whether two recorded values are equal up to rounding, in type, too."""
    return not any(
        differ(a, b, rtol=_ROUNDING, atol=_ROUNDING, single=_SINGLE_ROUNDING)
        for a, b in ((one, other), (other, one))
    )


def transcript_of(
    answers: Answers,
    suite: Suite,
    tests: Sequence[HiddenTest],
    reference: ModuleType,
    folder: Path,
) -> Transcript | None:
    """Run tests and note what the answer does; None when it loses its process or its time.

    Nor is there a transcript of an answer that gives more than can be kept.

    Parameters
    ----------
    answers
        The code at work.
    suite, tests
        The hidden tests of one exercise.
    reference
        The module of reference solutions.
    folder
        Where the test files are.
    """
    found: dict[str, TestTranscript] = {}
    for test in tests:
        recorder = _Recorder(reference)
        try:
            student, remote = answers.begin_test()
            with contextlib.suppress(StudentError):
                remote.define(_RESEED, "reseed")(SEED)
            hands = Hands(student, remote, reference, SEED)
            with recorder.listening(answers.worker), going_on(recorder.goes_on):
                raised = suite.run(test, hands)
        except (AnswerFailure, OutOfTime):
            answers.close()
            return None
        if isinstance(raised, KeyboardInterrupt):
            raise raised
        if raised is not None and (lost(raised) or isinstance(raised, ProtocolError)):
            answers.close()
            return None
        if recorder.is_full:
            return None
        found[test.name] = TestTranscript(
            passed=raised is None and not recorder.failed,
            events=tuple(recorder.events),
            ended=(type(raised).__name__, place_of(raised, folder)) if raised is not None else (),
            asked=tuple(sorted(recorder.asked, key=_sorting_key)),
            failed=tuple(recorder.failed),
        )
    return Transcript(found)


class _Recorder:
    """Notes what passes between one test and the student's process."""

    def __init__(self, reference: ModuleType) -> None:
        self.events: list[object] = []
        self.failed: list[Comparison] = []
        self.asked: list[Array] = []
        self._reference = reference
        self._arguments: Mapping[str, object] = {}
        self._functions: dict[int, Callable[..., Any]] = {}
        self._bytes = 0
        self._worker: Worker | None = None

    @contextlib.contextmanager
    def listening(self, worker: Worker) -> Iterator[None]:
        """While it lasts, every request to the worker is noted."""

        def listen(ask: Callable[..., Any], operation: str, operands: tuple[Any, ...]) -> Any:
            if operation in ("call", "call_with_arguments"):
                self._called(handle_key(operands[0], worker), *operands[1:])
            try:
                value = ask(operation, *map(self._heard, operands))
            except StudentError as error:
                self.events.append(("raised", next(iter(error.builtin_mro), "")))
                raise
            if operation not in _NOT_OF_THE_ANSWER:
                self._note("gave", recorded(value))
            return value

        worker.listener, self._worker = listen, worker
        try:
            yield
        finally:
            worker.listener = self._worker = None

    def goes_on(self, mismatch: Mismatch) -> bool:
        """Notes a comparison that failed; the test may go on where the form was right."""
        compared = mismatch.compared
        assert compared is not None
        assert mismatch.difference is not None
        got = recorded(compared.got)
        kept = Compared(recorded(compared.expected), got, compared.rtol, compared.atol)
        self._note("compared", got)
        if not self.is_full:
            self.failed.append(Comparison(kept, self._arguments, self._quotients(compared)))
        right_form = mismatch.difference.kind in ("value", "nan", "text")
        return right_form and not self.is_full and len(self.failed) < _FAILED_COMPARISONS

    def _quotients(self, compared: Compared) -> Array | None:
        """The gradient that a result is to be, by difference quotients, which nobody notes."""
        worker = self._worker
        if compared.gradient_of is None or worker is None:
            return None
        try:
            with worker.unheard():
                return difference_quotients(*compared.gradient_of)
        except StudentError:
            return None

    def _note(self, what: str, value: object) -> None:
        self._bytes += _bytes_of(value)
        if not self.is_full:
            self.events.append((what, value))

    @property
    def is_full(self) -> bool:
        return self._bytes > _MOST_BYTES

    def _heard(self, value: Any) -> Any:
        """Arguments of a request, the functions in them replaced by ones that note their calls."""
        if type(value) in (list, tuple):
            return type(value)(map(self._heard, value))
        if type(value) is dict:
            return {key: self._heard(item) for key, item in value.items()}
        if isinstance(value, Handle) or not callable(value):
            return value
        # One for each function, as the student's code may ask whether two are the same.
        if id(value) not in self._functions:
            self._functions[id(value)] = self._noting(value)
        return self._functions[id(value)]

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*args: Any, **kwargs: Any) -> Any:
            if len(self.asked) < _CALLBACKS and (numbers := _numbers([args, kwargs])) is not None:
                self.asked.append(numbers)
            return function(*args, **kwargs)

        return noting

    def _called(self, name: object, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Notes the arguments of a call by the names that the reference gives them."""
        self._arguments = {}
        known = vars(self._reference).get(str(name))
        if callable(known):
            with contextlib.suppress(TypeError, ValueError):
                bound = inspect.signature(known).bind(*args, **kwargs).arguments
                self._arguments = {key: recorded(value) for key, value in bound.items()}


def _numbers(values: object) -> Array | None:
    """All numbers in nested values; None where something else is among them, or too many."""
    found: list[float] = []

    def add(value: Any) -> bool:
        if type(value) in (list, tuple):
            return len(value) <= _NUMBERS and all(map(add, value))
        if type(value) is dict:
            return len(value) <= _NUMBERS and all(map(add, value.values()))
        if type(value) is np.ndarray and value.dtype.kind in "biuf" and value.size <= _NUMBERS:
            found.extend(value.astype(np.float64).ravel().tolist())
        elif isinstance(value, int | float | np.floating | np.integer):
            found.append(float(value))
        else:
            return False
        return len(found) <= _NUMBERS

    try:
        return np.array(found) if add(values) and found else None
    except OverflowError:
        return None


def _sorting_key(numbers: Array) -> tuple[float, ...]:
    # Rounded, so that two ways to compute the same come in the same order.
    return (len(numbers), *np.round(numbers, 6).tolist())


def _bytes_of(value: object) -> int:
    """About how much memory a recorded value takes."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, list | set):
        return 8 + sum(map(_bytes_of, value))
    if isinstance(value, dict):
        return 8 + sum(_bytes_of(each) for pair in value.items() for each in pair)
    return len(value) if isinstance(value, str | bytes) else 8


def recorded(value: Any) -> Any:
    """A value as it is now, in types that can be compared; an object of the student's by its type.

    >>> recorded((1, np.float64(0.5), {2}))
    [1, 0.5, {2}]
    """
    if isinstance(value, Handle):
        kind = handle_type(value)
        return "<function>" if kind in _FUNCTIONS else f"<{kind}>"
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) in (list, tuple):
        return [recorded(item) for item in value]
    if type(value) is dict:
        return {key: recorded(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    if type(value) is frozenset:
        return set(value)
    if type(value) in (bool, int, float, complex, str, bytes, set, type(None)):
        return value
    return "<function>" if callable(value) else f"<{type(value).__name__}>"
