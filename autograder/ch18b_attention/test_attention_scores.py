"""Hidden tests of attention_scores (18.X13)."""

from support import check_matrix

from chainrule.grading import check_raises, check_unchanged, exercise, feedback, needs

pytestmark = exercise("attention_scores")


def draw(rng, n, K, r):
    return rng.normal(size=(n, K)), *rng.normal(size=(2, r, n))


@feedback(
    en="Without the scale, row i and column j hold the dot product of query i and key j.",
    fr="Sans le facteur d'échelle, la ligne i et la colonne j contiennent le produit scalaire de "
    "la requête i et de la clé j.",
)
def test_dot_products(student, reference, rng):
    for sizes in ((4, 3, 2), (3, 3, 3), (2, 1, 5)):
        arrays = draw(rng, *sizes)
        expected = reference.attention_scores(*arrays, scale=False)
        check_matrix(student.attention_scores(*arrays, scale=False), expected)


@feedback(
    en="Unless told otherwise, divide by the square root of the number of entries of a query, for "
    "whole numbers, too. No argument is changed.",
    fr="Sauf indication contraire, divisez par la racine carrée du nombre de composantes d'une "
    "requête, même avec des entiers. Aucun argument n'est modifié.",
)
def test_scale(student, reference, rng):
    for sizes in ((4, 3, 2), (5, 4, 3), (2, 1, 5)):
        arrays = draw(rng, *sizes)
        expected = reference.attention_scores(*arrays)
        check_matrix(student.attention_scores(*arrays), expected)
        check_matrix(student.attention_scores(*arrays, scale=True), expected)
        check_unchanged(student.attention_scores, *arrays)
    whole = rng.integers(1, 5, size=(2, 3)), *rng.integers(1, 5, size=(2, 3, 2))
    check_matrix(student.attention_scores(*whole), reference.attention_scores(*whole))


@needs("test_dot_products")
@feedback(
    en="Queries and keys live in the same space: W_Q and W_K have one shape, with n columns; "
    "otherwise raise ValueError.",
    fr="Requêtes et clés vivent dans le même espace : W_Q et W_K ont la même forme, avec n "
    "colonnes ; sinon, levez ValueError.",
)
def test_refuses_other_shapes(student, rng):
    x, W_Q, W_K = draw(rng, 4, 3, 2)
    for rows in (1, 3):
        check_raises(ValueError, student.attention_scores, x, W_Q, rng.normal(size=(rows, 4)))
        check_raises(ValueError, student.attention_scores, x, rng.normal(size=(rows, 4)), W_K)
    for columns in (1, 5):
        check_raises(ValueError, student.attention_scores, x, *rng.normal(size=(2, 2, columns)))
