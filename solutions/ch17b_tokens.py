"""Chapter 17, part b: tokens and byte pair encoding. Reference solutions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

import numpy as np


# %% one_hot_embedding
def one_hot(token_id: int, vocab_size: int) -> np.ndarray:
    """Token id vector: 1 in place token_id, 0 elsewhere.

    Parameters
    ----------
    token_id
        The token id, an int, counted from 0.
    vocab_size
        Size N of the vocabulary, an int >= 1.

    Returns
    -------
    A float64 array of shape (vocab_size,).

    Raises
    ------
    IndexError
        When token_id is not one of 0, ..., vocab_size - 1; a negative one is not.

    Examples
    --------
    >>> one_hot(2, 4)
    array([0.0, 0.0, 1.0, 0.0])
    """
    if token_id < 0:
        raise IndexError("token ids begin at 0")
    vector = np.zeros(vocab_size)
    vector[token_id] = 1
    return vector


# %% one_hot_embedding
def embed(A: np.ndarray, token_ids: Sequence[int]) -> np.ndarray:
    """Token vectors of a list of tokens, side by side.

    Parameters
    ----------
    A
        The embedding matrix, a float64 array of shape (n, N); its column number i is the
        token vector of token number i.
    token_ids
        K >= 1 token ids, counted from 0; an id may come several times.

    Returns
    -------
    A new float64 array of shape (n, K); its column number k is the token vector of
    token_ids[k]. Writing into it leaves A as it was.

    Raises
    ------
    IndexError
        When one of the ids is not one of 0, ..., N - 1; a negative one is not.

    Examples
    --------
    >>> A = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]])
    >>> embed(A, [2, 0])
    array([[2.0, 1.0], [3.0, 0.0]])
    """
    if min(token_ids) < 0:
        raise IndexError("token ids begin at 0")
    return A[:, list(token_ids)]


# %% compressed_size
def compressed_size(
    num_chars: int, chars_per_token: float = 4, bytes_per_token: int = 2
) -> tuple[float, float]:
    """Size of a text that is stored as token ids, by the rules of thumb.

    Parameters
    ----------
    num_chars
        Number of characters of the text; without tokens, each of them takes one byte.
    chars_per_token
        Mean number of characters of a token, a positive number.
    bytes_per_token
        Number of bytes in which one token id is stored, an int >= 1.

    Returns
    -------
    The pair (size, ratio) of floats: the number of bytes of all token ids, and this number
    divided by the number of bytes of the text. The number of tokens is not rounded.

    Raises
    ------
    ValueError
        When num_chars <= 0.

    Examples
    --------
    >>> compressed_size(1000)
    (500.0, 0.5)
    """
    if num_chars <= 0:
        raise ValueError("a text has at least one character")
    size = num_chars / chars_per_token * bytes_per_token
    return size, size / num_chars


# %% most_frequent_pair
def most_frequent_pair(words: list[list[str]]) -> tuple[tuple[str, str], int] | None:
    """The most frequent pair of neighbouring tokens, and how often it occurs.

    A pair is two tokens in their order, one right after the other in the same word. Every
    place counts, overlapping ones too, in every word of the list, also in a word that comes
    again.

    Parameters
    ----------
    words
        The words, in reading order; each word is the list of its tokens. There may be none.

    Returns
    -------
    The pair (pair, count): pair is a tuple of two tokens, count an int. Among equally
    frequent pairs it is the one that is met first in reading order (word after word, each
    from left to right). None when no word has two tokens; a best count of 1 is an answer.

    Examples
    --------
    The words of section 3.2 at the start, and after the first merge, where (b, a) and
    (a, c) both occur twice:

    >>> words = [["a", "b"], ["a", "b"], ["a", "b", "c"], ["d", "b", "a", "c"]]
    >>> most_frequent_pair(words + [["b", "a", "c", "d", "e"]])
    (("a", "b"), 3)
    >>> words = [["ab"], ["ab"], ["ab", "c"], ["d", "b", "a", "c"]]
    >>> most_frequent_pair(words + [["b", "a", "c", "d", "e"]])
    (("b", "a"), 2)
    """
    counts = Counter(pair for word in words for pair in pairwise(word))
    # Of equal counts, max takes the first key; keys stand in the order of their first place.
    return max(counts.items(), key=lambda item: item[1], default=None)


# %% merge_pair
def merge_pair(tokens: list[str], pair: tuple[str, str]) -> list[str]:
    """Replace every occurrence of a pair of neighbouring tokens by one token.

    The tokens are read from left to right. Where a token equals pair[0] and the next one
    equals pair[1], one token takes the place of these two, and reading goes on behind them.
    Whole tokens are compared, in this order.

    Parameters
    ----------
    tokens
        The tokens of one word, from 0 to 100; the list is not changed.
    pair
        The two tokens to merge.

    Returns
    -------
    A new list of tokens; it equals the old one if the pair does not occur.

    Examples
    --------
    >>> merge_pair(["d", "b", "a", "c"], ("b", "a"))
    ["d", "ba", "c"]
    >>> merge_pair(["a", "a", "a"], ("a", "a"))
    ["aa", "a"]
    """
    merged: list[str] = []
    i = 0
    while i < len(tokens):
        if tokens[i : i + 2] == list(pair):
            merged.append("".join(pair))
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


# %% bpe_training
def bpe_train(
    text: str, num_merges: int
) -> tuple[list[str], list[tuple[str, str]], list[list[str]]]:
    """Vocabulary of a text by byte pair encoding.

    The words are the parts of the text between white space, `text.split()`; capitals are
    kept. Each word begins as the list of its characters. Each round counts the pairs of the
    present words, chooses one as `most_frequent_pair` does and merges it in every word as
    `merge_pair` does. It ends after num_merges rounds, or as soon as no pair occurs twice.

    Parameters
    ----------
    text
        The text to learn from; it may be empty.
    num_merges
        The number of merges at most, an int from 0 to 50.

    Returns
    -------
    The triple (vocab, merges, words). vocab: the different characters of the words, sorted
    as Python sorts strings, then the new token of each merge, in the order of the merges.
    merges: the merged pairs, tuples of two tokens, in this order. words: for each word of
    the text, in order, the list of its tokens at the end.

    Raises
    ------
    ValueError
        When num_merges < 0.

    Examples
    --------
    The example of section 3.2:

    >>> vocab, merges, words = bpe_train("ab ab abc dbac bacde", 3)
    >>> vocab
    ["a", "b", "c", "d", "e", "ab", "ba", "bac"]
    >>> merges
    [("a", "b"), ("b", "a"), ("ba", "c")]
    >>> words
    [["ab"], ["ab"], ["ab", "c"], ["d", "bac"], ["bac", "d", "e"]]
    """
    words, merges = _learn([list(word) for word in text.split()], num_merges)
    alphabet = sorted(set("".join(text.split())))
    return [*alphabet, *map("".join, merges)], merges, words


def _learn(
    words: list[list[str]], num_merges: int
) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """The words after at most num_merges merges, and these merges."""
    if num_merges < 0:
        raise ValueError("the number of merges is negative")
    merges: list[tuple[str, str]] = []
    while len(merges) < num_merges:
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        words = [merge_pair(word, best[0]) for word in words]
    return words, merges


# %% bpe_coding
def bpe_encode(
    text: str, vocab: list[str], merges: list[tuple[str, str]], first_id: int = 1
) -> list[list[int]]:
    """Token ids of the words of a text.

    The words are the parts of the text between white space, `text.split()`. Each word
    begins as the list of its characters; then the merges are made one after the other, in
    the order of the list, each of them once and in all its places, as `merge_pair` does.

    Parameters
    ----------
    text
        The text, not always the one that the vocabulary was learnt from; it may be empty.
    vocab
        The vocabulary, different tokens; the token vocab[p] has the id first_id + p.
    merges
        Pairs of tokens of vocab; the merged token is in vocab, too. Each token of a pair is
        one character or comes from an earlier merge.
    first_id
        The first id, an int >= 0.

    Returns
    -------
    For each word, in order, the list of the ids of its tokens.

    Raises
    ------
    ValueError
        When a character of a word is not in vocab.

    Examples
    --------
    The vocabulary of section 3.2:

    >>> vocab = ["a", "b", "c", "d", "e", "ab", "ba", "bac"]
    >>> merges = [("a", "b"), ("b", "a"), ("ba", "c")]
    >>> bpe_encode("ab ab abc dbac bacde", vocab, merges)
    [[6], [6], [6, 3], [4, 8], [8, 4, 5]]
    """
    return [_token_ids(word, vocab, merges, first_id) for word in text.split()]


def _token_ids(
    word: str, vocab: list[str], merges: list[tuple[str, str]], first_id: int
) -> list[int]:
    ids = {token: first_id + place for place, token in enumerate(vocab)}
    if unknown := set(word) - ids.keys():
        raise ValueError(f"these characters are not in the vocabulary: {sorted(unknown)}")
    return [ids[token] for token in reduce(merge_pair, merges, list(word))]


# %% bpe_coding
def bpe_decode(ids: list[list[int]], vocab: list[str], first_id: int = 1) -> str:
    """The words with these token ids, with one space between two words.

    Parameters
    ----------
    ids
        For each word the list of the ids of its tokens, at least one; the list of words may
        be empty.
    vocab
        The vocabulary; the token vocab[p] has the id first_id + p.
    first_id
        The first id, an int >= 0.

    Returns
    -------
    The text, a string.

    Raises
    ------
    ValueError
        When an id is less than first_id, or at least first_id + len(vocab).

    Examples
    --------
    >>> vocab = ["a", "b", "c", "d", "e", "ab", "ba", "bac"]
    >>> bpe_decode([[6], [6], [6, 3], [4, 8], [8, 4, 5]], vocab)
    "ab ab abc dbac bacde"
    """
    return " ".join(_joined(word, vocab, first_id) for word in ids)


def _joined(ids: Sequence[int], vocab: list[str], first_id: int) -> str:
    if any(not 0 <= i - first_id < len(vocab) for i in ids):
        raise ValueError("one of the ids belongs to no token")
    return "".join(vocab[i - first_id] for i in ids)


# %% tokenizer
class Tokenizer:
    """A tokenizer that keeps every space.

    A text is cut into pieces: a new piece begins at every space, so a space can only be the
    first character of a piece, as in " the". Nothing is lost: the pieces, one after the
    other, are the text. Each piece is then encoded by the merges, exactly as a word is in
    `bpe_encode`. Only the space " " cuts; a tab or a line break is a character like others.

    Parameters
    ----------
    merges
        Pairs of tokens. Each token of a pair is the space, a character of the alphabet or
        comes from an earlier merge; all tokens of the vocabulary are different.
    alphabet
        Different characters, without the space.
    first_id
        The first id, an int >= 0; the token vocab[p] has the id first_id + p.

    Attributes
    ----------
    vocab
        The vocabulary, a list: the space, the characters of the alphabet in the order
        given, the new token of each merge in the order of the merges.

    Examples
    --------
    >>> tokenizer = Tokenizer([(" ", "a"), (" a", "b")], ["a", "b"])
    >>> tokenizer.vocab
    [" ", "a", "b", " a", " ab"]
    >>> tokenizer.encode("ab  ab")
    [1, 2, 0, 4]
    >>> tokenizer.decode([1, 2, 0, 4])
    "ab  ab"
    >>> learnt = Tokenizer.train("ab ab abc dbac bacde", 3)
    >>> learnt.vocab[6:]
    ["ab", " ab", "ba"]
    >>> learnt.encode(" ab bac")
    [7, 0, 8, 3]
    """

    def __init__(
        self, merges: list[tuple[str, str]], alphabet: list[str], first_id: int = 0
    ) -> None:
        self.vocab = [" ", *alphabet, *map("".join, merges)]
        self._merges = merges
        self._first_id = first_id

    @classmethod
    def train(cls, text: str, num_merges: int, first_id: int = 0) -> Tokenizer:
        """Learn a tokenizer from a text, with the rounds of `bpe_train`.

        The pieces of the text take the place of the words. So pairs are counted inside the
        pieces, their spaces included; a tie goes to the pair that is met first, and the
        rounds end when no pair occurs twice.

        Parameters
        ----------
        text
            The text to learn from; it may be empty.
        num_merges
            The number of merges at most, an int from 0 to 50.
        first_id
            The first id, an int >= 0.

        Returns
        -------
        A Tokenizer. Its alphabet: the different characters of the text without the space,
        sorted as Python sorts strings.

        Raises
        ------
        ValueError
            When num_merges < 0.
        """
        _, merges = _learn([list(piece) for piece in _pieces(text)], num_merges)
        return cls(merges, sorted(set(text) - {" "}), first_id)

    def encode(self, text: str) -> list[int]:
        """Token ids of a text.

        Parameters
        ----------
        text
            The text; it may be empty.

        Returns
        -------
        The ids of all tokens, piece after piece, in one list of ints.

        Raises
        ------
        ValueError
            When a character is neither the space nor in the alphabet.
        """
        return [
            token_id
            for piece in _pieces(text)
            for token_id in _token_ids(piece, self.vocab, self._merges, self._first_id)
        ]

    def decode(self, ids: Sequence[int]) -> str:
        """The text with these token ids: decode(encode(text)) is text, space by space.

        Parameters
        ----------
        ids
            Token ids, a list or a tuple of ints in any order; it may be empty.

        Returns
        -------
        The tokens joined, a string.

        Raises
        ------
        ValueError
            When an id is less than first_id, or at least first_id + len(vocab).
        """
        return _joined(ids, self.vocab, self._first_id)


def _pieces(text: str) -> list[str]:
    """The text cut in front of every space; the first piece may be empty."""
    start, *rest = text.split(" ")
    return [start, *(" " + word for word in rest)]
