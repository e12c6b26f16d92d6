"""Hidden tests of apply_update and train_mlp (21.4)."""

from itertools import pairwise

import numpy as np
from support import points

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("network_training")

PROBLEMS = (
    ([2, 3, 1], "tanh", 4),
    ([3, 3, 3, 3], "sigmoid", 3),
    ([3, 2, 4, 2], ["relu", "tanh", "identity"], 5),
    ([2, 2], "identity", 1),
)


def problem(rng, case):
    """Inputs, targets, layer sizes, activation, rate."""
    sizes, activation, m = PROBLEMS[case]
    targets = rng.uniform(-1, 1, size=(sizes[-1], m))
    return points(rng, sizes[0], m), targets, sizes, activation, float(rng.uniform(0.02, 0.1))


def check_losses(student, reference, remote, rng, epochs):
    default_rng = remote.module("numpy.random").default_rng
    for case in range(len(PROBLEMS)):
        args, seed = problem(rng, case), int(rng.integers(1000))
        expected = reference.train_mlp(*args, epochs, np.random.default_rng(seed))
        check_close(student.train_mlp(*args, epochs, default_rng(seed)), expected)


def some_arrays(rng):
    return [rng.normal(size=shape) for shape in ((2, 3), (2,), (1, 2), (1,), (2, 1, 2))]


@feedback(
    en="Each array of the list moves against its own gradient, by the learning rate times it.",
    fr="Chaque tableau de la liste avance contre son propre gradient, du taux d'apprentissage fois "
    "celui-ci.",
)
def test_update(student, reference, rng):
    for learning_rate in (0.01, 0.5, 2):
        args = some_arrays(rng), some_arrays(rng), learning_rate
        check_close(student.apply_update(*args), reference.apply_update(*args))


@feedback(
    en="The first loss is that of the untrained network: weights drawn as stated, layer by layer, "
    "biases 0, and half the sum of the squared errors of all entries.",
    fr="La première perte est celle du réseau non entraîné : poids tirés comme indiqué, couche par "
    "couche, biais nuls, et la moitié de la somme des carrés de toutes les erreurs.",
)
def test_untrained_network(student, reference, remote, rng):
    check_losses(student, reference, remote, rng, epochs=1)


@weight(3)
@feedback(
    en="An epoch: the loss goes into the list, all gradients are computed at the present "
    "parameters, then weights and biases all move, once.",
    fr="Une époque : la perte va dans la liste, tous les gradients sont calculés aux paramètres "
    "actuels, puis poids et biais avancent tous, une fois.",
)
def test_training(student, reference, remote, rng):
    check_losses(student, reference, remote, rng, epochs=5)


@needs("test_training")
@feedback(
    en="Only the weights are drawn, and only once: what comes next from the generator is not "
    "touched.",
    fr="Seuls les poids sont tirés, et une seule fois : ce qui suit dans le générateur n'est pas "
    "touché.",
)
def test_nothing_else_is_drawn(student, remote, rng):
    default_rng = remote.module("numpy.random").default_rng
    for case in range(len(PROBLEMS)):
        args, seed = problem(rng, case), int(rng.integers(1000))
        generator, same = default_rng(seed), np.random.default_rng(seed)
        student.train_mlp(*args, 2, generator)
        for n_in, n_out in pairwise(args[2]):
            same.uniform(-1, 1, size=(n_out, n_in))
        check_close(generator.random(), same.random())


@needs("test_update", "test_training")
@feedback(
    en="What you are given stays as it is: an update makes new arrays, and training changes "
    "neither data nor layer sizes.",
    fr="Ce que vous recevez reste tel quel : une mise à jour crée de nouveaux tableaux, et "
    "l'entraînement ne change ni les données ni les tailles des couches.",
)
def test_arguments_are_unchanged(student, remote, rng):
    check_unchanged(student.apply_update, some_arrays(rng), some_arrays(rng), 0.1)
    generator = remote.module("numpy.random").default_rng(0)
    for case in range(len(PROBLEMS)):
        check_unchanged(student.train_mlp, *problem(rng, case), 2, generator)
