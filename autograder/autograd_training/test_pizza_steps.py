"""Hidden tests of gd_step and train (20.3)."""

import numpy as np
from support import rate

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("pizza_steps")


def example(rng, n):
    """Inputs, target, parameters and a learning rate that is not too large."""
    x = rng.uniform(1, 3, size=n)
    return x, float(rng.uniform(5, 10)), rng.uniform(-1, 1, size=n + 1), rate(rng, x)


@weight(2)
@feedback(
    en="The derivative in w_i is the error times x_i, the one in b is the error; all of them are "
    "taken before anything moves, and the step goes against them.",
    fr="La dérivée par rapport à w_i est l'erreur fois x_i, celle par rapport à b est l'erreur ; "
    "toutes se calculent avant que quoi que ce soit ne bouge, et le pas va en sens opposé.",
)
def test_one_step(student, reference, rng):
    for n in (1, 2, 4):
        args = example(rng, n)
        check_close(student.gd_step(*args), reference.gd_step(*args))


@weight(2)
@feedback(
    en="Each step starts from the parameters of the one before; the lists hold the prediction "
    "and half the squared error before each update, one number per step, however small or large "
    "the error is.",
    fr="Chaque pas part des paramètres du précédent ; les listes contiennent la prédiction et la "
    "moitié du carré de l'erreur avant chaque mise à jour, un nombre par pas, si petite ou "
    "grande que soit l'erreur.",
)
def test_training(student, reference, rng):
    cases = [(*example(rng, n), steps) for n, steps in ((1, 1), (1, 20), (2, 3), (3, 7))]
    # With the first rate one step reaches the target, with the second the error grows.
    for learning_rate in (0.2, 0.5):
        cases.append((np.array([2.0]), 7.0, np.array([1.0, -1.0]), learning_rate, 6))
    for args in cases:
        check_close(student.train(*args), reference.train(*args))


@needs("test_one_step", "test_training")
@feedback(
    en="A learning rate that is not positive, or params without exactly one entry more than x, "
    "raises ValueError in both functions.",
    fr="Un taux d'apprentissage qui n'est pas positif, ou params sans exactement un coefficient "
    "de plus que x, lève ValueError dans les deux fonctions.",
)
def test_refuses_wrong_rates_and_lengths(student, rng):
    for n in (1, 2):
        x, y, params, learning_rate = example(rng, n)
        for bad_rate in (0, -0.1):
            check_raises(ValueError, student.gd_step, x, y, params, bad_rate)
            check_raises(ValueError, student.train, x, y, params, bad_rate, 2)
        for bad in (params[:-1], np.append(params, 1.0)):
            check_raises(ValueError, student.gd_step, x, y, bad, learning_rate)
            check_raises(ValueError, student.train, x, y, bad, learning_rate, 2)


@needs("test_one_step", "test_training")
@feedback(
    en="The caller's arrays stay as they are; the new parameters are a new array.",
    fr="Les tableaux reçus restent tels quels ; les nouveaux paramètres sont un nouveau tableau.",
)
def test_arguments_are_unchanged(student, rng):
    check_unchanged(student.gd_step, *example(rng, 2))
    check_unchanged(student.train, *example(rng, 2), 3)
