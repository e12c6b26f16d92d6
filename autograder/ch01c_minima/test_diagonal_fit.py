"""Hidden tests of diagonal_error_coefficients and parabola_minimum (1.X10)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("diagonal_fit")


def coefficients(points):
    """From three values of the sum of squares, without expanding anything."""
    low, middle, high = (float(np.sum((x - points) ** 2)) for x in (-1.0, 0.0, 1.0))
    return (low + high) / 2 - middle, (high - low) / 2, middle


@weight(3)
@feedback(
    en="Every point contributes (x - x_i)² and (x - y_i)²: expand both squares and add up all "
    "points, repeated ones too.",
    fr="Chaque point apporte (x - x_i)² et (x - y_i)² : développez les deux carrés et additionnez "
    "sur tous les points, même répétés.",
)
def test_sum_of_squared_distances(student, rng):
    for count in (1, 2, 5, 9):
        points = rng.uniform(-5, 5, size=(count, 2))
        for form in (points, points.tolist()):
            check_close(student.diagonal_error_coefficients(form), coefficients(points))
    points = rng.integers(-5, 6, size=(3, 2))[[0, 1, 0, 2]]
    for form in (points, points.tolist(), [tuple(pair) for pair in points.tolist()]):
        check_close(student.diagonal_error_coefficients(form), coefficients(points))


@weight(3)
@feedback(
    en="The parabola is lowest where its derivative 2 a x + b is 0, however small a > 0 is; the "
    "second number is its value there.",
    fr="La parabole est au plus bas là où sa dérivée 2 a x + b s'annule, si petit que soit a > 0 ; "
    "le second nombre est sa valeur en ce point.",
)
def test_vertex_of_a_parabola(student, rng):
    for a in (0.002, 0.3, 1, 4):
        for b in (rng.uniform(0.5, 5), rng.uniform(-5, -0.5), 0):
            c = rng.uniform(-5, 5)
            check_close(student.parabola_minimum(a, b, c), (-b / (2 * a), c - b * b / (4 * a)))
    check_close(student.parabola_minimum(1e-20, 2e-20, 3.0), (-1.0, 3.0))


@needs("test_vertex_of_a_parabola")
@feedback(
    en="Without a > 0 the function has no single lowest point: raise ValueError, for a = 0 too.",
    fr="Sans a > 0, la fonction n'a pas un seul point le plus bas : levez ValueError, aussi si a = "
    "0.",
)
def test_refuses_what_has_no_minimum(student, rng):
    for a in (-rng.uniform(0.5, 3), 0, -0.001):
        check_raises(ValueError, student.parabola_minimum, a, 1.0, 2.0)


@needs("test_sum_of_squared_distances")
@feedback(
    en="Points have the shape (N, 2) with N >= 1: raise ValueError for every other shape.",
    fr="Les points ont la forme (N, 2) avec N >= 1 : levez ValueError pour toute autre forme.",
)
def test_refuses_other_shapes(student, rng):
    for shape in ((2,), (0, 2), (4, 3), (3, 1), (3, 2, 2), (2, 2, 1)):
        points = rng.uniform(-1, 1, size=shape)
        check_raises(ValueError, student.diagonal_error_coefficients, points)
    for points in ([], [1, 2], [[1, 2, 3]]):
        check_raises(ValueError, student.diagonal_error_coefficients, points)


@needs("test_sum_of_squared_distances")
@feedback(
    en="The points stay as they are: work on a copy.",
    fr="Les points restent tels quels : travaillez sur une copie.",
)
def test_points_are_unchanged(student, rng):
    points = rng.uniform(1, 5, size=(4, 2))
    check_unchanged(student.diagonal_error_coefficients, points)
    check_unchanged(student.diagonal_error_coefficients, points.tolist())
