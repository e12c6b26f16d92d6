"""Hidden tests of numerical_gradient (7.2)."""

import numpy as np
from support import DIFFERENCE

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("numerical_gradient")


def one_term_per_variable(rng, n):
    """Sum of a_i x_i^2 + b_i x_i: the variables do not interact."""
    a, b = rng.uniform(0.5, 1, size=(2, n))
    return lambda p: float(a @ p**2 + b @ p), lambda p: 2 * a * p + b


@weight(3)
@feedback(
    en="One component per variable, for any number of variables; each moves one variable only.",
    fr="Une composante par variable, quel que soit leur nombre ; chacune ne bouge qu'une variable.",
)
def test_any_number_of_variables(student, rng):
    for n in (1, 3, 10):
        f, grad = one_term_per_variable(rng, n)
        point = rng.uniform(-1.5, 1.5, size=n)
        check_close(student.numerical_gradient(f, point), grad(point), **DIFFERENCE)


@weight(2)
@feedback(
    en="Every difference starts from the given point: no variable stays shifted for the next one.",
    fr="Chaque différence part du point donné : aucune variable ne reste décalée pour la suivante.",
)
def test_each_variable_starts_from_the_point(student, rng):
    x, y = rng.uniform(1, 3), rng.uniform(-3, -1)
    for h in (1e-6, 0.5):
        got = student.numerical_gradient(lambda p: p[0] * p[1], [x, y], h)
        tolerance = DIFFERENCE if h < 0.1 else {}
        check_close(got, np.array([y, x]), **tolerance)


@weight(2)
@feedback(
    en="Each difference is central, with the h that is given: for x³ its error is exactly h².",
    fr="Chaque différence est centrée, avec le h donné : pour x³, son erreur vaut exactement h².",
)
def test_differences_are_central(student, rng):
    point, h = rng.uniform(1, 2, size=2), rng.uniform(0.3, 0.6)
    got = student.numerical_gradient(lambda p: float(np.sum(p**3)), point, h)
    check_close(got, 3 * point**2 + h**2)


@weight(2)
@needs("test_any_number_of_variables")
@feedback(
    en="The result is a float64 array of shape (n,), also when the point is a tuple of ints.",
    fr="Le résultat est un tableau float64 de forme (n,), même si le point est un tuple d'entiers.",
)
def test_shape_and_dtype(student, rng):
    f, grad = one_term_per_variable(rng, 3)
    integers = rng.integers(-3, 3, size=3)
    for point in (rng.uniform(-1, 1, size=3), integers, tuple(integers.tolist())):
        got = student.numerical_gradient(f, point)
        check_array(got, shape=(3,), dtype=np.float64)
        check_close(got, grad(np.array(point, dtype=float)), **DIFFERENCE)


@needs("test_any_number_of_variables")
@feedback(
    en="Each variable costs two values of f, so n variables cost exactly 2n calls.",
    fr="Chaque variable demande deux valeurs de f : n variables demandent exactement 2n appels.",
)
def test_calls_f_twice_per_variable(student, rng):
    for n in (1, 4):
        f, _ = one_term_per_variable(rng, n)
        calls = []

        def counted(p, f=f, calls=calls):
            calls.append(p)
            return f(p)

        student.numerical_gradient(counted, rng.uniform(-1, 1, size=n))
        check_equal(len(calls), 2 * n)


@needs("test_any_number_of_variables")
@feedback(
    en="The point that you are given stays as it is: work on a copy.",
    fr="Le point reçu doit rester tel quel : travaillez sur une copie.",
)
def test_point_is_unchanged(student, rng):
    f, _ = one_term_per_variable(rng, 3)
    point = rng.uniform(-1, 1, size=3)
    check_unchanged(student.numerical_gradient, f, point)
    check_unchanged(student.numerical_gradient, f, point.tolist())
