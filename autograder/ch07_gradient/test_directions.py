"""Hidden tests of directional_derivative and steepest_ascent (7.5)."""

import numpy as np
from support import forms, number, quadratic

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

pytestmark = exercise("directions")


@weight(4)
@feedback(
    en="The directional derivative is the dot product of the gradient and v, one number. v is "
    "taken as it is: twice the vector gives twice the derivative, -v the opposite.",
    fr="La dérivée directionnelle est le produit scalaire du gradient et de v, un nombre. v est "
    "pris tel quel : un vecteur double donne une dérivée double, le vecteur opposé l'opposé.",
)
def test_derivative_is_a_dot_product(student, rng):
    for n in (1, 2, 3):
        _, grad = quadratic(rng, n)
        point, v = rng.uniform(0.5, 2, size=(2, n))
        v *= np.sign(grad(point))
        slope = float(grad(point) @ v)
        check_close(student.directional_derivative(grad, point, v), slope)
        for factor in (2, -1, 0):
            got = student.directional_derivative(grad, point, factor * v)
            check_close(got, factor * slope)


@weight(4)
@feedback(
    en="The direction of steepest ascent is that of the gradient, with length 1: no other vector "
    "of length 1 gives a larger derivative.",
    fr="La direction de plus grande pente est celle du gradient, avec la norme 1 : aucun autre "
    "vecteur de norme 1 ne donne une dérivée plus grande.",
)
def test_steepest_ascent_in_any_dimension(student, rng):
    for n in (1, 2, 3):
        _, grad = quadratic(rng, n)
        point = rng.uniform(-1, 1, size=n)
        expected = grad(point) / np.linalg.norm(grad(point))
        check_close(student.steepest_ascent(grad, point), expected)


@needs("test_derivative_is_a_dot_product", "test_steepest_ascent_in_any_dimension")
@feedback(
    en="The point and v may be lists, tuples or arrays, of ints too; grad receives a float64 "
    "array.",
    fr="Le point et v peuvent être des listes, des tuples ou des tableaux, même d'entiers ; grad "
    "reçoit un tableau float64.",
)
def test_arguments_in_every_form(student, rng):
    def grad(p):
        """A list has no powers, an array of ints no negative ones."""
        return p**-1

    pairs = forms(*rng.integers(1, 5, size=(2, 3)))
    slope, *slopes = [student.directional_derivative(grad, point, v) for point, v in pairs]
    direction, *directions = [student.steepest_ascent(grad, point) for point, _ in pairs]
    check_array(direction, shape=(3,))
    for got in zip(slopes, directions, strict=True):
        check_close(got, (number(slope), direction))


@needs("test_derivative_is_a_dot_product")
@feedback(
    en="v needs as many components as the gradient: raise ValueError, also when v has only one.",
    fr="v doit avoir autant de composantes que le gradient : levez ValueError, même si v n'en a "
    "qu'une.",
)
def test_refuses_a_vector_of_another_length(student, rng):
    _, grad = quadratic(rng, 3)
    for n in (1, 2, 4):
        v = rng.uniform(1, 2, size=n)
        check_raises(ValueError, student.directional_derivative, grad, [1.0, 0.5, 2.0], v)


@needs("test_steepest_ascent_in_any_dimension")
@feedback(
    en="At a critical point no direction is steepest: raise ValueError.",
    fr="En un point critique, il n'y a pas de plus grande pente : levez ValueError.",
)
def test_refuses_a_critical_point(student):
    check_raises(ValueError, student.steepest_ascent, lambda p: 2 * p, [0.0, 0.0])


@needs("test_derivative_is_a_dot_product", "test_steepest_ascent_in_any_dimension")
@feedback(
    en="A critical point is an error for steepest_ascent only; a gradient that is tiny, or has one "
    "zero component, is not zero.",
    fr="Un point critique n'est une erreur que pour steepest_ascent ; un tout petit gradient, ou "
    "un gradient dont une composante est nulle, n'est pas nul.",
)
def test_small_and_zero_gradients(student):
    check_close(student.directional_derivative(lambda p: 2 * p, [0.0, 0.0], [1.0, 2.0]), 0)
    root = np.sqrt(0.5)
    for gradient, direction in (
        ([3e-15, -4e-15], [0.6, -0.8]),
        ([0.0, -2.0], [0.0, -1.0]),
        ([3.0, -3.0], [root, -root]),
    ):
        got = student.steepest_ascent(lambda p, g=gradient: np.array(g), [1, 1])
        check_close(got, np.array(direction))


@needs("test_derivative_is_a_dot_product", "test_steepest_ascent_in_any_dimension")
@feedback(
    en="The point and the vector that you are given stay as they are.",
    fr="Le point et le vecteur reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    _, grad = quadratic(rng, 2)
    point, v = rng.uniform(0.5, 2, size=(2, 2))
    check_unchanged(student.directional_derivative, grad, point, v)
    check_unchanged(student.steepest_ascent, grad, point)
