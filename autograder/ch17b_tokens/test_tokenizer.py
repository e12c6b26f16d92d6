"""Hidden tests of Tokenizer, the exercise that the course adds to byte pair encoding."""

from support import random_word, renamed

from chainrule.grading import (
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("tokenizer")

ALPHABET = ["b", "a", "d", "c"]
MERGES = [("a", "b"), (" ", "ab"), ("b", "a"), (" ab", "c")]
VOCAB = [" ", "b", "a", "d", "c", "ab", " ab", "ba", " abc"]


def spaced_text(rng, letters):
    """Words of these characters with one to three spaces before, between and behind them."""
    words = [random_word(rng, letters, 6) for _ in range(6)]
    return "".join(" " * rng.integers(1, 4) + word for word in words) + "  "


@weight(2)
@feedback(
    en="The vocabulary is the space, the alphabet, the merged tokens; a space is the beginning of "
    "the word behind it, and the merges are made in their order.",
    fr="Le vocabulaire est formé de l'espace, de l'alphabet, des tokens fusionnés ; une espace est "
    "le début du mot qui la suit, et les fusions se font dans l'ordre.",
)
def test_vocabulary_and_ids(student, rng):
    merges, alphabet, vocab, text = renamed(rng, (MERGES, ALPHABET, VOCAB, "ab abc bab dac ba ab"))
    tokenizer = student.Tokenizer(merges, alphabet)
    check_equal(tokenizer.vocab, vocab)
    check_equal(tokenizer.encode(text), [5, 8, 0, 1, 5, 0, 3, 2, 4, 0, 7, 6])


@weight(3)
@feedback(
    en="Every space of the text comes back: before the first word, behind the last, two in a row.",
    fr="Chaque espace du texte revient : avant le premier mot, après le dernier, deux de suite.",
)
def test_every_space_survives(student, rng):
    merges, alphabet = renamed(rng, (MERGES, [*ALPHABET, "\n"]))
    tokenizer = student.Tokenizer(merges, alphabet)
    for text in ("", " ", *(spaced_text(rng, "".join(alphabet)) for _ in range(3))):
        check_equal(tokenizer.decode(tokenizer.encode(text)), text)


@feedback(
    en="A new piece begins at every space, and only there: no merge joins a letter and the space "
    "behind it, or two spaces, but one may join a letter and a line break.",
    fr="Un nouveau morceau commence à chaque espace, et là seulement : aucune fusion ne joint une "
    "lettre et l'espace qui la suit, ni deux espaces, mais une lettre et un saut de ligne, oui.",
)
def test_merges_stay_inside_pieces(student, rng):
    pairs = [("b", " "), (" ", " "), (" ", "a"), ("a", "\n")]
    merges, alphabet, text = renamed(rng, (pairs, ["\n", "a", "b"], "ab  a b \na\nb"))
    tokenizer = student.Tokenizer(merges, alphabet)
    check_equal(tokenizer.encode(text), [2, 3, 0, 6, 0, 3, 0, 1, 7, 3])


@weight(2)
@feedback(
    en="Any list of ids may be decoded, not only one that encode gives: join the tokens.",
    fr="Toute liste d'ids peut être décodée, pas seulement celles que donne encode : joignez les "
    "tokens.",
)
def test_decodes_any_ids(student, rng):
    merges, alphabet, vocab = renamed(rng, (MERGES, ALPHABET, VOCAB))
    tokenizer = student.Tokenizer(merges, alphabet)
    # The last two are the pair of the first merge: encode never gives them.
    ids = [3, *map(int, rng.permutation([*range(len(vocab)), 0, 0])), 2, 1]
    for form in (ids, tuple(ids)):
        check_equal(tokenizer.decode(form), "".join(vocab[i] for i in ids))


@weight(3)
@feedback(
    en="Training counts the pairs inside the pieces, the spaces included, ends when no pair occurs "
    "twice, and sorts the alphabet.",
    fr="L'apprentissage compte les paires dans les morceaux, espaces comprises, s'arrête quand "
    "aucune paire n'est présente deux fois, et trie l'alphabet.",
)
def test_training(student, reference, rng):
    texts = ["bac ba", "", " c\nb a", " ab ab", *(spaced_text(rng, "dcba") for _ in range(3))]
    for text, num_merges in zip(texts, (9, 3, 0, 1, 0, 4, 50), strict=True):
        text = renamed(rng, text)
        expected = reference.Tokenizer.train(text, num_merges)
        check_equal(student.Tokenizer.train(text, num_merges).vocab, expected.vocab)


@feedback(
    en="The ids begin with first_id, for a tokenizer that was trained, too.",
    fr="Les ids commencent à first_id, y compris pour un tokeniseur entraîné.",
)
def test_first_id(student, rng):
    first_id = int(rng.integers(1, 300))
    merges, alphabet, text = renamed(rng, ([("a", "b"), (" ", "ab")], ["a", "b", "c"], "ab abc ab"))
    ids = [first_id + place for place in (4, 5, 3, 5)]
    for tokenizer in (
        student.Tokenizer(merges, alphabet, first_id),
        student.Tokenizer.train(text, 2, first_id=first_id),
    ):
        check_equal(tokenizer.encode(text), ids)
        check_equal(tokenizer.decode(ids), text)


@needs("test_vocabulary_and_ids", "test_every_space_survives", "test_training")
@feedback(
    en="A character outside the alphabet, an id of no token, a negative number of merges: each is "
    "a ValueError.",
    fr="Un caractère hors de l'alphabet, un id sans token, un nombre négatif de fusions : chacun "
    "lève ValueError.",
)
def test_refuses_what_is_unknown(student, rng):
    merges, alphabet, unknown = renamed(rng, (MERGES, ALPHABET, "ab ef"))
    tokenizer = student.Tokenizer(merges, alphabet, 3)
    check_raises(ValueError, tokenizer.encode, unknown)
    for token_id in (2, 0, 3 + len(VOCAB)):
        check_raises(ValueError, tokenizer.decode, [4, token_id])
    check_raises(ValueError, student.Tokenizer.train, unknown, -1)


@needs("test_vocabulary_and_ids")
@feedback(
    en="The two lists that you are given stay as they are, and two tokenizers share nothing.",
    fr="Les deux listes reçues restent telles quelles, et deux tokeniseurs ne partagent rien.",
)
def test_tokenizers_share_nothing(student, rng):
    merges, alphabet, others, text = renamed(rng, (MERGES, ALPHABET, [("d", "c")], " abc dc"))
    tokenizer = check_unchanged(student.Tokenizer, merges, alphabet)
    vocab, ids, decoded = tokenizer.vocab, tokenizer.encode(text), tokenizer.decode([8, 0, 3, 4])
    # Another order, other merges, another first id: the first tokenizer must not notice.
    student.Tokenizer(others, alphabet[::-1], 1)
    check_equal(tokenizer.vocab, vocab)
    check_equal(tokenizer.encode(text), ids)
    check_equal(tokenizer.decode([8, 0, 3, 4]), decoded)
