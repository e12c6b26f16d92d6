"""Chains of functions, here and in the student's process, for the graders of chapter 1, part b."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chainrule.grading import check_true

Formulas = tuple[str, str]

#: Each link is a formula of x and the formula of its derivative.
SINE: Formulas = ("math.sin(x)", "math.cos(x)")
EXPONENTIAL: Formulas = ("math.exp(x)", "math.exp(x)")
HALF_SQUARE: Formulas = ("x * x / 2", "x")
COSINE: Formulas = ("math.cos(x)", "-math.sin(x)")
FIVE_LINKS = (SINE, EXPONENTIAL, HALF_SQUARE, COSINE, EXPONENTIAL)


def function(formula: str) -> Callable[[float], float]:
    made: Callable[[float], float] = eval(f"lambda x: {formula}", {"math": math})
    return made


def links(student: Any, remote: Any, chain: Iterable[Formulas]) -> list[Any]:
    """These links in the student's process, where calling them costs no round trip."""
    source = """
import math

def make(Differentiable, chain):
    return [Differentiable(*(eval(f"lambda x: {formula}", {"math": math}) for formula in link))
            for link in chain]
"""
    made = remote.define(source, "make")(student.Differentiable, list(chain))
    return list(made)


def walk(chain: Iterable[Formulas], x0: float) -> tuple[list[float], list[float]]:
    """Values along the chain, the first one included, and its local derivatives."""
    values, local_derivatives = [float(x0)], []
    for f, df in chain:
        local_derivatives.append(float(function(df)(values[-1])))
        values.append(float(function(f)(values[-1])))
    return values, local_derivatives


def end(chain: Sequence[Formulas], x0: float) -> tuple[float, float]:
    """Value and derivative of the whole chain."""
    values, local_derivatives = walk(chain, x0)
    return values[-1], math.prod(local_derivatives)


def evaluated(remote: Any, F: Any, points: Iterable[float]) -> list[tuple[Any, Any]]:
    """Value and derivative of a student's function at these points, fetched at once."""
    source = "def is_one(F):\n    return hasattr(F, 'f') and hasattr(F, 'df')"
    check_true(
        remote.define(source, "is_one")(F),
        en="The result should be a Differentiable.",
        fr="Le résultat doit être un Differentiable.",
    )
    source = "def at(F, points):\n    return [(F.f(x), F.df(x)) for x in points]"
    found: list[tuple[Any, Any]] = remote.define(source, "at")(F, list(points))
    return found


def generator(remote: Any, items: Iterable[Any]) -> Any:
    """What gives these items once and then no more."""
    source = "def generate(items):\n    yield from items"
    return remote.define(source, "generate")(list(items))
