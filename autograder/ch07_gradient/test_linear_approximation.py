"""Hidden tests of linear_approximation (7.6)."""

import numpy as np
from support import quadratic

from chainrule.grading import (
    check_close,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("linear_approximation")


def x2y(p):
    return float(p[0] ** 2 * p[1])


def grad_x2y(p):
    return np.array([2 * p[0] * p[1], p[0] ** 2])


@weight(2)
@feedback(
    en="A plane is its own tangent plane: for such a function the approximation is exact.",
    fr="Un plan est son propre plan tangent : pour une telle fonction, la valeur est exacte.",
)
def test_exact_for_affine_functions(student, rng):
    slopes, p0, dp = rng.uniform(0.5, 2, size=(3, 2))
    constant = rng.uniform(1, 2)

    def f(p):
        return float(slopes @ p + constant)

    got = student.linear_approximation(f, lambda p: slopes.copy(), p0, dp)
    check_close(got, f(p0 + dp))


@weight(2)
@feedback(
    en="The gradient is taken at p0, and every variable brings its own term, three of them too.",
    fr="Le gradient se prend en p0, et chaque variable apporte son terme, même s'il y en a trois.",
)
def test_three_variables(student, rng):
    f, grad = quadratic(rng, 3)
    p0, dp = rng.uniform(0.5, 2, size=(2, 3))
    check_close(student.linear_approximation(f, grad, p0, dp), f(p0) + float(grad(p0) @ dp))


@weight(2)
@feedback(
    en="A displacement ten times smaller makes the error about a hundred times smaller.",
    fr="Un déplacement dix fois plus petit donne une erreur environ cent fois plus petite.",
)
def test_error_is_of_second_order(student):
    p0, dp = np.array([1.0, 1.0]), np.array([0.02, -0.03])
    errors = []
    for step in (dp, dp / 10):
        got = student.linear_approximation(x2y, grad_x2y, p0, step)
        check_close(got, x2y(p0 + step), atol=0.01)
        errors.append(abs(got - x2y(p0 + step)))
    large, small = errors
    check_true(
        bool(80 * small <= large <= 120 * small),
        en="Your error does not shrink like the square of the displacement.",
        fr="Votre erreur ne diminue pas comme le carré du déplacement.",
    )


@needs("test_exact_for_affine_functions")
@feedback(
    en="The approximate value is read on the tangent plane; it differs from the exact one.",
    fr="La valeur approchée se lit sur le plan tangent ; elle diffère de la valeur exacte.",
)
def test_is_not_the_exact_value(student):
    got = student.linear_approximation(x2y, grad_x2y, [1, 1], [0.002, -0.003])
    check_true(
        bool(abs(got - x2y([1.002, 0.997])) > 1e-6),
        en="You return the exact value of f at the displaced point.",
        fr="Vous renvoyez la valeur exacte de f au point déplacé.",
    )


@needs("test_exact_for_affine_functions")
@feedback(en="p0 and dp stay as they are.", fr="p0 et dp doivent rester tels quels.")
def test_arguments_are_unchanged(student, rng):
    f, grad = quadratic(rng, 2)
    p0, dp = rng.uniform(0.5, 2, size=(2, 2))
    check_unchanged(student.linear_approximation, f, grad, p0, dp)
