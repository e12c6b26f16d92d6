"""Hidden tests of causal_attention."""

import numpy as np
from support import FLOAT32, attention, look

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("causal_attention")


def random_arguments(rng, batch, length, n):
    return [0.5 * rng.normal(size=shape) for shape in ((batch, length, n), *4 * [(n, n)])]


def check_attention(student, remote, arrays, num_heads):
    """Compare with one head after the other, in numpy."""
    x, *weights = arrays
    expected = np.array([attention(text, weights, num_heads) for text in x])
    tensors = look(remote, "tensors")(arrays)
    got = look(remote, "evaluate")(student.causal_attention, *tensors, num_heads)
    check_close(got, expected, **FLOAT32)


@weight(2)
@feedback(
    en="One head: the rows of the weights sum to 1 over the tokens up to the query, scores are "
    "divided by the square root of r, and W_O comes last; x is not added.",
    fr="Une tête : les lignes des poids sont de somme 1 sur les tokens jusqu'à la requête, les "
    "scores sont divisés par la racine de r, et W_O vient en dernier ; x n'est pas ajouté.",
)
def test_one_head(student, remote, rng):
    check_attention(student, remote, random_arguments(rng, 2, 5, 3), 1)


@weight(2)
@feedback(
    en="Head h reads and writes through its own r columns or rows, for all tokens; its scores "
    "are divided by the square root of r = n / num_heads.",
    fr="La tête h lit et écrit par ses propres r colonnes ou lignes, pour tous les tokens ; ses "
    "scores sont divisés par la racine de r = n / num_heads.",
)
def test_several_heads(student, remote, rng):
    check_attention(student, remote, random_arguments(rng, 3, 4, 6), 3)
    check_attention(student, remote, random_arguments(rng, 1, 1, 4), 2)


@feedback(
    en="For large scores nothing may overflow, and a token that may not be seen has the weight 0 "
    "even if its score is by far the largest.",
    fr="Pour de grands scores rien ne doit déborder, et un token que l'on ne doit pas voir a le "
    "poids 0, même si son score est de loin le plus grand.",
)
def test_large_scores(student, remote, rng):
    # Whole numbers: float32 loses nothing in scores near 1800 and -1800.
    x = rng.integers(-2, 3, size=(2, 6, 4))
    x[..., 0] = [60, 60, -60, 60, -60, 60]
    one = np.eye(4)
    check_attention(student, remote, [x, one, -one, one, one], 1)


@needs("test_one_head")
@feedback(
    en="A gradient must come back to all five tensors: compute with TensorFlow, not with numpy.",
    fr="Un gradient doit revenir aux cinq tenseurs : calculez avec TensorFlow, pas avec numpy.",
)
def test_gradients_flow(student, remote, rng):
    tensors = look(remote, "tensors")(random_arguments(rng, 2, 3, 4))
    arguments = [tensors[i] for i in range(5)]
    for gradient in look(remote, "gradients")(tensors, student.causal_attention, *arguments, 2):
        check_true(
            gradient is not None and np.any(check_array(gradient, dtype=None)),
            en="No gradient comes back to one of the tensors.",
            fr="Aucun gradient ne revient à l'un des tenseurs.",
        )


@needs("test_several_heads")
@feedback(
    en="Heads of equal size need num_heads to divide n: raise ValueError otherwise.",
    fr="Des têtes de même taille demandent que num_heads divise n : sinon, levez ValueError.",
)
def test_refuses_uneven_heads(student, remote, rng):
    tensors = look(remote, "tensors")(random_arguments(rng, 1, 2, 4))
    arguments = [tensors[i] for i in range(5)]
    for num_heads in (3, 8):
        check_raises(ValueError, student.causal_attention, *arguments, num_heads)
