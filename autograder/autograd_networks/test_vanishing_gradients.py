"""Hidden tests of delta_norms (21.5)."""

import numpy as np
from support import network, points

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("vanishing_gradients")

# The docstring promises a relative error.
RELATIVE = {"rtol": 1e-9, "atol": 0}
SMALL = ([3, 3], [2, 1], [2, 2, 2], [3, 1, 2], [2, 4, 3, 2], [3, 3, 3, 3, 3], [1, 1, 1, 1, 1])


@weight(3)
@feedback(
    en="delta_L is the derivative of the last activation, and going back each step takes the "
    "transposed weights and the derivative at z_l; all entries of delta_l go into one norm.",
    fr="delta_L est la dérivée de la dernière activation, et chaque pas en arrière prend les poids "
    "transposés et la dérivée en z_l ; tous les coefficients de delta_l entrent dans une norme.",
)
def test_norms(student, reference, rng):
    for name in ("sigmoid", "tanh", "relu", "identity"):
        for sizes in SMALL:
            weights, _ = network(rng, sizes)
            for m in (1, int(rng.integers(2, 6))):
                args = weights, points(rng, sizes[0], m), name
                check_close(student.delta_norms(*args), reference.delta_norms(*args), **RELATIVE)
    for name, gain in (("sigmoid", 1), ("relu", 3)):
        weights = [rng.normal(size=(8, 8)) * gain / np.sqrt(8) for _ in range(20)]
        args = weights, rng.normal(size=(8, 1)), name
        check_close(student.delta_norms(*args), reference.delta_norms(*args), **RELATIVE)


@feedback(
    en="With a list of names, delta_l has the derivative of layer l's own activation.",
    fr="Avec une liste de noms, delta_l contient la dérivée de l'activation de la couche l.",
)
def test_list_of_names(student, reference, rng):
    for names in (["sigmoid", "identity"], ["tanh", "relu", "sigmoid"]):
        weights, _ = network(rng, [2, 3, 2, 3][: len(names) + 1])
        args = weights, points(rng, 2, 1), names
        check_close(student.delta_norms(*args), reference.delta_norms(*args), **RELATIVE)


@needs("test_norms")
@feedback(
    en="Weights and points that you are given stay as they are.",
    fr="Les poids et les points reçus restent tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    for activation in ("sigmoid", ["tanh", "relu", "identity"]):
        weights, _ = network(rng, [2, 3, 3, 2])
        check_unchanged(student.delta_norms, weights, points(rng, 2, 3), activation)
