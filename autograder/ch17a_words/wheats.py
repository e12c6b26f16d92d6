"""Right answers of chapter 17a that look different from the reference."""

from collections import Counter
from itertools import pairwise

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="word_counts", title="A regular expression; two stable sorts")
def word_counts(text, min_length=1, lowercase=True):
    import re

    if min_length < 1:
        raise ValueError("min_length")
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text)
    if lowercase:
        words = [word.lower() for word in words]
    pairs = sorted(Counter(word for word in words if len(word) >= min_length).items())
    return sorted(pairs, key=lambda pair: pair[1], reverse=True)


@wheat(exercise="word_counts", title="One character after the other; pairs as lists")
def word_counts(text, min_length=1, lowercase=True):  # noqa: F811
    if min_length <= 0:
        raise ValueError
    counts = {}
    word = ""
    framed = " " + (text.lower() if lowercase else text) + " "
    for before, c, after in zip(framed, framed[1:], framed[2:] + " ", strict=False):
        if c.isalpha() or (c == "'" and before.isalpha() and after.isalpha()):
            word += c
        else:
            if len(word) >= min_length:
                counts[word] = counts.get(word, 0) + 1
            word = ""
    return [[word, counts[word]] for word in sorted(counts, key=lambda w: (-counts[w], w))]


@wheat(exercise="zipf_mandelbrot", title="Exponential of the logarithm")
def zipf_mandelbrot(rank, a, b, c):
    rank = np.array(rank, dtype=float)
    if rank.min() < 1:
        raise ValueError
    return np.exp(np.log(a) - c * np.log(rank + b))


@wheat(exercise="zipf_mandelbrot", title="Number after number; one number gives a float")
def zipf_mandelbrot(rank, a, b, c):  # noqa: F811
    ranks = np.asarray(rank)
    values = []
    for i in ranks.ravel().tolist():
        if i < 1:
            raise ValueError("rank")
        values.append(a * (i + b) ** -float(c))
    return np.array(values).reshape(ranks.shape) if ranks.ndim else values[0]


@wheat(exercise="fit_zipf_mandelbrot", title="Covariance over variance")
def fit_zipf_mandelbrot(frequencies, b):
    y = np.array(frequencies, dtype=float)
    if y.size < 2 or y.min() <= 0:
        raise ValueError
    X, Y = np.log(np.arange(len(y)) + 1 + b), np.log(y)
    slope = np.sum((X - X.mean()) * (Y - Y.mean())) / np.sum((X - X.mean()) ** 2)
    return np.exp(Y.mean() - slope * X.mean()), -slope


@wheat(exercise="fit_zipf_mandelbrot", title="numpy's least squares, unknowns ln a and c; a list")
def fit_zipf_mandelbrot(frequencies, b):  # noqa: F811
    if len(frequencies) < 2:
        raise ValueError("too few")
    for f in frequencies:
        if not f > 0:
            raise ValueError("not positive")
    X = np.log([i + b for i in range(1, len(frequencies) + 1)])
    matrix = np.column_stack([np.ones_like(X), -X])
    solution, *_ = np.linalg.lstsq(matrix, np.log(frequencies), rcond=None)
    return [float(np.exp(solution[0])), float(solution[1])]


@wheat(exercise="ngram_counts", title="Shifted copies of the text, side by side")
def ngram_counts(words, n):
    if n < 1:
        raise ValueError
    return dict(Counter(zip(*(words[i:] for i in range(n)), strict=False)))


@wheat(exercise="ngram_counts", title="A window that moves; numpy ints as counts")
def ngram_counts(words, n):  # noqa: F811
    if n <= 0:
        raise ValueError("n")
    counts = {}
    window = ()
    for word in words:
        window = (*window, word)[-n:]
        if len(window) == n:
            counts[window] = counts.get(window, np.int64(0)) + 1
    return counts


@wheat(exercise="ngram_counts", title="A recursion: the first n-gram, then the rest of the text")
def ngram_counts(words, n):  # noqa: F811
    if n < 1:
        raise ValueError
    if len(words) < n:
        return {}
    counts = ngram_counts(words[1:], n)
    key = tuple(words[:n])
    return counts | {key: counts.get(key, 0) + 1}


@wheat(exercise="cooccurrence_matrix", title="The counts of the bigrams, put in their places")
def cooccurrence_matrix(words, vocab):
    if len(set(vocab)) != len(vocab):
        raise ValueError
    bigrams = ngram_counts(words, 2)
    return np.array(
        [[bigrams.get((first, second), 0) for first in vocab] for second in vocab], dtype=np.int64
    )


@wheat(exercise="cooccurrence_matrix", title="np.add.at on arrays of indices, -1 for unknown words")
def cooccurrence_matrix(words, vocab):  # noqa: F811
    vocab = list(vocab)
    for word in vocab:
        if vocab.count(word) > 1:
            raise ValueError(word)
    ids = np.array([vocab.index(word) if word in vocab else -1 for word in words], dtype=int)
    known = (ids[:-1] >= 0) & (ids[1:] >= 0)
    counts = np.zeros((len(vocab), len(vocab)))
    np.add.at(counts, (ids[1:][known], ids[:-1][known]), 1)
    return counts.astype(np.int64)


@wheat(exercise="transition_matrix", title="np.divide where the sum is not zero")
def transition_matrix(counts):
    counts = np.array(counts, dtype=float)
    rows, columns = counts.shape
    if rows != columns:
        raise ValueError("square")
    if (counts < 0).any():
        raise ValueError("negative")
    totals = np.broadcast_to(counts.sum(axis=0), counts.shape)
    return np.divide(counts, totals, out=np.zeros_like(counts), where=totals != 0)


@wheat(exercise="transition_matrix", title="Column after column, in a loop")
def transition_matrix(counts):  # noqa: F811
    if len(counts) != len(counts[0]) or counts.min() < 0:
        raise ValueError
    P = np.zeros(counts.shape)
    for i in range(len(counts)):
        total = sum(counts[:, i])
        if total > 0:
            for j in range(len(counts)):
                P[j, i] = counts[j, i] / total
    return P


@wheat(exercise="generate_greedy", title="A recursion on the length")
def generate_greedy(P, vocab, start, length):
    if length < 1:
        raise ValueError
    column = P[:, vocab.index(start)]  # list.index raises ValueError
    if length == 1 or column.sum() == 0:
        return [start]
    return [start, *generate_greedy(P, vocab, vocab[column.argmax()], length - 1)]


@wheat(exercise="generate_greedy", title="A loop that keeps the first of the largest; a tuple")
def generate_greedy(P, vocab, start, length):  # noqa: F811
    if length <= 0:
        raise ValueError("length")
    if start not in vocab:
        raise ValueError("start")
    text = (start,)
    for _ in range(length - 1):
        i = vocab.index(text[-1])
        best, largest = None, 0
        for j in range(len(vocab)):
            if P[j, i] > largest:
                best, largest = j, P[j, i]
        if best is None:
            break
        text += (vocab[best],)
    return text


@wheat(exercise="softmax", title="Row after row, after moving the axis")
def softmax(X, axis=-1):
    moved = np.moveaxis(np.array(X, dtype=float), axis, -1)
    if moved.size == 0:
        raise ValueError
    result = np.empty_like(moved)
    for index in np.ndindex(moved.shape[:-1]):
        powers = np.exp(moved[index] - max(moved[index]))
        result[index] = powers / sum(powers)
    return np.moveaxis(result, -1, axis)


@wheat(exercise="softmax", title="Exponential of x minus the logarithm of the sum")
def softmax(X, axis=-1):  # noqa: F811
    X = np.asarray(X, dtype=float)
    if np.prod(X.shape) == 0:
        raise ValueError("empty")
    shifted = X - np.amax(X, axis, keepdims=True)
    return np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True)))


@wheat(exercise="softmax_temperature", title="The maximum is subtracted before the division")
def softmax_temperature(x, temperature):
    if temperature <= 0:
        raise ValueError
    x = np.array(x, dtype=float)
    powers = np.exp((x - x.max()) / temperature)
    return powers / powers.sum()


@wheat(exercise="softmax_temperature", title="One over the sum of exponentials of the gaps")
def softmax_temperature(x, temperature):  # noqa: F811
    if not temperature > 0:
        raise ValueError("temperature")
    result = []
    for xi in x:
        # Every gap may be large: the sum is infinite then, and its inverse 0.
        with np.errstate(over="ignore"):
            result.append(1 / sum(np.exp((xj - xi) / temperature) for xj in x))
    return np.array(result, dtype=float)


@wheat(exercise="sample_next", title="One uniform number and the cumulated probabilities")
def sample_next(weights, k, temperature, rng):
    if k < 1 or k > len(weights):
        raise ValueError("k")
    if min(weights) < 0 or sum(weights) == 0:
        raise ValueError("weights")
    kept = sorted(range(len(weights)), key=lambda i: (-weights[i], i))[:k]
    total = sum(weights[i] for i in kept)
    probabilities = softmax_temperature([weights[i] / total for i in kept], temperature)
    u = rng.random()
    for i, p in zip(kept, probabilities, strict=True):
        u -= p
        if u < 0:
            return i
    return kept[-1]


@wheat(exercise="sample_next", title="Gumbel noise and an argmax; a numpy integer")
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.array(weights, dtype=float)
    if (w < 0).any() or w.sum() == 0 or not 0 < k <= w.size:
        raise ValueError
    kept = np.argsort(-w, kind="stable")[:k]
    scores = w[kept] / w[kept].sum() / temperature + rng.gumbel(size=k)
    return kept[np.argmax(scores)]


@wheat(exercise="sample_next", title="Probabilities for all indices, zero for those left out")
def sample_next(weights, k, temperature, rng):  # noqa: F811
    w = np.asarray(weights, dtype=float)
    if not (1 <= k <= len(w) and np.all(w >= 0) and np.sum(w) > 0):
        raise ValueError
    order = sorted(range(len(w)), key=lambda i: -w[i])[:k]
    p = np.zeros(len(w))
    p[order] = softmax_temperature(w[order] / np.sum(w[order]), temperature)
    return int(np.searchsorted(np.cumsum(p), rng.uniform(0, 1 - 1e-12), side="right"))


@wheat(exercise="generate_bigram", title="A recursion on the length")
def generate_bigram(P, vocab, start, length, k, temperature, rng):
    column = P[:, vocab.index(start)]
    if length == 1 or not np.any(column > 0):
        return [start]
    j = sample_next(column, min(k, np.sum(column > 0)), temperature, rng)
    return [start, *generate_bigram(P, vocab, vocab[j], length - 1, k, temperature, rng)]


@wheat(exercise="generate_bigram", title="Only the successors are passed on; a tuple")
def generate_bigram(P, vocab, start, length, k, temperature, rng):  # noqa: F811
    text = [start]
    for _ in range(1, length):
        column = P[:, vocab.index(text[-1])]
        successors = [j for j in range(len(vocab)) if column[j] > 0]
        if not successors:
            break
        chosen = sample_next(column[successors], min(k, len(successors)), temperature, rng)
        text.append(vocab[successors[chosen]])
    return tuple(text)


@wheat(exercise="trigram_model", title="Two loops over pairs; candidates sorted by their counts")
def trigram_model(words):
    model = {}
    for i in range(2, len(words)):
        successors = model.setdefault((words[i - 2], words[i - 1]), {})
        successors[words[i]] = successors.get(words[i], 0) + 1
    return model


@wheat(exercise="trigram_model", title="Two loops over pairs; candidates sorted by their counts")
def generate_trigram(model, start, length, k, temperature, rng):
    if start not in model:
        raise ValueError
    first, second = start
    text = [first, second]
    for _ in range(length - 2):
        counts = model.get((first, second))
        if counts is None:
            return text
        candidates = sorted(counts, key=counts.get, reverse=True)[:k]
        weights = [counts[word] for word in candidates]
        first, second = second, candidates[sample_next(weights, len(weights), temperature, rng)]
        text.append(second)
    return text


@wheat(exercise="trigram_model", title="Pairs of pairs; a recursion that shifts the start")
def trigram_model(words):  # noqa: F811
    model = {}
    for (first, second), (_, third) in pairwise(pairwise(words)):
        model.setdefault((first, second), Counter())[third] += 1
    return {pair: dict(counts) for pair, counts in model.items()}


@wheat(exercise="trigram_model", title="Pairs of pairs; a recursion that shifts the start")
def generate_trigram(model, start, length, k, temperature, rng):  # noqa: F811
    def extended(pair, missing):
        if missing == 0 or pair not in model:
            return list(pair)
        words, counts = zip(*model[pair].items(), strict=True)
        following = words[sample_next(counts, min(k, len(words)), temperature, rng)]
        return [pair[0], *extended((pair[1], following), missing - 1)]

    if start not in model:
        raise ValueError("start")
    return extended(start, length - 2)
