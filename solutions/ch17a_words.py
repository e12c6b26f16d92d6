"""Chapter 17, part a: statistics of words and sampling. Reference solutions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike


# %% word_counts
def word_counts(text: str, min_length: int = 1, lowercase: bool = True) -> list[tuple[str, int]]:
    """The words of a text, each with its number of occurrences, most frequent first.

    A letter is a character c for which c.isalpha() is true: accented letters, too. A word is
    a run of letters that is as long as possible. The apostrophe ' belongs to a word when it
    has a letter on both sides; every other character (digit, underscore, punctuation, white
    space) separates words: "x2y" holds the words x and y.

    Parameters
    ----------
    text
        Any text; it may be empty.
    min_length
        Words with fewer characters are left out; apostrophes count as characters.
    lowercase
        True: capitals become small letters before words are counted. False: capitals are
        kept, and The and the are different words.

    Returns
    -------
    A list of pairs (word, number of occurrences): the largest numbers first, words with equal
    numbers in alphabetical order, that is the order of Python's strings. A text without
    words gives [].

    Raises
    ------
    ValueError
        When min_length < 1.

    Examples
    --------
    A sentence of the Reuters corpus:

    >>> text = (
    ...     "The country's oil import bill, however, fell 23 pct in the first quarter "
    ...     "due to lower oil prices."
    ... )
    >>> word_counts(text)[:4]
    [('oil', 2), ('the', 2), ('bill', 1), ("country's", 1)]
    >>> dict(word_counts(text))["prices"]
    1
    >>> word_counts("To be or not to be.", min_length=3)
    [('not', 1)]
    """
    if min_length < 1:
        raise ValueError("a word has at least one character")
    if lowercase:
        text = text.lower()
    kept = "".join(
        c if c.isalpha() or (c == "'" and _letter(text, i - 1) and _letter(text, i + 1)) else " "
        for i, c in enumerate(text)
    )
    counts = Counter(word for word in kept.split() if len(word) >= min_length)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _letter(text: str, i: int) -> bool:
    return 0 <= i < len(text) and text[i].isalpha()


# %% zipf_mandelbrot
def zipf_mandelbrot(rank: ArrayLike, a: float, b: float, c: float) -> np.ndarray:
    """The frequencies a / (rank + b)^c of the law of Zipf-Mandelbrot.

    Parameters
    ----------
    rank
        A number or an array-like of any shape, in any order; the most frequent word has rank
        1. Ints or floats.
    a, b, c
        Constants with a > 0, b > -1, c > 0; ints or floats.

    Returns
    -------
    A float64 array of the shape of rank; for a single number, a float or a 0-d array.

    Raises
    ------
    ValueError
        When any rank is less than 1.

    Examples
    --------
    The constants of the Reuters corpus:

    >>> zipf_mandelbrot([1, 2, 10], a=0.1, b=1.5, c=0.95)
    array([0.04187520..., 0.03041832..., 0.00982510...])

    Zipf's rule:

    >>> zipf_mandelbrot(np.array([1, 2, 3, 4]), 1, 0, 1)
    array([1.0, 0.5, 0.33333333..., 0.25])
    """
    ranks = np.asarray(rank)
    if np.any(ranks < 1):
        raise ValueError("the most frequent word has rank 1")
    return a / (ranks + b) ** c


# %% fit_zipf_mandelbrot
def fit_zipf_mandelbrot(frequencies: ArrayLike, b: float) -> tuple[float, float]:
    """The constants a and c of the law of Zipf-Mandelbrot, by least squares, for a given b.

    Parameters
    ----------
    frequencies
        Array-like of shape (m,). Value number i, counted from 1, has rank i, in the order
        given. The values are used as they are: frequencies and numbers of occurrences are
        both allowed.
    b
        The shift of the ranks, b > -1.

    Returns
    -------
    The pair (a, c): Y = ln a - c X is the line of ordinary least squares, with intercept and
    with the same weight for all points, for X = ln(i + b) and Y = ln(value number i).

    Raises
    ------
    ValueError
        When a value is <= 0, or there are fewer than 2 values.

    Examples
    --------
    Values that follow the law exactly give its constants back:

    >>> ranks = np.arange(1, 201)
    >>> fit_zipf_mandelbrot(0.1 / (ranks + 1.5) ** 0.95, b=1.5)
    (0.10000000..., 0.95000000...)
    """
    values = np.asarray(frequencies)
    if len(values) < 2 or np.any(values <= 0):
        raise ValueError("two positive values are needed")
    ranks = np.arange(1, len(values) + 1)
    slope, intercept = np.polyfit(np.log(ranks + b), np.log(values), 1)
    return float(np.exp(intercept)), float(-slope)


# %% ngram_counts
def ngram_counts(words: Sequence[str], n: int) -> dict[tuple[str, ...], int]:
    """The n-grams of a list of words, each with its number of occurrences.

    Parameters
    ----------
    words
        List or tuple of words, in the order of the text.
    n
        Number of words of an n-gram.

    Returns
    -------
    A dict with a tuple of n words, in the order of the text, as key (for n = 1, too: a tuple
    of one word) and the number of its occurrences as value. Occurrences may overlap. Only
    the n-grams that occur are keys, in any order: fewer than n words give {}.

    Raises
    ------
    ValueError
        When n < 1.

    Examples
    --------
    >>> words = "le chat et le chien et le chat".split()
    >>> ngram_counts(words, 2)
    {('le', 'chat'): 2, ('chat', 'et'): 1, ('et', 'le'): 2, ('le', 'chien'): 1,
     ('chien', 'et'): 1}
    """
    if n < 1:
        raise ValueError("an n-gram has at least one word")
    return dict(Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1)))


# %% cooccurrence_matrix
def cooccurrence_matrix(words: Sequence[str], vocab: Sequence[str]) -> np.ndarray:
    """The co-occurrences of the words of a vocabulary: one column for each first word.

    Parameters
    ----------
    words
        List or tuple of words, in the order of the text; some may not be in the vocabulary.
    vocab
        List or tuple of N words; the index of a word is its position, counted from 0.

    Returns
    -------
    An int64 array of shape (N, N). The entry in row j and column i is the number of times
    that vocab[i] is immediately followed by vocab[j] in the list of words. A pair with a
    word that is not in the vocabulary is not counted, and the two neighbours of such a word
    do not become neighbours of each other.

    Raises
    ------
    ValueError
        When a word stands twice in the vocabulary.

    Examples
    --------
    >>> words = "le chat et le chien et le chat".split()
    >>> cooccurrence_matrix(words, ["le", "et", "chat", "chien"])
    array([[0, 2, 0, 0],
           [0, 0, 1, 1],
           [2, 0, 0, 0],
           [1, 0, 0, 0]])

    A list of words that is made to have the table of section 3.2:

    >>> vocab = ["le", "et", "chat", "chien"]
    >>> table = [[0, 10, 1, 0], [0, 0, 8, 5], [6, 2, 0, 0], [4, 3, 1, 0]]
    >>> words = []
    >>> for j in range(4):
    ...     for i in range(4):
    ...         words += table[j][i] * [vocab[i], vocab[j], "."]
    >>> cooccurrence_matrix(words, vocab)
    array([[0, 10, 1, 0],
           [0, 0, 8, 5],
           [6, 2, 0, 0],
           [4, 3, 1, 0]])
    """
    index = {word: i for i, word in enumerate(vocab)}
    if len(index) < len(vocab):
        raise ValueError("each word stands once in the vocabulary")
    counts = np.zeros((len(vocab), len(vocab)), dtype=np.int64)
    for first, second in pairwise(words):
        if first in index and second in index:
            counts[index[second], index[first]] += 1
    return counts


# %% transition_matrix
def transition_matrix(counts: np.ndarray) -> np.ndarray:
    """The frequencies of the next word: each column of a matrix of counts over its sum.

    Parameters
    ----------
    counts
        Array of ints or floats, with two dimensions. It is not changed.

    Returns
    -------
    A float64 array of the same shape: each column is divided by its sum. A column of zeros
    stays a column of zeros. No RuntimeWarning is given, for a column of zeros either.

    Raises
    ------
    ValueError
        When the array is not square, or an entry is negative.

    Examples
    --------
    >>> transition_matrix(np.array([[0, 10, 1, 0], [0, 0, 8, 5], [6, 2, 0, 0], [4, 3, 1, 0]]))
    array([[0.0, 0.66666666..., 0.1, 0.0],
           [0.0, 0.0, 0.8, 1.0],
           [0.6, 0.13333333..., 0.0, 0.0],
           [0.4, 0.2, 0.1, 0.0]])
    """
    if counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise ValueError("counts of a square table are needed")
    totals = counts.sum(axis=0)
    return counts / np.where(totals > 0, totals, 1)


# %% generate_greedy
def generate_greedy(P: np.ndarray, vocab: list[str], start: str, length: int) -> list[str]:
    """A text in which each word is the most frequent successor of the word before.

    Parameters
    ----------
    P
        Array of shape (N, N), with no negative entry: column i holds the frequencies of the
        words that follow vocab[i].
    vocab
        List of N different words.
    start
        The first word.
    length
        Number of words, start included.

    Returns
    -------
    A list of words that begins with start. Each further word belongs to the largest entry of
    the column of the word before it; among equal entries, the one with the smallest index.
    The list has length words, or fewer if it comes to a word whose column is zero: this word
    is then the last one.

    Raises
    ------
    ValueError
        When start is not in vocab, or length < 1.

    Examples
    --------
    >>> counts = np.array([[0, 10, 1, 0], [0, 0, 8, 5], [6, 2, 0, 0], [4, 3, 1, 0]])
    >>> P = counts / counts.sum(axis=0)
    >>> generate_greedy(P, ["le", "et", "chat", "chien"], "le", 6)
    ['le', 'chat', 'et', 'le', 'chat', 'et']
    """
    if start not in vocab or length < 1:
        raise ValueError("a known word and a positive length are needed")
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        i = int(np.argmax(P[:, i]))
        text.append(vocab[i])
    return text


# %% softmax
def softmax(X: ArrayLike, axis: int = -1) -> np.ndarray:
    """The softmax function along one axis.

    Parameters
    ----------
    X
        Array-like with one or more dimensions, of ints or floats of any size.
    axis
        The axis along which the results sum to 1, any axis of X; negative axes count from
        the last one.

    Returns
    -------
    A float64 array of the shape of X: exp(x) over the sum of exp along the axis, also where
    entries are so large (or so far below 0) that exp alone overflows (or gives only zeros),
    each row or column by itself.

    Raises
    ------
    ValueError
        When X has no element, whatever its shape.

    Examples
    --------
    The two components x and 1 - x, for x = 1 and for x = 0.5:

    >>> softmax([1, 0])
    array([0.73105857..., 0.26894142...])
    >>> softmax([[0.5, 0.5], [1, 0]], axis=1)
    array([[0.5, 0.5],
           [0.73105857..., 0.26894142...]])
    """
    x = np.asarray(X)
    if x.size == 0:
        raise ValueError("softmax of nothing")
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


# %% softmax_temperature
def softmax_temperature(x: ArrayLike, temperature: float) -> np.ndarray:
    """The softmax function with a temperature.

    Parameters
    ----------
    x
        Array-like of shape (k,), k >= 1, of ints or floats of any sign and any sum: they are
        used as they are.
    temperature
        The temperature T.

    Returns
    -------
    A float64 array of shape (k,): exp(x_i / T) over the sum of all exp(x_j / T), also where
    x_i / T is so large that exp alone overflows.

    Raises
    ------
    ValueError
        When temperature <= 0.

    Examples
    --------
    The example of section 4.2:

    >>> x = np.array([2, 5, 25, 3, 14, 4]) / 53
    >>> softmax_temperature(x, 0.1)
    array([0.01090168..., 0.01920086..., 0.83592624..., 0.01316546..., 0.10490641...,
           0.01589931...])
    >>> softmax_temperature(x, 5)
    array([0.16234462..., 0.16419293..., 0.17706446..., 0.16295840..., 0.16986507...,
           0.16357450...])
    """
    if temperature <= 0:
        raise ValueError("the temperature must be positive")
    return softmax(np.asarray(x) / temperature)


# %% sample_next
def sample_next(weights: ArrayLike, k: int, temperature: float, rng: np.random.Generator) -> int:
    """Index of a word drawn among the k most frequent ones, by softmax with a temperature.

    Parameters
    ----------
    weights
        Array-like of shape (m,): how often each word occurs, as counts or as frequencies.
    k
        Number of weights that are kept: the k largest; among equal weights, the one with the
        smaller index first. Zeros may be among them.
    temperature
        The temperature T > 0.
    rng
        The generator that draws. How it draws is free.

    Returns
    -------
    An int, the index in weights (not among the kept ones) of the word drawn. The kept
    weights, divided by their sum, are frequencies x_1, ..., x_k; the probabilities of the k
    words are softmax_temperature(x, T). So a kept weight 0 has the frequency 0 and a positive
    probability.

    Raises
    ------
    ValueError
        When k is not one of 1, ..., m; when a weight is negative; when all are zero.

    Examples
    --------
    Near the temperature 0 the largest weight wins:

    >>> rng = np.random.default_rng(17)
    >>> [sample_next([2, 5, 25, 3, 14, 4], 6, 0.001, rng) for _ in range(5)]
    [2, 2, 2, 2, 2]

    With k = 2 only the two largest weights remain:

    >>> sorted({sample_next([2, 5, 25, 3, 14, 4], 2, 1.0, rng) for _ in range(100)})
    [2, 4]
    """
    values = np.asarray(weights)
    if not 1 <= k <= len(values) or np.any(values < 0) or not values.any():
        raise ValueError("k of the weights, which are counts or frequencies")
    kept = np.argsort(-values, kind="stable")[:k]
    frequencies = values[kept] / values[kept].sum()
    return int(rng.choice(kept, p=softmax_temperature(frequencies, temperature)))


# %% generate_bigram
def generate_bigram(
    P: np.ndarray,
    vocab: list[str],
    start: str,
    length: int,
    k: int,
    temperature: float,
    rng: np.random.Generator,
) -> list[str]:
    """A text in which each word is drawn among the k most frequent successors of the last one.

    Parameters
    ----------
    P
        Array of shape (N, N), with no negative entry: column i holds the frequencies of the
        words that follow vocab[i].
    vocab
        List of N different words.
    start
        The first word, one of vocab.
    length
        Number of words, start included, at least 1.
    k
        How many successors are kept, at least 1. If the column of the current word has fewer
        non-zero entries, their number takes the place of k, for this step only: so a word
        of frequency 0 is never drawn.
    temperature
        The temperature T > 0.
    rng
        The generator that draws; each step draws anew.

    Returns
    -------
    A list of words that begins with start. Each further word is drawn as sample_next draws
    from the column of the word before it. The list has length words, or fewer if it comes
    to a word whose column is zero: this word is then the last one.

    Examples
    --------
    At a low temperature it is the greedy text:

    >>> counts = np.array([[0, 10, 1, 0], [0, 0, 8, 5], [6, 2, 0, 0], [4, 3, 1, 0]])
    >>> P = counts / counts.sum(axis=0)
    >>> rng = np.random.default_rng(17)
    >>> generate_bigram(P, ["le", "et", "chat", "chien"], "le", 6, 20, 0.001, rng)
    ['le', 'chat', 'et', 'le', 'chat', 'et']
    """
    i = vocab.index(start)
    text = [start]
    while len(text) < length and P[:, i].any():
        successors = int(np.count_nonzero(P[:, i]))
        i = sample_next(P[:, i], min(k, successors), temperature, rng)
        text.append(vocab[i])
    return text


# %% trigram_model
def trigram_model(words: Sequence[str]) -> dict[tuple[str, str], dict[str, int]]:
    """For each pair of neighbours in a text, the words that follow it, with their counts.

    Parameters
    ----------
    words
        List or tuple of words, in the order of the text.

    Returns
    -------
    A dict: its keys are the pairs (word1, word2) that are followed by a word; the value of a
    pair is a dict {word3: number of times that word3 follows the pair}. Nothing that does
    not occur is in it: fewer than 3 words give {}.

    Examples
    --------
    >>> trigram_model("a b c a b d a b c".split())
    {('a', 'b'): {'c': 2, 'd': 1}, ('b', 'c'): {'a': 1}, ('c', 'a'): {'b': 1},
     ('b', 'd'): {'a': 1}, ('d', 'a'): {'b': 1}}
    """
    model: dict[tuple[str, str], dict[str, int]] = {}
    for (first, second, third), count in ngram_counts(words, 3).items():
        model.setdefault((first, second), {})[third] = count
    return model


def generate_trigram(
    model: dict[tuple[str, str], dict[str, int]],
    start: tuple[str, str],
    length: int,
    k: int,
    temperature: float,
    rng: np.random.Generator,
) -> list[str]:
    """A text in which each word is drawn among the successors of the two words before it.

    Parameters
    ----------
    model
        A dict as trigram_model returns it.
    start
        The first two words.
    length
        Number of words, the two of start included, at least 2.
    k
        How many successors are kept, at least 1: the k most frequent ones, or all of them if
        the pair has fewer. Which of several equally frequent ones are kept is free.
    temperature
        The temperature T > 0.
    rng
        The generator that draws; each step draws anew.

    Returns
    -------
    A list of words that begins with the two words of start. Each further word is drawn as
    sample_next draws from the counts of the successors of the last two words. The list has
    length words, or fewer if its last two words are not in the model: no error then.

    Raises
    ------
    ValueError
        When start is not in the model.

    Examples
    --------
    At a low temperature, always the most frequent successor:

    >>> model = {("a", "b"): {"c": 2, "d": 1}, ("b", "c"): {"a": 1}, ("c", "a"): {"b": 1}}
    >>> generate_trigram(model, ("a", "b"), 7, 20, 0.001, np.random.default_rng(17))
    ['a', 'b', 'c', 'a', 'b', 'c', 'a']
    """
    if start not in model:
        raise ValueError("the two first words are not in the model")
    text = list(start)
    while len(text) < length and (text[-2], text[-1]) in model:
        followers = model[text[-2], text[-1]]
        i = sample_next(list(followers.values()), min(k, len(followers)), temperature, rng)
        text.append(list(followers)[i])
    return text
