"""Random words and texts, and draws in the student's process, for the graders of chapter 17a."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chainrule.grading import check_equal, check_true

LETTERS = "abcdefghijklmnopqrstuvwxyz"

#: The matrix of section 3.3, its words in the order le, et, chat, chien.
COUNTS = np.array([[0, 10, 1, 0], [0, 0, 8, 5], [6, 2, 0, 0], [4, 3, 1, 0]])


def vocabulary(rng: np.random.Generator, size: int) -> list[str]:
    """Different words of two to six small letters."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choice(list(LETTERS), size=rng.integers(2, 7)))] = None
    return list(words)


def running_text(rng: np.random.Generator, vocab: Sequence[str], length: int) -> list[str]:
    """Words of the vocabulary, drawn one by one."""
    return [vocab[i] for i in rng.integers(len(vocab), size=length)]


def shuffled(rng: np.random.Generator, words: Sequence[str]) -> list[str]:
    return [words[i] for i in rng.permutation(len(words))]


def transitions(rng: np.random.Generator, size: int) -> np.ndarray:
    """Frequencies of successors: columns without ties, with two zeros at least, but not at i."""
    counts = np.zeros((size, size))
    for i in range(size):
        others = rng.permutation([j for j in range(size) if j != i])
        counts[others[: size - 2], i] = np.arange(1, size - 1)
    return counts / counts.sum(axis=0)


def check_counts(got: Any, expected: dict[Any, Any]) -> None:
    """The same keys with the same counts, and no further key."""
    check_equal(got, expected)
    check_true(
        isinstance(got, dict) and len(got) == len(expected),
        en="There are keys for what does not occur.",
        fr="Il y a des clés pour ce qui n'apparaît pas.",
    )


def generator(remote: Any, seed: int) -> Any:
    """A handle of a generator in the student's process."""
    return remote.module("numpy").random.default_rng(int(seed))


def repeat(remote: Any, count: int, function: Any, *arguments: object) -> list[Any]:
    """The values of this many calls with the same arguments, fetched at once."""
    source = (
        "def repeat(count, function, *arguments):\n"
        "    return [function(*arguments) for _ in range(count)]"
    )
    values: list[Any] = remote.define(source, "repeat")(count, function, *arguments)
    return values


def shares(indices: Sequence[Any], size: int) -> np.ndarray:
    """How often each index from 0 to size - 1 was drawn, as frequencies."""
    drawn = np.array(indices)
    check_true(
        drawn.dtype.kind in "iu" and drawn.min() >= 0 and drawn.max() < size,
        en="A draw is an index of the original weights, an int.",
        fr="Un tirage est un indice des poids d'origine, un entier.",
    )
    return np.bincount(drawn, minlength=size) / len(drawn)


def followers(texts: Sequence[Sequence[str]], size: int) -> dict[tuple[str, ...], list[str]]:
    """For each context of this size, the words that follow it in some texts."""
    found: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        for i in range(len(text) - size):
            found.setdefault(tuple(text[i : i + size]), []).append(text[i + size])
    return found


def check_followers(
    texts: Sequence[Sequence[str]], allowed: dict[tuple[str, ...], set[str]]
) -> None:
    """Only allowed words follow; after a frequent context, each of them does."""
    size = len(next(iter(allowed)))
    for context, words in followers(texts, size).items():
        # At most 4 words, about equally likely: one of them is missing once in 10^9 times.
        check_true(
            set(words) <= allowed[context] and (len(words) < 80 or set(words) == allowed[context]),
            en="Some words follow where they cannot, or some that could never do.",
            fr="Des mots suivent là où ils ne le peuvent pas, ou des mots possibles jamais.",
        )
