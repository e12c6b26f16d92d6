"""Hidden tests of partial_derivative (7.1)."""

import numpy as np
from support import DIFFERENCE, polynomial

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("partial_derivative")


@weight(3)
@feedback(
    en="Only the variable number i moves, by h on each side; the quotient is over 2h, and its "
    "sign is that of the slope.",
    fr="Seule la variable numéro i bouge, de h de chaque côté ; le quotient est sur 2h, et son "
    "signe est celui de la pente.",
)
def test_polynomials_of_one_to_four_variables(student, rng):
    for n in range(1, 5):
        f, grad = polynomial(rng, n)
        point = rng.uniform(-1.5, 1.5, size=n)
        for i in range(n):
            check_close(student.partial_derivative(f, point, i), grad(point)[i], **DIFFERENCE)


@weight(2)
@feedback(
    en="The difference is central, with the h that is given: for x³ its error is exactly h².",
    fr="La différence est centrée, avec le h donné : pour x³, son erreur vaut exactement h².",
)
def test_difference_is_central(student, rng):
    check_close(student.partial_derivative(lambda p: p[0] ** 4, [1.0], 0, 1e-3), 4 + 4e-6)
    x, h = rng.uniform(1, 2), rng.uniform(0.3, 0.6)
    check_close(student.partial_derivative(lambda p: p[0] ** 3, [x], 0, h), 3 * x**2 + h**2)


@weight(2)
@feedback(
    en="A list, a tuple or an array, of ints too, and f always receives a float64 array: what "
    "becomes of a tiny step in an int array?",
    fr="Une liste, un tuple ou un tableau, même d'entiers, et f reçoit toujours un tableau "
    "float64 : que devient un tout petit pas dans un tableau d'entiers ?",
)
def test_integer_points(student, rng):
    point = rng.integers(1, 5, size=2)
    for form in (point, point.tolist(), tuple(point.tolist())):
        for i in range(2):
            # A list has no powers, an array of ints no negative ones.
            got = student.partial_derivative(lambda p: -float(np.sum(p**-1)), form, i)
            check_close(got, 1 / point[i] ** 2, **DIFFERENCE)


@needs("test_polynomials_of_one_to_four_variables")
@feedback(
    en="The point that you are given stays as it is: work on a copy.",
    fr="Le point reçu doit rester tel quel : travaillez sur une copie.",
)
def test_point_is_unchanged(student, rng):
    f, _ = polynomial(rng, 3)
    point = rng.uniform(-1, 1, size=3)
    first = check_unchanged(student.partial_derivative, f, point, 1)
    check_equal(student.partial_derivative(f, point, 1), first)
    check_unchanged(student.partial_derivative, f, point.tolist(), 1)


@needs("test_polynomials_of_one_to_four_variables")
@feedback(
    en="The variables are numbered 0 to n-1; any other i, negative too, is an IndexError.",
    fr="Les variables sont numérotées de 0 à n-1 ; tout autre i, même négatif, lève IndexError.",
)
def test_refuses_a_variable_that_does_not_exist(student, rng):
    f, _ = polynomial(rng, 2)
    for i in (2, 5, -1):
        check_raises(IndexError, student.partial_derivative, f, [0.5, 1.0], i)


@needs("test_polynomials_of_one_to_four_variables")
@feedback(
    en="The step must be positive: raise ValueError otherwise.",
    fr="Le pas doit être strictement positif : levez ValueError sinon.",
)
def test_refuses_a_step_that_is_not_positive(student, rng):
    f, _ = polynomial(rng, 2)
    for h in (0, -1e-6):
        check_raises(ValueError, student.partial_derivative, f, np.array([0.5, 1.0]), 0, h)
