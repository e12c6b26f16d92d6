"""Hidden tests of zipf_mandelbrot (17.X2)."""

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

pytestmark = exercise("zipf_mandelbrot")


@weight(3)
@feedback(
    en="The shift b is added to the rank, the power c acts on this sum, and a is divided by it: "
    "for whole numbers, too, as in Zipf's rule.",
    fr="Le décalage b s'ajoute au rang, la puissance c porte sur cette somme, et elle divise a : "
    "aussi pour des nombres entiers, comme dans la règle de Zipf.",
)
def test_frequencies_of_ranks(student, rng):
    a, b, c = rng.uniform(0.1, 2), rng.uniform(0.5, 4), rng.uniform(0.4, 1.8)
    wanted = np.array([a / (i + b) ** c for i in range(1, 11)])
    check_close(student.zipf_mandelbrot(list(range(1, 11)), a, b, c), wanted)
    first = int(rng.integers(1, 5))
    ranks = np.arange(first, first + 4)
    check_close(student.zipf_mandelbrot(ranks, 1, 0, 1), 1 / ranks)
    check_close(student.zipf_mandelbrot(ranks, 2, 3, 2), 2 / (ranks + 3.0) ** 2)


@weight(2)
@feedback(
    en="Every form of rank is allowed: ints or floats, any shape, any order, one number; the "
    "result has its shape.",
    fr="Toute forme de rang est permise : entiers ou flottants, toute forme de tableau, tout "
    "ordre, un seul nombre ; le résultat a la même forme.",
)
def test_shape_of_the_ranks(student, reference, rng):
    ranks = rng.permutation(np.arange(2, 14)).reshape(3, 4)
    for rank in (ranks, ranks.tolist(), tuple(ranks[0].tolist()), int(ranks[0, 0]), [1.5, 2.75]):
        wanted = reference.zipf_mandelbrot(rank, 0.1, 1.5, 0.95)
        check_close(student.zipf_mandelbrot(rank, 0.1, 1.5, 0.95), wanted)


@needs("test_frequencies_of_ranks")
@feedback(
    en="The ranks that you are given stay as they are: make a new array.",
    fr="Les rangs reçus doivent rester tels quels : créez un nouveau tableau.",
)
def test_ranks_are_unchanged(student, rng):
    check_unchanged(student.zipf_mandelbrot, rng.uniform(1, 9, size=4), 0.1, 1.5, 0.95)


@needs("test_frequencies_of_ranks")
@feedback(
    en="The first rank is 1: any smaller one, wherever it stands, is a ValueError.",
    fr="Le premier rang est 1 : tout rang plus petit, où qu'il soit, lève ValueError.",
)
def test_refuses_ranks_below_one(student):
    for rank in (0, [1, 2, 0, 3], np.array([[4, 3], [2, -1]]), 0.5):
        check_raises(ValueError, student.zipf_mandelbrot, rank, 0.1, 1.5, 0.95)
