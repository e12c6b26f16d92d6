"""Hidden tests of generate_bigram (17.X11)."""

import numpy as np
from support import (
    COUNTS,
    check_followers,
    followers,
    generator,
    repeat,
    transitions,
    vocabulary,
)

from chainrule.grading import check_equal, check_true, exercise, feedback, needs, weight

pytestmark = exercise("generate_bigram")


@weight(2)
@feedback(
    en="At a temperature near 0 the most frequent successor follows, as in the greedy text; start "
    "is the first of the words.",
    fr="À une température proche de 0, le successeur le plus fréquent suit, comme dans le texte "
    "glouton ; start est le premier des mots.",
)
def test_greedy_at_a_low_temperature(student, remote, reference, rng):
    vocab, P = vocabulary(rng, 5), transitions(rng, 5)
    for start in vocab:
        for length in (1, 12):
            got = student.generate_bigram(
                P, vocab, start, length, 4, 1e-3, generator(remote, rng.integers(2**32))
            )
            check_equal(got, reference.generate_greedy(P, vocab, start, length))


@weight(2)
@feedback(
    en="Only the k most frequent successors can follow, and never a word of frequency 0, however "
    "large k is.",
    fr="Seuls les k successeurs les plus fréquents peuvent suivre, et jamais un mot de fréquence "
    "0, si grand que soit k.",
)
def test_only_the_k_most_frequent_successors(student, remote, rng):
    vocab, P = vocabulary(rng, 6), transitions(rng, 6)
    for k in (2, 20):
        best = np.argsort(-P, axis=0)[: min(k, 4)]
        texts = repeat(
            remote,
            5,
            student.generate_bigram,
            P,
            vocab,
            vocab[0],
            200,
            k,
            100,
            generator(remote, rng.integers(2**32)),
        )
        check_equal([len(text) for text in texts], [200] * 5)
        check_followers(texts, {(vocab[i],): {vocab[j] for j in best[:, i]} for i in range(6)})


@weight(2)
@feedback(
    en="Each step draws anew, with the probabilities of sample_next for the column of the current "
    "word.",
    fr="Chaque étape tire à nouveau, avec les probabilités de sample_next pour la colonne du mot "
    "courant.",
)
def test_frequencies_of_successors(student, remote, reference, rng):
    vocab = vocabulary(rng, 4)
    P = COUNTS / COUNTS.sum(axis=0)
    texts = repeat(
        remote,
        150,
        student.generate_bigram,
        P,
        vocab,
        vocab[0],
        20,
        4,
        0.3,
        generator(remote, rng.integers(2**32)),
    )
    check_followers(
        texts, {(vocab[i],): {vocab[j] for j in np.flatnonzero(P[:, i])} for i in range(4)}
    )
    found = followers(texts, 1)
    for i in range(4):
        words = found.get((vocab[i],), [])
        rows = np.flatnonzero(P[:, i])
        wanted = reference.softmax_temperature(P[rows, i], 0.3)
        got = np.array([words.count(vocab[j]) / max(len(words), 1) for j in rows])
        # Each word has 400 successors or more: a standard error of 0.025 at most.
        check_true(
            bool(np.abs(got - wanted).max() < 0.13),
            en="In many texts, the successors of a word come with other frequencies.",
            fr="Sur de nombreux textes, les successeurs d'un mot ont d'autres fréquences.",
        )


@feedback(
    en="A word whose column is zero is the end of the text: it stands there, nothing follows.",
    fr="Un mot dont la colonne est nulle termine le texte : il y figure, rien ne le suit.",
)
def test_stops_at_a_dead_end(student, remote, rng):
    size = int(rng.integers(3, 6))
    vocab = vocabulary(rng, size)
    for first in range(size):
        got = student.generate_bigram(
            np.eye(size, k=-1), vocab, vocab[first], 20, 3, 1.0, generator(remote, 1)
        )
        check_equal(got, vocab[first:])


@needs("test_frequencies_of_successors")
@feedback(
    en="All chance comes from the generator that is given: the same seed, the same text.",
    fr="Tout le hasard vient du générateur reçu : même graine, même texte.",
)
def test_same_seed_same_text(student, remote, rng):
    vocab, P = vocabulary(rng, 6), transitions(rng, 6)
    seed = rng.integers(2**32)
    first, second = (
        student.generate_bigram(P, vocab, vocab[0], 60, 4, 5, generator(remote, seed))
        for _ in range(2)
    )
    check_equal(first, second)
