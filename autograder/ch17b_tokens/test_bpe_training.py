"""Hidden tests of bpe_train (17.X16)."""

from collections import Counter
from itertools import pairwise

from support import each, random_word, renamed

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("bpe_training")

BOOK = "ab ab abc dbac bacde"


def one_best_pair(reference, text, num_merges):
    """Whether each round has one most frequent pair, which occurs twice or more often."""
    words = [list(word) for word in text.split()]
    for _ in range(num_merges):
        counts = Counter(pair for word in words for pair in pairwise(word))
        (pair, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        if most < 2 or most == second:
            return False
        words = [reference.merge_pair(word, pair) for word in words]
    return True


def draw_text(rng, reference, num_merges):
    while True:
        text = " ".join(random_word(rng, "abc", 7) for _ in range(12))
        if one_best_pair(reference, text, num_merges):
            return renamed(rng, text)


@weight(3)
@feedback(
    en="In each round, count the pairs of the present tokens, inside the words, and merge the most "
    "frequent one everywhere.",
    fr="À chaque tour, comptez les paires des tokens actuels, à l'intérieur des mots, et fusionnez "
    "partout la plus fréquente.",
)
def test_merges_of_random_texts(student, remote, reference, rng):
    cases = [(draw_text(rng, reference, rounds), rounds) for rounds in (1, 2, 3, 4) * 4]
    # Here a token that ends in a stands before b when (a, b) is merged.
    cases.append((renamed(rng, "ba ba ba ba bab bab ab ab cab"), 3))
    for got, case in zip(each(remote, student.bpe_train, cases), cases, strict=True):
        check_equal(got[1], reference.bpe_train(*case)[1])


@weight(2)
@feedback(
    en="Of equally frequent pairs, the one that is met first in the present words is merged.",
    fr="Entre des paires aussi fréquentes, on fusionne la première rencontrée dans les mots "
    "actuels.",
)
def test_tie_goes_to_the_pair_met_first(student, rng):
    for text, merges in (
        (BOOK, [("a", "b"), ("b", "a"), ("ba", "c")]),
        ("cd ab ef ef ab cd", [("c", "d"), ("a", "b"), ("e", "f")]),
        ("ef ab cd cd ab ef", [("e", "f"), ("a", "b"), ("c", "d")]),
    ):
        text, merges = renamed(rng, (text, merges))
        check_equal(student.bpe_train(text, 3)[1], merges)


@weight(2)
@feedback(
    en="As soon as no pair occurs twice, training ends, however many merges are left.",
    fr="Dès qu'aucune paire n'est présente deux fois, l'apprentissage s'arrête, même s'il reste "
    "des fusions.",
)
def test_stops_when_no_pair_occurs_twice(student, reference, rng):
    for text in ("abc ab", "ababab cab", "a b a"):
        text = renamed(rng, text)
        check_equal(student.bpe_train(text, 10)[1], reference.bpe_train(text, 10)[1])


@weight(2)
@feedback(
    en="The vocabulary: the characters of the words as Python sorts them, capitals too, then one "
    "token per merge, in the order of the merges.",
    fr="Le vocabulaire : les caractères des mots comme Python les trie, majuscules comprises, puis "
    "un token par fusion, dans l'ordre des fusions.",
)
def test_vocabulary(student, rng):
    for text, num_merges, vocab in (
        ("dc ba dc", 1, ["a", "b", "c", "d", "dc"]),
        ("fgfg fgfg fg", 2, ["f", "g", "fg", "fgfg"]),
        # Without capitals, Z would come last; a line break and a tab are no characters of words.
        ("cd cd\ncd ab ab\tZ", 2, ["Z", "a", "b", "c", "d", "cd", "ab"]),
    ):
        text, vocab = renamed(rng, (text, vocab))
        check_equal(student.bpe_train(text, num_merges)[0], vocab)


@weight(2)
@feedback(
    en="The words of the text come back as tokens: all of them, in order, with every letter, "
    "whatever white space stood between them.",
    fr="Les mots du texte reviennent sous forme de tokens : tous, dans l'ordre, avec chaque "
    "lettre, quels que soient les blancs entre eux.",
)
def test_words_of_the_text(student, rng):
    for text, words in (
        ("aaaa aaa", [["aa", "aa"], ["aa", "a"]]),
        ("cab ab  ab\tcab\nd", [["c", "ab"], ["ab"], ["ab"], ["c", "ab"], ["d"]]),
    ):
        text, words = renamed(rng, (text, words))
        check_equal(student.bpe_train(text, 1)[2], words)


@needs("test_merges_of_random_texts")
@feedback(
    en="With no merge at all, or with no text, what is returned still has its three parts.",
    fr="Sans aucune fusion, ou sans texte, le résultat a tout de même ses trois parties.",
)
def test_nothing_to_merge(student, rng):
    text, vocab, words = renamed(rng, ("baba", ["a", "b"], [list("baba")]))
    check_equal(student.bpe_train(text, 0), (vocab, [], words))
    check_equal(student.bpe_train("", 2), ([], [], []))


@needs("test_merges_of_random_texts")
@feedback(
    en="A negative number of merges makes no sense: raise ValueError.",
    fr="Un nombre négatif de fusions n'a pas de sens : levez ValueError.",
)
def test_refuses_a_negative_number_of_merges(student, rng):
    check_raises(ValueError, student.bpe_train, renamed(rng, BOOK), -1)
