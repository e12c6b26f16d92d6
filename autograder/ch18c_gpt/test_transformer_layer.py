"""Hidden tests of transformer_layer (18.X22)."""

import numpy as np
from support import check_values, random_heads, random_mlp

from chainrule.grading import check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("transformer_layer")


def draw(rng, sizes, K):
    """Stream, heads of these sizes, and the four arrays of a dense block."""
    n = sum(sizes)
    return rng.normal(size=(n, K)), random_heads(rng, sizes), *random_mlp(rng, n, n + 3).values()


@weight(4)
@feedback(
    en="First x plus what all heads write; then this new stream plus what the dense block makes "
    "of it.",
    fr="D'abord x plus ce qu'écrivent toutes les têtes ; puis ce nouveau flux plus ce que le bloc "
    "dense en fait.",
)
def test_attention_then_dense_block(student, reference, rng):
    for sizes, K in (((2, 1), 5), ((1, 1, 1), 3), ((4,), 4), ((2, 2), 1)):
        arguments = draw(rng, sizes, K)
        for causal in (True, False):
            expected = reference.transformer_layer(*arguments, causal)
            check_values(student.transformer_layer(*arguments, causal), expected)
    # Two tokens, all weights 1, all biases 0: the scores of the first one are exactly 0.
    one, zero = np.ones((1, 1)), np.zeros(1)
    arguments = np.array([[0.0, 1.0]]), [(one, one, one, one)], one, zero, one, zero
    for causal in (True, False):
        expected = reference.transformer_layer(*arguments, causal)
        check_values(student.transformer_layer(*arguments, causal), expected)


@needs("test_attention_then_dense_block")
@feedback(
    en="Ints are fine, in x, the heads and the weights: the decimals of the result are kept.",
    fr="Les entiers conviennent, dans x, les têtes et les poids : les décimales du résultat sont "
    "conservées.",
)
def test_integers(student, reference):
    # Small scores: no weight is nearly 0 or 1, and every sum has decimals.
    x, eye = np.array([[1, 0, 1], [0, 1, 1]]), np.eye(2, dtype=int)
    W1, W2 = np.array([[1, -1], [0, 1], [1, 1]]), np.array([[1, 0, -1], [2, 1, 0]])
    arguments = x, [(eye, eye, eye, eye)], W1, np.array([0, 1, -1]), W2, np.array([1, 0])
    expected = reference.transformer_layer(*arguments, True)
    check_values(student.transformer_layer(*arguments, True), expected)


@needs("test_attention_then_dense_block")
@feedback(
    en="Unless it is asked otherwise, a token looks at itself and at earlier tokens only.",
    fr="Sauf demande contraire, un token ne regarde que lui-même et les tokens précédents.",
)
def test_mask_is_the_default(student, reference, rng):
    arguments = draw(rng, (2, 2), 5)
    check_values(student.transformer_layer(*arguments), reference.transformer_layer(*arguments))


@needs("test_attention_then_dense_block")
@feedback(
    en="Large scores: mask first, so that no score, however small, lets the future in; then take "
    "from each row its own maximum before the exponentials.",
    fr="Grands scores : masquez d'abord, pour qu'aucun score, même très petit, ne laisse voir "
    "l'avenir ; puis retirez à chaque ligne son propre maximum avant les exponentielles.",
)
def test_large_scores(student, reference, rng):
    # Row and column i of the scores grow like 10^i: the largest score of a row is a masked one,
    # and the rows are of very different size.
    x = np.stack([rng.choice([-1, 1]) * 10.0 ** np.arange(-2, 3), rng.normal(size=5)])
    heads = [(2.0 * np.eye(2), np.eye(2), *rng.normal(size=(2, 2, 2)))]
    weights = random_mlp(rng, 2, 3).values()
    expected = reference.transformer_layer(x, heads, *weights, True)
    got = student.transformer_layer(x, heads, *weights, True)
    check_values(got, expected, rtol=1e-6, atol=1e-6)
    # Scores of -90000 where the mask stands beside scores of 93000.
    one, zero = np.ones((1, 1)), np.zeros(1)
    x, heads = np.array([[300.0, -310.0, 2.0]]), [(one, -one, one, one)]
    expected = reference.transformer_layer(x, heads, one, zero, 0 * one, zero, True)
    got = student.transformer_layer(x, heads, one, zero, 0 * one, zero, True)
    check_values(got, expected, rtol=1e-6, atol=1e-6)


@needs("test_attention_then_dense_block")
@feedback(
    en="The stream, the heads and the weights belong to the caller: compute a new matrix.",
    fr="Le flux, les têtes et les poids appartiennent à l'appelant : calculez une nouvelle "
    "matrice.",
)
def test_arguments_are_unchanged(student, rng):
    check_unchanged(student.transformer_layer, *draw(rng, (2, 1), 4))
