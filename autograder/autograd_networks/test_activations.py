"""Hidden tests of activation and activation_derivative (21.1)."""

import numpy as np
from support import NAMES

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("activations")

VALUES = ("test_values", "test_derivatives")

NOTED = """
import warnings

def noted(function, arguments):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        results = [function(*one) for one in arguments]
    return results, any(issubclass(each.category, RuntimeWarning) for each in found)
"""


def choices(rng):
    """Every name, those with a parameter for several alphas between 0 and 1."""
    for name in NAMES:
        yield name, ()
        if name in ("leaky_relu", "elu"):
            for alpha in (0, rng.uniform(0.1, 0.9), 1):
                yield name, (alpha,)


def away_from_kinks(rng, shape):
    return rng.uniform(0.1, 5, size=shape) * rng.choice([-1, 1], size=shape)


@weight(2)
@feedback(
    en="Compare each of the seven functions with its formula, on both sides of 0, for arrays "
    "and for single numbers.",
    fr="Comparez chacune des sept fonctions à sa formule, des deux côtés de 0, pour des tableaux "
    "et pour des nombres seuls.",
)
def test_values(student, reference, rng):
    for name, alpha in choices(rng):
        x = away_from_kinks(rng, 8)
        x[:5] = 0, 0.5, -0.5, 2, -2
        check_close(student.activation(x, name, *alpha), reference.activation(x, name, *alpha))
        number = float(rng.uniform(0.1, 5))
        for one in (number, -number):
            expected = float(reference.activation(one, name, *alpha))
            check_close(student.activation(one, name, *alpha), expected)


@weight(2)
@feedback(
    en="The derivative is taken at x, the number that goes into the activation: differentiate "
    "each formula, the product in GELU included.",
    fr="La dérivée est prise en x, le nombre qui entre dans l'activation : dérivez chaque "
    "formule, y compris le produit dans GELU.",
)
def test_derivatives(student, reference, rng):
    for name, alpha in choices(rng):
        x = away_from_kinks(rng, 8)
        x[:4] = 0.5, -0.5, 2, -2
        expected = reference.activation_derivative(x, name, *alpha)
        check_close(student.activation_derivative(x, name, *alpha), expected)
        number = float(rng.uniform(0.1, 5))
        for one in (number, -number):
            expected = float(reference.activation_derivative(one, name, *alpha))
            check_close(student.activation_derivative(one, name, *alpha), expected)


@feedback(
    en="At 0 the text fixes the derivative of relu and leaky_relu; those of the others, elu with "
    "alpha = 1 included, follow from the formulas.",
    fr="En 0, le texte fixe la dérivée de relu et de leaky_relu ; celles des autres, y compris "
    "elu avec alpha = 1, viennent des formules.",
)
def test_derivatives_at_zero(student, reference, rng):
    cases = [(name, ()) for name in NAMES if name != "elu"]
    cases += [("leaky_relu", (alpha,)) for alpha in (0, rng.uniform(0.1, 0.9), 2)]
    for name, alpha in [*cases, ("elu", (1,))]:
        x = np.zeros(2)
        expected = reference.activation_derivative(x, name, *alpha)
        check_close(student.activation_derivative(x, name, *alpha), expected)


@feedback(
    en="leaky_relu and elu are defined piece by piece, by the sign of x, for an alpha above 1 too.",
    fr="leaky_relu et elu sont définies par morceaux, selon le signe de x, même pour un alpha "
    "supérieur à 1.",
)
def test_alpha_above_one(student, reference, rng):
    x, alpha = away_from_kinks(rng, 8), rng.uniform(1.5, 3)
    x[:3] = -1, 1, -0.1
    for function in ("activation", "activation_derivative"):
        for name in ("leaky_relu", "elu"):
            expected = getattr(reference, function)(x, name, alpha)
            check_close(getattr(student, function)(x, name, alpha=alpha), expected)


@feedback(
    en="For numbers and arrays up to 1000 in size the result is finite and right, and numpy has "
    "nothing to warn of: which exponentials could overflow?",
    fr="Pour des nombres et des tableaux jusqu'à 1000 en valeur absolue, le résultat est fini et "
    "juste, et numpy n'a rien à signaler : quelles exponentielles pourraient déborder ?",
)
def test_large_numbers(student, reference, remote):
    noted = remote.define(NOTED, "noted")
    numbers = [sign * size for size in (40.0, 710.0, 1000.0) for sign in (1, -1)]
    for function in ("activation", "activation_derivative"):
        for name in NAMES:
            for x in (np.array(numbers[:2]), np.array(numbers), *numbers):
                got, warned = noted(getattr(student, function), [(x, name)])
                expected = getattr(reference, function)(x, name)
                check_close(got, [float(expected) if isinstance(x, float) else expected])
                check_true(
                    not warned,
                    en="numpy warns of an overflow or of a number that is none",
                    fr="numpy signale un débordement ou un résultat qui n'est pas un nombre",
                )


@needs(*VALUES)
@feedback(
    en="An array of ints or of several axes gives the same numbers as a row of floats, as "
    "float64 and in its own shape.",
    fr="Un tableau d'entiers ou à plusieurs axes donne les mêmes nombres qu'une ligne de "
    "flottants, en float64 et dans sa propre forme.",
)
def test_ints_and_matrices(student, rng):
    integers = rng.choice([-3, -2, -1, 1, 2, 3], size=(3, 2))
    for x in (integers, away_from_kinks(rng, (2, 3)), away_from_kinks(rng, (2, 1, 3))):
        for answer in (student.activation, student.activation_derivative):
            for name, alpha in choices(rng):
                row = answer(x.ravel().astype(float), name, *alpha)
                check_array(row, shape=(x.size,), dtype=np.float64)
                check_close(answer(x, name, *alpha), row.reshape(x.shape))


@needs(*VALUES)
@feedback(
    en="Both functions refuse a name that is none of the seven as it is written, and a negative "
    "alpha where it matters, with ValueError; elsewhere alpha is ignored.",
    fr="Les deux fonctions refusent par ValueError un nom qui n'est pas l'un des sept, tel qu'il "
    "est écrit, et un alpha négatif là où il compte ; ailleurs, alpha est ignoré.",
)
def test_refuses_what_is_none(student, rng):
    x = away_from_kinks(rng, 3)
    for function in (student.activation, student.activation_derivative):
        for name in ("softplus", "", "ReLU"):
            check_raises(ValueError, function, x, name)
        for name in ("leaky_relu", "elu"):
            check_raises(ValueError, function, x, name, -0.01)
        for name in ("identity", "sigmoid", "tanh", "relu", "gelu"):
            check_close(function(x, name, -0.01), function(x, name))


@needs(*VALUES)
@feedback(
    en="The array that you are given still holds the same numbers afterwards.",
    fr="Le tableau reçu contient toujours les mêmes nombres après l'appel.",
)
def test_argument_is_unchanged(student, rng):
    for function in (student.activation, student.activation_derivative):
        for name in NAMES:
            check_unchanged(function, away_from_kinks(rng, 5), name)
