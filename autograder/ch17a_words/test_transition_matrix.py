"""Hidden tests of transition_matrix (17.X6)."""

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("transition_matrix")

STRICT = """
import warnings

def strict(function, argument):
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        return function(argument)
"""


@weight(3)
@feedback(
    en="The successors of one word stand in one column: each column is divided by its own sum.",
    fr="Les successeurs d'un mot sont dans une colonne : chaque colonne est divisée par sa propre "
    "somme.",
)
def test_columns_over_their_sums(student, reference, rng):
    for size in (3, 5):
        counts = rng.integers(1, 20, size=(size, size))
        for form in (counts, counts / 4, counts / 1000):
            check_close(student.transition_matrix(form), reference.transition_matrix(form))


@feedback(
    en="A word without known successor has a column of zeros, and it stays so.",
    fr="Un mot sans successeur connu a une colonne de zéros, et elle le reste.",
)
def test_a_column_of_zeros_stays(student, reference, rng):
    counts = rng.integers(1, 20, size=(4, 4))
    counts[:, rng.integers(4)] = 0
    check_close(student.transition_matrix(counts), reference.transition_matrix(counts))


@needs("test_columns_over_their_sums")
@feedback(
    en="Nothing is divided by zero on the way, so no warning is given.",
    fr="Rien n'est divisé par zéro en chemin, donc aucun avertissement n'est émis.",
)
def test_no_warning(student, remote, rng):
    counts = rng.integers(1, 20, size=(4, 4))
    counts[:, rng.integers(4)] = 0
    remote.define(STRICT, "strict")(student.transition_matrix, counts)


@needs("test_columns_over_their_sums")
@feedback(
    en="The counts that you are given stay as they are: make a new array.",
    fr="Les effectifs reçus doivent rester tels quels : créez un nouveau tableau.",
)
def test_counts_are_unchanged(student, rng):
    check_unchanged(student.transition_matrix, rng.uniform(1, 20, size=(3, 3)))


@needs("test_columns_over_their_sums")
@feedback(
    en="Rows and columns belong to the same words: raise ValueError for an array that is not "
    "square.",
    fr="Lignes et colonnes correspondent aux mêmes mots : levez ValueError si le tableau n'est "
    "pas carré.",
)
def test_refuses_what_is_not_square(student, rng):
    for shape in ((2, 3), (3, 2)):
        counts = rng.integers(1, 20, size=shape)
        check_raises(ValueError, student.transition_matrix, counts)


@needs("test_columns_over_their_sums")
@feedback(
    en="No count is negative: raise ValueError.",
    fr="Aucun effectif n'est négatif : levez ValueError.",
)
def test_refuses_negative_counts(student, rng):
    counts = rng.integers(2, 20, size=(3, 3))
    counts[1, 2] = -1
    check_raises(ValueError, student.transition_matrix, counts)
