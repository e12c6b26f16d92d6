"""Hidden tests of causal_mask and attention_matrix (18.X14)."""

import numpy as np
from support import LARGE_SCORES, check_matrix, large_scores

from chainrule.grading import (
    check_array,
    check_equal,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("attention_matrix")

_WRITTEN_INTO = """
def after_writing(causal_mask, num_tokens):
    causal_mask(num_tokens)[:] = False
    return causal_mask(num_tokens)
"""


def draw(rng, n, K, r):
    return rng.normal(size=(n, K)), *rng.normal(size=(2, r, n))


@feedback(
    en="The mask holds booleans: a token sees itself and the earlier ones. Each call makes a new "
    "array.",
    fr="Le masque contient des booléens : un token voit lui-même et les précédents. Chaque appel "
    "crée un nouveau tableau.",
)
def test_causal_mask(student, remote, reference, rng):
    for num_tokens in (1, int(rng.integers(3, 8))):
        check_equal(student.causal_mask(num_tokens), reference.causal_mask(num_tokens))
    after_writing = remote.define(_WRITTEN_INTO, "after_writing")
    check_equal(after_writing(student.causal_mask, 4), reference.causal_mask(4))


@weight(2)
@feedback(
    en="Without a mask, each row is the softmax of the scaled scores of one query with all keys.",
    fr="Sans masque, chaque ligne est le softmax des scores d'une requête avec toutes les clés, "
    "avec le facteur d'échelle.",
)
def test_without_mask(student, reference, rng):
    for sizes in ((4, 3, 2), (3, 5, 4)):
        arrays = draw(rng, *sizes)
        expected = reference.attention_matrix(*arrays, causal=False)
        check_matrix(student.attention_matrix(*arrays, causal=False), expected)


@weight(2)
@feedback(
    en="With the mask, which is the default, row i is a softmax over the tokens 0 to i alone: "
    "what comes later has no influence at all, and a score of 0 is a score like any other. "
    "Arguments stay as they are; they may hold whole numbers.",
    fr="Avec le masque, présent par défaut, la ligne i est un softmax sur les seuls tokens 0 à "
    "i : ce qui vient après n'a aucune influence, et un score nul est un score comme un autre. "
    "Les arguments restent tels quels ; ils peuvent contenir des entiers.",
)
def test_with_mask(student, reference, rng):
    for sizes in ((4, 3, 2), (3, 5, 4)):
        arrays = draw(rng, *sizes)
        expected = reference.attention_matrix(*arrays)
        check_matrix(student.attention_matrix(*arrays), expected)
        check_matrix(student.attention_matrix(*arrays, causal=True), expected)
        check_unchanged(student.attention_matrix, *arrays)
    # Scores of exactly 0: all of them first, then some, and all arguments whole numbers.
    x, identity = np.array([[1, 0, 1], [0, 1, 1]]), np.eye(2, dtype=int)
    for arrays in ((x, np.zeros((2, 2)), np.eye(2)), (x, identity, identity)):
        check_matrix(student.attention_matrix(*arrays), reference.attention_matrix(*arrays))


@needs("test_with_mask")
@feedback(
    en="A weight on a later token is exactly 0, not merely small: what is the exponential of "
    "minus infinity?",
    fr="Le poids d'un token ultérieur vaut exactement 0, pas seulement presque : que vaut "
    "l'exponentielle de moins l'infini ?",
)
def test_exact_zeros_above_the_diagonal(student, rng):
    A = check_array(student.attention_matrix(*draw(rng, 4, 6, 3)), shape=(6, 6), dtype=None)
    check_equal(np.triu(A, 1).astype(np.float64), np.zeros((6, 6)))


@weight(2)
@feedback(
    en="Scores of many thousands must not overflow: what may be subtracted from a row without "
    "changing its softmax? The mask comes before it.",
    fr="Des scores de plusieurs milliers ne doivent pas déborder : que peut-on soustraire à une "
    "ligne sans changer son softmax ? Le masque passe avant.",
)
def test_large_scores(student, reference, rng):
    # The last one has masked scores near a million, and others near minus a million.
    last = np.array([[900.0, -1000.0, 5.0]]), np.array([[1.0]]), np.array([[-1.0]])
    for arrays in (*(large_scores(reference, rng) for _ in range(3)), last):
        for causal in (True, False):
            expected = reference.attention_matrix(*arrays, causal=causal)
            got = student.attention_matrix(*arrays, causal=causal)
            check_matrix(got, expected, **LARGE_SCORES)
