"""Hidden tests of word_counts (17.X1)."""

from support import shuffled, vocabulary

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("word_counts")


@weight(3)
@feedback(
    en="Punctuation and white space only separate words, a capital makes no other word, and the "
    "most frequent word comes first.",
    fr="La ponctuation et les blancs ne font que séparer les mots, une majuscule ne fait pas un "
    "autre mot, et le mot le plus fréquent vient en premier.",
)
def test_words_of_sentences(student, reference, rng):
    words = [word for i, word in enumerate(vocabulary(rng, 8)) for _ in range(i + 1)]
    marks = rng.choice([" ", ", ", ". ", "; ", "\n", "! - "], size=len(words))
    text = "".join(
        (word.capitalize() if i % 5 == 0 else word) + mark
        for i, (word, mark) in enumerate(zip(shuffled(rng, words), marks, strict=True))
    )
    check_equal(student.word_counts(text), reference.word_counts(text))


@weight(2)
@feedback(
    en="What separates words is all that is no letter, and é, œ and ж are letters; each apostrophe "
    "stays where there are letters on both sides, and only there.",
    fr="Tout ce qui n'est pas une lettre sépare les mots, et é, œ et ж sont des lettres ; chaque "
    "apostrophe reste là où elle a une lettre de chaque côté, et là seulement.",
)
def test_apostrophes_digits_and_accents(student, reference, rng):
    u, v, w, t = vocabulary(rng, 4)
    middle = f"{u}'{v} {u}'{v}. {u}'{v} {u}'{v}! '{w}' {w}2{w}; {t}_{t} {t}_{t}3 {t} {t}é{v}"
    single = f"{u[0]}'{t} "
    more = "ab''cd ef'gh'ij klœmn opж"
    for text in (f"'{u}' {middle} '{u}", f"{6 * single}{middle} {u}' {u}'", more):
        check_equal(student.word_counts(text), reference.word_counts(text))


@feedback(
    en="Words with equal numbers stand in alphabetical order.",
    fr="Les mots de même effectif sont dans l'ordre alphabétique.",
)
def test_ties_are_alphabetical(student, rng):
    words = vocabulary(rng, 10)
    text = " ".join([*shuffled(rng, words), *sorted(words, reverse=True)])
    check_equal(student.word_counts(text), [(word, 2) for word in sorted(words)])


@weight(2)
@feedback(
    en="A word of exactly min_length characters is kept, and an apostrophe is one of them; if no "
    "word is left, the list is empty.",
    fr="Un mot d'exactement min_length caractères est gardé, et une apostrophe compte ; s'il ne "
    "reste aucun mot, la liste est vide.",
)
def test_minimal_length(student, reference, rng):
    a, b = vocabulary(rng, 2)
    text = " ".join(shuffled(rng, 4 * ["z" + a[0]] + 3 * ["m" + b[:2]] + 2 * ["d'" + a[0]]))
    for length in (1, 2, 3):
        check_equal(
            student.word_counts(text, min_length=length),
            reference.word_counts(text, min_length=length),
        )
    check_equal(student.word_counts(text, 4), [])
    check_equal(student.word_counts(""), [])


@feedback(
    en="With lowercase=False, capitals are kept and make different words; ties stand in the order "
    "of Python's strings.",
    fr="Avec lowercase=False, les majuscules restent et font des mots différents ; les ex aequo "
    "sont dans l'ordre des chaînes de Python.",
)
def test_capitals_are_kept(student, rng):
    word = vocabulary(rng, 1)[0]
    text = " ".join(3 * [word] + 2 * [word.capitalize()] + [word.upper()])
    wanted = [(word, 3), (word.capitalize(), 2), (word.upper(), 1)]
    check_equal(student.word_counts(text, lowercase=False), wanted)
    check_equal(student.word_counts("Dog cat", lowercase=False), [("Dog", 1), ("cat", 1)])


@needs("test_words_of_sentences")
@feedback(
    en="A word has at least one character: raise ValueError for a smaller min_length.",
    fr="Un mot a au moins un caractère : levez ValueError pour un min_length plus petit.",
)
def test_refuses_a_length_below_one(student):
    for length in (0, -1):
        check_raises(ValueError, student.word_counts, "a word", length)
