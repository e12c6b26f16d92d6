"""Hidden tests of generate_greedy (17.X7)."""

import numpy as np
from support import transitions, vocabulary

from chainrule.grading import (
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("generate_greedy")


@weight(3)
@feedback(
    en="The successors of a word are in its column; the largest entry wins, and the text goes on "
    "from that word. The first word counts in length.",
    fr="Les successeurs d'un mot sont dans sa colonne ; le plus grand coefficient l'emporte, et le "
    "texte continue depuis ce mot. Le premier mot compte dans length.",
)
def test_most_frequent_successors(student, reference, rng):
    vocab, P = vocabulary(rng, 6), transitions(rng, 6)
    for start in vocab:
        got = student.generate_greedy(P, vocab, start, 10)
        check_equal(got, reference.generate_greedy(P, vocab, start, 10))


@feedback(
    en="Among equally frequent successors, the one with the smallest index follows.",
    fr="Parmi des successeurs de même fréquence, celui du plus petit indice suit.",
)
def test_ties_go_to_the_smallest_index(student, reference, rng):
    vocab = vocabulary(rng, 6)
    P = np.zeros((6, 6))
    for i in range(6):
        others = [j for j in range(6) if j != i]
        P[rng.choice(others, size=3, replace=False), i] = 1 / 3
    for start in vocab:
        got = student.generate_greedy(P, vocab, start, 2)
        check_equal(got, reference.generate_greedy(P, vocab, start, 2))


@weight(2)
@feedback(
    en="A word whose column is zero is the end of the text: it stands there, nothing follows.",
    fr="Un mot dont la colonne est nulle termine le texte : il y figure, rien ne le suit.",
)
def test_stops_at_a_dead_end(student, rng):
    size = int(rng.integers(3, 6))
    vocab = vocabulary(rng, size)
    P = np.eye(size, k=-1)
    for first in range(size):
        check_equal(student.generate_greedy(P, vocab, vocab[first], 20), vocab[first:])


@needs("test_most_frequent_successors")
@feedback(
    en="The matrix that you are given stays as it is.",
    fr="La matrice reçue doit rester telle quelle.",
)
def test_matrix_is_unchanged(student, rng):
    vocab = vocabulary(rng, 4)
    check_unchanged(student.generate_greedy, transitions(rng, 4), vocab, vocab[0], 5)


@needs("test_most_frequent_successors")
@feedback(
    en="A text of one word is the first word alone.",
    fr="Un texte d'un seul mot est le premier mot seul.",
)
def test_one_word(student, rng):
    vocab = vocabulary(rng, 4)
    check_equal(student.generate_greedy(transitions(rng, 4), vocab, vocab[1], 1), [vocab[1]])


@needs("test_most_frequent_successors")
@feedback(
    en="The first word must be in the vocabulary: raise ValueError otherwise.",
    fr="Le premier mot doit être dans le vocabulaire : levez ValueError sinon.",
)
def test_refuses_an_unknown_word(student, rng):
    *vocab, unknown = vocabulary(rng, 5)
    check_raises(ValueError, student.generate_greedy, transitions(rng, 4), vocab, unknown, 5)


@needs("test_most_frequent_successors")
@feedback(
    en="A text has at least one word: raise ValueError for a smaller length.",
    fr="Un texte a au moins un mot : levez ValueError si length est plus petit.",
)
def test_refuses_an_empty_text(student, rng):
    vocab = vocabulary(rng, 4)
    for length in (0, -2):
        P = transitions(rng, 4)
        check_raises(ValueError, student.generate_greedy, P, vocab, vocab[0], length)
