"""Hidden tests of newton_step, newton_sequence, newton and nth_root (1.X12)."""

import math

import numpy as np

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("newton_method")


def cosine_line(x):
    return 2 * x - math.cos(x)


def cosine_line_slope(x):
    return 2 + math.sin(x)


@weight(2)
@feedback(
    en="The tangent at x meets the x axis at x - f(x) / f'(x), however small the slope is.",
    fr="La tangente en x coupe l'axe des abscisses en x - f(x) / f'(x), même si la pente est "
    "petite.",
)
def test_one_step(student, rng):
    for _ in range(3):
        a, x = rng.uniform(1, 9), rng.uniform(2, 3)
        got = student.newton_step(lambda x, a=a: x**3 - a, lambda x: 3 * x**2, x)
        check_close(got, x - (x**3 - a) / (3 * x**2))
    for slope in (rng.uniform(0.5, 2), -rng.uniform(0.5, 2), 1e-5, -1e-20):
        root = rng.uniform(1, 4)
        got = student.newton_step(lambda x, m=slope, r=root: m * (x - r), lambda x, m=slope: m, 9)
        check_close(got, root, rtol=1e-8)


@weight(3)
@feedback(
    en="Each of the n steps starts where the last one ended, with the slope there; the start comes "
    "first in the sequence and all steps are made.",
    fr="Chacun des n pas part du point où finit le précédent, avec la pente en ce point ; la suite "
    "commence par le départ et tous les pas sont faits.",
)
def test_sequence_and_last_point(student, reference, rng):
    for x0, most in ((0.0, 4), (10.0, 7), (rng.uniform(1, 3), 3)):
        for n in (0, 1, most):
            expected = reference.newton_sequence(cosine_line, cosine_line_slope, x0, n)
            check_close(student.newton_sequence(cosine_line, cosine_line_slope, x0, n), expected)
            check_close(student.newton(cosine_line, cosine_line_slope, x0, n), float(expected[-1]))
    # A start on a root, points that no longer move, and steps that lead away from the root.
    for f, df, x0, n in (
        (lambda x: x * x - 9, lambda x: 2 * x, 3.0, 2),
        (lambda x: x * x - 3, lambda x: 2 * x, 1.0, 15),
        (math.atan, lambda x: 1 / (1 + x * x), 1.5, 3),
    ):
        expected = reference.newton_sequence(f, df, x0, n)
        check_close(student.newton_sequence(f, df, x0, n), expected)
        check_close(student.newton(f, df, x0, n), float(expected[-1]))


@weight(2)
@feedback(
    en="The k-th root of a number is the zero of x^k - value: n Newton steps from x0, with the "
    "slope k x^(k-1).",
    fr="La racine k-ième d'un nombre est le zéro de x^k - value : n pas de Newton depuis x0, avec "
    "la pente k x^(k-1).",
)
def test_roots(student, reference, rng):
    for k in (2, 3, 4, 5):
        value = rng.uniform(2, 100)
        check_close(student.nth_root(value, k, value, 60), value ** (1 / k))
        for x0, n in ((2.0, 1), (2.5, 1), (2.5, 2), (3.0, 0)):
            check_close(student.nth_root(value, k, x0, n), reference.nth_root(value, k, x0, n))
    check_close(student.nth_root(-27, 3, -4, 30), -3)


@needs("test_one_step", "test_sequence_and_last_point")
@feedback(
    en="A horizontal tangent never meets the axis: raise ZeroDivisionError at such a point, early "
    "or late, on a root or not. Where no step is made, nothing is divided.",
    fr="Une tangente horizontale ne coupe jamais l'axe : levez ZeroDivisionError en un tel point, "
    "au début ou plus tard, racine ou non. Sans pas, il n'y a pas de division.",
)
def test_horizontal_tangents(student):
    def square(x):
        return x * x

    for shift in (1.0, 0.0):
        problem = (lambda x, c=shift: square(x) + c, lambda x: 2 * x, 0.0)
        check_raises(ZeroDivisionError, student.newton_step, *problem)
        for function in (student.newton_sequence, student.newton):
            check_raises(ZeroDivisionError, function, *problem, 1)
            # From 1 the first step on x² + 1 leads to 0 exactly.
            check_raises(ZeroDivisionError, function, lambda x: square(x) + 1, problem[1], 1.0, 2)
        check_close(student.newton_sequence(*problem, 0), np.array([0.0]))
        check_close(student.newton(*problem, 0), 0.0)


@needs("test_sequence_and_last_point", "test_roots")
@feedback(
    en="A number of steps cannot be negative: raise ValueError.",
    fr="Un nombre de pas ne peut pas être négatif : levez ValueError.",
)
def test_refuses_negative_numbers_of_steps(student):
    for function in (student.newton_sequence, student.newton):
        for n in (-1, -4):
            check_raises(ValueError, function, cosine_line, cosine_line_slope, 1.0, n)
    check_raises(ValueError, student.nth_root, 2.0, 2, 1.0, -1)


@needs("test_sequence_and_last_point")
@feedback(
    en="An int as a start is the same as a float: the sequence is a float64 array and keeps its "
    "decimals.",
    fr="Un départ entier vaut le même flottant : la suite est un tableau float64 et garde ses "
    "décimales.",
)
def test_integer_starts(student, reference):
    for x0 in (0, 10):
        for n in (0, 3):
            got = student.newton_sequence(cosine_line, cosine_line_slope, x0, n)
            check_array(got, shape=(n + 1,))
            check_close(got, reference.newton_sequence(cosine_line, cosine_line_slope, x0, n))
            expected = reference.newton(cosine_line, cosine_line_slope, x0, n)
            check_close(student.newton(cosine_line, cosine_line_slope, x0, n), expected)


@needs("test_sequence_and_last_point")
@feedback(
    en="n steps need at most n + 1 values of f: call f once per step, and compute no point twice.",
    fr="n pas demandent au plus n + 1 valeurs de f : appelez f une fois par pas, et ne calculez "
    "aucun point deux fois.",
)
def test_one_value_of_f_for_each_step(student, rng):
    x0 = rng.uniform(1, 3)
    for function in (student.newton_sequence, student.newton):
        for n in (0, 1, 5, 20):
            points = []

            def counted(x, points=points):
                points.append(x)
                return cosine_line(x)

            function(counted, cosine_line_slope, x0, n)
            check_equal(len(points) <= n + 1, True)
