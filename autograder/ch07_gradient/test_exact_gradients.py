"""Hidden tests of the five exact gradients (7.3)."""

import numpy as np
from support import each

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("exact_gradients")

FORMULAS = {
    "grad_x2_exp3y": 2,
    "grad_cos_exp": 3,
    "grad_sum_of_squares": 3,
    "grad_x2y3": 2,
    "grad_x2_sin_yz": 3,
}


def check_formula(remote, student, reference, name, points):
    values = each(remote, getattr(student, name), [(point,) for point in points])
    for got, point in zip(values, points, strict=True):
        check_close(got, getattr(reference, name)(point), rtol=1e-11, atol=1e-11)


@weight(2)
@feedback(
    en="x² exp(3y): with x fixed, what is the derivative of exp(3y) with respect to y?",
    fr="x² exp(3y) : à x fixé, quelle est la dérivée de exp(3y) par rapport à y ?",
)
def test_x2_exp3y(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_x2_exp3y", rng.uniform(-2, 2, size=(50, 2)))


@weight(2)
@feedback(
    en="cos(x + y²) exp(-z): one chain rule for each variable; look at inner factors and signs.",
    fr="cos(x + y²) exp(-z) : une dérivée de composée par variable ; voyez facteurs et signes.",
)
def test_cos_exp(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_cos_exp", rng.uniform(-2, 2, size=(50, 3)))


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
    check_formula(remote, student, reference, "grad_x2y3", rng.uniform(-2, 2, size=(50, 2)))


@weight(2)
@feedback(
    en="x² sin(yz): with respect to y the inner factor is z; and with respect to z?",
    fr="x² sin(yz) : par rapport à y, le facteur intérieur est z ; et par rapport à z ?",
)
def test_x2_sin_yz(student, remote, reference, rng):
    check_formula(remote, student, reference, "grad_x2_sin_yz", rng.uniform(-2, 2, size=(50, 3)))


@feedback(
    en="The formulas hold at every point: negative numbers and z = 0 are ordinary ones.",
    fr="Les formules valent en tout point : les nombres négatifs et z = 0 n'ont rien de spécial.",
)
def test_negative_numbers_and_zero(student, reference, rng):
    x, y = -rng.uniform(1, 2, size=2)
    for name, n in FORMULAS.items():
        point = np.array([x, y, 0.0][:n])
        check_close(getattr(student, name)(point), getattr(reference, name)(point))


@feedback(
    en="The gradient is a float64 array, also at a point with integer coordinates.",
    fr="Le gradient est un tableau float64, même en un point à coordonnées entières.",
)
def test_integer_points(student, reference, rng):
    for name, n in FORMULAS.items():
        point = rng.permutation([2, 3, 4])[:n]
        expected = getattr(reference, name)(point)
        check_close(getattr(student, name)(point), expected)
        check_close(getattr(student, name)(point.tolist()), expected)


@needs("test_integer_points")
@feedback(
    en="The point that you are given stays as it is.", fr="Le point reçu doit rester tel quel."
)
def test_point_is_unchanged(student, rng):
    for name, n in FORMULAS.items():
        check_unchanged(getattr(student, name), rng.uniform(-2, 2, size=n))
