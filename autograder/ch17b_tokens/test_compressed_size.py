"""Hidden tests of compressed_size (17.X18)."""

from chainrule.grading import check_close, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("compressed_size")


@weight(2)
@feedback(
    en="First the number of tokens, then the bytes of all their ids; the ratio is new size over "
    "old size.",
    fr="D'abord le nombre de tokens, puis les octets de tous leurs ids ; le rapport est la "
    "nouvelle taille sur l'ancienne.",
)
def test_size_and_ratio(student, rng):
    tokens = int(rng.integers(100, 1000))
    check_close(student.compressed_size(4 * tokens), (2 * tokens, 0.5))
    check_close(student.compressed_size(4 * tokens, bytes_per_token=3), (3 * tokens, 0.75))
    check_close(student.compressed_size(5 * tokens, 5, 1), (tokens, 0.2))


@feedback(
    en="These are means: the number of tokens is not rounded, in no direction.",
    fr="Ce sont des moyennes : le nombre de tokens n'est arrondi dans aucun sens.",
)
def test_tokens_are_not_rounded(student, rng):
    num_chars = 4 * int(rng.integers(100, 1000)) + 1
    check_close(student.compressed_size(num_chars), (num_chars / 2, 0.5))
    check_close(student.compressed_size(1), (0.5, 0.5))
    check_close(student.compressed_size(num_chars, 2.5), (num_chars * 0.8, 0.8))


@needs("test_size_and_ratio")
@feedback(
    en="A text without characters has no ratio: raise ValueError for 0 and below.",
    fr="Un texte sans caractère n'a pas de rapport : levez ValueError pour 0 et en dessous.",
)
def test_refuses_an_empty_text(student):
    for num_chars in (0, -4):
        check_raises(ValueError, student.compressed_size, num_chars)
