"""Hidden tests of mlp_block (18.X21)."""

import numpy as np
from support import check_values, random_mlp

from chainrule.grading import (
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("mlp_block")


@weight(4)
@feedback(
    en="W1, bias, GELU, W2, bias: each column goes through the same two layers, each neuron has "
    "one bias for all columns, and nothing else is added.",
    fr="W1, biais, GELU, W2, biais : chaque colonne traverse les mêmes deux couches, chaque "
    "neurone a un biais commun à toutes les colonnes, et rien d'autre ne s'ajoute.",
)
def test_two_layers(student, reference, rng):
    # With m = K or n = K a bias along the wrong axis has a shape that fits.
    for n, m, K in ((3, 5, 4), (6, 24, 24), (6, 24, 6), (4, 4, 4), (1, 2, 1)):
        x, weights = rng.normal(size=(n, K)), random_mlp(rng, n, m).values()
        check_values(student.mlp_block(x, *weights), reference.mlp_block(x, *weights))


@needs("test_two_layers")
@feedback(
    en="Ints are fine, in x and in the weights: the decimals that GELU makes are kept.",
    fr="Les entiers conviennent, dans x comme dans les poids : les décimales que crée GELU sont "
    "conservées.",
)
def test_integers(student, reference, rng):
    shapes = (3, 4), (2, 3), (2,), (3, 2), (3,)
    arguments = [rng.integers(-2, 3, size=shape) for shape in shapes]
    check_values(student.mlp_block(*arguments), reference.mlp_block(*arguments))
    arguments[2], arguments[4] = rng.normal(size=2), rng.normal(size=3)
    check_values(student.mlp_block(*arguments), reference.mlp_block(*arguments))


@needs("test_two_layers")
@feedback(
    en="A matrix or a bias of another shape is a ValueError, even where numpy could stretch it.",
    fr="Une matrice ou un biais d'une autre forme donne ValueError, même si numpy pourrait "
    "l'étirer.",
)
def test_refuses_other_shapes(student, rng):
    n, m = 3, 5
    right = {"W1": (m, n), "b1": (m,), "W2": (n, m), "b2": (n,)}
    for wrong in (
        {"b1": (1,)},
        {"b1": (m, 1)},
        {"b2": (1,)},
        {"b2": (n, 1)},
        {"W1": (m, n + 1)},
        {"W1": (m, 1)},
        {"W2": (n, m + 1)},
        {"W2": (n + 1, m), "b2": (n + 1,)},
        {"W2": (1, m)},
        {"W2": (1, m), "b2": (1,)},
    ):
        weights = [rng.normal(size=shape) for shape in (right | wrong).values()]
        check_raises(ValueError, student.mlp_block, rng.normal(size=(n, 4)), *weights)


@needs("test_two_layers")
@feedback(
    en="The arrays that you are given keep their values and their shapes.",
    fr="Les tableaux reçus doivent garder leurs valeurs et leurs formes.",
)
def test_arguments_are_unchanged(student, rng):
    weights = random_mlp(rng, 3, 5).values()
    check_unchanged(student.mlp_block, np.ones((3, 4)), *weights)
