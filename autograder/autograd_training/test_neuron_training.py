"""Hidden tests of sgd_update and train_tanh_neuron (20.8)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("neuron_training")


def named(rng):
    """Three arrays of different shapes under three names."""
    return {"kernel": rng.normal(size=(2, 3)), "w": rng.normal(size=2), "b": np.array(rng.normal())}


def batch(rng, m):
    """Inputs, targets, weights and bias."""
    return (
        rng.uniform(-1, 1, size=(m, 2)),
        rng.uniform(-1, 1, size=m),
        rng.uniform(-1, 1, size=2),
        float(rng.uniform(-1, 1)),
    )


@feedback(
    en="Every parameter, whatever its name and shape, moves against its own gradient, the one with "
    "its name.",
    fr="Chaque paramètre, quels que soient son nom et sa forme, avance contre son gradient, celui "
    "qui porte son nom.",
)
def test_update_of_each_parameter(student, reference, rng):
    for learning_rate in (0.01, 0.5, 2):
        params, grads = named(rng), named(rng)
        got = student.sgd_update(params, grads, learning_rate)
        expected = reference.sgd_update(params, grads, learning_rate)
        check_close(got, {**expected, "b": float(expected["b"])})
        # The names decide, not their order.
        backwards = dict(reversed(grads.items()))
        got = student.sgd_update(params, backwards, learning_rate)
        check_close(got, {**expected, "b": float(expected["b"])})


@weight(3)
@feedback(
    en="An epoch: loss and gradients of the whole batch, the loss into the history, then one "
    "update of w and b together, as many times as there are epochs.",
    fr="Une époque : perte et gradients du lot entier, la perte dans l'historique, puis une seule "
    "mise à jour de w et b ensemble, autant de fois qu'il y a d'époques.",
)
def test_training(student, reference, rng):
    for m, epochs in ((1, 1), (2, 3), (3, 6), (5, 2)):
        args = *batch(rng, m), 0.1, epochs
        check_close(student.train_tanh_neuron(*args), reference.train_tanh_neuron(*args))
    # The neuron is right from the start; then a rate with which the first step goes too far.
    X, y = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.8, -0.6])
    for args in (
        (X, np.zeros(2), np.zeros(2), 0.0, 0.1, 3),
        (X, y, np.array([0.5, -0.25]), 0.1, 0.8, 4),
    ):
        check_close(student.train_tanh_neuron(*args), reference.train_tanh_neuron(*args))


@needs("test_update_of_each_parameter", "test_training")
@feedback(
    en="A learning rate that is 0 or negative raises ValueError in both functions.",
    fr="Un taux d'apprentissage nul ou négatif lève ValueError dans les deux fonctions.",
)
def test_refuses_a_rate_that_is_not_positive(student, rng):
    for learning_rate in (0, -0.1):
        check_raises(ValueError, student.sgd_update, named(rng), named(rng), learning_rate)
        check_raises(ValueError, student.train_tanh_neuron, *batch(rng, 2), learning_rate, 2)


@needs("test_update_of_each_parameter", "test_training")
@feedback(
    en="The dicts and arrays that you are given stay as they are: an update makes new arrays.",
    fr="Les dictionnaires et tableaux reçus restent tels quels : une mise à jour crée de nouveaux "
    "tableaux.",
)
def test_arguments_are_unchanged(student, rng):
    check_unchanged(student.sgd_update, named(rng), named(rng), 0.1)
    check_unchanged(student.train_tanh_neuron, *batch(rng, 2), 0.1, 2)
