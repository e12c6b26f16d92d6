"""Hidden tests of mlp_forward (21.2)."""

import numpy as np
from support import NAMES, network, points

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("network_forward")

# Square layers, and as many points as units, hide a wrong axis or a wrong matrix from numpy.
SIZES = ([3, 3], [2, 2, 2], [2] * 6, [2, 3], [4, 1], [2, 3, 2], [3, 4, 2, 3], [2, 1, 3, 2, 2])


@weight(2)
@feedback(
    en="Layer by layer: h = sigma(W h + b), each time with the h of the layer before; b_l is "
    "added to every column, and the last layer has its activation, too.",
    fr="Couche par couche : h = sigma(W h + b), avec chaque fois le h de la couche précédente ; "
    "b_l s'ajoute à chaque colonne, et la dernière couche a aussi son activation.",
)
def test_output(student, reference, rng):
    for case, sizes in enumerate(SIZES):
        weights, biases = network(rng, sizes)
        for m in (1, 2, 3):
            args = points(rng, sizes[0], m), weights, biases, NAMES[(case + m) % len(NAMES)]
            check_close(student.mlp_forward(*args)[0], reference.mlp_forward(*args)[0])


@feedback(
    en="Kept for the backward pass: z_1 to z_L, from before the activation, and h_0 to h_L, "
    "from after it, where h_0 is X.",
    fr="À garder pour le passage arrière : z_1 à z_L, d'avant l'activation, et h_0 à h_L, "
    "d'après, où h_0 est X.",
)
def test_what_is_kept(student, reference, rng):
    for case, sizes in enumerate(SIZES):
        args = points(rng, sizes[0], 2), *network(rng, sizes), NAMES[case % len(NAMES)]
        _, zs, hs = student.mlp_forward(*args)
        _, expected_zs, expected_hs = reference.mlp_forward(*args)
        check_close(zs, expected_zs)
        check_close(hs, expected_hs)
    # Every unit with both signs: z and h differ whatever the draw.
    weights = [np.array([[2.0], [-1.0]]), np.array([[1.0, -3.0]])]
    biases = [np.array([0.5, 0.0]), np.array([-1.0])]
    for name in NAMES:
        args = np.array([[1.0, -1.0]]), weights, biases, name
        check_close(student.mlp_forward(*args)[1:], reference.mlp_forward(*args)[1:])


@feedback(
    en="With a list of names each layer has its own activation, the first name for W_1.",
    fr="Avec une liste de noms, chaque couche a sa propre activation ; le premier nom va avec W_1.",
)
def test_list_of_names(student, reference, rng):
    for names in (
        ["tanh", "identity"],
        ["relu", "sigmoid", "identity"],
        ["gelu", "gelu", "identity"],
    ):
        sizes = [2, 3, 2, 3][: len(names) + 1]
        args = points(rng, 2, 3), *network(rng, sizes), names
        check_close(student.mlp_forward(*args)[0], reference.mlp_forward(*args)[0])


@needs("test_output")
@feedback(
    en="The lists and arrays that you are given stay as they are: a second pass must be possible.",
    fr="Les listes et tableaux reçus restent tels quels : un second passage doit être possible.",
)
def test_arguments_are_unchanged(student, rng):
    for activation in ("tanh", ["relu", "sigmoid", "identity"]):
        check_unchanged(
            student.mlp_forward, points(rng, 2, 3), *network(rng, [2, 3, 3, 2]), activation
        )
