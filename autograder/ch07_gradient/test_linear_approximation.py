"""Hidden tests of linear_approximation (7.6)."""

import numpy as np
from support import forms, number, quadratic

from chainrule.grading import (
    check_close,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("linear_approximation")


@weight(3)
@feedback(
    en="Begin with the value at p0. A plane is its own tangent plane: for such a function the "
    "approximation is exact.",
    fr="Partez de la valeur en p0. Un plan est son propre plan tangent : pour une telle fonction, "
    "la valeur est exacte.",
)
def test_exact_for_affine_functions(student, rng):
    slopes, p0, dp = rng.uniform(0.5, 2, size=(3, 2))
    constant = rng.uniform(1, 2)

    def f(p):
        return float(slopes @ p + constant)

    got = student.linear_approximation(f, lambda p: slopes.copy(), p0, dp)
    check_close(got, f(p0 + dp))


@weight(4)
@feedback(
    en="The gradient is taken at p0, and every variable brings its own term, three of them too. "
    "On a curved graph the result is not the exact value: the tangent plane has no second order.",
    fr="Le gradient se prend en p0, et chaque variable apporte son terme, même s'il y en a trois. "
    "Sur un graphe courbe, ce n'est pas la valeur exacte : le plan tangent est sans second ordre.",
)
def test_tangent_plane_of_curved_graphs(student, rng):
    for n in (1, 3):
        f, grad = quadratic(rng, n)
        p0, dp = rng.uniform(0.5, 2, size=(2, n))
        start = f(p0)
        # The value at p0 is 0: only the terms of the gradient remain.
        got = student.linear_approximation(lambda p, f=f, start=start: f(p) - start, grad, p0, dp)
        check_close(got, float(grad(p0) @ dp))


@needs("test_exact_for_affine_functions", "test_tangent_plane_of_curved_graphs")
@feedback(
    en="p0 and dp may be lists, tuples or arrays, of ints too; f and grad receive float64 arrays.",
    fr="p0 et dp peuvent être des listes, des tuples ou des tableaux, même d'entiers ; f et grad "
    "reçoivent des tableaux float64.",
)
def test_arguments_in_every_form(student, rng):
    # A list has no powers, an array of ints no negative ones.
    expected, *others = [
        student.linear_approximation(lambda p: float(np.sum(p**-1)), lambda p: -(p**-2), p0, dp)
        for p0, dp in forms(*rng.integers(1, 5, size=(2, 3)))
    ]
    for got in others:
        check_close(got, number(expected))


@needs("test_exact_for_affine_functions")
@feedback(en="p0 and dp stay as they are.", fr="p0 et dp doivent rester tels quels.")
def test_arguments_are_unchanged(student, rng):
    f, grad = quadratic(rng, 2)
    p0, dp = rng.uniform(0.5, 2, size=(2, 2))
    check_unchanged(student.linear_approximation, f, grad, p0, dp)
