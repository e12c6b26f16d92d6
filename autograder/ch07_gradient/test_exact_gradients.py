"""Hidden tests of the five exact gradients (7.3)."""

import numpy as np
from support import each

from chainrule.grading import (
    check_array,
    check_close,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("exact_gradients")

# The function that each is the gradient of, and a number of its variables.
FORMULAS = {
    "grad_x2_exp3y": (lambda p: p[0] ** 2 * np.exp(3 * p[1]), 2),
    "grad_cos_exp": (lambda p: np.cos(p[0] + p[1] ** 2) * np.exp(-p[2]), 3),
    "grad_sum_of_squares": (lambda p: np.sum(p**2), 3),
    "grad_x2y3": (lambda p: p[0] ** 2 * p[1] ** 3, 2),
    "grad_x2_sin_yz": (lambda p: p[0] ** 2 * np.sin(p[1] * p[2]), 3),
}


def points_everywhere(rng, n):
    """Random points; then negative numbers with 0 as the last one, which are ordinary, too."""
    return np.vstack([rng.uniform(-2, 2, size=(50, n)), np.append(-np.arange(1, n) / n, 0)])


def check_formula(remote, student, reference, name, points):
    values = each(remote, getattr(student, name), [(point,) for point in points])
    f, _ = FORMULAS[name]
    for got, point in zip(values, points, strict=True):
        expected = getattr(reference, name)(point)
        check_close(got, expected, rtol=1e-11, atol=1e-11, gradient_of=(f, point))


@weight(2)
@feedback(
    en="x² exp(3y): with x fixed, what is the derivative of exp(3y) with respect to y?",
    fr="x² exp(3y) : à x fixé, quelle est la dérivée de exp(3y) par rapport à y ?",
)
def test_x2_exp3y(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_x2_exp3y", points_everywhere(rng, 2))


@weight(2)
@feedback(
    en="cos(x + y²) exp(-z): one chain rule for each variable; look at inner factors and signs.",
    fr="cos(x + y²) exp(-z) : une dérivée de composée par variable ; voyez facteurs et signes.",
)
def test_cos_exp(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_cos_exp", points_everywhere(rng, 3))


@weight(2)
@feedback(
    en="The sum of squares has n variables: one component each, for every n.",
    fr="La somme des carrés a n variables : une composante pour chacune, quel que soit n.",
)
def test_sum_of_squares_of_any_length(student, remote, reference, rng):
    for n in (1, 2, 7):
        points = rng.uniform(-2, 2, size=(15, n))
        check_formula(remote, student, reference, "grad_sum_of_squares", points)


@weight(2)
@feedback(
    en="x² y³: differentiate one factor and keep the other one as a constant.",
    fr="x² y³ : dérivez un facteur et gardez l'autre comme une constante.",
)
def test_x2y3(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_x2y3", points_everywhere(rng, 2))


@weight(2)
@feedback(
    en="x² sin(yz): with respect to y the inner factor is z; and with respect to z?",
    fr="x² sin(yz) : par rapport à y, le facteur intérieur est z ; et par rapport à z ?",
)
def test_x2_sin_yz(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_x2_sin_yz", points_everywhere(rng, 3))


@needs(
    "test_x2_exp3y",
    "test_cos_exp",
    "test_sum_of_squares_of_any_length",
    "test_x2y3",
    "test_x2_sin_yz",
)
@feedback(
    en="The gradient is a float64 array, also at a point of ints, be it an array, a list or a "
    "tuple.",
    fr="Le gradient est un tableau float64, même en un point d'entiers, que ce soit un tableau, "
    "une liste ou un tuple.",
)
def test_integer_points(student, remote, rng):
    for name, (_, n) in FORMULAS.items():
        point = rng.permutation([2, 3, 4])[:n]
        forms = (point.astype(float), point, point.tolist(), tuple(point.tolist()))
        expected, *others = each(remote, getattr(student, name), [(form,) for form in forms])
        check_array(expected, shape=(n,), dtype=np.float64)
        for got in others:
            check_close(got, expected)


@needs("test_sum_of_squares_of_any_length")
@feedback(
    en="The point that you are given stays as it is: work on a copy.",
    fr="Le point reçu doit rester tel quel : travaillez sur une copie.",
)
def test_point_is_unchanged(student, rng):
    for name, (_, n) in FORMULAS.items():
        check_unchanged(getattr(student, name), rng.uniform(-2, 2, size=n))
