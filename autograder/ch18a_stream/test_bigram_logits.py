"""Hidden tests of bigram_logits and row_convention (18.X3)."""

from support import check_values, integers

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("bigram_logits")


@weight(3)
@feedback(
    en="Each id has its own column: its token vector, sent back to R^N by the matrix B that is "
    "given. The order and the repetitions of the ids count.",
    fr="Chaque numéro a sa colonne : son vecteur token, renvoyé dans R^N par la matrice B donnée. "
    "L'ordre et les répétitions des numéros comptent.",
)
def test_logits(student, reference, rng):
    for A, B in (
        (rng.normal(size=(3, 5)), rng.normal(size=(5, 3))),
        (integers(rng, 2, 5), integers(rng, 5, 2)),
    ):
        for ids in ([4, 0, 2, 0, 1, 4, 3], (int(rng.integers(5)),)):
            check_values(student.bigram_logits(A, B, ids), reference.bigram_logits(A, B, ids))


@weight(2)
@feedback(
    en="With token vectors as rows, what becomes of a product of two matrices, and of each factor?",
    fr="Quand les vecteurs tokens sont des lignes, que devient un produit de deux matrices, et "
    "chacun de ses facteurs ?",
)
def test_row_convention(student, rng):
    A, B = rng.normal(size=(3, 5)), integers(rng, 5, 3)
    check_values(student.row_convention(A, B), (A.T, B.T))


@needs("test_logits")
@feedback(
    en="A vocabulary of N tokens has the ids 0 to N-1; any other id, a negative one too, is a "
    "ValueError.",
    fr="Un vocabulaire de N tokens a les numéros 0 à N-1 ; tout autre numéro, même négatif, donne "
    "ValueError.",
)
def test_refuses_unknown_ids(student, rng):
    A, B = rng.normal(size=(2, 4)), rng.normal(size=(4, 2))
    for ids in ([0, -1], [-4], [4, 0], [1, 2, 7]):
        check_raises(ValueError, student.bigram_logits, A, B, ids)
