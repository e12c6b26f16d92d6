"""Chapter 18, part d: train a tiny GPT. Reference solutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf


# %% char_tokenizer
class CharTokenizer:
    """Tokenizer whose tokens are the characters of a text.

    Parameters
    ----------
    text
        A text of at least one character.

    Attributes
    ----------
    vocab
        The list of the different characters of the text, each once, in the order of `sorted`.
        The id of a character is its place in this list.

    Examples
    --------
    >>> tokenizer = CharTokenizer("abracadabra")
    >>> tokenizer.vocab
    ['a', 'b', 'c', 'd', 'r']
    >>> tokenizer.encode("bar")
    [1, 0, 4]
    >>> tokenizer.decode([2, 0, 1])
    'cab'
    """

    def __init__(self, text: str) -> None:
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text: str) -> list[int]:
        """Ids of the characters of a text.

        Parameters
        ----------
        text
            Any text, also the empty one.

        Returns
        -------
        A list of ints, one for each character.

        Raises
        ------
        ValueError
            When a character of the text is not in the vocabulary.
        """
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids: Sequence[int]) -> str:
        """Text of a list of ids.

        Parameters
        ----------
        ids
            Ints (or numpy integers), possibly none.

        Returns
        -------
        The characters with these ids, joined to one text.

        Raises
        ------
        ValueError
            When an id is not one of 0, ..., N - 1, where N is the length of vocab; negative
            ids are refused too.
        """
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


# %% training_batch
def training_batch(
    ids: Sequence[int] | np.ndarray, length: int, batch_size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Random windows of a text, and for each of their tokens the token that follows it.

    Parameters
    ----------
    ids
        The tokens of the text, a list or an array of L ints.
    length
        Length K of a window, at least 1.
    batch_size
        Number of windows, at least 1; it may be larger than the number of places.
    rng
        Source of chance. Each window starts at one of the places 0, ..., L - K - 1, all of
        them equally likely, and the windows are independent of each other.

    Returns
    -------
    The pair (inputs, targets) of integer arrays of shape (batch_size, length). If row b of
    inputs starts at place s, it is ids[s], ..., ids[s + K - 1], and row b of targets is
    ids[s + 1], ..., ids[s + K].

    Raises
    ------
    ValueError
        When the text is too short for one window with its targets: L < K + 1.

    Examples
    --------
    A text with a single place for the window:

    >>> training_batch([5, 6, 7, 8], 3, 2, np.random.default_rng(0))
    (array([[5, 6, 7], [5, 6, 7]]), array([[6, 7, 8], [6, 7, 8]]))
    """
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = rng.integers(len(ids) - length, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return windows[:, :-1], windows[:, 1:]


# %% next_token_loss
def next_token_loss(model: Any, inputs: np.ndarray, targets: np.ndarray) -> tf.Tensor:
    """Mean of -ln p(target) over all tokens of all texts of a batch.

    Parameters
    ----------
    model
        A model as in section 3.1: model(inputs) are logits of shape (batch, K, N).
    inputs, targets
        Integer arrays of shape (batch, K); targets[b, k] is the token that follows
        inputs[b, k].

    Returns
    -------
    A scalar tensor, right and finite for logits up to 10000 in absolute value. Gradients flow
    to the variables of the model.

    Examples
    --------
    A model that finds all of its four tokens equally likely has the loss ln 4:

    >>> even = lambda ids: tf.zeros((*ids.shape, 4))
    >>> next_token_loss(even, np.array([[0, 1, 2]]), np.array([[1, 2, 3]])).numpy()
    1.38629...
    """
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, model(inputs))
    return tf.reduce_mean(losses)


# %% causal_attention
def causal_attention(
    x: tf.Tensor, W_Q: tf.Tensor, W_K: tf.Tensor, W_V: tf.Tensor, W_O: tf.Tensor, num_heads: int
) -> tf.Tensor:
    """Several causal attention heads side by side, for a batch of texts, in TensorFlow.

    Parameters
    ----------
    x
        Tensor of shape (batch, K, n): token k of text b is the row x[b, k].
    W_Q, W_K, W_V
        Tensors or variables of shape (n, n). With r = n / num_heads, the columns h r, ...,
        (h + 1) r - 1 belong to head h = 0, 1, ...
    W_O
        Tensor or variable of shape (n, n); the rows h r, ..., (h + 1) r - 1 belong to head h.
    num_heads
        Number of heads, a divisor of n.

    Returns
    -------
    A tensor of shape (batch, K, n): the sum of what the heads write, without x itself. Token
    i looks at the tokens j <= i only, and each head divides its scores by the square root of
    r. Scores up to 10000 in absolute value are allowed. Gradients flow to all five tensors.

    Raises
    ------
    ValueError
        When num_heads does not divide n.

    Examples
    --------
    Two tokens, one head, four identity matrices (section 4.1):

    >>> one = tf.eye(2)
    >>> causal_attention(one[None], one, one, one, one, 1).numpy()[0, 1].tolist()
    [0.33023..., 0.66976...]
    """
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows: tf.Tensor) -> tf.Tensor:
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = split(x @ W_Q), split(x @ W_K), split(x @ W_V)
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


# %% tiny_gpt
class TinyGPT:
    """Transformer that gives, for each token of a text, logits for the token that follows.

    Parameters
    ----------
    vocab_size, dim
        Number N of tokens, dimension n of the token vectors.
    num_heads, num_layers
        Attention heads per layer, and number L >= 1 of layers.
    max_tokens
        Largest number of tokens of a text.
    seed
        An int, 0 or more: the same seed gives the same variables, other seeds give others.

    Attributes
    ----------
    max_tokens
        The argument of this name.
    variables
        The list of the 3 + 8 L objects of type tf.Variable (float32), in the order of section
        5.2. All matrices start with independent normal numbers of mean 0 and standard
        deviation 0.1, no two of them with the same numbers; the biases start with 0.

    Raises
    ------
    ValueError
        When num_heads does not divide dim.

    Examples
    --------
    >>> model = TinyGPT(vocab_size=7, dim=4, num_heads=2, num_layers=1, max_tokens=5, seed=0)
    >>> [tuple(variable.shape) for variable in model.variables[:3]]
    [(7, 4), (5, 4), (4, 4)]
    >>> sum(int(tf.size(variable)) for variable in model.variables)
    288
    >>> tuple(model(np.array([[0, 1, 2], [6, 6, 0]])).shape)
    (2, 3, 7)
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        num_heads: int,
        num_layers: int,
        max_tokens: int,
        seed: int,
    ) -> None:
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int) -> tf.Variable:
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids: np.ndarray | tf.Tensor) -> tf.Tensor:
        """Logits of the next tokens.

        Parameters
        ----------
        ids
            Integers of shape (batch, K), an array or a tensor, each one of 0, ..., N - 1.

        Returns
        -------
        A tensor of shape (batch, K, N), float32, no softmax: [b, k] are the logits for the
        token after token k of text b, computed as section 5.1 says. Gradients flow to all
        variables.

        Raises
        ------
        ValueError
            When K is larger than max_tokens.
        """
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


# %% train
def train(
    model: Any,
    ids: Sequence[int] | np.ndarray,
    steps: int,
    batch_size: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> list[float]:
    """Train a model on a text with Adam, in place.

    Parameters
    ----------
    model
        A model as in section 3.1; its variables are changed.
    ids
        The tokens of the text, at least model.max_tokens + 1 of them.
    steps
        Number of steps, 0 or more. Each takes a new batch of random windows of length
        model.max_tokens, as training_batch makes them, and calls Adam once.
    batch_size, learning_rate
        Number of windows of a batch; learning rate of Adam, whose other settings are those
        of Keras. Adam starts anew with each call of train.
    rng
        Source of chance.

    Returns
    -------
    A list of `steps` floats: the loss on the batch of each step, before its update.

    Examples
    --------
    >>> model = TinyGPT(4, 4, 1, 1, 2, seed=0)
    >>> losses = train(model, [0, 1, 2, 3] * 5, 4, 8, 0.01, np.random.default_rng(0))
    >>> len(losses)
    4
    """
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


# %% generate
def generate(
    model: Any,
    tokenizer: Any,
    prompt: str,
    num_new: int,
    temperature: float,
    rng: np.random.Generator,
) -> str:
    """Let a model continue a text, one random token after the other.

    Parameters
    ----------
    model
        A model as in section 3.1.
    tokenizer
        An object with encode and decode, as a CharTokenizer has them.
    prompt
        The beginning, at least one character; it may be longer than model.max_tokens.
    num_new
        Number of new tokens, 0 or more.
    temperature
        The logits are divided by this number before the softmax.
    rng
        Source of chance.

    Returns
    -------
    The whole prompt, followed by the new tokens. Each is drawn from the probabilities that
    the model gives after the last model.max_tokens tokens so far (all of them, while they are
    fewer). Logits up to 10000 in absolute value after the division are allowed.

    Raises
    ------
    ValueError
        When the temperature is 0 or negative, even if num_new is 0.

    Examples
    --------
    A model without doubts, for which token 1 always follows:

    >>> sure = lambda ids: tf.constant([0.0, 100.0]) + tf.zeros((*ids.shape, 2))
    >>> sure.max_tokens = 3
    >>> generate(sure, CharTokenizer("ab"), "a", 4, 1.0, np.random.default_rng(0))
    'abbbb'
    """
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)
