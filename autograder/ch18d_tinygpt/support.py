"""Small models, in numpy and in the student's process, for the graders of chapter 18d."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chainrule.grading import check_true

#: A hundred times what float32 loses in networks of this size, far below any mistake.
FLOAT32 = {"rtol": 5e-5, "atol": 5e-5, "any_float": True}

Weights = list[np.ndarray]


def generator(remote: Any, seed: int) -> Any:
    """A numpy generator that lives in the student's process."""
    return remote.module("numpy").random.default_rng(seed)


def check_frequencies(found: Sequence[float], p: np.ndarray, draws: int) -> None:
    """Ask for frequencies near the probabilities: five standard deviations, three draws more.

    The three draws are for rare values, which are far from normal.
    """
    away = np.abs(np.asarray(found) - p)
    check_true(
        bool(np.all(away < 5 * np.sqrt(p * (1 - p) / draws) + 3 / draws)),
        en="The frequencies are not those of these probabilities.",
        fr="Les fréquences ne sont pas celles de ces probabilités.",
    )


def softmax(scores: np.ndarray) -> np.ndarray:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def gelu(z: np.ndarray) -> np.ndarray:
    return z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


def attention(x: np.ndarray, weights: Sequence[np.ndarray], num_heads: int) -> np.ndarray:
    """The sum of the causal heads for one text x of shape (K, n), head by head."""
    W_Q, W_K, W_V, W_O = weights
    x = x.astype(float)
    r = x.shape[1] // num_heads
    allowed = np.tri(len(x), dtype=bool)
    total = np.zeros_like(x)
    for head in (slice(h * r, (h + 1) * r) for h in range(num_heads)):
        scores = (x @ W_Q[:, head]) @ (x @ W_K[:, head]).T / np.sqrt(r)
        A = softmax(np.where(allowed, scores, -np.inf))
        total += A @ (x @ W_V[:, head]) @ W_O[head]
    return total


def gpt_shapes(N: int, n: int, layers: int, max_tokens: int) -> list[tuple[int, ...]]:
    """The shapes of the variables of a TinyGPT, in the order of section 5.2."""
    layer: list[tuple[int, ...]] = [(n, n)] * 4 + [(n, 4 * n), (4 * n,), (4 * n, n), (n,)]
    return [(N, n), (max_tokens, n), *layer * layers, (n, N)]


def gpt_logits(weights: Weights, ids: np.ndarray, num_heads: int) -> np.ndarray:
    """The logits of a TinyGPT with these weights for one text of K ids, shape (K, N)."""
    tokens, positions, *layers, unembedding = weights
    x = tokens[ids] + positions[: len(ids)]
    for i in range(0, len(layers), 8):
        W_1, b_1, W_2, b_2 = layers[i + 4 : i + 8]
        x = x + attention(x, layers[i : i + 4], num_heads)
        x = x + gelu(x @ W_1 + b_1) @ W_2 + b_2
    return x @ unembedding


_LOOK = """
import numpy as np
import tensorflow as tf

def arrays(model):
    return [np.asarray(variable) for variable in model.variables]

def are_variables(model):
    return [isinstance(variable, tf.Variable) for variable in model.variables]

def assign(model, weights):
    for variable, weight in zip(model.variables, weights):
        variable.assign(weight)

def evaluate(function, *arguments):
    return np.asarray(function(*arguments))

def tensors(arrays):
    return [tf.constant(array, tf.float32) for array in arrays]

def gradients(variables, function, *arguments):
    with tf.GradientTape() as tape:
        tape.watch(variables)
        result = tf.reduce_sum(function(*arguments) ** 2)
    found = tape.gradient(result, variables)
    return [None if g is None else np.asarray(tf.convert_to_tensor(g)) for g in found]
"""


def look(remote: Any, name: str) -> Any:
    """A function of the student's process that looks at tensors and variables."""
    return remote.define(_LOOK, name)


# A model small enough for many steps: the logits depend on the last two tokens and the place.
_MODEL = """
import tensorflow as tf

class TwoTokens:
    def __init__(self, weights):
        self.variables = [tf.Variable(weight, dtype=tf.float32) for weight in weights]
        self.max_tokens = len(weights[2])
        self.shapes = []

    def __call__(self, ids):
        self.shapes.append(tuple(ids.shape))
        last, before, place = self.variables
        one_hot = tf.one_hot(ids, last.shape[0])
        earlier = tf.pad(one_hot[:, :-1] @ before, ((0, 0), (1, 0), (0, 0)))
        return one_hot @ last + earlier + place[:ids.shape[1]]
"""


def two_tokens(remote: Any, weights: Weights) -> Any:
    """A handle of a model with the weights last (N, N), before (N, N), place (max_tokens, N)."""
    return remote.define(_MODEL, "TwoTokens")(weights)


_CONSTANT = """
import tensorflow as tf

class Constant:
    max_tokens = 3

    def __init__(self, logits):
        self.variables = [tf.Variable(logits, dtype=tf.float32)]

    def __call__(self, ids):
        logits, = self.variables
        return tf.broadcast_to(logits, (*ids.shape, logits.shape[0]))
"""


def constant(remote: Any, logits: Sequence[float]) -> Any:
    """A handle of a model that gives these logits after every token."""
    return remote.define(_CONSTANT, "Constant")(list(map(float, logits)))


def two_tokens_logits(weights: Weights, ids: Sequence[int]) -> np.ndarray:
    """The same in numpy, for one text of K ids: shape (K, N)."""
    last, before, place = weights
    logits = last[list(ids)] + place[: len(ids)]
    logits[1:] += before[list(ids[:-1])]
    return logits


def random_weights(rng: np.random.Generator, N: int, max_tokens: int, scale: float = 1) -> Weights:
    """Weights of a TwoTokens model that float32 holds."""
    shapes = [(N, N), (N, N), (max_tokens, N)]
    return [np.round(scale * 64 * rng.normal(size=shape)) / 64 for shape in shapes]
