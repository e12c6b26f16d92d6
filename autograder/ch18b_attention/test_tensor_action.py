"""Hidden tests of tensor_action and tensor_action_columns (18.X10)."""

from support import check_matrix

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("tensor_action")


def draw(rng, n, p):
    return rng.normal(size=(p, p)), rng.normal(size=(n, n)), rng.normal(size=(n, p))


@weight(2)
@feedback(
    en="B multiplies from the left and acts on each column; A multiplies from the right, "
    "transposed, and mixes the columns.",
    fr="B multiplie à gauche et agit sur chaque colonne ; A multiplie à droite, transposée, et "
    "mélange les colonnes.",
)
def test_definition(student, reference, rng):
    for n, p in ((3, 3), (2, 3), (4, 1)):
        matrices = draw(rng, n, p)
        check_matrix(student.tensor_action(*matrices), reference.tensor_action(*matrices))


@weight(2)
@feedback(
    en="Column j of the result is a sum over all columns of M, each multiplied by B and weighted "
    "with row j of A.",
    fr="La colonne j du résultat est une somme sur toutes les colonnes de M, chacune multipliée "
    "par B et pondérée par la ligne j de A.",
)
def test_sum_of_columns(student, reference, rng):
    for n, p in ((3, 3), (2, 3), (4, 1)):
        matrices = draw(rng, n, p)
        check_matrix(student.tensor_action_columns(*matrices), reference.tensor_action(*matrices))


@feedback(
    en="If M holds whole numbers and A or B fractions, the result has fractions: none may be cut.",
    fr="Si M contient des entiers et A ou B des fractions, le résultat a des décimales : n'en "
    "coupez aucune.",
)
def test_whole_numbers_and_fractions(student, reference, rng):
    A, B, _ = draw(rng, 2, 3)
    # Symmetric: a transpose that is missing or too many is for the other tests.
    A, B = A + A.T, B + B.T
    M = rng.integers(1, 9, size=(2, 3))
    expected = reference.tensor_action(A, B, M)
    check_matrix(student.tensor_action(A, B, M), expected)
    check_matrix(student.tensor_action_columns(A, B, M), expected)


@needs("test_definition", "test_sum_of_columns")
@feedback(
    en="Both functions raise ValueError unless A is p x p and B is n x n, M being n x p.",
    fr="Les deux fonctions lèvent ValueError sauf si A est p x p et B est n x n, M étant n x p.",
)
def test_refuses_other_shapes(student, rng):
    A, B, M = draw(rng, 2, 3)
    wrong = [
        (A, B, M.T),
        *((rng.normal(size=shape), B, M) for shape in ((4, 3), (3, 4), (2, 2))),
        *((A, rng.normal(size=shape), M) for shape in ((3, 2), (2, 3), (3, 3))),
    ]
    for matrices in wrong:
        check_raises(ValueError, student.tensor_action, *matrices)
        check_raises(ValueError, student.tensor_action_columns, *matrices)
