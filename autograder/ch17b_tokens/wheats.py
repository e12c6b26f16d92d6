"""Right answers of chapter 17, part b, that look different from the reference."""

from collections import Counter
from itertools import pairwise

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="one_hot_embedding", title="A row of the identity; a matrix times the one-hot")
def one_hot(token_id, vocab_size):
    if token_id not in range(vocab_size):
        raise IndexError
    return np.eye(vocab_size)[token_id]


@wheat(exercise="one_hot_embedding", title="A row of the identity; a matrix times the one-hot")
def embed(A, token_ids):
    return A @ np.array([one_hot(i, A.shape[1]) for i in token_ids]).T


@wheat(exercise="one_hot_embedding", title="Comparisons as floats; one column after the other")
def one_hot(token_id, vocab_size):  # noqa: F811
    if token_id < 0 or token_id >= vocab_size:
        raise IndexError(token_id)
    return np.array([float(place == token_id) for place in range(vocab_size)])


@wheat(exercise="one_hot_embedding", title="Comparisons as floats; one column after the other")
def embed(A, token_ids):  # noqa: F811
    n, size = A.shape
    result = np.empty((n, len(token_ids)))
    for k, token_id in enumerate(token_ids):
        if not 0 <= token_id <= size - 1:
            raise IndexError(token_id)
        result[:, k] = A[:, token_id]
    return result


@wheat(exercise="one_hot_embedding", title="np.take, after a check of all ids at once")
def embed(A, token_ids):  # noqa: F811
    ids = np.array(token_ids)
    if np.any((ids < 0) | (ids >= A.shape[1])):
        raise IndexError
    return np.take(A, ids, axis=1)


@wheat(exercise="compressed_size", title="The ratio first")
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):
    if num_chars < 1:
        raise ValueError
    ratio = bytes_per_token / chars_per_token
    return ratio * num_chars, ratio


@wheat(exercise="compressed_size", title="numpy scalars in a list")
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if not num_chars > 0:
        raise ValueError
    size = np.float64(num_chars) * bytes_per_token / chars_per_token
    return [size, size / num_chars]


@wheat(exercise="most_frequent_pair", title="A dict and a loop that keeps the first best pair")
def most_frequent_pair(words):
    counts = {}
    for word in words:
        for i in range(len(word) - 1):
            pair = (word[i], word[i + 1])
            counts[pair] = counts.get(pair, 0) + 1
    best = None
    for pair, count in counts.items():
        if best is None or count > best[1]:
            best = (pair, count)
    return best


@wheat(exercise="most_frequent_pair", title="Counter.most_common, which keeps the first of equals")
def most_frequent_pair(words):  # noqa: F811
    counts = Counter()
    for word in words:
        counts.update(pairwise(word))
    return counts.most_common(1)[0] if counts else None


@wheat(exercise="most_frequent_pair", title="A list of all pairs, counted again for each")
def most_frequent_pair(words):  # noqa: F811
    pairs = [[word[i - 1], word[i]] for word in words for i in range(1, len(word))]
    if not pairs:
        return None
    best = max(range(len(pairs)), key=lambda place: (pairs.count(pairs[place]), -place))
    return [pairs[best], np.int64(pairs.count(pairs[best]))]


@wheat(exercise="merge_pair", title="Each token joins the one before it, if the two are the pair")
def merge_pair(tokens, pair):
    result = []
    for token in tokens:
        if result and result[-1] == pair[0] and token == pair[1]:
            result[-1] += token
        else:
            result.append(token)
    return result


@wheat(exercise="merge_pair", title="Recursion, with tuples")
def merge_pair(tokens, pair):  # noqa: F811
    if len(tokens) < 2:
        return tuple(tokens)
    first, second, *rest = tokens
    if (first, second) == tuple(pair):
        return first + second, *merge_pair(rest, pair)
    return first, *merge_pair(tokens[1:], pair)


@wheat(exercise="merge_pair", title="A copy from which the second tokens are taken away")
def merge_pair(tokens, pair):  # noqa: F811
    copy = list(tokens)
    i = 0
    while i < len(copy) - 1:
        if copy[i] == pair[0] and copy[i + 1] == pair[1]:
            copy[i] = "".join(pair)
            del copy[i + 1]
        i += 1
    return copy


@wheat(exercise="bpe_training", title="A loop over the rounds, the vocabulary grows along")
def bpe_train(text, num_merges):
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab = sorted({letter for word in words for letter in word})
    merges = []
    for _ in range(num_merges):
        found = most_frequent_pair(words)
        if found is None or found[1] == 1:
            break
        pair = found[0]
        words = [merge_pair(word, pair) for word in words]
        vocab.append(pair[0] + pair[1])
        merges.append(pair)
    return vocab, merges, words


@wheat(exercise="bpe_training", title="Different words with their numbers, as in large corpora")
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    frequency = Counter(text.split())
    tokens = {word: list(word) for word in frequency}
    merges = []
    while len(merges) < num_merges:
        counts = Counter()
        for word, times in frequency.items():
            for pair in pairwise(tokens[word]):
                counts[pair] += times
        if not counts or max(counts.values()) < 2:
            break
        (a, b), _ = counts.most_common(1)[0]
        merges.append((a, b))
        for word, pieces in tokens.items():
            tokens[word] = merge_pair(pieces, (a, b))
    vocab = sorted(set("".join(frequency))) + [a + b for a, b in merges]
    return [vocab, merges, [tokens[word] for word in text.split()]]


@wheat(exercise="bpe_training", title="Recursion over the merges, with lists for pairs")
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError(num_merges)
    if num_merges == 0:
        words = [list(word) for word in text.split()]
        return sorted(set("".join(text.split()))), [], words
    vocab, merges, words = bpe_train(text, num_merges - 1)
    best = most_frequent_pair(words)
    if len(merges) == num_merges - 1 and best is not None and best[1] > 1:
        vocab, merges = [*vocab, "".join(best[0])], [*merges, list(best[0])]
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@wheat(exercise="bpe_coding", title="The pair of lowest rank, until no pair has a rank")
def bpe_encode(text, vocab, merges, first_id=1):
    rank = {pair: number for number, pair in enumerate(merges)}
    coded = []
    for word in text.split():
        tokens = list(word)
        while pairs := [pair for pair in pairwise(tokens) if pair in rank]:
            tokens = merge_pair(tokens, min(pairs, key=rank.get))
        try:
            coded.append([vocab.index(token) + first_id for token in tokens])
        except ValueError:
            raise ValueError("unknown character") from None
    return coded


@wheat(exercise="bpe_coding", title="The pair of lowest rank, until no pair has a rank")
def bpe_decode(ids, vocab, first_id=1):
    token = dict(enumerate(vocab, first_id))
    words = []
    for word in ids:
        if not all(i in token for i in word):
            raise ValueError("unknown id")
        words.append("".join([token[i] for i in word]))
    return " ".join(words)


@wheat(exercise="bpe_coding", title="Merges outside, words inside; ids checked by a loop")
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    words = [list(word) for word in text.split()]
    for word in words:
        for letter in word:
            if letter not in vocab:
                raise ValueError(letter)
    for pair in merges:
        words = [merge_pair(word, pair) for word in words]
    return tuple([first_id + vocab.index(token) for token in word] for word in words)


@wheat(exercise="bpe_coding", title="Merges outside, words inside; ids checked by a loop")
def bpe_decode(ids, vocab, first_id=1):  # noqa: F811
    text = ""
    for word in ids:
        for token_id in word:
            if token_id < first_id or token_id - first_id >= len(vocab):
                raise ValueError(token_id)
            text += vocab[token_id - first_id]
        text += " "
    return text[:-1]


@wheat(exercise="tokenizer", title="Pieces by a loop over the characters; two dicts")
class Tokenizer:
    def __init__(self, merges, alphabet, first_id=0):
        self.merges = list(merges)
        self.vocab = [" "]
        self.vocab.extend(alphabet)
        self.vocab.extend(a + b for a, b in merges)
        self.ids = {token: i for i, token in enumerate(self.vocab, first_id)}
        self.tokens = {i: token for token, i in self.ids.items()}

    @staticmethod
    def cut(text):
        pieces = []
        for letter in text:
            if letter == " " or not pieces:
                pieces.append([])
            pieces[-1].append(letter)
        return pieces

    @classmethod
    def train(cls, text, num_merges, first_id=0):
        if num_merges < 0:
            raise ValueError("negative number of merges")
        pieces, merges = cls.cut(text), []
        for _ in range(num_merges):
            best = most_frequent_pair(pieces)
            if best is None or best[1] < 2:
                break
            merges.append(best[0])
            pieces = [merge_pair(piece, best[0]) for piece in pieces]
        alphabet = sorted(letter for letter in set(text) if letter != " ")
        return cls(merges, alphabet, first_id)

    def encode(self, text):
        result = []
        for piece in self.cut(text):
            for pair in self.merges:
                piece = merge_pair(piece, pair)
            for token in piece:
                if token not in self.ids:
                    raise ValueError(token)
                result.append(self.ids[token])
        return result

    def decode(self, ids):
        for i in ids:
            if i not in self.tokens:
                raise ValueError(i)
        return "".join(self.tokens[i] for i in ids)


@wheat(exercise="tokenizer", title="bpe_train and bpe_encode, with other signs for white space")
class Tokenizer:  # noqa: F811
    # Ġ stands for the space, as in GPT-2, and a real space cuts in front of it.
    signs = str.maketrans({" ": "Ġ", "\n": "Ċ", "\t": "ĉ"})
    spaces = str.maketrans({"Ġ": " ", "Ċ": "\n", "ĉ": "\t"})

    def __init__(self, merges, alphabet, first_id=0):
        self.first_id = first_id
        self.vocab = [" ", *alphabet, *(a + b for a, b in merges)]
        self.marked = [token.translate(self.signs) for token in self.vocab]
        self.merges = [(a.translate(self.signs), b.translate(self.signs)) for a, b in merges]

    @classmethod
    def words(cls, text):
        return text.translate(cls.signs).replace("Ġ", " Ġ")

    @classmethod
    def train(cls, text, num_merges, first_id=0):
        _, marked, _ = bpe_train(cls.words(text), num_merges)
        merges = [(a.translate(cls.spaces), b.translate(cls.spaces)) for a, b in marked]
        return cls(merges, sorted({*text} - {" "}), first_id)

    def encode(self, text):
        words = bpe_encode(self.words(text), self.marked, self.merges, self.first_id)
        return [token_id for word in words for token_id in word]

    def decode(self, ids):
        return bpe_decode([ids], self.marked, self.first_id).translate(self.spaces)
