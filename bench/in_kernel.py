"""Hidden tests without a wall: they run beside the student's answers, in the same process.

Stock graders and the floor use it. Its text goes into their notebooks and processes, so it imports
nothing of chainrule: ``install`` makes stand-ins for what notebooks and tests import.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

SEED = 1

#: The test functions by exercise, and which of them have passed.
_tests: dict[str, dict[str, Callable[..., None]]] = {}
_passed: dict[str, set[str]] = {}


def install(library: dict[str, str], reference: str, support: str) -> None:
    """Make the modules that notebooks and tests import, from their texts."""
    package = _module("chainrule", check=_nothing, draw_graph=_nothing, figure=_nothing)
    package.__path__ = []
    for name in ("student", "grading"):
        _module(f"chainrule.{name}").__path__ = []
    _module(
        "chainrule.wall",
        Handle=type("Handle", (), {}),
        StudentError=type("StudentError", (Exception,), {}),
        handle_type=_nothing,
        is_handle=lambda value: False,
    )
    for name, text in library.items():
        _run(text, _module(name))
    checks = sys.modules["chainrule.grading.checks"]
    vars(checks).update(check_raises=_check_raises, check_unchanged=_check_unchanged)
    grading = sys.modules["chainrule.grading"]
    vars(grading).update({n: f for n, f in vars(checks).items() if n.startswith("check_")})
    vars(grading).update(exercise=_nothing, feedback=_unmarked, weight=_weight, needs=_needs)
    _run(support, _module("support"))
    _run(reference, _module("reference"))


def load(exercise: str, text: str) -> None:
    """Take the tests of an exercise from the text of their file."""
    module = _module(f"test_{exercise}")
    _run(text, module)
    _tests[exercise] = {n: f for n, f in vars(module).items() if n.startswith("test_")}


def begin(exercise: str) -> None:
    """Forget which tests of an exercise have passed: those of another student come next."""
    _passed[exercise] = set()


def check(exercise: str, name: str, namespace: dict[str, Any]) -> None:
    """Run one test; the tests that it needs come before it.

    Raises
    ------
    Exception
        When it fails, or does not count because a test that it needs has failed.
    """
    test = _tests[exercise][name]
    passed = _passed.setdefault(exercise, set())
    printed = io.StringIO()
    hands = {
        "student": _Student(namespace, printed),
        "remote": SimpleNamespace(module=importlib.import_module, define=_define),
        "reference": sys.modules["reference"],
        "rng": np.random.default_rng([SEED, *name.encode()]),
    }
    wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
    # What a test prints is not its result: nbgrader takes any line on stderr for a failure.
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            test(**{hand: hands[hand] for hand in wanted})
        except SystemExit as error:
            raise RuntimeError("the answer ends the process") from error
    unmet = set(getattr(test, "needs", ())) - passed
    if unmet:
        raise AssertionError(f"counts together with {', '.join(sorted(unmet))}")
    passed.add(name)


def score(exercise: str, points: float, names: Sequence[str], namespace: dict[str, Any]) -> float:
    """Run all tests of an exercise; points by the weight of the passed ones."""
    begin(exercise)
    for name in names:
        with contextlib.suppress(Exception):
            check(exercise, name, namespace)
    weights = {name: getattr(_tests[exercise][name], "weight", 1.0) for name in names}
    right = sum(weights[name] for name in _passed[exercise])
    return float(round(points * right / sum(weights.values()), 2))


class _Student:
    """The notebook's names as a module."""

    def __init__(self, namespace: dict[str, Any], printed: io.StringIO) -> None:
        self._namespace = namespace
        self._printed = printed

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._namespace[name]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(value, FunctionType):
            vars(value)["with_arguments"] = partial(_with_arguments, value)
        return value

    def printed(self) -> str:
        return self._printed.getvalue()


def _module(name: str, **names: object) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    vars(module).update(names)
    return module


def _run(text: str, module: ModuleType) -> None:
    exec(compile(text, f"<{module.__name__}>", "exec"), vars(module))


@cache  # as behind the wall, where a process runs a definition once
def _define(source: str, name: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    return namespace[name]


def _nothing(*args: object, **kwargs: object) -> None:
    return None


def _unmarked(**texts: str) -> Callable[[T], T]:
    return lambda test: test


def _weight(share: float) -> Callable[[T], T]:
    def mark(test: T) -> T:
        test.weight = float(share)  # type: ignore[attr-defined]
        return test

    return mark


def _needs(*names: str) -> Callable[[T], T]:
    def mark(test: T) -> T:
        test.needs = names  # type: ignore[attr-defined]
        return test

    return mark


def _with_arguments(
    function: Callable[..., T], *args: object, **kwargs: object
) -> tuple[T, tuple[object, ...], dict[str, object]]:
    return function(*args, **kwargs), args, kwargs


def _check_raises(
    error: type[BaseException], function: Callable[..., object], *args: object, **kwargs: object
) -> None:
    try:
        function(*args, **kwargs)
    except error:
        return
    raise AssertionError(f"no {error.__name__}")


def _check_unchanged(function: Callable[..., T], *args: object, **kwargs: object) -> T:
    before = _plain([*args, *kwargs.values()])
    result = function(*args, **kwargs)
    after = [*args, *kwargs.values()]
    if sys.modules["chainrule.student.compare"].difference(before, _plain(after), rtol=0, atol=0):
        raise AssertionError("an argument has changed")
    return result


def _plain(value: Any) -> Any:
    """A copy in which functions and objects are left out: nobody compares them."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic | int | float | complex | str):
        return copy.copy(value)
    return None
