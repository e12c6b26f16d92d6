"""Hidden tests of one_hot and embed (17.X13)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("one_hot_embedding")

_OVERWRITE = """
def overwrite(embed, A, token_ids):
    embed(A, token_ids)[...] = 0
    return A
"""


def draw_matrix(rng):
    """Embedding matrix with n = 6 rows and N = 4 columns."""
    return rng.normal(size=(6, 4))


@weight(2)
@feedback(
    en="The vector e_i has N components, a float 1 in place i (the first place is 0) and 0 "
    "elsewhere.",
    fr="Le vecteur e_i a N composantes, le flottant 1 en place i (la première place est 0) et 0 "
    "ailleurs.",
)
def test_one_hot_vectors(student, rng):
    for size in (1, int(rng.integers(3, 7))):
        for i, row in enumerate(np.eye(size)):
            check_close(student.one_hot(i, size), row)


@weight(2)
@feedback(
    en="A token vector is a column of A, and the columns of the result keep the order of the ids.",
    fr="Un vecteur token est une colonne de A ; les colonnes du résultat suivent l'ordre des ids.",
)
def test_columns_in_the_order_of_the_ids(student, reference, rng):
    # The last matrix has more columns than rows, and the id 4 is no number of a row.
    A, wide = draw_matrix(rng), rng.normal(size=(2, 5))
    for matrix, token_ids in ((A, [3, 0, 2]), (A, (2, 1)), (A, [3]), (wide, [4, 0])):
        check_close(student.embed(matrix, token_ids), reference.embed(matrix, token_ids))


@feedback(
    en="A token that comes twice in the text has two columns in the result.",
    fr="Un token présent deux fois dans le texte a deux colonnes dans le résultat.",
)
def test_repeated_tokens(student, reference, rng):
    A = draw_matrix(rng)
    token_ids = [0, 2, 2, 2, 3, 3]
    check_close(student.embed(A, token_ids), reference.embed(A, token_ids))


@needs("test_columns_in_the_order_of_the_ids")
@feedback(
    en="The result is a new array: writing into it must leave A alone, also for a single token.",
    fr="Le résultat est un nouveau tableau : y écrire ne doit pas changer A, même pour un token.",
)
def test_result_is_a_copy(student, remote, rng):
    A = draw_matrix(rng)
    check_unchanged(student.embed, A, [3, 1])
    overwrite = remote.define(_OVERWRITE, "overwrite")
    for token_ids in ([2], [0, 1, 2, 3], [3, 1]):
        check_equal(overwrite(student.embed, A, token_ids), A)


@needs("test_one_hot_vectors", "test_columns_in_the_order_of_the_ids")
@feedback(
    en="Ids go from 0 to N-1; any other id, negative too, is an IndexError in both functions.",
    fr="Les ids vont de 0 à N-1 ; tout autre id, même négatif, lève IndexError dans les deux "
    "fonctions.",
)
def test_refuses_ids_of_no_token(student, rng):
    A = draw_matrix(rng)
    for token_id in (4, -1, -4):
        check_raises(IndexError, student.one_hot, token_id, 4)
        check_raises(IndexError, student.embed, A, [1, token_id, 0])
