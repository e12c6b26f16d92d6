"""Hidden tests of is_critical_point and classify_by_sampling (7.7)."""

import numpy as np
from support import field

from chainrule.grading import (
    check_equal,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("critical_points")


def rotated_quadratic(remote, rng, curvatures, angle):
    """A quadratic function with these second derivatives along turned axes, and its centre."""
    centre = rng.uniform(-1, 1, size=2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    formula = "float(np.sum(np.array(curvatures) * (turn @ (p - centre)) ** 2) / 2)"
    return field(remote, formula, curvatures=curvatures, turn=turn, centre=centre), centre


@weight(4)
@feedback(
    en="A point is critical exactly where every partial derivative is close to 0, and a negative "
    "number can be far from 0.",
    fr="Un point est critique si et seulement si chaque dérivée partielle est proche de 0, et un "
    "nombre négatif peut en être loin.",
)
def test_finds_the_critical_points(student):
    def grad(p):
        return np.array([2 * p[0] + p[1], -3 * p[1] ** 2 + p[0]])

    for point in ([0.0, 0.0], [1 / 12, -1 / 6]):
        check_equal(student.is_critical_point(grad, np.array(point)), True)
    for gradient in ([0, 1e-3], [0, -1e-3], [1e-3, 0], [1e-3, -1e-3], [-1e-3], [0, 0, 1e-3]):
        point = np.ones(len(gradient))
        for tol in (1e-8, 9e-4):
            got = student.is_critical_point(lambda p, g=gradient: np.array(g, float), point, tol)
            check_equal(got, False)


@needs("test_finds_the_critical_points")
@feedback(
    en="What counts as 0 is decided by the tol that is given: at most tol, tol itself included.",
    fr="Ce qui compte comme nul est fixé par le tol donné : au plus tol, tol compris.",
)
def test_uses_the_tolerance(student):
    def grad(p):
        return np.array([1e-3, -1e-3])

    check_equal(student.is_critical_point(lambda p: 1e-6 * grad(p), [1.0, 2.0]), True)
    check_equal(student.is_critical_point(grad, [1.0, 2.0], 0.1), True)
    check_equal(student.is_critical_point(grad, [1.0, 2.0], 1e-3), True)
    check_equal(student.is_critical_point(grad, [1.0, 2.0], 1e-5), False)


@weight(5)
@feedback(
    en="A bowl, a hill, saddles, shifted and turned, and y³: compare f on the whole circle, "
    "between the axes and on both sides, with f at its centre.",
    fr="Une cuvette, une colline, des cols, décalés et tournés, et y³ : comparez f sur tout le "
    "cercle, entre les axes et des deux côtés, à f en son centre.",
)
def test_shifted_and_rotated_surfaces(student, remote, rng):
    low, high = rng.uniform(0.5, 1), rng.uniform(2, 3)
    # Near 45 degrees the saddle is positive on both axes.
    angle = np.pi / 4 + rng.uniform(-0.1, 0.1)
    for curvatures, expected in (
        ((low, high), "minimum"),
        ((-low, -high), "maximum"),
        ((high, -low), "neither"),
        ((low, -high), "neither"),
    ):
        f, centre = rotated_quadratic(remote, rng, curvatures, angle)
        check_equal(student.classify_by_sampling(f, centre), expected)
    for formula in ("p[0] * p[1]", "p[0] ** 3", "-(p[0] ** 3)", "p[1] ** 3", "-(p[1] ** 3)"):
        f = field(remote, formula)
        check_equal(student.classify_by_sampling(f, [0.0, 0.0]), "neither")


@needs("test_shifted_and_rotated_surfaces")
@feedback(
    en="The comparisons have no tolerance: a tiny difference is a difference.",
    fr="Les comparaisons n'ont pas de tolérance : une différence minuscule est une différence.",
)
def test_tiny_differences_count(student, remote):
    for size in ("1e-6", "1e-12"):
        saddle = field(remote, f"{size} * (p[0] ** 2 - p[1] ** 2)")
        check_equal(student.classify_by_sampling(saddle, [0.0, 0.0]), "neither")


@feedback(
    en="The point may be a list, a tuple or an array, of ints too; f and grad receive float64 "
    "arrays.",
    fr="Le point peut être une liste, un tuple ou un tableau, même d'entiers ; f et grad "
    "reçoivent des tableaux float64.",
)
def test_points_in_every_form(student, remote):
    # 1/x + x/4 is smallest at 2. A list has no powers, an array of ints no negative ones.
    bowl, hill = (
        field(remote, f"{sign}float(np.sum((p + 2) ** -1 + (p + 2) / 4))") for sign in ("", "-")
    )
    for form in (np.array, list, tuple):
        for point in ([2, 2, 2], [2, 1, 2]):
            got = student.is_critical_point(lambda p: 0.25 - p**-2, form(point))
            check_equal(got, point == [2, 2, 2])
        check_equal(student.classify_by_sampling(bowl, form([0, 0])), "minimum")
        check_equal(student.classify_by_sampling(hill, form([0, 0])), "maximum")


@feedback(
    en="An extremum allows equal values: the comparisons are not strict.",
    fr="Un extremum admet des valeurs égales : les comparaisons ne sont pas strictes.",
)
def test_ties_spoil_nothing(student, remote):
    bowl, hill = (field(remote, f"{sign}max(p[0], 0.0) ** 2") for sign in ("", "-"))
    check_equal(student.classify_by_sampling(bowl, [0.0, 0.0]), "minimum")
    check_equal(student.classify_by_sampling(hill, [0.0, 0.0]), "maximum")
    check_equal(student.classify_by_sampling(field(remote, "3.0"), [1.0, 2.0]), "minimum")


@feedback(
    en="The circle has the radius that is given, not always a thousandth.",
    fr="Le cercle a le rayon donné, pas toujours un millième.",
)
def test_uses_the_radius(student, remote):
    hat = field(remote, "float((p @ p) ** 2 - p @ p)")
    check_equal(student.classify_by_sampling(hat, [0.0, 0.0], 0.5), "maximum")
    check_equal(student.classify_by_sampling(hat, [0.0, 0.0], 2.0), "minimum")


@needs("test_shifted_and_rotated_surfaces")
@feedback(
    en="The circle has exactly the n points of the statement, at equal angles from 0 on.",
    fr="Le cercle porte exactement les n points de l'énoncé, à angles égaux à partir de 0.",
)
def test_uses_the_points_of_the_statement(student):
    def clover(p):
        """cos(4t) on the circle of radius 1: it is 1 on the axes, -1 half way between them."""
        x, y = p
        return float(x**4 - 6 * x**2 * y**2 + y**4)

    check_equal(student.classify_by_sampling(clover, [0.0, 0.0], 1.0, 4), "minimum")
    check_equal(student.classify_by_sampling(clover, [0.0, 0.0], 1.0, 8), "neither")
    # Above 0 at (-1, 0), which is not one of five points that begin at (1, 0).
    got = student.classify_by_sampling(
        lambda p: float(-(p[0] ** 2) * (p[0] + 0.9)), [0.0, 0.0], 1.0, 5
    )
    check_equal(got, "maximum")


@needs("test_finds_the_critical_points", "test_shifted_and_rotated_surfaces")
@feedback(
    en="The point that you are given stays as it is: work on a copy.",
    fr="Le point reçu doit rester tel quel : travaillez sur une copie.",
)
def test_point_is_unchanged(student, remote, rng):
    point = rng.uniform(-1, 1, size=2)
    check_unchanged(student.is_critical_point, lambda p: 2 * p, point)
    bowl = field(remote, "float(p @ p)")
    check_unchanged(student.classify_by_sampling, bowl, point)
    check_unchanged(student.classify_by_sampling, bowl, point.tolist())
