"""Wrong answers of chapter 17a that look right, and the tests that catch them."""

from collections import Counter
from itertools import pairwise

import numpy as np

from chainrule.grading import chaff


def _words(text, lowercase):
    text = f" {text.lower() if lowercase else text} "
    return "".join(
        c if c.isalpha() or (c == "'" and (text[i - 1] + text[i + 1]).isalpha()) else " "
        for i, c in enumerate(text)
    ).split()


def _ranked(words, min_length):
    counts = Counter(word for word in words if len(word) >= min_length)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@chaff(
    exercise="word_counts",
    fails=[
        "test_words_of_sentences",
        "test_apostrophes_digits_and_accents",
        "test_refuses_a_length_below_one",
    ],
    en=(
        "Cutting at spaces only",
        "Words with a space on either side are counted well. What is left at the end of a word "
        "before a comma or a full stop?",
    ),
    fr=(
        "Couper aux espaces seulement",
        "Les mots entourés d'espaces sont bien comptés. Que reste-t-il à la fin d'un mot suivi "
        "d'une virgule ou d'un point ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):
    if min_length < 1:
        raise ValueError
    words = (text.lower() if lowercase else text).split()
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "Punctuation stripped from the ends only",
        "A comma or a full stop at the end of a word disappears, as it should. What about a "
        "character that is no letter in the middle?",
    ),
    fr=(
        "La ponctuation ôtée aux extrémités seulement",
        "Une virgule ou un point à la fin d'un mot disparaît, comme il faut. Et un caractère "
        "qui n'est pas une lettre, au milieu ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    words = [word.strip(".,;:!?-'\"()") for word in (text.lower() if lowercase else text).split()]
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents", "test_minimal_length"],
    en=(
        "An apostrophe that separates",
        "Words without apostrophe are counted well. How many words is one with an apostrophe "
        "between two letters?",
    ),
    fr=(
        "Une apostrophe qui sépare",
        "Les mots sans apostrophe sont bien comptés. Combien de mots y a-t-il quand une "
        "apostrophe est entre deux lettres ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    if lowercase:
        text = text.lower()
    words = "".join(c if c.isalpha() else " " for c in text).split()
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "Quotation marks that stay",
        "An apostrophe inside a word stays, as it should. What if it has a letter on one side "
        "only?",
    ),
    fr=(
        "Des guillemets qui restent",
        "Une apostrophe à l'intérieur d'un mot reste, comme il faut. Et si elle n'a une lettre "
        "que d'un côté ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    if lowercase:
        text = text.lower()
    words = "".join(c if c.isalpha() or c == "'" else " " for c in text).split()
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "Letters without accents only",
        "English words are counted well. Which letters are there besides those from a to z?",
    ),
    fr=(
        "Seulement les lettres sans accent",
        "Les mots sans accent sont bien comptés. Quelles lettres y a-t-il en plus de celles de "
        "a à z ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    import re

    if min_length < 1:
        raise ValueError
    words = re.findall(r"[a-zA-Z]+(?:'[a-zA-Z]+)*", text.lower() if lowercase else text)
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_words_of_sentences", "test_refuses_a_length_below_one"],
    en=(
        "Capitals make other words",
        "A text without capitals is counted well. When are two spellings the same word?",
    ),
    fr=(
        "Les majuscules font d'autres mots",
        "Un texte sans majuscules est bien compté. Quand deux graphies sont-elles le même mot ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    return _ranked(_words(text, False), min_length)


@chaff(
    exercise="word_counts",
    fails=["test_capitals_are_kept"],
    en=(
        "Capitals are always lost",
        "With the default arguments all is right. What does lowercase=False ask for?",
    ),
    fr=(
        "Les majuscules sont toujours perdues",
        "Avec les arguments par défaut, tout est juste. Que demande lowercase=False ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    return _ranked(_words(text, True), min_length)


@chaff(
    exercise="word_counts",
    fails=["test_minimal_length"],
    en=(
        "Only longer words",
        "Your counts are right. Is a word of exactly the minimal length long enough?",
    ),
    fr=(
        "Seulement les mots plus longs",
        "Vos effectifs sont justes. Un mot d'exactement la longueur minimale est-il assez long ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    return _ranked(_words(text, lowercase), min_length + 1)


@chaff(
    exercise="word_counts",
    fails=["test_ties_are_alphabetical"],
    en=(
        "Ties in the order of the text",
        "Words and counts are right. In which order do words with equal counts stand?",
    ),
    fr=(
        "Les ex aequo dans l'ordre du texte",
        "Mots et effectifs sont justes. Dans quel ordre sont les mots de même effectif ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    words = [word for word in _words(text, lowercase) if len(word) >= min_length]
    return Counter(words).most_common()


@chaff(
    exercise="word_counts",
    fails=[
        "test_words_of_sentences",
        "test_apostrophes_digits_and_accents",
        "test_minimal_length",
        "test_capitals_are_kept",
        "test_refuses_a_length_below_one",
    ],
    en=(
        "Alphabetical order first",
        "Words and counts are right. By what does the statement sort first?",
    ),
    fr=(
        "D'abord l'ordre alphabétique",
        "Mots et effectifs sont justes. Selon quoi l'énoncé trie-t-il d'abord ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    return sorted(_ranked(_words(text, lowercase), min_length))


@chaff(
    exercise="word_counts",
    fails=["test_refuses_a_length_below_one"],
    en=(
        "No check of the minimal length",
        "Your counts are right. Which minimal lengths make no sense?",
    ),
    fr=(
        "Aucun contrôle de la longueur minimale",
        "Vos effectifs sont justes. Quelles longueurs minimales n'ont pas de sens ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    return _ranked(_words(text, lowercase), min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "A range of letters",
        "é and ü are letters, as they should be. Does your range hold every character for which "
        "isalpha() is true?",
    ),
    fr=(
        "Un intervalle de lettres",
        "é et ü sont des lettres, comme il faut. Votre intervalle contient-il tous les caractères "
        "pour lesquels isalpha() est vrai ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    import re

    if min_length < 1:
        raise ValueError
    words = re.findall(r"[a-zA-ZÀ-ÿ]+(?:'[a-zA-ZÀ-ÿ]+)*", text.lower() if lowercase else text)
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "One apostrophe at most",
        "A word with one apostrophe is found. How many may a word hold?",
    ),
    fr=(
        "Une apostrophe au plus",
        "Un mot à une apostrophe est trouvé. Combien un mot peut-il en contenir ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    import re

    if min_length < 1:
        raise ValueError
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower() if lowercase else text)
    return _ranked(words, min_length)


@chaff(
    exercise="word_counts",
    fails=["test_apostrophes_digits_and_accents"],
    en=(
        "Apostrophes stripped from the ends only",
        "An apostrophe at the end of a word disappears, as it should. What are the neighbours of "
        "each apostrophe if two of them stand in a row?",
    ),
    fr=(
        "Les apostrophes ôtées aux extrémités seulement",
        "Une apostrophe au bout d'un mot disparaît, comme il faut. Quels sont les voisins de "
        "chaque apostrophe s'il y en a deux de suite ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    if lowercase:
        text = text.lower()
    words = "".join(c if c.isalpha() or c == "'" else " " for c in text).split()
    return _ranked([word.strip("'") for word in words if word.strip("'")], min_length)


@chaff(
    exercise="word_counts",
    fails=["test_capitals_are_kept"],
    en=(
        "The order of a dictionary",
        "Words and counts are right. Where do capitals stand in the order of Python's strings?",
    ),
    fr=(
        "L'ordre d'un dictionnaire",
        "Mots et effectifs sont justes. Où vont les majuscules dans l'ordre des chaînes Python ?",
    ),
)
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length < 1:
        raise ValueError
    pairs = _ranked(_words(text, lowercase), min_length)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].lower()))


@chaff(
    exercise="zipf_mandelbrot",
    fails=[
        "test_frequencies_of_ranks",
        "test_shape_of_the_ranks",
        "test_ranks_are_unchanged",
        "test_refuses_ranks_below_one",
    ],
    en=(
        "Ranks counted from 0",
        "The formula is there, for other ranks. Which rank has the most frequent word here?",
    ),
    fr=(
        "Des rangs comptés à partir de 0",
        "La formule y est, pour d'autres rangs. Quel rang a ici le mot le plus fréquent ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    return a / (ranks - 1 + b) ** c


@chaff(
    exercise="zipf_mandelbrot",
    fails=[
        "test_frequencies_of_ranks",
        "test_shape_of_the_ranks",
        "test_ranks_are_unchanged",
        "test_refuses_ranks_below_one",
    ],
    en=(
        "The power on b alone",
        "The constants are all used. To what does the exponent c belong in the formula?",
    ),
    fr=(
        "La puissance sur b seul",
        "Toutes les constantes servent. Sur quoi porte l'exposant c dans la formule ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    return a / (ranks + b**c)


@chaff(
    exercise="zipf_mandelbrot",
    fails=[
        "test_frequencies_of_ranks",
        "test_shape_of_the_ranks",
        "test_ranks_are_unchanged",
        "test_refuses_ranks_below_one",
    ],
    en=(
        "The power before the shift",
        "The constants are all used. What comes first, the shift by b or the power c?",
    ),
    fr=(
        "La puissance avant le décalage",
        "Toutes les constantes servent. Qu'est-ce qui vient d'abord, le décalage b ou la "
        "puissance c ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    return a / (ranks**c + b)


@chaff(
    exercise="zipf_mandelbrot",
    fails=[
        "test_frequencies_of_ranks",
        "test_shape_of_the_ranks",
        "test_ranks_are_unchanged",
        "test_refuses_ranks_below_one",
    ],
    en=(
        "Multiplied instead of divided",
        "Shift and power are right. Is the first word of the list the rarest one?",
    ),
    fr=(
        "Multiplier au lieu de diviser",
        "Décalage et puissance sont justes. Le premier mot de la liste est-il le plus rare ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    return a * (ranks + b) ** c


@chaff(
    exercise="zipf_mandelbrot",
    fails=["test_shape_of_the_ranks"],
    en=(
        "A row of numbers, whatever the shape",
        "The numbers are right. Which shape does the statement ask for?",
    ),
    fr=(
        "Une rangée de nombres, quelle que soit la forme",
        "Les nombres sont justes. Quelle forme l'énoncé demande-t-il ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float).ravel()
    if np.any(ranks < 1):
        raise ValueError
    return a / (ranks + b) ** c


@chaff(
    exercise="zipf_mandelbrot",
    fails=["test_frequencies_of_ranks", "test_ranks_are_unchanged", "test_refuses_ranks_below_one"],
    en=(
        "A negative power of ints",
        "With decimal constants your result is right. What does numpy say about negative powers "
        "of an array of ints?",
    ),
    fr=(
        "Une puissance négative d'entiers",
        "Avec des constantes décimales, le résultat est juste. Que dit numpy des puissances "
        "négatives d'un tableau d'entiers ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.array(rank)
    if np.any(ranks < 1):
        raise ValueError
    return a * (ranks + b) ** -c


@chaff(
    exercise="zipf_mandelbrot",
    fails=["test_refuses_ranks_below_one"],
    en=(
        "Only the first rank is checked",
        "Your values are right. Where may a rank that is too small stand?",
    ),
    fr=(
        "Seul le premier rang est contrôlé",
        "Vos valeurs sont justes. Où un rang trop petit peut-il se trouver ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if ranks.flat[0] < 1:
        raise ValueError
    return a / (ranks + b) ** c


@chaff(
    exercise="zipf_mandelbrot",
    fails=[
        "test_frequencies_of_ranks",
        "test_shape_of_the_ranks",
        "test_ranks_are_unchanged",
        "test_refuses_ranks_below_one",
    ],
    en=(
        "Frequencies made to sum to 1",
        "The ratios between your values are right. Does the formula divide by their sum?",
    ),
    fr=(
        "Des fréquences de somme 1",
        "Les rapports entre vos valeurs sont justes. La formule divise-t-elle par leur somme ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    values = a / (ranks + b) ** c
    return values / values.sum()


@chaff(
    exercise="zipf_mandelbrot",
    fails=["test_shape_of_the_ranks"],
    en=(
        "Ranks cut to whole numbers",
        "Ranks that are whole numbers give the right result. Of which types may ranks be?",
    ),
    fr=(
        "Des rangs tronqués",
        "Des rangs entiers donnent le bon résultat. De quels types les rangs peuvent-ils être ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=np.int64)
    if np.any(ranks < 1):
        raise ValueError
    return a / (ranks + b) ** c


@chaff(
    exercise="zipf_mandelbrot",
    fails=["test_ranks_are_unchanged"],
    en=(
        "The ranks are overwritten",
        "The result is right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Les rangs sont écrasés",
        "Le résultat est juste. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank, dtype=float)
    if np.any(ranks < 1):
        raise ValueError
    ranks += b
    return a / ranks**c


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_that_scatter",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=(
        "The logarithm of the rank alone",
        "The line is fitted well. What stands on its horizontal axis in the formula?",
    ),
    fr=(
        "Le logarithme du rang seul",
        "La droite est bien ajustée. Qu'y a-t-il sur l'axe horizontal dans la formule ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1)), np.log(y), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_that_scatter",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=("The slope for c", "a is right. The line falls: which sign has c in its equation?"),
    fr=("La pente à la place de c", "a est juste. La droite descend : quel signe c a-t-il ?"),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), np.log(y), 1)
    return np.exp(intercept), slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_that_scatter",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=("The intercept for a", "c is right. What is the intercept, in terms of a?"),
    fr=(
        "L'ordonnée à l'origine à la place de a",
        "c est juste. Que vaut l'ordonnée à l'origine en fonction de a ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), np.log(y), 1)
    return intercept, -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_that_scatter",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=(
        "Two kinds of logarithm",
        "c is right. Which function undoes the logarithm that you took?",
    ),
    fr=(
        "Deux sortes de logarithmes",
        "c est juste. Quelle fonction défait le logarithme que vous avez pris ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log10(np.arange(1, len(y) + 1) + b), np.log10(y), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_that_scatter",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=(
        "The constants in the other order",
        "Both numbers are right. Which one is to come first?",
    ),
    fr=(
        "Les constantes dans l'autre ordre",
        "Les deux nombres sont justes. Lequel vient en premier ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), np.log(y), 1)
    return -slope, np.exp(intercept)


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=[
        "test_an_exact_law_is_found",
        "test_values_are_unchanged",
        "test_refuses_values_that_are_not_positive",
        "test_refuses_fewer_than_two_values",
    ],
    en=(
        "The shift of the Reuters corpus, always",
        "With b = 1.5 your result is right. Where does b come from?",
    ),
    fr=(
        "Toujours le décalage du corpus Reuters",
        "Avec b = 1.5, votre résultat est juste. D'où vient b ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + 1.5), np.log(y), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=["test_values_that_scatter"],
    en=(
        "A line through the first and the last point",
        "Points on one line give the right result. What does least squares do with the points "
        "in between?",
    ),
    fr=(
        "Une droite par le premier et le dernier point",
        "Des points alignés donnent le bon résultat. Que font les moindres carrés des points "
        "intermédiaires ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    X, Y = np.log(np.arange(1, len(y) + 1) + b), np.log(y)
    slope = (Y[-1] - Y[0]) / (X[-1] - X[0])
    return np.exp(Y[0] - slope * X[0]), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=["test_values_that_scatter"],
    en=(
        "The values sorted first",
        "Values that fall from rank to rank give the right result. Is it said that they do?",
    ),
    fr=(
        "Les valeurs triées d'abord",
        "Des valeurs qui décroissent de rang en rang donnent le bon résultat. Est-il dit "
        "qu'elles décroissent ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.sort(np.asarray(frequencies, dtype=float))[::-1]
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), np.log(y), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=["test_refuses_values_that_are_not_positive"],
    en=(
        "Zeros left out",
        "Positive values give the right result. What is to happen with a value that is not "
        "positive?",
    ),
    fr=(
        "Les zéros laissés de côté",
        "Des valeurs strictement positives donnent le bon résultat. Que faire d'une valeur qui "
        "ne l'est pas ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2:
        raise ValueError
    X = np.log(np.arange(1, len(y) + 1) + b)
    slope, intercept = np.polyfit(X[y > 0], np.log(y[y > 0]), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=["test_refuses_fewer_than_two_values"],
    en=(
        "A line through one point",
        "Two or more values give the right result. How many lines pass through one point?",
    ),
    fr=(
        "Une droite par un seul point",
        "Deux valeurs ou plus donnent le bon résultat. Combien de droites passent par un point ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2:
        return 0.0, 1.0
    if np.any(y <= 0):
        raise ValueError
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), np.log(y), 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="fit_zipf_mandelbrot",
    fails=["test_values_are_unchanged"],
    en=(
        "The values are overwritten",
        "The result is right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Les valeurs sont écrasées",
        "Le résultat est juste. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    y = np.asarray(frequencies, dtype=float)
    if len(y) < 2 or np.any(y <= 0):
        raise ValueError
    np.log(y, out=y)
    slope, intercept = np.polyfit(np.log(np.arange(1, len(y) + 1) + b), y, 1)
    return np.exp(intercept), -slope


@chaff(
    exercise="ngram_counts",
    fails=["test_ngrams_of_a_text", "test_short_texts", "test_refuses_n_below_one"],
    en=(
        "n-grams that do not overlap",
        "Each n-gram that you count is one. Where does the next one begin?",
    ),
    fr=(
        "Des n-grammes sans chevauchement",
        "Chaque n-gramme compté en est un. Où commence le suivant ?",
    ),
)
def ngram_counts(words, n):
    if n < 1:
        raise ValueError
    return dict(Counter(tuple(words[i : i + n]) for i in range(0, len(words) - n + 1, n)))


@chaff(
    exercise="ngram_counts",
    fails=[
        "test_ngrams_of_a_text",
        "test_single_words",
        "test_short_texts",
        "test_refuses_n_below_one",
    ],
    en=(
        "The last n-gram is missing",
        "Nearly all n-grams are counted. At which index does the last one begin?",
    ),
    fr=(
        "Le dernier n-gramme manque",
        "Presque tous les n-grammes sont comptés. À quel indice commence le dernier ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    return dict(Counter(tuple(words[i : i + n]) for i in range(len(words) - n)))


@chaff(
    exercise="ngram_counts",
    fails=["test_ngrams_of_a_text", "test_short_texts", "test_refuses_n_below_one"],
    en=(
        "n-grams without order",
        "The words of your n-grams are right. Are (a, b) and (b, a) the same bigram?",
    ),
    fr=(
        "Des n-grammes sans ordre",
        "Les mots de vos n-grammes sont justes. (a, b) et (b, a) sont-ils le même bigramme ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    return dict(Counter(tuple(sorted(words[i : i + n])) for i in range(len(words) - n + 1)))


@chaff(
    exercise="ngram_counts",
    fails=["test_ngrams_of_a_text", "test_short_texts", "test_refuses_n_below_one"],
    en=(
        "The end joined to the beginning",
        "Inside the text all is counted well. Which word follows the last one?",
    ),
    fr=(
        "La fin reliée au début",
        "À l'intérieur du texte, tout est bien compté. Quel mot suit le dernier ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    size = len(words)
    return dict(Counter(tuple(words[(i + j) % size] for j in range(n)) for i in range(size)))


@chaff(
    exercise="ngram_counts",
    fails=[
        "test_ngrams_of_a_text",
        "test_single_words",
        "test_short_texts",
        "test_refuses_n_below_one",
    ],
    en=(
        "Which n-grams occur, not how often",
        "The keys are right. What is the value of an n-gram that occurs again?",
    ),
    fr=(
        "Quels n-grammes apparaissent, sans les compter",
        "Les clés sont justes. Que vaut un n-gramme qui apparaît plusieurs fois ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    return {tuple(words[i : i + n]): 1 for i in range(len(words) - n + 1)}


@chaff(
    exercise="ngram_counts",
    fails=["test_single_words"],
    en=(
        "Words instead of tuples",
        "For n = 2 and more your result is right. Of which type are the keys for n = 1?",
    ),
    fr=(
        "Des mots au lieu de tuples",
        "Pour n = 2 et plus, le résultat est juste. De quel type sont les clés si n = 1 ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    if n == 1:
        return dict(Counter(words))
    return dict(Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1)))


@chaff(
    exercise="ngram_counts",
    fails=["test_short_texts"],
    en=(
        "A first n-gram in any case",
        "Texts of n words or more are counted well. What does a shorter text hold?",
    ),
    fr=(
        "Un premier n-gramme dans tous les cas",
        "Les textes d'au moins n mots sont bien comptés. Que contient un texte plus court ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    counts = {tuple(words[:n]): 1}
    for i in range(1, len(words) - n + 1):
        key = tuple(words[i : i + n])
        counts[key] = counts.get(key, 0) + 1
    return counts


@chaff(
    exercise="ngram_counts",
    fails=["test_refuses_n_below_one"],
    en=("No check of n", "The counts are right. For which n is there no n-gram at all?"),
    fr=(
        "Aucun contrôle de n",
        "Les effectifs sont justes. Pour quels n n'existe-t-il aucun n-gramme ?",
    ),
)
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        return {}
    return dict(Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1)))


@chaff(
    exercise="cooccurrence_matrix",
    fails=[
        "test_pairs_of_a_text",
        "test_unknown_words_keep_neighbours_apart",
        "test_counts_are_integers",
        "test_refuses_a_word_twice",
    ],
    en=(
        "Rows for the first word",
        "The counts are right. Which index belongs to the word that comes first?",
    ),
    fr=(
        "Des lignes pour le premier mot",
        "Les effectifs sont justes. Quel indice est celui du mot qui vient en premier ?",
    ),
)
def cooccurrence_matrix(words, vocab):
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[first], index[second]] += 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=["test_unknown_words_keep_neighbours_apart"],
    en=(
        "Unknown words deleted first",
        "Texts without unknown words are counted well. Are the neighbours of an unknown word "
        "neighbours of each other?",
    ),
    fr=(
        "Les mots inconnus supprimés d'abord",
        "Les textes sans mot inconnu sont bien comptés. Les deux voisins d'un mot inconnu "
        "sont-ils voisins ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise([word for word in words if word in index]):
        counts[index[second], index[first]] += 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=[
        "test_pairs_of_a_text",
        "test_unknown_words_keep_neighbours_apart",
        "test_counts_are_integers",
        "test_refuses_a_word_twice",
    ],
    en=(
        "Neighbours on both sides",
        "Each pair is found. Does (a, b) also count for b followed by a?",
    ),
    fr=(
        "Des voisins des deux côtés",
        "Chaque paire est trouvée. (a, b) compte-t-il aussi pour b suivi de a ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[second], index[first]] += 1
            counts[index[first], index[second]] += 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=[
        "test_pairs_of_a_text",
        "test_unknown_words_keep_neighbours_apart",
        "test_counts_are_integers",
        "test_refuses_a_word_twice",
    ],
    en=(
        "Which pairs occur, not how often",
        "The entries that are not zero are the right ones. What if a pair occurs again?",
    ),
    fr=(
        "Quelles paires apparaissent, sans les compter",
        "Les coefficients non nuls sont les bons. Et si une paire apparaît plusieurs fois ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[second], index[first]] = 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=["test_pairs_of_a_text", "test_counts_are_integers", "test_refuses_a_word_twice"],
    en=(
        "The end joined to the beginning",
        "Inside the text all is counted well. Which word follows the last one?",
    ),
    fr=(
        "La fin reliée au début",
        "À l'intérieur du texte, tout est bien compté. Quel mot suit le dernier ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for i in range(len(words)):
        if words[i - 1] in index and words[i] in index:
            counts[index[words[i]], index[words[i - 1]]] += 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=["test_counts_are_integers"],
    en=(
        "Counts that are floats",
        "All numbers are right. Which dtype do whole numbers have, and np.zeros by default?",
    ),
    fr=(
        "Des effectifs flottants",
        "Tous les nombres sont justes. Quel type ont les entiers, et np.zeros par défaut ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError
    counts = np.zeros((len(vocab), len(vocab)))
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[second], index[first]] += 1
    return counts


@chaff(
    exercise="cooccurrence_matrix",
    fails=["test_refuses_a_word_twice"],
    en=(
        "A word with two indices",
        "The counts are right. What if a word stands twice in the vocabulary?",
    ),
    fr=(
        "Un mot à deux indices",
        "Les effectifs sont justes. Et si un mot est deux fois dans le vocabulaire ?",
    ),
)
def cooccurrence_matrix(words, vocab):  # noqa: F811
    index = {word: i for i, word in enumerate(vocab)}
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[second], index[first]] += 1
    return counts


@chaff(
    exercise="transition_matrix",
    fails=[
        "test_columns_over_their_sums",
        "test_no_warning",
        "test_counts_are_unchanged",
        "test_refuses_what_is_not_square",
        "test_refuses_negative_counts",
    ],
    en=(
        "Counts cut to whole numbers",
        "Arrays of ints are treated well. May the counts be floats, too?",
    ),
    fr=(
        "Des effectifs tronqués",
        "Les tableaux d'entiers sont bien traités. Les effectifs peuvent-ils être flottants ?",
    ),
)
def transition_matrix(counts):
    counts = np.array(counts, dtype=int)
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    totals = counts.sum(axis=0)
    return counts / np.where(totals > 0, totals, 1)


@chaff(
    exercise="transition_matrix",
    fails=[
        "test_columns_over_their_sums",
        "test_a_column_of_zeros_stays",
        "test_no_warning",
        "test_counts_are_unchanged",
        "test_refuses_what_is_not_square",
        "test_refuses_negative_counts",
    ],
    en=(
        "Rows over their sums",
        "Each entry is divided by a sum. Do the successors of one word stand in a row or in a "
        "column?",
    ),
    fr=(
        "Les lignes divisées par leurs sommes",
        "Chaque coefficient est divisé par une somme. Les successeurs d'un mot sont-ils dans "
        "une ligne ou dans une colonne ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    totals = counts.sum(axis=1, keepdims=True)
    return counts / np.where(totals > 0, totals, 1)


@chaff(
    exercise="transition_matrix",
    fails=[
        "test_columns_over_their_sums",
        "test_a_column_of_zeros_stays",
        "test_no_warning",
        "test_counts_are_unchanged",
        "test_refuses_what_is_not_square",
        "test_refuses_negative_counts",
    ],
    en=(
        "Over the sum of everything",
        "All entries are divided by the same number. What has to sum to 1?",
    ),
    fr=(
        "Diviser par la somme de tout",
        "Tous les coefficients sont divisés par le même nombre. Qu'est-ce qui doit avoir pour "
        "somme 1 ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    return counts / counts.sum()


@chaff(
    exercise="transition_matrix",
    fails=[
        "test_columns_over_their_sums",
        "test_a_column_of_zeros_stays",
        "test_no_warning",
        "test_counts_are_unchanged",
        "test_refuses_what_is_not_square",
        "test_refuses_negative_counts",
    ],
    en=(
        "Columns over the sums of rows",
        "Each column is divided by one number. Along which axis was it summed?",
    ),
    fr=(
        "Les colonnes divisées par les sommes des lignes",
        "Chaque colonne est divisée par un nombre. Selon quel axe est-il sommé ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    totals = counts.sum(axis=1)
    return counts / np.where(totals > 0, totals, 1)


@chaff(
    exercise="transition_matrix",
    fails=[
        "test_columns_over_their_sums",
        "test_a_column_of_zeros_stays",
        "test_no_warning",
        "test_counts_are_unchanged",
        "test_refuses_what_is_not_square",
        "test_refuses_negative_counts",
    ],
    en=(
        "Columns over their largest entry",
        "The proportions in each column are right. By what has it to be divided so that it sums "
        "to 1?",
    ),
    fr=(
        "Les colonnes divisées par leur maximum",
        "Les proportions dans chaque colonne sont justes. Par quoi la diviser pour que sa somme "
        "soit 1 ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    largest = counts.max(axis=0)
    return counts / np.where(largest > 0, largest, 1)


@chaff(
    exercise="transition_matrix",
    fails=["test_a_column_of_zeros_stays", "test_no_warning"],
    en=(
        "Zero over zero",
        "Columns with successors are right. What is 0/0 in numpy?",
    ),
    fr=(
        "Zéro divisé par zéro",
        "Les colonnes qui ont des successeurs sont justes. Que vaut 0/0 pour numpy ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    return counts / counts.sum(axis=0)


@chaff(
    exercise="transition_matrix",
    fails=["test_no_warning"],
    en=(
        "nan repaired afterwards",
        "All values are right. What does numpy say while it divides by zero?",
    ),
    fr=(
        "Des nan réparés après coup",
        "Toutes les valeurs sont justes. Que dit numpy pendant qu'il divise par zéro ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    return np.nan_to_num(counts / counts.sum(axis=0))


@chaff(
    exercise="transition_matrix",
    fails=["test_a_column_of_zeros_stays"],
    en=(
        "All words may follow a dead end",
        "Columns with successors are right. What is known about the successors of a word whose "
        "column is zero?",
    ),
    fr=(
        "Tous les mots après une impasse",
        "Les colonnes qui ont des successeurs sont justes. Que sait-on des successeurs d'un mot "
        "dont la colonne est nulle ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    totals = counts.sum(axis=0)
    return np.where(totals > 0, counts / np.where(totals > 0, totals, 1), 1 / len(counts))


@chaff(
    exercise="transition_matrix",
    fails=["test_counts_are_unchanged"],
    en=(
        "The counts are overwritten",
        "The result is right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Les effectifs sont écrasés",
        "Le résultat est juste. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError
    P = np.asarray(counts, dtype=float)
    totals = P.sum(axis=0)
    P /= np.where(totals > 0, totals, 1)
    return P


@chaff(
    exercise="transition_matrix",
    fails=["test_refuses_what_is_not_square"],
    en=(
        "Any shape is accepted",
        "Square arrays are treated well. How many rows and columns are there for N words?",
    ),
    fr=(
        "Toute forme est acceptée",
        "Les tableaux carrés sont bien traités. Combien de lignes et de colonnes pour N mots ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if np.any(counts < 0):
        raise ValueError
    totals = counts.sum(axis=0)
    return counts / np.where(totals > 0, totals, 1)


@chaff(
    exercise="transition_matrix",
    fails=["test_refuses_negative_counts"],
    en=(
        "Negative counts are accepted",
        "Ordinary counts are treated well. Can a pair of words occur less than 0 times?",
    ),
    fr=(
        "Les effectifs négatifs sont acceptés",
        "Les effectifs ordinaires sont bien traités. Une paire peut-elle apparaître moins de 0 "
        "fois ?",
    ),
)
def transition_matrix(counts):  # noqa: F811
    if counts.shape[0] != counts.shape[1]:
        raise ValueError
    totals = counts.sum(axis=0)
    return counts / np.where(totals > 0, totals, 1)


@chaff(
    exercise="generate_greedy",
    fails=[
        "test_most_frequent_successors",
        "test_ties_go_to_the_smallest_index",
        "test_stops_at_a_dead_end",
        "test_matrix_is_unchanged",
        "test_one_word",
        "test_refuses_an_unknown_word",
        "test_refuses_an_empty_text",
    ],
    en=(
        "The row instead of the column",
        "The largest entry is taken. Where do the successors of a word stand?",
    ),
    fr=(
        "La ligne au lieu de la colonne",
        "Le plus grand coefficient est pris. Où sont les successeurs d'un mot ?",
    ),
)
def generate_greedy(P, vocab, start, length):
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[i].any():
        i = int(np.argmax(P[i]))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=[
        "test_most_frequent_successors",
        "test_ties_go_to_the_smallest_index",
        "test_matrix_is_unchanged",
        "test_one_word",
        "test_refuses_an_unknown_word",
        "test_refuses_an_empty_text",
    ],
    en=(
        "One word too many",
        "The words are right. Does the first word count in the length?",
    ),
    fr=(
        "Un mot de trop",
        "Les mots sont justes. Le premier mot compte-t-il dans la longueur ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while len(text) <= length and P[:, i].any():
        i = int(np.argmax(P[:, i]))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_stops_at_a_dead_end"],
    en=(
        "Over the dead end",
        "While there are successors, the words are right. What does argmax say of a column of "
        "zeros?",
    ),
    fr=(
        "Au-delà de l'impasse",
        "Tant qu'il y a des successeurs, les mots sont justes. Que dit argmax d'une colonne de "
        "zéros ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while len(text) < length:
        i = int(np.argmax(P[:, i]))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_ties_go_to_the_smallest_index"],
    en=(
        "Ties go to the last word",
        "Without ties the text is right. Which of several largest entries is to win?",
    ),
    fr=(
        "Les ex aequo vont au dernier mot",
        "Sans ex aequo, le texte est juste. Lequel de plusieurs maximums doit l'emporter ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = max(range(len(vocab)), key=lambda j, i=i: (P[j, i], j))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=[
        "test_most_frequent_successors",
        "test_matrix_is_unchanged",
        "test_one_word",
        "test_refuses_an_unknown_word",
        "test_refuses_an_empty_text",
    ],
    en=(
        "No word twice",
        "The text begins well. Is a word that was used already forbidden?",
    ),
    fr=(
        "Aucun mot deux fois",
        "Le texte commence bien. Un mot déjà utilisé est-il interdit ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    left = np.array(P, dtype=float)
    left[i] = 0
    while len(text) < length and left[:, i].any():
        i = int(np.argmax(left[:, i]))
        left[i] = 0
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_one_word"],
    en=(
        "At least two words",
        "Longer texts are right. What is a text of one word?",
    ),
    fr=(
        "Au moins deux mots",
        "Les textes plus longs sont justes. Qu'est-ce qu'un texte d'un seul mot ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while P[:, i].any():
        i = int(np.argmax(P[:, i]))
        text.append(vocab[i])
        if len(text) >= length:
            break
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_refuses_an_unknown_word"],
    en=(
        "An unknown word ends the text",
        "Known words are followed well. What if the first word is not in the vocabulary?",
    ),
    fr=(
        "Un mot inconnu termine le texte",
        "Les mots connus sont bien suivis. Et si le premier mot n'est pas dans le vocabulaire ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if length < 1:
        raise ValueError
    text = [start]
    while len(text) < length and text[-1] in vocab and P[:, vocab.index(text[-1])].any():
        text.append(vocab[int(np.argmax(P[:, vocab.index(text[-1])]))])
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_refuses_an_empty_text"],
    en=(
        "A text of no words",
        "The texts are right. What is to happen with a length of 0?",
    ),
    fr=(
        "Un texte sans mot",
        "Les textes sont justes. Que faire d'une longueur 0 ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = int(np.argmax(P[:, i]))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_greedy",
    fails=["test_matrix_is_unchanged"],
    en=(
        "The matrix is overwritten",
        "The text is right. A column of P is a part of P: what does P hold after the call?",
    ),
    fr=(
        "La matrice est écrasée",
        "Le texte est juste. Une colonne de P fait partie de P : que contient P après l'appel ?",
    ),
)
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if start not in vocab or length < 1:
        raise ValueError
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        column = P[:, i]
        column /= column.max()
        i = int(np.argmax(column))
        text.append(vocab[i])
    return text


@chaff(
    exercise="softmax",
    fails=["test_entries_of_any_size", "test_rows_of_different_size"],
    en=(
        "Exponentials that overflow",
        "Small entries give the right result. Which number is exp(1000) on a computer, and "
        "exp(-2000)?",
    ),
    fr=(
        "Des exponentielles qui débordent",
        "De petits coefficients donnent le bon résultat. Que vaut exp(1000) sur un ordinateur, "
        "et exp(-2000) ?",
    ),
)
def softmax(X, axis=-1):
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    powers = np.exp(x)
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=[
        "test_exponentials_over_their_sum",
        "test_each_axis",
        "test_entries_of_any_size",
        "test_rows_of_different_size",
        "test_array_is_unchanged",
        "test_refuses_what_is_empty",
    ],
    en=(
        "Over the largest exponential",
        "The proportions are right. By what has to be divided for a sum of 1?",
    ),
    fr=(
        "Diviser par la plus grande exponentielle",
        "Les proportions sont justes. Par quoi faut-il diviser pour que la somme soit 1 ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    return np.exp(x - x.max(axis=axis, keepdims=True))


@chaff(
    exercise="softmax",
    fails=["test_each_axis", "test_rows_of_different_size"],
    en=(
        "Always the last axis",
        "One row, and several rows, give the right result. What does the argument axis change?",
    ),
    fr=(
        "Toujours le dernier axe",
        "Une ligne, et plusieurs, donnent le bon résultat. Que change l'argument axis ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(
    exercise="softmax",
    fails=["test_each_axis", "test_rows_of_different_size"],
    en=(
        "One sum for the whole array",
        "One row gives the right result. How many sums does an array of several rows need?",
    ),
    fr=(
        "Une seule somme pour tout le tableau",
        "Une ligne donne le bon résultat. Combien de sommes faut-il pour plusieurs lignes ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    powers = np.exp(x - x.max())
    return powers / powers.sum()


@chaff(
    exercise="softmax",
    fails=[
        "test_exponentials_over_their_sum",
        "test_each_axis",
        "test_entries_of_any_size",
        "test_rows_of_different_size",
        "test_array_is_unchanged",
        "test_refuses_what_is_empty",
    ],
    en=(
        "Entries over their sum",
        "The result sums to 1. What makes negative entries positive in softmax?",
    ),
    fr=(
        "Les coefficients divisés par leur somme",
        "Le résultat a pour somme 1. Qu'est-ce qui rend positifs les coefficients négatifs ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    return x / x.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=["test_rows_of_different_size"],
    en=(
        "One maximum for all rows",
        "Rows of like size give the right result. What remains of a row far below the largest "
        "entry of all?",
    ),
    fr=(
        "Un seul maximum pour toutes les lignes",
        "Des lignes du même ordre de grandeur donnent le bon résultat. Que reste-t-il d'une "
        "ligne bien en dessous du plus grand de tous les coefficients ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    powers = np.exp(x - x.max())
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=[
        "test_exponentials_over_their_sum",
        "test_array_is_unchanged",
        "test_refuses_what_is_empty",
    ],
    en=(
        "A result of ints",
        "Floats give the right result. What does an array of the type of X keep of 0.7?",
    ),
    fr=(
        "Un résultat en entiers",
        "Les flottants donnent le bon résultat. Que garde de 0.7 un tableau du type de X ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.array(X)
    if x.size == 0:
        raise ValueError
    result = np.zeros_like(x)
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    result[...] = powers / powers.sum(axis=axis, keepdims=True)
    return result


@chaff(
    exercise="softmax",
    fails=["test_refuses_what_is_empty"],
    en=(
        "No check of what is empty",
        "Every array with elements gives the right result. What if it has columns, but no row?",
    ),
    fr=(
        "Aucun contrôle du vide",
        "Tout tableau non vide donne le bon résultat. Et s'il a des colonnes, mais aucune ligne ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=["test_entries_of_any_size"],
    en=(
        "The mean subtracted",
        "Entries close to each other give the right result, large or small. What remains of "
        "entries far above their mean?",
    ),
    fr=(
        "La moyenne retranchée",
        "Des coefficients proches donnent le bon résultat, grands ou petits. Que reste-t-il de "
        "coefficients bien au-dessus de leur moyenne ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    powers = np.exp(x - x.mean(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=["test_each_axis"],
    en=(
        "Only the axes 0 and 1",
        "The axes 0 and 1 of a matrix give the right result. Which further axes are there?",
    ),
    fr=(
        "Seulement les axes 0 et 1",
        "Les axes 0 et 1 d'une matrice donnent le bon résultat. Quels autres axes y a-t-il ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    if axis == 0:
        x = x.T
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    result = powers / powers.sum(axis=-1, keepdims=True)
    return result.T if axis == 0 else result


@chaff(
    exercise="softmax",
    fails=["test_refuses_what_is_empty"],
    en=(
        "Only rows are counted",
        "An array without rows is refused. What about an array of rows without entries?",
    ),
    fr=(
        "Seules les lignes sont comptées",
        "Un tableau sans ligne est refusé. Et un tableau de lignes sans coefficient ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if not len(x):
        raise ValueError
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax",
    fails=["test_array_is_unchanged"],
    en=(
        "The array is overwritten",
        "The result is right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Le tableau est écrasé",
        "Le résultat est juste. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def softmax(X, axis=-1):  # noqa: F811
    x = np.asarray(X, dtype=float)
    if x.size == 0:
        raise ValueError
    x -= x.max(axis=axis, keepdims=True)
    powers = np.exp(x)
    return powers / powers.sum(axis=axis, keepdims=True)


@chaff(
    exercise="softmax_temperature",
    fails=[
        "test_several_temperatures",
        "test_limits",
        "test_numbers_are_unchanged",
        "test_refuses_a_temperature_that_is_not_positive",
    ],
    en=(
        "Multiplied by the temperature",
        "At T = 1 your result is right. Does a low temperature make differences larger or smaller?",
    ),
    fr=(
        "Multiplier par la température",
        "Pour T = 1, le résultat est juste. Une basse température grandit-elle les différences, "
        "ou les réduit-elle ?",
    ),
)
def softmax_temperature(x, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(np.asarray(x, dtype=float) * temperature)


@chaff(
    exercise="softmax_temperature",
    fails=[
        "test_several_temperatures",
        "test_limits",
        "test_large_entries_at_a_low_temperature",
        "test_numbers_are_unchanged",
        "test_refuses_a_temperature_that_is_not_positive",
    ],
    en=(
        "The result divided by the temperature",
        "At T = 1 your result is right. What do your numbers sum to at T = 2?",
    ),
    fr=(
        "Le résultat divisé par la température",
        "Pour T = 1, le résultat est juste. Quelle est la somme de vos nombres pour T = 2 ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    return softmax(x) / temperature


@chaff(
    exercise="softmax_temperature",
    fails=[
        "test_several_temperatures",
        "test_limits",
        "test_numbers_are_unchanged",
        "test_refuses_a_temperature_that_is_not_positive",
    ],
    en=(
        "A temperature that cancels out",
        "At T = 1 your result is right. Where in the formula does T stand: inside the "
        "exponential, or outside?",
    ),
    fr=(
        "Une température qui se simplifie",
        "Pour T = 1, le résultat est juste. Où est T dans la formule : dans l'exponentielle, ou "
        "dehors ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    powers = np.exp(x - x.max()) / temperature
    return powers / powers.sum()


@chaff(
    exercise="softmax_temperature",
    fails=[
        "test_several_temperatures",
        "test_numbers_are_unchanged",
        "test_refuses_a_temperature_that_is_not_positive",
    ],
    en=(
        "Powers instead of exponentials",
        "The limits of low and high temperature are right. Which function makes x positive in "
        "the formula?",
    ),
    fr=(
        "Des puissances au lieu d'exponentielles",
        "Les limites à basse et haute température sont justes. Quelle fonction rend x positif "
        "dans la formule ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    powers = (x / np.abs(x).max()) ** (1 / temperature)
    return powers / powers.sum()


@chaff(
    exercise="softmax_temperature",
    fails=["test_large_entries_at_a_low_temperature"],
    en=(
        "The maximum subtracted too late",
        "Frequencies give the right result. How large is x/T for a large x and a small T, "
        "compared with max(x)?",
    ),
    fr=(
        "Le maximum retranché trop tard",
        "Des fréquences donnent le bon résultat. Que vaut x/T pour un grand x et un petit T, "
        "comparé à max(x) ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    powers = np.exp(x / temperature - x.max())
    return powers / powers.sum()


@chaff(
    exercise="softmax_temperature",
    fails=[
        "test_several_temperatures",
        "test_large_entries_at_a_low_temperature",
        "test_numbers_are_unchanged",
        "test_refuses_a_temperature_that_is_not_positive",
    ],
    en=(
        "Numbers made to sum to 1 first",
        "Frequencies give the right result. Are numbers of another sum to be changed first?",
    ),
    fr=(
        "Des nombres ramenés à une somme 1",
        "Des fréquences donnent le bon résultat. Faut-il d'abord changer des nombres d'une autre "
        "somme ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    total = x.sum()
    return softmax((x / total if total else x) / temperature)


@chaff(
    exercise="softmax_temperature",
    fails=["test_limits"],
    en=(
        "A lowest temperature",
        "Ordinary temperatures give the right result. For which T does the formula hold?",
    ),
    fr=(
        "Une température minimale",
        "Les températures ordinaires donnent le bon résultat. Pour quels T la formule vaut-elle ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    return softmax(np.asarray(x, dtype=float) / max(temperature, 0.05))


@chaff(
    exercise="softmax_temperature",
    fails=["test_refuses_a_temperature_that_is_not_positive"],
    en=(
        "No check of the temperature",
        "Positive temperatures give the right result. Which ones are not allowed?",
    ),
    fr=(
        "Aucun contrôle de la température",
        "Les températures strictement positives donnent le bon résultat. Lesquelles sont "
        "interdites ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    return softmax(np.asarray(x, dtype=float) / (temperature or 1e-12))


@chaff(
    exercise="softmax_temperature",
    fails=["test_numbers_are_unchanged"],
    en=(
        "The numbers are overwritten",
        "The result is right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Les nombres sont écrasés",
        "Le résultat est juste. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def softmax_temperature(x, temperature):  # noqa: F811
    if temperature <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    x /= temperature
    return softmax(x)


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_ties_at_the_cut",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "All weights are kept",
        "With k = m the draws are right. Which words may be drawn when k is smaller?",
    ),
    fr=(
        "Tous les poids sont gardés",
        "Avec k = m, les tirages sont justes. Quels mots sont possibles quand k est plus petit ?",
    ),
)
def sample_next(weights, k, temperature, rng):
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    return int(rng.choice(len(w), p=softmax_temperature(w / w.sum(), temperature)))


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_ties_at_the_cut",
        "test_a_kept_zero_can_be_drawn",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "An index among the kept ones",
        "The probabilities are right. To which list does the index that you return belong?",
    ),
    fr=(
        "Un indice parmi les poids gardés",
        "Les probabilités sont justes. À quelle liste appartient l'indice renvoyé ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    return int(rng.choice(k, p=softmax_temperature(w[kept] / w[kept].sum(), temperature)))


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_ties_at_the_cut",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "The smallest weights are kept",
        "With k = m the draws are right. In which order does argsort put the weights?",
    ),
    fr=(
        "Les plus petits poids sont gardés",
        "Avec k = m, les tirages sont justes. Dans quel ordre argsort range-t-il les poids ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(w, kind="stable")[:k]
    frequencies = w[kept] / max(w[kept].sum(), 1e-12)
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_a_kept_zero_can_be_drawn",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "A draw without temperature",
        "The k words are the right ones. What does a high temperature do to their probabilities?",
    ),
    fr=(
        "Un tirage sans température",
        "Les k mots sont les bons. Que fait une haute température de leurs probabilités ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    return int(rng.choice(kept, p=w[kept] / w[kept].sum()))


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_a_kept_zero_can_be_drawn",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "Softmax of the counts themselves",
        "The k words are the right ones. Between which numbers lie the frequencies that softmax "
        "is to receive?",
    ),
    fr=(
        "Softmax des effectifs eux-mêmes",
        "Les k mots sont les bons. Entre quels nombres sont les fréquences que softmax doit "
        "recevoir ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    return int(rng.choice(kept, p=softmax_temperature(w[kept], temperature)))


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "Frequencies among all words",
        "With k = m the draws are right. What do the frequencies of the kept words sum to?",
    ),
    fr=(
        "Des fréquences parmi tous les mots",
        "Avec k = m, les tirages sont justes. Quelle est la somme des fréquences des mots gardés ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    return int(rng.choice(kept, p=softmax_temperature(w[kept] / w.sum(), temperature)))


@chaff(
    exercise="sample_next",
    fails=["test_ties_at_the_cut"],
    en=(
        "Larger indices first among equals",
        "Without equal weights the draws are right. Which of two equal weights is kept first?",
    ),
    fr=(
        "Les plus grands indices d'abord",
        "Sans poids égaux, les tirages sont justes. Lequel de deux poids égaux garder d'abord ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(w, kind="stable")[::-1][:k]
    frequencies = w[kept] / w[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


@chaff(
    exercise="sample_next",
    fails=["test_a_kept_zero_can_be_drawn"],
    en=(
        "Zeros are left out",
        "Positive weights are drawn well. Which probability does softmax give to a frequency 0?",
    ),
    fr=(
        "Les zéros sont écartés",
        "Les poids positifs sont bien tirés. Quelle probabilité softmax donne-t-il à une "
        "fréquence 0 ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    kept = kept[w[kept] > 0]
    frequencies = w[kept] / w[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


@chaff(
    exercise="sample_next",
    fails=["test_same_seed_same_draws"],
    en=(
        "A generator of its own",
        "The probabilities are right. From which generator do your draws come?",
    ),
    fr=(
        "Un générateur à soi",
        "Les probabilités sont justes. De quel générateur viennent vos tirages ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    frequencies = w[kept] / w[kept].sum()
    return int(
        np.random.default_rng().choice(kept, p=softmax_temperature(frequencies, temperature))
    )


@chaff(
    exercise="sample_next",
    fails=[
        "test_probabilities",
        "test_ties_at_the_cut",
        "test_a_kept_zero_can_be_drawn",
        "test_weights_are_unchanged",
        "test_same_seed_same_draws",
        "test_refuses_k_out_of_range",
        "test_refuses_weights_that_are_no_counts",
    ],
    en=(
        "A generator seeded at each call",
        "The probabilities are right. What does a generator give first after it is seeded again?",
    ),
    fr=(
        "Un générateur réinitialisé à chaque appel",
        "Les probabilités sont justes. Que donne d'abord un générateur dont la graine est remise ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    p = softmax_temperature(w[kept] / w[kept].sum(), temperature)
    return int(np.random.default_rng(0).choice(kept, p=p))


@chaff(
    exercise="sample_next",
    fails=["test_refuses_k_out_of_range"],
    en=(
        "k clipped to what there is",
        "The draws are right. What is to happen when k is no possible number of words?",
    ),
    fr=(
        "k ramené à ce qu'il y a",
        "Les tirages sont justes. Que faire quand k n'est pas un nombre de mots possible ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[: max(1, k)]
    frequencies = w[kept] / w[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


@chaff(
    exercise="sample_next",
    fails=["test_refuses_weights_that_are_no_counts"],
    en=(
        "No check of the weights",
        "The draws are right. Which numbers can be no counts?",
    ),
    fr=(
        "Aucun contrôle des poids",
        "Les tirages sont justes. Quels nombres ne peuvent pas être des effectifs ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    frequencies = w[kept] / w[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


@chaff(
    exercise="sample_next",
    fails=["test_weights_are_unchanged"],
    en=(
        "The weights are overwritten",
        "The draws are right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Les poids sont écrasés",
        "Les tirages sont justes. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not 1 <= k <= len(w) or np.any(w < 0) or not w.any():
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    w /= w[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(w[kept], temperature)))


@chaff(
    exercise="generate_bigram",
    fails=[
        "test_greedy_at_a_low_temperature",
        "test_only_the_k_most_frequent_successors",
        "test_frequencies_of_successors",
        "test_stops_at_a_dead_end",
        "test_same_seed_same_text",
    ],
    en=(
        "The row instead of the column",
        "Each word is drawn with sample_next. Where do the successors of a word stand?",
    ),
    fr=(
        "La ligne au lieu de la colonne",
        "Chaque mot est tiré avec sample_next. Où sont les successeurs d'un mot ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[i].any():
        i = sample_next(P[i], min(k, np.count_nonzero(P[i])), temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=[
        "test_only_the_k_most_frequent_successors",
        "test_frequencies_of_successors",
        "test_stops_at_a_dead_end",
        "test_same_seed_same_text",
    ],
    en=(
        "Words that never follow",
        "With a small k the text is right. What does softmax give to a frequency 0 that is kept?",
    ),
    fr=(
        "Des mots qui ne suivent jamais",
        "Avec un petit k, le texte est juste. Que donne softmax à une fréquence 0 qui est gardée ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = sample_next(P[:, i], min(k, len(vocab)), temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_only_the_k_most_frequent_successors"],
    en=(
        "k is ignored",
        "Only words that can follow are drawn. How many of them are to be kept?",
    ),
    fr=(
        "k est ignoré",
        "Seuls des mots possibles sont tirés. Combien faut-il en garder ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = sample_next(P[:, i], np.count_nonzero(P[:, i]), temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=[
        "test_only_the_k_most_frequent_successors",
        "test_frequencies_of_successors",
        "test_same_seed_same_text",
    ],
    en=(
        "The same draw at each step",
        "One step alone is right. What does a generator give first after it is seeded again?",
    ),
    fr=(
        "Le même tirage à chaque étape",
        "Une étape seule est juste. Que donne d'abord un générateur qu'on réinitialise avec la "
        "même graine ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    seed = int(rng.integers(2**32))
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        again = np.random.default_rng(seed)
        i = sample_next(P[:, i], min(k, np.count_nonzero(P[:, i])), temperature, again)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_greedy_at_a_low_temperature", "test_only_the_k_most_frequent_successors"],
    en=(
        "One word too many",
        "The successors are right. Does the first word count in the length?",
    ),
    fr=(
        "Un mot de trop",
        "Les successeurs sont justes. Le premier mot compte-t-il dans la longueur ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) <= length and P[:, i].any():
        i = sample_next(P[:, i], min(k, np.count_nonzero(P[:, i])), temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_greedy_at_a_low_temperature"],
    en=(
        "Drawn without temperature",
        "Each word is one that can follow. At a temperature near 0, is there still a choice?",
    ),
    fr=(
        "Tirer sans température",
        "Chaque mot peut suivre le précédent. À une température proche de 0, reste-t-il un choix ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        best = np.argsort(-P[:, i])[: min(k, np.count_nonzero(P[:, i]))]
        i = int(rng.choice(best, p=P[best, i] / P[best, i].sum()))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_frequencies_of_successors", "test_same_seed_same_text"],
    en=(
        "Temperature on the logarithms",
        "Low and high temperatures are right. Does sample_next raise the frequencies to a power, "
        "or take their exponentials?",
    ),
    fr=(
        "La température sur les logarithmes",
        "Les basses et hautes températures sont justes. sample_next élève-t-elle les fréquences "
        "à une puissance, ou prend-elle leurs exponentielles ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        best = np.argsort(-P[:, i])[: min(k, np.count_nonzero(P[:, i]))]
        powers = (P[best, i] / P[best, i].max()) ** (1 / temperature)
        i = int(rng.choice(best, p=powers / powers.sum()))
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_stops_at_a_dead_end"],
    en=(
        "A dead end as an error",
        "Texts that go on are right. What if the last word has no successor?",
    ),
    fr=(
        "Une erreur dans l'impasse",
        "Les textes qui continuent sont justes. Et si le dernier mot n'a pas de successeur ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length:
        i = sample_next(P[:, i], min(k, np.count_nonzero(P[:, i])), temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_stops_at_a_dead_end"],
    en=(
        "Back to the start at a dead end",
        "Texts that go on are right. What follows a word without successor?",
    ),
    fr=(
        "Retour au début dans l'impasse",
        "Les textes qui continuent sont justes. Qu'est-ce qui suit un mot sans successeur ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    while len(text) < length:
        if P[:, i].any():
            i = sample_next(P[:, i], min(k, np.count_nonzero(P[:, i])), temperature, rng)
        else:
            i = vocab.index(start)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_same_seed_same_text"],
    en=(
        "A generator of its own",
        "The successors come with the right frequencies. From which generator do the draws come?",
    ),
    fr=(
        "Un générateur à soi",
        "Les successeurs ont les bonnes fréquences. De quel générateur viennent les tirages ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    own = np.random.default_rng()
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = sample_next(P[:, i], min(k, np.count_nonzero(P[:, i])), temperature, own)
        text.append(vocab[i])
    return text


@chaff(
    exercise="generate_bigram",
    fails=["test_frequencies_of_successors", "test_same_seed_same_text"],
    en=(
        "k adapted once",
        "The first step is right. Have all words as many successors as the first one?",
    ),
    fr=(
        "k adapté une seule fois",
        "La première étape est juste. Tous les mots ont-ils autant de successeurs que le premier ?",
    ),
)
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    i = vocab.index(start)
    text = [start]
    k = min(k, np.count_nonzero(P[:, i]))
    while len(text) < length and P[:, i].any():
        i = sample_next(P[:, i], k, temperature, rng)
        text.append(vocab[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_model_of_a_text", "test_model_of_a_short_text"],
    en=(
        "Only the last count remains",
        "The keys of the model are right. What becomes of the counts that a pair had already?",
    ),
    fr=(
        "Seul le dernier effectif reste",
        "Les clés du modèle sont justes. Que deviennent les effectifs qu'une paire avait déjà ?",
    ),
)
def trigram_model(words):
    return {(words[i], words[i + 1]): {words[i + 2]: 1} for i in range(len(words) - 2)}


@chaff(
    exercise="trigram_model",
    fails=["test_model_of_a_text", "test_model_of_a_short_text"],
    en=(
        "Every third word only",
        "What you count is there. Where does the next trigram begin?",
    ),
    fr=(
        "Un mot sur trois seulement",
        "Ce que vous comptez existe. Où commence le trigramme suivant ?",
    ),
)
def trigram_model(words):  # noqa: F811
    model = {}
    for i in range(0, len(words) - 2, 3):
        followers = model.setdefault((words[i], words[i + 1]), {})
        followers[words[i + 2]] = followers.get(words[i + 2], 0) + 1
    return model


@chaff(
    exercise="trigram_model",
    fails=["test_model_of_a_text", "test_model_of_a_short_text"],
    en=(
        "The pair in the other order",
        "The counts are right. Which word of a pair comes first?",
    ),
    fr=(
        "La paire dans l'autre ordre",
        "Les effectifs sont justes. Quel mot d'une paire vient en premier ?",
    ),
)
def trigram_model(words):  # noqa: F811
    model = {}
    for i in range(len(words) - 2):
        followers = model.setdefault((words[i + 1], words[i]), {})
        followers[words[i + 2]] = followers.get(words[i + 2], 0) + 1
    return model


@chaff(
    exercise="trigram_model",
    fails=["test_model_of_a_short_text"],
    en=(
        "The last pair is a key, too",
        "All trigrams are counted. What follows the last pair of the text?",
    ),
    fr=(
        "La dernière paire est aussi une clé",
        "Tous les trigrammes sont comptés. Qu'est-ce qui suit la dernière paire du texte ?",
    ),
)
def trigram_model(words):  # noqa: F811
    model = {pair: {} for pair in pairwise(words)}
    for i in range(len(words) - 2):
        followers = model[words[i], words[i + 1]]
        followers[words[i + 2]] = followers.get(words[i + 2], 0) + 1
    return model


@chaff(
    exercise="trigram_model",
    fails=[
        "test_text_at_a_low_temperature",
        "test_only_the_k_most_frequent_successors",
        "test_stops_when_no_successor_is_known",
        "test_model_is_unchanged",
        "test_refuses_an_unknown_start",
        "test_same_seed_same_text",
    ],
    en=(
        "The context stays where it is",
        "The third word is drawn well. Which two words decide about the fourth?",
    ),
    fr=(
        "Le contexte ne bouge pas",
        "Le troisième mot est bien tiré. Quels sont les deux mots qui décident du quatrième ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):
    if start not in model:
        raise ValueError
    text = list(start)
    followers = model[start]
    while len(text) < length:
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=[
        "test_text_at_a_low_temperature",
        "test_only_the_k_most_frequent_successors",
        "test_refuses_an_unknown_start",
        "test_same_seed_same_text",
    ],
    en=(
        "The start is not counted",
        "The words are right. Do the two first words count in the length?",
    ),
    fr=(
        "Le début n'est pas compté",
        "Les mots sont justes. Les deux premiers mots comptent-ils dans la longueur ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length + 2 and tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_only_the_k_most_frequent_successors", "test_frequencies_of_successors"],
    en=(
        "k is ignored",
        "Only words that can follow are drawn. How many of them are to be kept?",
    ),
    fr=(
        "k est ignoré",
        "Seuls des mots possibles sont tirés. Combien faut-il en garder ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), len(followers), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=[
        "test_text_at_a_low_temperature",
        "test_refuses_an_unknown_start",
        "test_same_seed_same_text",
        "test_frequencies_of_successors",
    ],
    en=(
        "Drawn without temperature",
        "Each word is one that can follow. At a temperature near 0, is there still a choice?",
    ),
    fr=(
        "Tirer sans température",
        "Chaque mot peut suivre. À une température proche de 0, reste-t-il un choix ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        best = sorted(model[tuple(text[-2:])].items(), key=lambda item: -item[1])[:k]
        counts = np.array([count for _, count in best])
        text.append(best[int(rng.choice(len(best), p=counts / counts.sum()))][0])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_stops_when_no_successor_is_known", "test_model_is_unchanged"],
    en=(
        "An error where the text ends",
        "Texts that go on are right. What if the last two words have no successor?",
    ),
    fr=(
        "Une erreur là où le texte finit",
        "Les textes qui continuent sont justes. Et si les deux derniers mots n'ont pas de "
        "successeur ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_refuses_an_unknown_start"],
    en=(
        "An unknown start is a text of two words",
        "Known starts give the right text. What is to happen with a start that is not known?",
    ),
    fr=(
        "Un début inconnu est un texte de deux mots",
        "Les débuts connus donnent le bon texte. Que faire d'un début inconnu ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_same_seed_same_text"],
    en=(
        "A generator of its own",
        "The words are those that can follow. From which generator do the draws come?",
    ),
    fr=(
        "Un générateur à soi",
        "Les mots sont ceux qui peuvent suivre. De quel générateur viennent les tirages ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    own = np.random.default_rng()
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, own)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_frequencies_of_successors"],
    en=(
        "Softmax of the counts themselves",
        "The words that can follow are right. Does softmax receive counts or frequencies in "
        "sample_next?",
    ),
    fr=(
        "Softmax des effectifs eux-mêmes",
        "Les mots possibles sont les bons. Dans sample_next, softmax reçoit-elle des effectifs ou "
        "des fréquences ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        best = sorted(model[tuple(text[-2:])].items(), key=lambda item: -item[1])[:k]
        p = softmax_temperature([count for _, count in best], temperature)
        text.append(best[int(rng.choice(len(best), p=p))][0])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_frequencies_of_successors"],
    en=(
        "Frequencies among all successors",
        "The words that can follow are right. What do the frequencies of the kept ones sum to?",
    ),
    fr=(
        "Des fréquences parmi tous les successeurs",
        "Les mots possibles sont les bons. Quelle est la somme des fréquences des mots gardés ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        total = sum(followers.values())
        best = sorted(followers.items(), key=lambda item: -item[1])[:k]
        p = softmax_temperature([count / total for _, count in best], temperature)
        text.append(best[int(rng.choice(len(best), p=p))][0])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_model_is_unchanged"],
    en=(
        "A model that grows",
        "The texts are right. Which keys does the caller's model have after the call?",
    ),
    fr=(
        "Un modèle qui grandit",
        "Les textes sont justes. Quelles clés a le modèle de l'appelant après l'appel ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length:
        followers = model.setdefault(tuple(text[-2:]), {})
        if not followers:
            break
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_refuses_an_unknown_start"],
    en=(
        "The start is looked up only to write on",
        "An unknown start is refused when a third word is asked for. And when none is?",
    ),
    fr=(
        "Le début cherché seulement pour continuer",
        "Un début inconnu est refusé quand un troisième mot est demandé. Et sinon ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    text = list(start)
    while len(text) < length:
        if tuple(text[-2:]) not in model:
            if len(text) == 2:
                raise ValueError
            break
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text


@chaff(
    exercise="trigram_model",
    fails=["test_only_the_k_most_frequent_successors"],
    en=(
        "The first k of the dictionary",
        "k successors are kept. In which order does the model hold the successors of a pair?",
    ),
    fr=(
        "Les k premiers du dictionnaire",
        "On garde k successeurs. Dans quel ordre le modèle contient-il ceux d'une paire ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while len(text) < length and tuple(text[-2:]) in model:
        followers = list(model[tuple(text[-2:])].items())[:k]
        i = sample_next([count for _, count in followers], len(followers), temperature, rng)
        text.append(followers[i][0])
    return text


@chaff(
    exercise="trigram_model",
    fails=[
        "test_text_at_a_low_temperature",
        "test_refuses_an_unknown_start",
        "test_same_seed_same_text",
    ],
    en=(
        "At least three words",
        "Longer texts are right. What is a text of two words?",
    ),
    fr=(
        "Au moins trois mots",
        "Les textes plus longs sont justes. Qu'est-ce qu'un texte de deux mots ?",
    ),
)
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    if start not in model:
        raise ValueError
    text = list(start)
    while tuple(text[-2:]) in model:
        followers = model[tuple(text[-2:])]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
        if len(text) >= length:
            break
    return text
