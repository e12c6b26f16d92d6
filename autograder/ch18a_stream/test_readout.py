"""Hidden tests of readout (18.X6)."""

import numpy as np
from support import check_values, integers

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("readout")


@weight(3)
@feedback(
    en="The result combines the columns of the stream, one coefficient for each column, whatever "
    "the coefficients are; decimals are kept, with ints in the stream too.",
    fr="Le résultat combine les colonnes du flux, un coefficient par colonne, quels que soient "
    "ces coefficients ; les décimales restent, même si le flux est fait d'entiers.",
)
def test_combination(student, reference, rng):
    for x, C in (
        (rng.normal(size=(3, 5)), rng.normal(size=5)),
        (integers(rng, 3, 3), integers(rng, 3)),
        (integers(rng, 2, 4), np.zeros(4)),
        (np.array([[1, 4, 0], [2, -1, 3]]), np.array([1, 0.5, 2])),
    ):
        check_values(student.readout(x, C), reference.readout(x, C))


@weight(2)
@needs("test_combination")
@feedback(
    en="Coefficients in a column of shape (K, 1) give the same vector, of shape (n,).",
    fr="Des coefficients en colonne, de forme (K, 1), donnent le même vecteur, de forme (n,).",
)
def test_column_of_coefficients(student, reference, rng):
    for n, K in ((3, 4), (3, 1)):
        x, C = rng.normal(size=(n, K)), rng.normal(size=(K, 1))
        check_values(student.readout(x, C), reference.readout(x, C))


@weight(2)
@feedback(
    en="Without coefficients the vector of the last token is read.",
    fr="Sans coefficients, on lit le vecteur du dernier token.",
)
def test_last_column(student, rng):
    for n, K in ((3, 5), (4, 4), (2, 1)):
        x = rng.normal(size=(n, K))
        check_values(student.readout(x), x[:, -1])


@needs("test_combination", "test_last_column")
@feedback(
    en="Another number of coefficients than columns is a ValueError.",
    fr="Un nombre de coefficients différent du nombre de colonnes donne ValueError.",
)
def test_refuses_another_number_of_coefficients(student, rng):
    x = rng.normal(size=(3, 4))
    for shape in ((3,), (5,), (1,), (3, 1), (5, 1)):
        check_raises(ValueError, student.readout, x, rng.normal(size=shape))
