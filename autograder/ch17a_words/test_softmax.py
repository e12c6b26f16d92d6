"""Hidden tests of softmax (17.X8)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("softmax")


@weight(3)
@feedback(
    en="The exponential of each entry, over the sum of all exponentials: entries may be negative, "
    "and ints give float64, too.",
    fr="L'exponentielle de chaque coefficient, sur la somme de toutes : les coefficients peuvent "
    "être négatifs, et des entiers donnent aussi du float64.",
)
def test_exponentials_over_their_sum(student, reference, rng):
    integers = rng.integers(-5, 6, size=5)
    for x in (rng.uniform(-3, 3, size=4), integers, integers.tolist(), (1.5,)):
        check_close(student.softmax(x), reference.softmax(x))


@weight(2)
@feedback(
    en="With several dimensions each sum runs along the axis that is given, the last one if none "
    "is.",
    fr="Avec plusieurs dimensions, chaque somme se fait le long de l'axe donné, le dernier par "
    "défaut.",
)
def test_each_axis(student, reference, rng):
    X = rng.uniform(-3, 3, size=(3, 4))
    check_close(student.softmax(X), reference.softmax(X))
    for axis in (0, 1, -1, -2):
        check_close(student.softmax(X.tolist(), axis), reference.softmax(X, axis))
    block = rng.uniform(-3, 3, size=(2, 3, 4))
    check_close(student.softmax(block, axis=1), reference.softmax(block, axis=1))


@weight(2)
@feedback(
    en="Only differences matter: which number, subtracted from all entries, keeps every "
    "exponential in range?",
    fr="Seules les différences comptent : quel nombre, retranché à tous les coefficients, garde "
    "les exponentielles dans les limites ?",
)
def test_entries_of_any_size(student, reference, rng):
    near = rng.uniform(0, 3, size=4)
    for x in (near + 2000, near - 2000, np.array([3000.0, 3000.0, 0.0, 0.0])):
        check_close(student.softmax(x), reference.softmax(x - x.max()))


@feedback(
    en="A row of entries far below those of another row has its own softmax: look along the axis.",
    fr="Une ligne aux coefficients bien plus petits que ceux d'une autre a son propre softmax : "
    "regardez le long de l'axe.",
)
def test_rows_of_different_size(student, reference, rng):
    near = rng.uniform(0, 3, size=(3, 4))
    X = near + np.array([[3000], [0], [-3000]])
    check_close(student.softmax(X, axis=1), reference.softmax(near, axis=1))
    check_close(student.softmax(X.T, axis=0), reference.softmax(near.T, axis=0))


@needs("test_exponentials_over_their_sum")
@feedback(
    en="The array that you are given stays as it is: make a new one.",
    fr="Le tableau reçu doit rester tel quel : créez-en un nouveau.",
)
def test_array_is_unchanged(student, rng):
    check_unchanged(student.softmax, rng.uniform(1, 3, size=5))


@needs("test_exponentials_over_their_sum")
@feedback(
    en="Without any element there is nothing to divide: raise ValueError, whatever the shape.",
    fr="Sans aucun élément, il n'y a rien à diviser : levez ValueError, quelle que soit la forme.",
)
def test_refuses_what_is_empty(student):
    check_raises(ValueError, student.softmax, [])
    check_raises(ValueError, student.softmax, np.zeros((0, 3)), 1)
    check_raises(ValueError, student.softmax, np.zeros((2, 0)), 0)
