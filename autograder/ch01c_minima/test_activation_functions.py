"""Hidden tests of the activation functions and their composition (1.X9)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("activation_functions")

SMOOTH = ("sigmoid", "sigmoid_derivative", "tanh", "tanh_derivative")
# The docstrings promise this much.
PROMISED = {"rtol": 0, "atol": 1e-12}

STRICTLY = """
import warnings

def strictly(function, points):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return [function(x) for x in points]
"""


def slopes(rng):
    """Pairs (a, b) with a > b, a < b and a = 0, of both signs."""
    low, high = rng.uniform(-3, -0.5), rng.uniform(0.5, 3)
    return [(high, low), (low, high), (0.0, high)]


def calls(pairs, smooth=SMOOTH):
    """Vectorised functions with the arguments that follow x, which may be such pairs (a, b)."""
    straight = [(name, pair) for name in ("affine", "piecewise_linear") for pair in pairs]
    return [("heaviside", ()), ("relu", ()), *straight, *((name, ()) for name in smooth)]


@weight(3)
@feedback(
    en="For a whole array, compare the step and the straight pieces with their formulas on both "
    "sides of 0 and at 0 itself.",
    fr="Sur un tableau entier, comparez la marche et les morceaux de droite à leurs formules, des "
    "deux côtés de 0 et en 0 même.",
)
def test_step_and_straight_pieces(student, reference, rng):
    x = rng.uniform(-10, 10, size=(4, 5))
    x[1, 2] = 0.0
    for name, arguments in calls(slopes(rng), smooth=()):
        check_close(getattr(student, name)(x, *arguments), getattr(reference, name)(x, *arguments))


@weight(3)
@feedback(
    en="Sigmoid, tanh and their derivatives: check the signs in the exponentials, the factors 2, "
    "and s' = s (1 - s).",
    fr="Sigmoïde, tanh et leurs dérivées : vérifiez les signes dans les exponentielles, les "
    "facteurs 2, et s' = s (1 - s).",
)
def test_smooth_functions(student, reference, rng):
    x = rng.uniform(-10, 10, size=(4, 5))
    x[2, 1] = 0.0
    for name in SMOOTH:
        check_close(getattr(student, name)(x), getattr(reference, name)(x), **PROMISED)


@needs("test_smooth_functions")
@feedback(
    en="Far from 0 a smooth activation is flat, but an exponential of a large number overflows: "
    "which form of the formula only needs exponentials of negative numbers?",
    fr="Loin de 0, une activation lisse est plate, mais l'exponentielle d'un grand nombre déborde "
    ": quelle forme de la formule n'utilise que des exponentielles de nombres négatifs ?",
)
def test_far_from_zero(student, reference, remote, rng):
    strictly = remote.define(STRICTLY, "strictly")
    far = rng.uniform(750, 1000)
    x = np.array([-1000.0, -far, -40.0, 40.0, far, 1000.0])
    for name in SMOOTH:
        expected = getattr(reference, name)(x)
        check_close(getattr(student, name)(x), expected, **PROMISED)
        check_close(strictly(getattr(student, name), [x])[0], expected, **PROMISED)
        check_close(strictly(getattr(student, name), x.tolist()), expected.tolist(), **PROMISED)


@needs("test_step_and_straight_pieces", "test_smooth_functions")
@feedback(
    en="A number gives a float, not an array without dimension and not an int; numbers just below "
    "0 are negative.",
    fr="Un nombre donne un float, ni un tableau sans dimension, ni un int ; un nombre juste "
    "au-dessous de 0 est négatif.",
)
def test_numbers_give_floats(student, reference):
    for name, arguments in calls([(0.5, 2.0)]):
        for x in (-0.5, 2.5, 100.0, -1e-12, -3, 2):
            got = getattr(student, name)(x, *arguments)
            check_close(got, float(getattr(reference, name)(x, *arguments)))
            check_true(
                type(got) in (float, np.float64),
                en="Expected: a float for a number.",
                fr="Attendu : un float pour un nombre.",
            )


@needs("test_step_and_straight_pieces", "test_smooth_functions")
@feedback(
    en="An array of ints also gives a float64 array: which step of yours keeps the dtype of x?",
    fr="Un tableau d'entiers donne aussi un tableau float64 : quelle étape garde le dtype de x ?",
)
def test_arrays_of_ints(student, reference, rng):
    x = rng.integers(1, 9, size=(2, 2)) * np.array([[1, -1], [-1, 0]])
    for name, arguments in calls([(0.5, 2.0), (2, 3)]):
        check_close(getattr(student, name)(x, *arguments), getattr(reference, name)(x, *arguments))


@needs("test_step_and_straight_pieces", "test_smooth_functions")
@feedback(
    en="The array that you are given keeps its values: write into a new one.",
    fr="Le tableau reçu garde ses valeurs : écrivez dans un nouveau.",
)
def test_argument_is_unchanged(student, rng):
    x = rng.uniform(1, 10, size=6) * np.array([1, -1, 1, -1, 1, -1])
    for name, arguments in calls([(0.5, 2.0)]):
        check_unchanged(getattr(student, name), x, *arguments)


@weight(2)
@feedback(
    en="In g(f(x)) the inner function f acts first: put a x + b in place of x in c x + d.",
    fr="Dans g(f(x)), c'est f qui agit d'abord : mettez a x + b à la place de x dans c x + d.",
)
def test_composes_affine_functions(student, rng):
    for zero in range(5):
        a, b, c, d = (0.0 if i == zero else rng.uniform(-5, 5) for i in range(4))
        check_close(student.compose_affine(a, b, c, d), (c * a, c * b + d))
