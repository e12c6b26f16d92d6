"""Hidden tests of vec, unvec and kronecker (18.X11)."""

import numpy as np
from support import check_matrix

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("kronecker")

SIZES = ((2, 3), (3, 2), (4, 1))

_WITHOUT_KRON = """
import numpy as np

def refuse(*args, **kwargs):
    raise NotImplementedError("numpy.kron is switched off in this exercise")

def without_kron(function, A, B):
    kron, np.kron = np.kron, refuse
    try:
        return function(A, B)
    finally:
        np.kron = kron
"""


@feedback(
    en="The vector is 1-D and holds the first column from top to bottom, then the second one.",
    fr="Le vecteur a une seule dimension et contient la première colonne de haut en bas, puis la "
    "deuxième.",
)
def test_vec_stacks_columns(student, reference, rng):
    for shape in SIZES:
        M = rng.normal(size=shape)
        check_matrix(student.vec(M), reference.vec(M))


@feedback(
    en="The first n entries are the first column of the matrix: unvec undoes vec.",
    fr="Les n premiers coefficients forment la première colonne : unvec défait vec.",
)
def test_unvec_undoes_vec(student, reference, rng):
    for n, p in SIZES:
        M = rng.normal(size=(n, p))
        check_matrix(student.unvec(reference.vec(M), n), M)


@weight(2)
@feedback(
    en="Block (i, j) is the number a_ij times the whole matrix B; build it without numpy.kron. "
    "Fractions are kept, those of A and those of B.",
    fr="Le bloc (i, j) est le nombre a_ij fois la matrice B entière ; formez-le sans numpy.kron. "
    "On garde les décimales, celles de A comme celles de B.",
)
def test_blocks_of_kronecker(student, remote, reference, rng):
    without_kron = remote.define(_WITHOUT_KRON, "without_kron")
    for p, n in ((3, 2), (2, 3), (1, 2)):
        whole, fractions = rng.integers(-3, 4, size=(p, p)), rng.normal(size=(n, n))
        whole[0, -1] = 0
        for A, B in ((whole, fractions), (fractions, whole)):
            check_matrix(without_kron(student.kronecker, A, B), reference.kronecker(A, B))


@needs("test_unvec_undoes_vec")
@feedback(
    en="A vector whose length is not a multiple of n fills no matrix with n rows: ValueError.",
    fr="Un vecteur dont la longueur n'est pas un multiple de n ne remplit aucune matrice à n "
    "lignes : ValueError.",
)
def test_refuses_an_incomplete_column(student, rng):
    n = int(rng.integers(3, 6))
    for length in (2 * n + 1, 3 * n - 1, n - 1):
        check_raises(ValueError, student.unvec, np.ones(length), n)
