"""Hidden tests of training_batch."""

import numpy as np
from support import check_frequencies, generator

from chainrule.grading import (
    check_array,
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("training_batch")


def batch(student, remote, seed, ids, length, batch_size):
    """Inputs and targets of the student, as two arrays of the right shape."""
    pair = student.training_batch(ids, length, batch_size, generator(remote, seed))
    check_equal(len(pair), 2)
    return [check_array(pair[i], shape=(batch_size, length), dtype=None) for i in range(2)]


@weight(2)
@feedback(
    en="Each row of inputs is a piece of the text; the targets are the same piece, one token "
    "further.",
    fr="Chaque ligne de inputs est un morceau du texte ; les cibles sont le même morceau, un "
    "token plus loin.",
)
def test_targets_are_the_next_tokens(student, remote, rng):
    ids = rng.permutation(40) + 100
    place = {int(token): i for i, token in enumerate(ids)}
    # A list as well as an array; more windows than places; a text with one place only.
    for text, length, batch_size in ((ids, 6, 5), (ids.tolist(), 38, 4), (ids[:8], 7, 3)):
        inputs, targets = batch(student, remote, int(rng.integers(1000)), text, length, batch_size)
        starts = [place.get(int(row[0]), 0) for row in inputs]
        windows = np.array([ids[s : s + length + 1] for s in starts if s + length < len(text)])
        check_equal(len(windows), batch_size)
        check_equal(inputs.tolist(), windows[:, :-1].tolist())
        check_equal(targets.tolist(), windows[:, 1:].tolist())


@weight(2)
@feedback(
    en="A window may start at each of the places 0, ..., L - K - 1, the last one included, and "
    "all are equally likely.",
    fr="Une fenêtre peut commencer à chacune des places 0, ..., L - K - 1, la dernière comprise, "
    "et toutes sont équiprobables.",
)
def test_places_are_equally_likely(student, remote, rng):
    count, draws = 7, 2100
    inputs, _ = batch(student, remote, int(rng.integers(1000)), np.arange(count + 4), 4, draws)
    found = [np.mean(inputs[:, 0] == place) for place in range(count)]
    check_frequencies(found, np.full(count, 1 / count), draws)


@needs("test_places_are_equally_likely")
@feedback(
    en="The windows of a batch are independent of each other: each has its own random place.",
    fr="Les fenêtres d'un lot sont indépendantes : chacune a sa propre place au hasard.",
)
def test_windows_are_independent(student, remote, rng):
    count, draws = 6, 1800
    inputs, _ = batch(student, remote, int(rng.integers(1000)), np.arange(count + 3), 3, draws)
    starts = inputs[:, 0] % count
    # How often each place comes is asked above; here, whether it depends on the one before.
    p = np.array([np.mean(starts == place) for place in range(count)])
    found = [np.mean(np.diff(starts) % count == step) for step in range(count)]
    check_frequencies(found, np.array([p @ np.roll(p, -step) for step in range(count)]), draws)


@needs("test_targets_are_the_next_tokens")
@feedback(
    en="All chance comes from rng: the same seed gives the same batch, another seed another one.",
    fr="Tout le hasard vient de rng : la même graine donne le même lot, une autre un autre.",
)
def test_chance_comes_from_rng(student, remote, rng):
    seed = int(rng.integers(1000))
    first, again, other = (
        batch(student, remote, s, np.arange(500), 3, 8)[0].tolist() for s in (seed, seed, seed + 1)
    )
    check_true(
        again == first,
        en="The same seed gave two batches.",
        fr="La même graine a donné deux lots.",
    )
    check_true(
        other != first,
        en="Two seeds gave the same batch.",
        fr="Deux graines ont donné le même lot.",
    )


@needs("test_targets_are_the_next_tokens")
@feedback(
    en="A window and its last target need K + 1 tokens: raise ValueError for a shorter text.",
    fr="Une fenêtre et sa dernière cible demandent K + 1 tokens : levez ValueError si le texte "
    "est plus court.",
)
def test_refuses_a_short_text(student, remote):
    for length in (5, 7):
        rng = generator(remote, 0)
        check_raises(ValueError, student.training_batch, np.arange(5), length, 2, rng)
