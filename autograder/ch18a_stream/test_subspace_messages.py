"""Hidden tests of subspace_matrices and stream_after_blocks (18.X5)."""

import numpy as np
from support import BLOCKS, as_floats, check_values, integers

from chainrule.grading import (
    check_close,
    check_equal,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("subspace_messages")

KEYS = ("W_in_1", "W_out_1", "W_in_2", "W_out_2", "W_in_3")


def build(student, remote, X, Z, n, seed):
    """The five matrices of the student, each a float array of shape (n, n)."""
    generator = remote.module("numpy.random").default_rng(seed)
    matrices = as_floats(student.subspace_matrices(X, Z, len(X), n, generator))
    check_close(matrices, dict.fromkeys(KEYS, np.zeros((n, n))), atol=1e300)
    return matrices


@weight(3)
@feedback(
    en="Which blocks of the five matrices are given, which are exactly zero, which are random?",
    fr="Dans les cinq matrices, quels blocs sont donnés, lesquels sont exactement nuls, lesquels "
    "sont aléatoires ?",
)
def test_blocks_of_the_matrices(student, remote, rng):
    for p, n in ((3, 5), (1, 2)):
        X, Z = integers(rng, p, p), rng.normal(size=(p, p))
        matrices = build(student, remote, X, Z, n, int(rng.integers(1000)))
        check_equal(matrices["W_in_1"], np.eye(n))
        for key, corner in (("W_out_1", X), ("W_out_2", np.zeros((p, p))), ("W_in_3", Z)):
            check_equal(matrices[key][:p, :p], corner.astype(float))
            check_equal(matrices[key][:p, p:], np.zeros((p, n - p)))
            check_equal(matrices[key][p:, :p], np.zeros((n - p, p)))


@weight(2)
@needs("test_blocks_of_the_matrices")
@feedback(
    en="Every block R is full of random numbers of its own, all drawn from rng and kept with "
    "their decimals, also next to ints.",
    fr="Chaque bloc R est rempli de nombres aléatoires qui lui sont propres, tous tirés de rng et "
    "gardés avec leurs décimales, même à côté d'entiers.",
)
def test_random_blocks(student, remote, rng):
    X, Z, seed = integers(rng, 2, 2), integers(rng, 2, 2), int(rng.integers(1000))
    first, second, other = (build(student, remote, X, Z, 5, s) for s in (seed, seed, seed + 1))
    check_equal(second, first)
    numbers = np.concatenate(
        [
            matrices[key][corner:, corner:].ravel()
            for matrices in (first, other)
            for key, corner in (("W_out_1", 2), ("W_in_2", 0), ("W_out_2", 2), ("W_in_3", 2))
        ]
    )
    check_true(
        bool(np.all(numbers) and len(np.unique(numbers)) == len(numbers)),
        en="Some of the numbers that should be random are 0, or appear more than once.",
        fr="Certains nombres qui devraient être aléatoires sont nuls ou apparaissent deux fois.",
    )


@weight(3)
@feedback(
    en="Start with (u, 0), add the outputs of block 1 and block 2 as the recurrence says, then "
    "look at what W_in_3 reads.",
    fr="Partez de (u, 0), ajoutez les sorties des blocs 1 et 2 selon la récurrence, puis regardez "
    "ce que lit W_in_3.",
)
def test_stream(student, reference, rng):
    for n, u in ((5, rng.normal(size=2)), (4, integers(rng, 3))):
        matrices = {key: rng.normal(size=(n, n)) for key in KEYS}
        for blocks in ([np.tanh, BLOCKS[1]], [BLOCKS[1], BLOCKS[2]]):
            got = student.stream_after_blocks(u, matrices, blocks)
            check_values(got, reference.stream_after_blocks(u, matrices, blocks))


@needs("test_stream")
@feedback(
    en="The vector u and the dict of matrices that you are given stay as they are.",
    fr="Le vecteur u et le dictionnaire de matrices reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    matrices = {key: rng.normal(size=(3, 3)) for key in KEYS}
    check_unchanged(student.stream_after_blocks, rng.normal(size=2), matrices, [np.tanh] * 2)
