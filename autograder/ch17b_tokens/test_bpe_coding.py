"""Hidden tests of bpe_encode and bpe_decode (17.X17)."""

from support import random_word, renamed

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("bpe_coding")

VOCAB = ["a", "b", "c", "d", "e", "ab", "ba", "bac"]
MERGES = [("a", "b"), ("b", "a"), ("ba", "c")]


def check_encoded(student, rng, text, vocab, merges, ids):
    text, vocab, merges = renamed(rng, (text, vocab, merges))
    check_equal(student.bpe_encode(text, vocab, merges), ids)


@weight(3)
@feedback(
    en="Begin with the characters of a word and make the merges in the order in which they were "
    "learnt: an early one may take a letter that a later one, or a longer token, would need. Then "
    "look up the ids, of which the first is first_id.",
    fr="Partez des caractères du mot et faites les fusions dans l'ordre où elles ont été "
    "apprises : une fusion ancienne peut prendre une lettre qu'une autre, ou un token plus long, "
    "demanderait. Cherchez ensuite les ids, dont le premier est first_id.",
)
def test_merges_in_their_order(student, reference, rng):
    training_text = "ab ab abc dbac bacde"
    ids = [[6], [6], [6, 3], [4, 8], [8, 4, 5]]
    check_encoded(student, rng, training_text, VOCAB, MERGES, ids)
    merges = [("b", "c"), ("a", "b")]
    check_encoded(student, rng, "abc ab", ["a", "b", "c", "bc", "ab"], merges, [[1, 4], [5]])
    merges = [("b", "c"), ("a", "bc"), ("a", "b")]
    vocab = ["a", "b", "c", "d", "bc", "abc", "ab"]
    # A whole word may be a token, so that it does not show in which order the merges were made.
    check_encoded(student, rng, "abc dabc", vocab, merges, [[6], [4, 6]])
    check_encoded(student, rng, "abac bab", VOCAB, MERGES, [[6, 1, 3], [2, 6]])
    text = " ".join("".join(rng.permutation(list("abcde"))) for _ in range(20))
    check_encoded(student, rng, text, VOCAB, MERGES, reference.bpe_encode(text, VOCAB, MERGES))


@feedback(
    en="A merge is made in all places of a word where its pair stands.",
    fr="Une fusion se fait à toutes les places du mot où se trouve sa paire.",
)
def test_merge_in_all_places(student, rng):
    check_encoded(student, rng, "ababdab", VOCAB, MERGES, [[6, 6, 4, 6]])


@feedback(
    en="Any white space, one character or several, separates two words; an empty text has none.",
    fr="Tout blanc, d'un caractère ou de plusieurs, sépare deux mots ; un texte vide n'en a pas.",
)
def test_white_space(student, rng):
    check_encoded(student, rng, "\n a  bc\tcd\n", VOCAB, [], [[1], [2, 3], [3, 4]])
    check_encoded(student, rng, " ", VOCAB, MERGES, [])


@weight(3)
@feedback(
    en="Tokens of one word are joined without anything between them, words with one space.",
    fr="Les tokens d'un mot se joignent sans rien entre eux, les mots avec une espace.",
)
def test_decoded_text(student, reference, rng):
    ids, text = [[4, 8], [1], [6, 3, 7], [8, 8]], "dbac a abcba bacbac"
    vocab, text = renamed(rng, (VOCAB, text))
    check_equal(student.bpe_decode(ids, vocab), text)
    check_equal(student.bpe_decode([], vocab), "")
    text = " ".join(random_word(rng, "abcde", 8) for _ in range(20))
    ids = reference.bpe_encode(text, VOCAB, MERGES)
    vocab, text = renamed(rng, (VOCAB, text))
    check_equal(student.bpe_decode(ids, vocab), text)


@feedback(
    en="The ids begin with first_id, in both functions.",
    fr="Les ids commencent à first_id, dans les deux fonctions.",
)
def test_first_id(student, rng):
    vocab = renamed(rng, VOCAB)
    for first_id in (0, int(rng.integers(2, 300))):
        for place in (0, 4):
            ids = [[first_id + place]]
            check_equal(student.bpe_encode(vocab[place], vocab, [], first_id), ids)
            check_equal(student.bpe_decode(ids, vocab, first_id), vocab[place])


@needs("test_merges_in_their_order", "test_decoded_text")
@feedback(
    en="A character that is not in the vocabulary, or an id outside its range on either side, is "
    "a ValueError.",
    fr="Un caractère absent du vocabulaire, ou un id hors de l'intervalle d'un côté ou de l'autre, "
    "lève ValueError.",
)
def test_refuses_what_is_unknown(student, rng):
    vocab, merges, unknown = renamed(rng, (VOCAB, MERGES, "ab fab"))
    check_raises(ValueError, student.bpe_encode, unknown, vocab, merges)
    for first_id in (1, int(rng.integers(2, 300))):
        for token_id in (first_id - 1, first_id + len(vocab), first_id - 5):
            ids = [[first_id], [first_id + 1, token_id]]
            check_raises(ValueError, student.bpe_decode, ids, vocab, first_id)
