"""Hidden tests of the tanh neuron and its gradients (20.7)."""

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

pytestmark = exercise("tanh_neuron")


def batches(rng):
    """Inputs, weights, bias and targets for batches of several sizes."""
    for m in (1, 2, 5, 7):
        yield (
            rng.normal(size=(m, 2)),
            rng.normal(size=2),
            float(rng.normal()),
            rng.uniform(-1, 1, size=m),
        )
    # Large inputs with small weights, and targets that tanh cannot reach.
    X, y = np.array([[1000.0, -500.0], [200.0, 900.0]]), np.array([2.5, -3.0])
    yield X, np.array([0.001, -0.0004]), 0.1, y


@feedback(
    en="First the pre-activation n = X w + b, one number per row of X, then the output tanh(n), "
    "also where n is far from 0.",
    fr="D'abord la préactivation n = X w + b, un nombre par ligne de X, puis la sortie tanh(n), "
    "même là où n est loin de 0.",
)
def test_forward(student, reference, rng):
    for X, w, b, _ in batches(rng):
        check_close(student.tanh_neuron_forward(X, w, b), reference.tanh_neuron_forward(X, w, b))
    saturated = np.array([[400.0, 0.0], [0.0, -400.0]]), np.array([2.0, 2.0]), 0.5
    check_close(student.tanh_neuron_forward(*saturated), reference.tanh_neuron_forward(*saturated))


@feedback(
    en="The loss is the sum of the squared errors over the batch: no mean, no factor 1/2.",
    fr="La perte est la somme des carrés des erreurs du lot : ni moyenne, ni facteur 1/2.",
)
def test_loss_is_a_sum(student, reference, rng):
    for args in batches(rng):
        loss, _, _ = student.tanh_neuron_loss_and_grads(*args)
        check_close(loss, reference.tanh_neuron_loss_and_grads(*args)[0])


@weight(2)
@feedback(
    en="In dL/dw_j each example gives a product of three factors: derivative of the square, "
    "derivative of tanh at n, input x_j. Add these products; a difference quotient is not exact "
    "enough.",
    fr="Dans dL/dw_j, chaque exemple donne un produit de trois facteurs : dérivée du carré, "
    "dérivée de tanh en n, entrée x_j. Ajoutez ces produits ; un quotient de différences "
    "n'est pas assez exact.",
)
def test_gradient_of_the_weights(student, reference, rng):
    for args in batches(rng):
        _, dw, _ = student.tanh_neuron_loss_and_grads(*args)
        check_close(dw, reference.tanh_neuron_loss_and_grads(*args)[1])


@feedback(
    en="dL/db is dL/dw_j with 1 in place of the input: a sum over the examples, too.",
    fr="dL/db est dL/dw_j avec 1 au lieu de l'entrée : c'est aussi une somme sur les exemples.",
)
def test_gradient_of_the_bias(student, reference, rng):
    for args in batches(rng):
        _, _, db = student.tanh_neuron_loss_and_grads(*args)
        check_close(db, reference.tanh_neuron_loss_and_grads(*args)[2])


@needs(
    "test_forward",
    "test_loss_is_a_sum",
    "test_gradient_of_the_weights",
    "test_gradient_of_the_bias",
)
@feedback(
    en="X with other than 2 columns, w of another shape than (2,), and y of another shape than "
    "(m,) raise ValueError; one target is not repeated.",
    fr="X sans exactement 2 colonnes, w d'une autre forme que (2,) et y d'une autre forme que "
    "(m,) lèvent ValueError ; une cible unique n'est pas répétée.",
)
def test_refuses_shapes_that_do_not_fit(student, rng):
    X, w, y = rng.normal(size=(3, 2)), rng.normal(size=2), rng.uniform(-1, 1, size=3)
    for bad_X, bad_w in (
        (X[:, :1], w),
        (np.hstack([X, X]), w),
        (X, w[:1]),
        (X, rng.normal(size=3)),
        (X, w.reshape(2, 1)),
        (X, w.reshape(1, 2)),
        (X.T, w),
        (rng.normal(size=(3, 3)), rng.normal(size=3)),
        (X[:, :1], w[:1]),
    ):
        check_raises(ValueError, student.tanh_neuron_forward, bad_X, bad_w, 0.1)
        check_raises(ValueError, student.tanh_neuron_loss_and_grads, bad_X, bad_w, 0.1, y)
    for bad_y in (y[:1], y[:2], np.append(y, 0.5), y.reshape(3, 1), y.reshape(1, 3)):
        check_raises(ValueError, student.tanh_neuron_loss_and_grads, X, w, 0.1, bad_y)


@needs(
    "test_forward",
    "test_loss_is_a_sum",
    "test_gradient_of_the_weights",
    "test_gradient_of_the_bias",
)
@feedback(
    en="The arrays that you are given stay as they are.",
    fr="Les tableaux reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    X, w, y = rng.normal(size=(3, 2)), rng.normal(size=2), rng.uniform(-1, 1, size=3)
    check_unchanged(student.tanh_neuron_forward, X, w, 0.1)
    check_unchanged(student.tanh_neuron_loss_and_grads, X, w, 0.1, y)
