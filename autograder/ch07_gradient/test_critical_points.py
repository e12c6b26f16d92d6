"""Hidden tests of is_critical_point and classify_by_sampling (7.7)."""

import numpy as np
from support import field

from chainrule.grading import check_equal, exercise, feedback, needs, weight

pytestmark = exercise("critical_points")


def rotated_quadratic(remote, rng, curvatures, angle):
    """A quadratic function with these second derivatives along turned axes, and its centre."""
    centre = rng.uniform(-1, 1, size=2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    formula = "float(np.sum(np.array(curvatures) * (turn @ (p - centre)) ** 2) / 2)"
    return field(remote, formula, curvatures=curvatures, turn=turn, centre=centre), centre


@weight(2)
@feedback(
    en="Of twenty points, exactly those where both partial derivatives vanish are critical.",
    fr="De vingt points, seuls ceux où les deux dérivées partielles s'annulent sont critiques.",
)
def test_finds_the_critical_points(student, rng):
    def grad(p):
        return np.array([2 * p[0] + p[1], -3 * p[1] ** 2 + p[0]])

    critical = [np.array([0.0, 0.0]), np.array([1 / 12, -1 / 6])]
    others = []
    while len(others) < 18:
        p = rng.uniform(-1, 1, size=2)
        if np.max(np.abs(grad(p))) >= 1e-3:
            others.append(p)
    for p in critical:
        check_equal(student.is_critical_point(grad, p), True)
    for p in others:
        check_equal(student.is_critical_point(grad, p), False)


@weight(2)
@needs("test_finds_the_critical_points")
@feedback(
    en="Every partial derivative must be close to 0, and a negative number can be far from 0.",
    fr="Chaque dérivée partielle doit être proche de 0, et un nombre négatif peut en être loin.",
)
def test_every_component_counts(student):
    for gradient in ([0, 1e-3], [0, -1e-3], [1e-3, 0], [1e-3, -1e-3], [-1e-3], [0, 0, 1e-3]):
        point = np.ones(len(gradient))
        got = student.is_critical_point(lambda p, g=gradient: np.array(g, dtype=float), point)
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


@weight(2)
@feedback(
    en="xy vanishes on both axes: look at the values between the axes too.",
    fr="xy s'annule sur les deux axes : regardez aussi les valeurs entre les axes.",
)
def test_saddle_that_the_axes_do_not_show(student, remote):
    saddle = field(remote, "p[0] * p[1]")
    check_equal(student.classify_by_sampling(saddle, [0.0, 0.0]), "neither")


@weight(2)
@feedback(
    en="A bowl, a hill and a saddle, shifted and turned: compare f on the whole circle with f "
    "at its centre.",
    fr="Une cuvette, une colline et un col, décalés et tournés : comparez f sur tout le cercle à "
    "f en son centre.",
)
def test_shifted_and_rotated_quadratics(student, remote, rng):
    for _ in range(3):
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


@needs("test_shifted_and_rotated_quadratics")
@feedback(
    en="y³ is positive on one side of the origin and negative on the other: go all the way round.",
    fr="y³ est positif d'un côté de l'origine et négatif de l'autre : faites le tour complet.",
)
def test_goes_all_the_way_round(student, remote):
    for i in (0, 1):
        for sign in (1, -1):
            cubic = field(remote, "sign * p[i] ** 3", sign=sign, i=i)
            check_equal(student.classify_by_sampling(cubic, [0.0, 0.0]), "neither")


@needs("test_shifted_and_rotated_quadratics")
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
