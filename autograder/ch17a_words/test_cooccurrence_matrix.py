"""Hidden tests of cooccurrence_matrix (17.X5)."""

import numpy as np
from support import running_text, shuffled, vocabulary

from chainrule.grading import (
    check_array,
    check_equal,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("cooccurrence_matrix")


@weight(3)
@feedback(
    en="Each pair of neighbours adds 1 to one entry: the column belongs to the first word, the row "
    "to the word that follows it.",
    fr="Chaque paire de voisins ajoute 1 à un seul coefficient : la colonne est celle du premier "
    "mot, la ligne celle du mot qui le suit.",
)
def test_pairs_of_a_text(student, reference, rng):
    vocab = vocabulary(rng, 5)
    words = running_text(rng, vocab, 60)
    order = shuffled(rng, vocab)
    for form in (list, tuple):
        got = student.cooccurrence_matrix(form(words), form(order))
        check_equal(got, reference.cooccurrence_matrix(words, order))


@weight(2)
@feedback(
    en="A word that is not in the vocabulary counts with none of its neighbours, and keeps them "
    "apart.",
    fr="Un mot hors du vocabulaire ne compte avec aucun de ses voisins, et il les sépare.",
)
def test_unknown_words_keep_neighbours_apart(student, reference, rng):
    vocab = vocabulary(rng, 6)
    words = [*running_text(rng, vocab, 60), vocab[5]]
    check_equal(
        student.cooccurrence_matrix(words, vocab[:4]),
        reference.cooccurrence_matrix(words, vocab[:4]),
    )


@needs("test_pairs_of_a_text")
@feedback(
    en="Counts are whole numbers: the array has dtype int64.",
    fr="Des effectifs sont des entiers : le tableau est de type int64.",
)
def test_counts_are_integers(student, rng):
    vocab = vocabulary(rng, 3)
    got = student.cooccurrence_matrix(running_text(rng, vocab, 20), vocab)
    check_array(got, shape=(3, 3), dtype=np.int64)


@needs("test_pairs_of_a_text")
@feedback(
    en="A word that stands twice in the vocabulary would have two indices: raise ValueError.",
    fr="Un mot présent deux fois dans le vocabulaire aurait deux indices : levez ValueError.",
)
def test_refuses_a_word_twice(student, rng):
    vocab = vocabulary(rng, 3)
    words = running_text(rng, vocab, 20)
    check_raises(ValueError, student.cooccurrence_matrix, words, [*vocab, vocab[0]])
