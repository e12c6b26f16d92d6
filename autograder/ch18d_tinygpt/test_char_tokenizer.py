"""Hidden tests of CharTokenizer."""

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("char_tokenizer")


def random_text(rng, length=30):
    """A text with capital letters, accents, blanks and ends of lines, in random order."""
    return "".join(rng.choice(list("abcdeABéœ ,\n"), length))


@feedback(
    en="The vocabulary holds each character of the text once, sorted; blanks, ends of lines, "
    "capital letters and accents are characters as well.",
    fr="Le vocabulaire contient chaque caractère du texte une fois, dans l'ordre ; espaces, fins "
    "de ligne, majuscules et lettres accentuées sont aussi des caractères.",
)
def test_vocabulary(student, rng):
    for _ in range(3):
        text = random_text(rng)
        check_equal(student.CharTokenizer(text).vocab, sorted(set(text)))


@weight(2)
@feedback(
    en="encode gives, for each character, its place in the vocabulary, counted from 0; decode "
    "leads back to the same text.",
    fr="encode donne, pour chaque caractère, son rang dans le vocabulaire, à partir de 0 ; decode "
    "ramène au même texte.",
)
def test_encode_and_decode(student, rng):
    text = random_text(rng)
    tokenizer, vocab = student.CharTokenizer(text), sorted(set(text))
    ids = [int(i) for i in rng.integers(len(vocab), size=12)]
    other = "".join(vocab[i] for i in ids)
    check_equal(tokenizer.encode(other), ids)
    check_equal(tokenizer.encode(text), [vocab.index(char) for char in text])
    check_equal(tokenizer.encode(""), [])
    check_equal(tokenizer.decode(ids), other)
    check_equal(tokenizer.decode([]), "")


@needs("test_encode_and_decode")
@feedback(
    en="A character that is not in the vocabulary has no id: encode raises ValueError.",
    fr="Un caractère absent du vocabulaire n'a pas d'identifiant : encode lève ValueError.",
)
def test_unknown_characters(student, rng):
    text = random_text(rng)
    tokenizer = student.CharTokenizer(text)
    check_raises(ValueError, tokenizer.encode, text[:3] + "z" + text[3:])


@needs("test_encode_and_decode")
@feedback(
    en="The ids are 0, ..., N - 1. Others are refused by decode with ValueError; think of what "
    "Python does with negative places.",
    fr="Les identifiants sont 0, ..., N - 1. decode refuse les autres par ValueError ; pensez à "
    "ce que Python fait des rangs négatifs.",
)
def test_unknown_ids(student, rng):
    text = random_text(rng)
    tokenizer = student.CharTokenizer(text)
    for wrong in (len(set(text)), -1):
        check_raises(ValueError, tokenizer.decode, [0, wrong, 1])
