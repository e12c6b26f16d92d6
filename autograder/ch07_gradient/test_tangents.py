"""Hidden tests of level_set_tangent and ellipse_tangent (7.4)."""

import numpy as np
from support import forms, quadratic

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("tangents")


def ellipse_point(a, b, angle):
    return np.array([a * np.cos(angle), b * np.sin(angle)])


@weight(4)
@feedback(
    en="The normal is the gradient itself, with its own length, in any dimension: it is "
    "orthogonal to the level curve or surface.",
    fr="La normale est le gradient lui-même, avec sa propre norme, en toute dimension : il est "
    "orthogonal à la ligne ou à la surface de niveau.",
)
def test_normal_is_the_gradient_in_any_dimension(student, rng):
    axes = np.array([rng.uniform(1, 1.5), rng.uniform(2, 3)])
    slopes = rng.uniform(0.5, 2, size=5)
    for n, grad in (
        (2, lambda p: 2 * p / axes**2),
        (3, lambda p: 2 * p),
        (5, lambda p: slopes.copy()),
    ):
        point = rng.uniform(1, 2, size=n)
        normal, _ = student.level_set_tangent(grad, point)
        check_close(normal, grad(point))


@weight(2)
@needs("test_normal_is_the_gradient_in_any_dimension")
@feedback(
    en="The tangent passes through the point: the point satisfies its equation.",
    fr="La tangente passe par le point : le point vérifie son équation.",
)
def test_tangent_passes_through_the_point(student, rng):
    for n in (2, 3):
        _, grad = quadratic(rng, n)
        point = rng.uniform(0.5, 1, size=n)
        normal, c = student.level_set_tangent(grad, point)
        check_close(c, float(check_array(normal, shape=(n,)) @ point))


@weight(2)
@feedback(
    en="For the ellipse, read the gradient at the point: which powers of a and of b divide?",
    fr="Pour l'ellipse, lisez le gradient au point : quelles puissances de a et b divisent ?",
)
def test_ellipse(student, rng):
    for angle in rng.uniform(0, 2 * np.pi, size=5):
        a, b = rng.uniform(0.5, 1.5), rng.uniform(2, 3)
        x0, y0 = point = ellipse_point(a, b, angle)
        check_close(student.ellipse_tangent(a, b, point), (x0 / a**2, y0 / b**2, 1.0))
        # Off the ellipse by 2e-10 only: rounding, not an error.
        student.ellipse_tangent(a, b, (1 + 1e-10) * point)


@needs("test_normal_is_the_gradient_in_any_dimension", "test_ellipse")
@feedback(
    en="The point may be a list, a tuple or an array, of ints too; grad receives a float64 array.",
    fr="Le point peut être une liste, un tuple ou un tableau, même d'entiers ; grad reçoit un "
    "tableau float64.",
)
def test_points_in_every_form(student, rng):
    # A list has no powers, an array of ints no negative ones.
    found = [
        student.level_set_tangent(lambda p: p**-1, form)
        for (form,) in forms(rng.integers(1, 5, size=3))
    ]
    expected, *others = [normal for normal, _ in found]
    check_array(expected, shape=(3,))
    for got in others:
        check_close(got, expected)

    a, b = (int(length) for length in rng.integers(2, 5, size=2))
    for (form,) in forms(np.array([0, -b])):
        check_close(student.ellipse_tangent(a, b, form), (0, -1 / b, 1))


@needs("test_normal_is_the_gradient_in_any_dimension")
@feedback(
    en="Where the gradient is zero it gives no tangent: raise ValueError.",
    fr="Là où le gradient est nul, il ne donne pas de tangente : levez ValueError.",
)
def test_refuses_a_zero_gradient(student):
    check_raises(ValueError, student.level_set_tangent, lambda p: 2 * p, [0.0, 0.0])
    check_raises(ValueError, student.level_set_tangent, lambda p: 0 * p, [1.0, 2.0, 3.0])


@needs("test_normal_is_the_gradient_in_any_dimension")
@feedback(
    en="The tangent is missing only where every component is exactly 0; a sum can be 0 by chance.",
    fr="La tangente ne manque que si chaque composante vaut exactement 0 ; une somme peut être "
    "nulle par hasard.",
)
def test_other_gradients_are_accepted(student, rng):
    point, slope = rng.uniform(1, 2, size=2), rng.uniform(1, 2)
    for gradient in ([slope, -slope], [0.0, slope], [-slope, 0.0], [0.0, slope * 1e-12]):
        normal, _ = student.level_set_tangent(lambda p, g=gradient: np.array(g), point)
        check_array(normal, shape=(2,))


@needs("test_ellipse")
@feedback(
    en="A point that is not on the ellipse, up to 1e-9, has no tangent there: raise ValueError.",
    fr="En un point hors de l'ellipse, à 1e-9 près, pas de tangente à celle-ci : levez ValueError.",
)
def test_refuses_a_point_off_the_ellipse(student, rng):
    a, b, angle = rng.uniform(0.5, 1.5), rng.uniform(2, 3), rng.uniform(0.3, 1.2)
    for factor in (1.5, 0.5, 1 + 1e-8, 1 - 1e-8):
        point = factor * ellipse_point(a, b, angle)
        check_raises(ValueError, student.ellipse_tangent, a, b, point)


@needs("test_ellipse")
@feedback(
    en="The half-lengths of the axes are positive: raise ValueError otherwise.",
    fr="Les demi-axes sont strictement positifs : levez ValueError sinon.",
)
def test_refuses_axes_that_are_not_positive(student):
    for a, b in ((-2, 1), (2, -1), (-2, -1), (0, 1), (2, 0)):
        check_raises(ValueError, student.ellipse_tangent, a, b, [1.2, 0.8])


@needs("test_normal_is_the_gradient_in_any_dimension", "test_ellipse")
@feedback(
    en="The point that you are given stays as it is.", fr="Le point reçu doit rester tel quel."
)
def test_point_is_unchanged(student, rng):
    _, grad = quadratic(rng, 2)
    check_unchanged(student.level_set_tangent, grad, rng.uniform(0.5, 1, size=2))
    check_unchanged(student.ellipse_tangent, 2.0, 1.0, ellipse_point(2.0, 1.0, 0.7))
