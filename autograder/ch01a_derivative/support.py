"""Differentiable functions in the student's process, for the graders of chapter 1, part a."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from chainrule.grading import check_true

Pair = tuple[Callable[[float], float], Callable[[float], float]]


def differentiable(student: Any, remote: Any, f: str, df: str) -> Any:
    """A Differentiable of two formulas in x, where calling it costs no round trip."""
    source = f"""
import math

def make(Differentiable):
    return Differentiable(lambda x: {f}, lambda x: {df})
"""
    return remote.define(source, "make")(student.Differentiable)


def basics(student: Any, remote: Any) -> list[Any]:
    """The functions exp, sin and cos, for the student; BASICS are the same here."""
    formulas = [
        ("math.exp(x)", "math.exp(x)"),
        ("math.sin(x)", "math.cos(x)"),
        ("math.cos(x)", "-math.sin(x)"),
    ]
    return [differentiable(student, remote, *pair) for pair in formulas]


BASICS: list[Pair] = [
    (np.exp, np.exp),
    (np.sin, np.cos),
    (np.cos, lambda x: -np.sin(x)),
]


def check_differentiable(remote: Any, functions: Iterable[Any]) -> None:
    """Ask that the student's results have a value and a derivative, under these names."""
    source = """
def have_both(functions):
    return all(hasattr(F, part) for F in functions for part in ("f", "df"))
"""
    check_true(
        remote.define(source, "have_both")(list(functions)),
        en="The result should be a Differentiable.",
        fr="Le résultat doit être un Differentiable.",
    )


def at(remote: Any, functions: Sequence[Any], points: Iterable[float]) -> list[Any]:
    """Values and derivatives of the student's functions at these points, fetched at once."""
    check_differentiable(remote, functions)
    source = """
def at(functions, points):
    return [[(F.f(x), F.df(x)) for x in points] for F in functions]
"""
    found: list[Any] = remote.define(source, "at")(list(functions), list(points))
    return found


def slopes(remote: Any, function: Any, points: Iterable[float]) -> list[Any]:
    """Derivatives of a student's function at these points; its values are not asked for."""
    check_differentiable(remote, [function])
    source = "def slopes(F, points):\n    return [F.df(x) for x in points]"
    found: list[Any] = remote.define(source, "slopes")(function, list(points))
    return found


def table(pairs: Iterable[Pair], points: Sequence[float]) -> list[list[tuple[float, float]]]:
    """What ``at`` has to give for these functions and their derivatives."""
    return [[(float(f(x)), float(df(x))) for x in points] for f, df in pairs]
