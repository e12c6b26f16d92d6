"""Hidden tests of sample_next (17.X10)."""

import numpy as np
from support import generator, repeat, shares

from chainrule.grading import (
    check_equal,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("sample_next")

DRAWS = 1200
# A frequency of 1200 draws has a standard error of 0.0145 at most.
TOLERANCE = 0.09
WEIGHTS = (2, 5, 25, 3, 14, 4)


def check_shares(student, remote, rng, weights, k, temperature, wanted, draws=DRAWS):
    indices = repeat(
        remote,
        draws,
        student.sample_next,
        weights,
        k,
        temperature,
        generator(remote, rng.integers(2**32)),
    )
    gaps = np.abs(shares(indices, len(weights)) - wanted)
    check_true(
        bool(gaps.max() < TOLERANCE),
        en="In many draws, the words come with other frequencies than their probabilities.",
        fr="Sur de nombreux tirages, les mots n'ont pas les fréquences de leurs probabilités.",
    )


@weight(4)
@feedback(
    en="The kept weights over their sum are frequencies, from 0 to 1; softmax with the temperature "
    "makes the probabilities, of indices of the original weights.",
    fr="Les poids gardés, divisés par leur somme, sont des fréquences entre 0 et 1 ; softmax avec "
    "la température donne les probabilités, d'indices des poids d'origine.",
)
def test_probabilities(student, remote, reference, rng):
    for numbers, k, temperature in (
        (7.0 * np.array(WEIGHTS), 6, 0.1),
        ([9, 6, 5, 5, 4, 4], 2, 0.1),
        (WEIGHTS, 6, 100),
        (WEIGHTS, 3, 0.001),  # the largest weight always wins
        (WEIGHTS, 1, 5),
    ):
        weights = rng.permutation(numbers)
        best = np.argsort(-weights)[:k]
        wanted = np.zeros(6)
        frequencies = weights[best] / weights[best].sum()
        wanted[best] = reference.softmax_temperature(frequencies, temperature)
        draws = 100 if wanted.max() == 1 else DRAWS
        check_shares(student, remote, rng, weights, k, temperature, wanted, draws)


@weight(2)
@feedback(
    en="Only the k largest weights can be drawn; among equal ones, the smaller index is kept "
    "first.",
    fr="Seuls les k plus grands poids peuvent être tirés ; parmi des poids égaux, le plus petit "
    "indice est gardé d'abord.",
)
def test_ties_at_the_cut(student, remote, rng):
    # Sorting by numpy's default method happens to be stable for few numbers.
    weights = rng.integers(1, 4, size=600).tolist()
    wanted = sorted(range(600), key=lambda i: (-weights[i], i))[:5]
    draws = repeat(
        remote, 120, student.sample_next, weights, 5, 1, generator(remote, rng.integers(2**32))
    )
    check_equal(np.flatnonzero(shares(draws, 600)).tolist(), sorted(wanted))


@feedback(
    en="A weight 0 that is kept has the frequency 0: what is exp(0)?",
    fr="Un poids 0 qui est gardé a la fréquence 0 : que vaut exp(0) ?",
)
def test_a_kept_zero_can_be_drawn(student, remote, reference, rng):
    wanted = np.array(reference.softmax_temperature([0, 1], 0.5))
    check_shares(student, remote, rng, [0, int(rng.integers(3, 9))], 2, 0.5, wanted)


@needs("test_probabilities")
@feedback(
    en="The weights that you are given stay as they are: make a new array.",
    fr="Les poids reçus doivent rester tels quels : créez un nouveau tableau.",
)
def test_weights_are_unchanged(student, remote):
    check_unchanged(
        student.sample_next, np.array(WEIGHTS, dtype=float), 3, 1.0, generator(remote, 1)
    )


@needs("test_probabilities")
@feedback(
    en="All chance comes from the generator that is given: the same seed, the same draws; and it "
    "goes on from draw to draw.",
    fr="Tout le hasard vient du générateur reçu : même graine, mêmes tirages ; et il avance d'un "
    "tirage à l'autre.",
)
def test_same_seed_same_draws(student, remote, rng):
    seed = rng.integers(2**32)
    first, second = (
        repeat(remote, 50, student.sample_next, WEIGHTS, 6, 1, generator(remote, seed))
        for _ in range(2)
    )
    check_equal(first, second)


@needs("test_probabilities")
@feedback(
    en="k of the m weights are kept, so k is one of 1, ..., m: raise ValueError otherwise.",
    fr="On garde k des m poids, donc k est l'un des nombres 1, ..., m : levez ValueError sinon.",
)
def test_refuses_k_out_of_range(student, remote, rng):
    for k in (0, -1, 7):
        check_raises(
            ValueError, student.sample_next, WEIGHTS, k, 1.0, generator(remote, rng.integers(9))
        )


@needs("test_probabilities")
@feedback(
    en="Weights are counts or frequencies: a negative one, or zeros only, is a ValueError.",
    fr="Les poids sont des effectifs ou des fréquences : un poids négatif, ou rien que des zéros, "
    "lève ValueError.",
)
def test_refuses_weights_that_are_no_counts(student, remote, rng):
    for weights in ([3, -1, 2], [0, 0, 0]):
        check_raises(
            ValueError, student.sample_next, weights, 2, 1.0, generator(remote, rng.integers(9))
        )
