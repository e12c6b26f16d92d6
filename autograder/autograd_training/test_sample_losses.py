"""Hidden tests of the losses of one sample (20.2)."""

from itertools import product

import numpy as np
from support import one_hot, probabilities

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("sample_losses")


@feedback(
    en="Half the square of the difference.",
    fr="La moitié du carré de la différence.",
)
def test_half_squared_error(student, reference, rng):
    for y, y_hat in rng.normal(scale=10, size=(5, 2)).tolist():
        expected = reference.half_squared_error(y, y_hat)
        check_close(student.half_squared_error(y, y_hat), expected)


@feedback(
    en="Of two classes the model gives the probability of class 1; what is left goes to class 0. "
    "The loss is minus the natural logarithm of the true one's.",
    fr="Pour deux classes, le modèle donne la probabilité de la classe 1 ; le reste revient à la "
    "classe 0. La perte est l'opposé du logarithme népérien de celle de la vraie classe.",
)
def test_binary_cross_entropy(student, reference, rng):
    for y_hat in rng.uniform(0.05, 0.95, size=4).tolist():
        for y in (0, 1):
            expected = reference.binary_cross_entropy(y, y_hat)
            check_close(student.binary_cross_entropy(y, y_hat), expected)


@feedback(
    en="The sum over the classes has one term that is not 0: minus the natural logarithm of the "
    "probability of the true class.",
    fr="La somme sur les classes a un seul terme non nul : l'opposé du logarithme népérien de la "
    "probabilité de la vraie classe.",
)
def test_categorical_cross_entropy(student, reference, rng):
    for k in (2, 3, 6):
        y_hat = probabilities(rng, k)
        for true_class in range(k):
            y = one_hot(true_class, k)
            expected = reference.categorical_cross_entropy(y, y_hat)
            check_close(student.categorical_cross_entropy(y, y_hat), expected)


@needs("test_binary_cross_entropy", "test_categorical_cross_entropy")
@feedback(
    en="However small, a probability above 0 has its own logarithm: nothing is added to it, and it "
    "is not replaced by a larger one.",
    fr="Si petite soit-elle, une probabilité positive a son propre logarithme : on ne lui ajoute "
    "rien et on ne la remplace pas par une plus grande.",
)
def test_tiny_probabilities(student, reference):
    for tiny in (1e-8, 1e-20, 1e-300):
        expected = reference.binary_cross_entropy(1, tiny)
        check_close(student.binary_cross_entropy(1, tiny), expected)
        args = one_hot(2, 3), np.array([0.4, 0.6 - tiny, tiny])
        expected = reference.categorical_cross_entropy(*args)
        check_close(student.categorical_cross_entropy(*args), expected)


@weight(2)
@feedback(
    en="With softmax and cross-entropy together the gradient is the difference between the "
    "probabilities and the one-hot vector.",
    fr="Avec softmax et entropie croisée réunis, le gradient est la différence entre les "
    "probabilités et le vecteur one-hot.",
)
def test_loss_and_gradient_of_logits(student, reference, rng):
    for k in (2, 3, 6):
        z = rng.uniform(-4, 4, size=k)
        for true_class in range(k):
            y = one_hot(true_class, k)
            expected = reference.softmax_cross_entropy_grad(z, y)
            check_close(student.softmax_cross_entropy_grad(z, y), expected)


@feedback(
    en="Loss and gradient are finite for large logits, too: subtract the largest one first, and "
    "never take the logarithm of a probability that has become 0.",
    fr="Perte et gradient sont finis aussi pour de grands logits : retranchez d'abord le plus "
    "grand, et ne prenez jamais le logarithme d'une probabilité devenue 0.",
)
def test_large_logits(student, reference):
    for z in ([1000.0, 0.0], [-1000.0, 0.0], [1000.0, -1000.0, 500.0], [-1000.0, -960.0]):
        logits = np.array(z)
        for true_class in range(len(z)):
            y = one_hot(true_class, len(z))
            expected = reference.softmax_cross_entropy_grad(logits, y)
            check_close(student.softmax_cross_entropy_grad(logits, y), expected)


@needs(
    "test_binary_cross_entropy",
    "test_categorical_cross_entropy",
    "test_loss_and_gradient_of_logits",
)
@feedback(
    en="A probability that is not strictly between 0 and 1, a y that is no label or not one-hot, "
    "and lengths that differ raise ValueError.",
    fr="Une probabilité qui n'est pas strictement entre 0 et 1, un y qui n'est pas une classe ou "
    "pas one-hot, et des longueurs différentes lèvent ValueError.",
)
def test_refuses_what_is_no_probability_or_label(student, rng):
    for y, y_hat in product((0, 1), (0.0, 1.0, -0.2, 1.3)):
        check_raises(ValueError, student.binary_cross_entropy, y, y_hat)
    for y, y_hat in ((2, 0.4), (0.5, 0.5), (-1, 0.4)):
        check_raises(ValueError, student.binary_cross_entropy, y, y_hat)
    y_hat = probabilities(rng, 3)
    no_labels = ([0.0, 0, 0], [1.0, 1, 0], [0.5, 0.5, 0], [0.0, 2, 0], [1.0, -1, 1])
    one_among_others = ([1.0, 0.5, 0], [1.0, 0.5, -0.5], [0.9, 0.1, 0])
    too_short = ([1.0, 0], [1.0])
    for label in map(np.array, no_labels + one_among_others + too_short):
        check_raises(ValueError, student.categorical_cross_entropy, label, y_hat)
        check_raises(ValueError, student.softmax_cross_entropy_grad, np.log(y_hat), label)
    for bad in ([0.0, 0.4, 0.6], [0.4, 0.6, 1.0], [-0.1, 0.5, 0.6], [0.4, 0.5, 1.1]):
        check_raises(ValueError, student.categorical_cross_entropy, one_hot(1, 3), np.array(bad))
    # numpy would repeat a single entry.
    single = np.array([0.4])
    check_raises(ValueError, student.categorical_cross_entropy, one_hot(1, 3), single)
    check_raises(ValueError, student.softmax_cross_entropy_grad, single, one_hot(1, 3))


@needs("test_categorical_cross_entropy", "test_loss_and_gradient_of_logits")
@feedback(
    en="The arrays that you are given stay as they are.",
    fr="Les tableaux reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    y = one_hot(1, 3)
    check_unchanged(student.categorical_cross_entropy, y, probabilities(rng, 3))
    check_unchanged(student.softmax_cross_entropy_grad, rng.uniform(1, 3, size=3), y)
