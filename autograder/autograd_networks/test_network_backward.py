"""Hidden tests of mlp_backward (21.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from support import NAMES, network, points

from chainrule.grading import check_close, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("network_backward")

# Square layers, and as many points as units, hide a transposed product from numpy.
CASES = (
    ([2, 3], 1),
    ([3, 3], 3),
    ([1, 1, 1], 2),
    ([2, 2, 2], 2),
    ([3, 3, 3, 3], 3),
    ([2, 3, 1], 4),
    ([3, 4, 2, 2], 6),
    ([3, 4, 2, 2], 1),
)
EACH_LAYER = (
    ["identity", "sigmoid"],
    ["elu", "identity", "tanh"],
    ["gelu", "leaky_relu", "sigmoid"],
)


def problem(rng: np.random.Generator, sizes: list[int], m: int) -> tuple[Any, ...]:
    """Inputs, targets, weights and biases."""
    return points(rng, sizes[0], m), rng.uniform(-1, 1, size=(sizes[-1], m)), *network(rng, sizes)


def loss_of(
    reference: Any, args: tuple[Any, ...], kind: int, layer: int
) -> Callable[[np.ndarray], float]:
    """The loss as a function of W_l (kind 2) or b_l (kind 3) alone."""
    X, Y, weights, biases, activation = args

    def loss(parameter: np.ndarray) -> float:
        changed = [list(weights), list(biases)]
        changed[kind - 2][layer] = parameter
        output = reference.mlp_forward(X, *changed, activation)[0]
        return float(np.sum((output - Y) ** 2) / 2)

    return loss


def check_gradients(got: Any, expected: Any, reference: Any, args: Any, kind: int) -> None:
    for layer, parameter in enumerate(args[kind]):
        f = loss_of(reference, args, kind, layer)
        check_close(got[layer], expected[layer], gradient_of=(f, parameter))
    check_close(len(got), len(expected))


@weight(3)
@feedback(
    en="dW_l is delta_l times the transpose of what layer l received. Check delta_L first (with "
    "its derivative of the activation), then the step from delta_(l+1) to delta_l.",
    fr="dW_l est delta_l fois la transposée de ce que la couche l a reçu. Vérifiez d'abord delta_L "
    "(avec sa dérivée de l'activation), puis le passage de delta_(l+1) à delta_l.",
)
def test_gradients_of_the_weights(student, reference, rng):
    for case, (sizes, m) in enumerate(CASES):
        for name in (NAMES[case % len(NAMES)], NAMES[(case + 3) % len(NAMES)]):
            args = *problem(rng, sizes, m), name
            dW, _ = student.mlp_backward(*args)
            check_gradients(dW, reference.mlp_backward(*args)[0], reference, args, 2)


@feedback(
    en="b_l is added to every column, so its gradient is the sum of the columns of delta_l, of "
    "the shape of b_l.",
    fr="b_l s'ajoute à chaque colonne : son gradient est donc la somme des colonnes de delta_l, "
    "de la forme de b_l.",
)
def test_gradients_of_the_biases(student, reference, rng):
    for case, (sizes, m) in enumerate(CASES):
        args = *problem(rng, sizes, m), NAMES[(case + 1) % len(NAMES)]
        _, db = student.mlp_backward(*args)
        check_gradients(db, reference.mlp_backward(*args)[1], reference, args, 3)


@feedback(
    en="With a list of names, the derivative in delta_l is that of layer l's own activation.",
    fr="Avec une liste de noms, la dérivée dans delta_l est celle de l'activation de la couche l.",
)
def test_list_of_names(student, reference, rng):
    for names in EACH_LAYER:
        args = *problem(rng, [2, 3, 3, 2][: len(names) + 1], 1), names
        _, db = student.mlp_backward(*args)
        check_gradients(db, reference.mlp_backward(*args)[1], reference, args, 3)


@needs("test_gradients_of_the_weights", "test_gradients_of_the_biases")
@feedback(
    en="Computing gradients moves nothing: weights, biases and the other arguments stay as they "
    "are.",
    fr="Calculer des gradients ne déplace rien : les poids, les biais et les autres arguments "
    "restent tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    for activation in ("tanh", ["relu", "sigmoid", "identity"]):
        check_unchanged(student.mlp_backward, *problem(rng, [2, 3, 3, 2], 3), activation)
