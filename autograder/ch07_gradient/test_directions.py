"""Hidden tests of directional_derivative and steepest_ascent (7.5)."""

import numpy as np
from support import quadratic

from chainrule.grading import (
    check_close,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("directions")


@weight(2)
@feedback(
    en="The directional derivative is the dot product of the gradient and v: one number.",
    fr="La dérivée directionnelle est le produit scalaire du gradient et de v : un nombre.",
)
def test_derivative_is_a_dot_product(student, rng):
    for n in (1, 2, 3):
        _, grad = quadratic(rng, n)
        point, v = rng.uniform(0.5, 2, size=(2, n))
        v *= np.sign(grad(point))
        expected = float(grad(point) @ v)
        check_close(student.directional_derivative(grad, point, v), expected)


@weight(2)
@feedback(
    en="The direction of steepest ascent is that of the gradient, with length 1.",
    fr="La direction de plus grande pente est celle du gradient, avec la norme 1.",
)
def test_steepest_ascent_in_any_dimension(student, rng):
    for n in (1, 2, 3):
        _, grad = quadratic(rng, n)
        point = rng.uniform(-1, 1, size=n)
        expected = grad(point) / np.linalg.norm(grad(point))
        check_close(student.steepest_ascent(grad, point), expected)


@weight(2)
@needs("test_derivative_is_a_dot_product")
@feedback(
    en="Twice the vector gives twice the derivative, the opposite vector its opposite: v is "
    "taken as it is.",
    fr="Un vecteur double donne une dérivée double, le vecteur opposé l'opposé : v est pris tel "
    "quel.",
)
def test_derivative_is_linear_in_v(student, rng):
    _, grad = quadratic(rng, 2)
    point, v = rng.uniform(0.5, 2, size=(2, 2))
    once = student.directional_derivative(grad, point, v)
    check_close(student.directional_derivative(grad, point, 2 * v), 2 * once)
    check_close(student.directional_derivative(grad, point, -v), -once)
    check_close(student.directional_derivative(grad, point, 0 * v), 0)


@weight(2)
@feedback(
    en="Among all vectors of length 1, the one you return must give the largest derivative: the "
    "norm of the gradient.",
    fr="Parmi les vecteurs de norme 1, celui que vous renvoyez doit donner la plus grande "
    "dérivée : la norme du gradient.",
)
def test_no_direction_is_steeper(student, rng):
    _, grad = quadratic(rng, 2)
    point = rng.uniform(-1, 1, size=2)
    slope = float(np.linalg.norm(grad(point)))
    best = student.steepest_ascent(grad, point)
    check_close(float(np.linalg.norm(best)), 1)
    check_close(student.directional_derivative(grad, point, best), slope)
    for angle in rng.uniform(0, 2 * np.pi, size=50):
        v = np.array([np.cos(angle), np.sin(angle)])
        check_true(
            student.directional_derivative(grad, point, v) <= slope + 1e-9,
            en="One of your derivatives along a unit vector exceeds the norm of the gradient.",
            fr="Une de vos dérivées selon un vecteur unitaire dépasse la norme du gradient.",
        )


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
