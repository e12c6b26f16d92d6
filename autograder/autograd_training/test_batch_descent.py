"""Hidden tests of train_batch (20.6)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("batch_descent")


@weight(3)
@feedback(
    en="One update per epoch, with the mean of the gradients of all examples at the same "
    "parameters, for the weights and for the bias.",
    fr="Une mise à jour par époque, avec la moyenne des gradients de tous les exemples aux mêmes "
    "paramètres, pour les poids comme pour le biais.",
)
def test_mean_of_the_gradients(student, reference, rng):
    for m, n, epochs in ((1, 1, 1), (1, 2, 4), (5, 1, 1), (4, 3, 3), (3, 3, 6)):
        X, y = rng.uniform(-1, 1, size=(m, n)), rng.uniform(4, 8, size=m)
        args = X, y, rng.uniform(-1, 1, size=n + 1), 0.1, epochs
        check_close(student.train_batch(*args), reference.train_batch(*args))
    # With this rate the errors grow.
    X, y = np.array([[-1.0], [0.0], [1.0]]), np.array([13.0, 18.0, 23.0])
    args = X, y, np.zeros(2), 3.0, 4
    check_close(student.train_batch(*args), reference.train_batch(*args))


@weight(2)
@feedback(
    en="After enough epochs on examples that follow a rule exactly, the parameters are those of "
    "the rule: make all the epochs that are asked for, however small the steps become.",
    fr="Après assez d'époques sur des exemples qui suivent exactement une règle, les paramètres "
    "sont ceux de la règle : faites toutes les époques demandées, si petits que soient les pas.",
)
def test_finds_the_rule(student, rng):
    sizes = np.array([[-1.0], [-0.5], [0.0], [0.5], [1.0]])
    corners = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    for X in (sizes, corners):
        rule = rng.uniform(2, 9, size=X.shape[1] + 1)
        y = X @ rule[:-1] + rule[-1]
        got = student.train_batch(X, y, np.zeros(len(rule)), 0.5, 150)
        check_close(got, rule)


@needs("test_mean_of_the_gradients")
@feedback(
    en="The caller's arrays stay as they are; the result is a new array.",
    fr="Les tableaux reçus restent tels quels ; le résultat est un nouveau tableau.",
)
def test_arguments_are_unchanged(student, rng):
    X, y, params = rng.normal(size=(4, 2)), rng.normal(size=4), rng.normal(size=3)
    check_unchanged(student.train_batch, X, y, params, 0.1, 2)
