"""Hidden tests of dead_relu_fraction (21.7)."""

import numpy as np
from support import network, points

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("dead_units")


@weight(3)
@feedback(
    en="A unit is dead when it gives 0 for all points, not for some; count the dead ones of all "
    "layers and divide once by the number of all units.",
    fr="Une unité est morte si elle donne 0 pour tous les points, pas pour certains ; comptez "
    "celles de toutes les couches et divisez une fois par le nombre de toutes les unités.",
)
def test_share(student, reference, rng):
    for sizes in ([2, 7], [1, 4], [3, 6, 2], [2, 5, 3], [2, 3, 6, 4]):
        for m in (1, 2, 3, 3):
            weights, biases = network(rng, sizes)
            biases = [b + rng.normal(-0.5, 1.5, size=b.shape) for b in biases]
            for W, b in zip(weights, biases, strict=True):
                W[0], b[0] = np.abs(W[0]), 20  # No layer is dead as a whole.
            args = weights, biases, points(rng, sizes[0], m)
            check_close(student.dead_relu_fraction(*args), reference.dead_relu_fraction(*args))


@feedback(
    en="Nothing dead gives 0, everything dead gives 1; a layer that receives only zeros can still "
    "live by its biases.",
    fr="Rien de mort donne 0, tout mort donne 1 ; une couche qui ne reçoit que des zéros peut "
    "encore vivre par ses biais.",
)
def test_extreme_networks(student, rng):
    sizes = [3, 4, 2]
    weights, _ = network(rng, sizes)
    X = points(rng, 3, 2)
    deep, high = -100.0, 100.0
    for first, second, share in ((deep, deep, 1.0), (high, 2000.0, 0.0), (deep, high, 4 / 6)):
        biases = [np.full(4, first), np.full(2, second)]
        check_close(student.dead_relu_fraction(weights, biases, X), share)


@feedback(
    en="A pre-activation of exactly 0 gives the output 0: it counts as silent. One that is "
    "positive does not, be it ever so small.",
    fr="Une préactivation exactement nulle donne la sortie 0 : elle compte comme muette. Une "
    "préactivation positive, si petite soit-elle, non.",
)
def test_pre_activation_zero(student, rng):
    a = float(rng.integers(1, 5))
    W = np.array([[1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [2.0, 0.0]])
    X = np.array([[a, a], [a, a + 1]])
    check_close(student.dead_relu_fraction([W], [np.zeros(4)], X), 0.5)
    check_close(student.dead_relu_fraction([W * 2.0**-40], [np.zeros(4)], X), 0.5)


@needs("test_share")
@feedback(
    en="The network and the points that you are given stay as they are.",
    fr="Le réseau et les points reçus restent tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    check_unchanged(student.dead_relu_fraction, *network(rng, [2, 3, 2]), points(rng, 2, 3))
