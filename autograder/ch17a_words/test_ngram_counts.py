"""Hidden tests of ngram_counts (17.X4)."""

from support import check_counts, running_text, vocabulary

from chainrule.grading import check_raises, exercise, feedback, needs, weight

pytestmark = exercise("ngram_counts")


@weight(3)
@feedback(
    en="An n-gram begins at each word that has n - 1 words behind it, the last ones included, and "
    "the order of its words matters.",
    fr="Un n-gramme commence à chaque mot suivi d'au moins n - 1 mots, jusqu'au dernier possible, "
    "et l'ordre de ses mots compte.",
)
def test_ngrams_of_a_text(student, reference, rng):
    words = running_text(rng, vocabulary(rng, 4), 60)
    for n, form in ((2, list), (3, tuple), (5, list)):
        check_counts(student.ngram_counts(form(words), n), reference.ngram_counts(words, n))


@feedback(
    en="For n = 1 the keys are tuples, too: tuples of one word.",
    fr="Pour n = 1 aussi, les clés sont des tuples : des tuples d'un seul mot.",
)
def test_single_words(student, reference, rng):
    words = running_text(rng, vocabulary(rng, 4), 30)
    check_counts(student.ngram_counts(words, 1), reference.ngram_counts(words, 1))


@needs("test_ngrams_of_a_text")
@feedback(
    en="n words hold one n-gram, fewer hold none: the dict is empty then.",
    fr="n mots contiennent un seul n-gramme, moins de n mots aucun : le dictionnaire est vide.",
)
def test_short_texts(student, rng):
    words = sorted(vocabulary(rng, 3), reverse=True)
    check_counts(student.ngram_counts(words, 3), {tuple(words): 1})
    check_counts(student.ngram_counts(words, 4), {})
    check_counts(student.ngram_counts([], 2), {})


@needs("test_ngrams_of_a_text")
@feedback(
    en="An n-gram has at least one word: raise ValueError for n < 1.",
    fr="Un n-gramme a au moins un mot : levez ValueError si n < 1.",
)
def test_refuses_n_below_one(student, rng):
    words = vocabulary(rng, 3)
    for n in (0, -1):
        check_raises(ValueError, student.ngram_counts, words, n)
