"""Hidden tests of least_squares_unembedding and min_norm_solution (18.X2)."""

import numpy as np
from support import check_values, integers

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("least_norm")

_BY_HAND = """
import numpy as np

def by_hand(function, *arguments):
    def disabled(*_, **__):
        raise NotImplementedError("disabled in this exercise")

    pinv, lstsq = np.linalg.pinv, np.linalg.lstsq
    np.linalg.pinv = np.linalg.lstsq = disabled
    try:
        return function(*arguments)
    finally:
        np.linalg.pinv, np.linalg.lstsq = pinv, lstsq
"""


@weight(4)
@feedback(
    en="The unembedding of Proposition 1: which product of A and its transpose is a small "
    "matrix that can be inverted?",
    fr="La retranscription de la proposition 1 : quel produit de A et de sa transposée est une "
    "petite matrice inversible ?",
)
def test_unembedding(student, reference, rng):
    well_conditioned = 3 * np.eye(4, 9) + 0.5 * rng.normal(size=(4, 9))
    row = integers(rng, 1, 5)
    for A in (well_conditioned, row, well_conditioned[:, :4]):
        B = student.least_squares_unembedding(A)
        check_values(B, reference.least_squares_unembedding(A))


@weight(3)
@feedback(
    en="Among all the solutions of Ax = y, the one of smallest norm is asked for.",
    fr="Parmi toutes les solutions de Ax = y, on demande celle de plus petite norme.",
)
def test_solution(student, reference, rng):
    for A in (3 * np.eye(3, 7) + 0.5 * rng.normal(size=(3, 7)), integers(rng, 1, 4)):
        y = integers(rng, len(A))
        check_values(student.min_norm_solution(A, y), reference.min_norm_solution(A, y))


@needs("test_unembedding")
@feedback(
    en="The rank does not depend on the units: a matrix of tiny entries can have full rank.",
    fr="Le rang ne dépend pas des unités : une matrice aux coefficients minuscules peut être de "
    "rang maximal.",
)
def test_tiny_matrix(student, reference, rng):
    for unit in (1e-3, 1e-10):
        A = unit * (3 * np.eye(4, 6) + 0.5 * rng.normal(size=(4, 6)))
        expected = reference.least_squares_unembedding(A)
        check_values(student.least_squares_unembedding(A), expected)


@needs("test_unembedding", "test_solution")
@feedback(
    en="Without pinv and lstsq: the formula needs a product, a transpose and one inverse.",
    fr="Sans pinv ni lstsq : la formule demande un produit, une transposée et un inverse.",
)
def test_without_pinv_and_lstsq(student, reference, remote, rng):
    by_hand = remote.define(_BY_HAND, "by_hand")
    A, y = 3 * np.eye(3, 5) + 0.5 * rng.normal(size=(3, 5)), rng.normal(size=3)
    B = by_hand(student.least_squares_unembedding, A)
    check_values(B, reference.least_squares_unembedding(A))
    check_values(by_hand(student.min_norm_solution, A, y), reference.min_norm_solution(A, y))


@needs("test_unembedding", "test_solution")
@feedback(
    en="When one row of A is a combination of the others, its rank is smaller than n: both "
    "functions raise ValueError, even where rounding lets an inverse through.",
    fr="Si une ligne de A est combinaison des autres, le rang est inférieur à n : les deux "
    "fonctions lèvent ValueError, même quand l'arrondi laisse calculer un inverse.",
)
def test_refuses_a_rank_below_n(student, rng):
    # Whether the inverse of a singular matrix is refused depends on rounding: several are tried.
    for _ in range(8):
        rows = integers(rng, 4, 9)
        A = np.vstack([rows, integers(rng, 3, 4) @ rows])
        check_raises(ValueError, student.least_squares_unembedding, A)
        check_raises(ValueError, student.min_norm_solution, A, np.ones(7))
    A[1] = 0
    check_raises(ValueError, student.least_squares_unembedding, A)


@needs("test_unembedding", "test_solution")
@feedback(
    en="With more rows than columns the rank cannot be n: both functions raise ValueError.",
    fr="Avec plus de lignes que de colonnes, le rang ne peut valoir n : les deux fonctions "
    "lèvent ValueError.",
)
def test_refuses_more_rows_than_columns(student, rng):
    for n, N in ((3, 2), (5, 1), (6, 5), (7, 4), (8, 5), (9, 6), (7, 3), (8, 4)):
        A = 3 * np.eye(n, N) + rng.uniform(0.1, 0.5, size=(n, N))
        check_raises(ValueError, student.least_squares_unembedding, A)
        check_raises(ValueError, student.min_norm_solution, A, np.ones(n))
