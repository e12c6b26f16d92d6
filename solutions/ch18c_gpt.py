"""Chapter 18, part c: GELU, blocks and a tiny GPT. Reference solutions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


# %% gelu
def normal_pdf(x: ArrayLike) -> np.ndarray:
    """Density f of the standard Gaussian law.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The densities, an array of the shape of x; for a number, a number.

    Examples
    --------
    >>> normal_pdf([0, 1])
    array([0.398942..., 0.241970...])
    """
    return np.exp(-(np.asarray(x) ** 2) / 2) / np.sqrt(2 * np.pi)


# %% gelu
def normal_cdf(x: ArrayLike) -> np.ndarray:
    """Distribution function Phi of the standard Gaussian law, by its exact formula.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The probabilities, an array of the shape of x; for a number, a number.

    Examples
    --------
    >>> normal_cdf(0)
    0.5
    >>> normal_cdf([[-1, 1]])
    array([[0.158655..., 0.841344...]])
    """
    erf = np.vectorize(math.erf)
    return (1 + erf(np.asarray(x) / np.sqrt(2))) / 2


# %% gelu
def gelu(x: ArrayLike) -> np.ndarray:
    """The activation GELU, x Phi(x), by its exact formula.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The values, an array of the shape of x; for a number, a number. They are finite and right
    at least up to |x| = 100.

    Examples
    --------
    >>> gelu([-1, 0, 1])
    array([-0.158655..., 0, 0.841344...])
    >>> gelu(3)
    2.995950...
    """
    return np.asarray(x) * normal_cdf(x)


# %% gelu
def gelu_derivative(x: ArrayLike) -> np.ndarray:
    """Derivative of GELU, by a formula and not by a difference quotient.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The derivatives, an array of the shape of x; for a number, a number.

    Examples
    --------
    >>> gelu_derivative([-1, 0, 1])
    array([-0.083315..., 0.5, 1.083315...])
    """
    return normal_cdf(x) + np.asarray(x) * normal_pdf(x)


# %% gelu_approximations
def gelu_tanh(x: ArrayLike) -> np.ndarray:
    """The tanh form of GELU, used by GPT-2.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The values, an array of the shape of x; for a number, a number. They are right, never nan,
    at least up to |x| = 1000.

    Examples
    --------
    >>> gelu_tanh([-2, 1])
    array([-0.045402..., 0.841191...])
    """
    x = np.asarray(x)
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


# %% gelu_approximations
def gelu_sigmoid(x: ArrayLike) -> np.ndarray:
    """The sigmoid form of GELU.

    Parameters
    ----------
    x
        A number, a list or an array of any shape, of ints or floats.

    Returns
    -------
    The values, an array of the shape of x; for a number, a number. They are right, never nan,
    at least up to |x| = 1000.

    Examples
    --------
    >>> gelu_sigmoid([-2, 1])
    array([-0.064341..., 0.845795...])
    """
    # The sigmoid of z is (1 + tanh(z/2)) / 2: nothing overflows.
    return np.asarray(x) / 2 * (1 + np.tanh(1.702 / 2 * np.asarray(x)))


# %% gelu_approximations
def max_abs_error(
    f: Callable[[np.ndarray], np.ndarray],
    g: Callable[[np.ndarray], np.ndarray],
    lo: float = -6.0,
    hi: float = 6.0,
    num: int = 2401,
) -> tuple[float, float]:
    """Largest distance of two functions on a grid, and where it is reached.

    Parameters
    ----------
    f
        Function of a number or of a 1-D array, element by element. You may call it point by
        point or once with the whole grid.
    g
        Function of the same kind.
    lo
        First point of the grid.
    hi
        Last point of the grid.
    num
        Number of points of the grid np.linspace(lo, hi, num).

    Returns
    -------
    The tuple (e, t): e is the largest |f(x) - g(x)| over the points x of the grid, t is a
    point where it is reached, any one if there are several.

    Examples
    --------
    >>> max_abs_error(lambda x: x**2, lambda x: 0 * x, -1, 2, num=4)
    (4, 2)

    The two approximations on [-6, 6], with a right `gelu`:

    >>> max_abs_error(gelu_tanh, gelu)[0]
    0.000473...
    >>> max_abs_error(gelu_sigmoid, gelu)[0]
    0.020334...
    """
    grid = np.linspace(lo, hi, num)
    errors = np.abs(f(grid) - g(grid))
    return errors.max(), grid[errors.argmax()]


# %% mlp_block
def mlp_block(
    x: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> np.ndarray:
    """Dense block: two dense layers, applied to each column of x alone.

    GELU, in its tanh form (section 1.4), acts on the hidden layer only. The stream is not
    added here.

    Parameters
    ----------
    x
        Token vectors as columns, shape (n, K).
    W1
        Weights of the hidden layer, shape (m, n).
    b1
        Biases of the hidden layer, shape (m,).
    W2
        Weights of the output layer, shape (n, m).
    b2
        Biases of the output layer, shape (n,).

    Returns
    -------
    An array of shape (n, K).

    Raises
    ------
    ValueError
        When W1, b1, W2 or b2 has another shape, where n is the number of rows of x and m that
        of W1: nothing is stretched by broadcasting.

    Examples
    --------
    >>> one, zero = np.array([[1]]), np.array([0])
    >>> mlp_block(one, one, zero, one, zero)
    array([[0.841191...]])
    >>> x, W1, b1 = np.array([[1, 0], [2, -1]]), np.array([[1, -1]]), np.array([2])
    >>> mlp_block(x, W1, b1, np.array([[1], [10]]), np.array([5, 0]))
    array([[5.841191..., 7.996362...], [8.411919..., 29.963626...]])
    """
    n, m = len(x), len(W1)
    if [W1.shape, b1.shape, W2.shape, b2.shape] != [(m, n), (m,), (n, m), (n,)]:
        raise ValueError(f"the shapes must be ({m}, {n}), ({m},), ({n}, {m}), ({n},)")
    return W2 @ gelu_tanh(W1 @ x + b1[:, None]) + b2[:, None]


def _head_output(x: np.ndarray, head: tuple[np.ndarray, ...], causal: bool) -> np.ndarray:
    """What one attention head of part b writes into the stream."""
    W_Q, W_K, W_V, W_O = head
    scores = (W_Q @ x).T @ (W_K @ x) / np.sqrt(len(W_Q))
    if causal:
        scores = np.where(np.tri(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return W_O @ W_V @ x @ (weights / weights.sum(axis=1, keepdims=True)).T


# %% transformer_layer
def transformer_layer(
    x: np.ndarray,
    heads: Sequence[tuple[np.ndarray, ...]],
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    causal: bool = True,
) -> np.ndarray:
    """One layer of the network: an attention block, then a dense block.

    Each of the two adds its output to the stream; the dense block reads the stream that the
    attention block has left. There is no layer normalisation.

    Parameters
    ----------
    x
        Residual stream, shape (n, K).
    heads
        List of tuples (W_Q, W_K, W_V, W_O), at least one; the shapes in head h are (r_h, n)
        three times, then (n, r_h), and the r_h add up to n. The scores of head h are divided
        by the square root of its own r_h.
    W1
        Weights of the hidden layer, shape (m, n).
    b1
        Biases of the hidden layer, shape (m,).
    W2
        Weights of the output layer, shape (n, m).
    b2
        Biases of the output layer, shape (n,).
    causal
        Whether token i looks only at the tokens j <= i, or at all tokens.

    Returns
    -------
    The new residual stream, an array of shape (n, K). It is right for attention scores up to
    1e5 in absolute value, also when a masked score is by far the largest of its row.

    Examples
    --------
    >>> one, zero = np.array([[1]]), np.array([0])
    >>> transformer_layer(np.array([[0.5]]), [(one, one, one, one)], one, zero, one, zero)
    array([[1.841191...]])

    Two tokens, and a dense block that writes 3 everywhere:

    >>> x, three = np.array([[0.0, 1.0]]), np.array([3])
    >>> transformer_layer(x, [(one, one, one, one)], one, zero, 0 * one, three)
    array([[3, 4.731058...]])
    """
    y = x + sum(_head_output(x, head, causal) for head in heads)
    return y + mlp_block(y, W1, b1, W2, b2)


# %% gpt2_parameter_count
def gpt2_parameter_count(
    vocab: int = 50257,
    n: int = 768,
    max_tokens: int = 1024,
    num_layers: int = 12,
    mlp_factor: int = 4,
) -> dict[str, int]:
    """Number of weights of GPT-2, by the rules of section 4.1.

    Parameters
    ----------
    vocab
        Number N of tokens.
    n
        Dimension of the token vectors.
    max_tokens
        Largest number K of positions.
    num_layers
        Number L of layers.
    mlp_factor
        Number f: the hidden layer of a dense block has f n neurons.

    Returns
    -------
    A dict of ints with exactly the keys "token_embedding", "position_embedding", "per_layer"
    (one layer), "final_norm" and "total" (the whole network).

    Examples
    --------
    >>> gpt2_parameter_count()["total"]
    124439808
    """
    attention = 4 * (n**2 + n)
    mlp = 2 * mlp_factor * n**2 + mlp_factor * n + n
    per_layer = 4 * n + attention + mlp
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": (vocab + max_tokens + 2) * n + num_layers * per_layer,
    }


# %% tiny_gpt_logits
def tiny_gpt_logits(params: dict[str, Any], token_ids: Sequence[int]) -> np.ndarray:
    """Forward pass of a tiny GPT: from token ids to logits.

    Each token becomes its column of A; the position vectors of section 5.1 are added, once,
    for positions 0, 1, 2, ...; the layers follow one another, all causal; B gives the logits.

    Parameters
    ----------
    params
        Dict with the keys "A" (embedding, shape (n, N), n even), "B" (unembedding, shape
        (N, n)), "p" (base of the position vectors, a positive number), "K" (largest number of
        tokens, an int) and "layers": a list, maybe empty, of dicts with the keys "heads",
        "W1", "b1", "W2" and "b2", as in `transformer_layer`.
    token_ids
        List or tuple of ids, each one of 0, ..., N-1; an id may occur several times.

    Returns
    -------
    The logits, an array of shape (N, number of token ids). Column i is about the token after
    position i.

    Raises
    ------
    ValueError
        When there is no token, when there are more than K, or when an id is not one of
        0, ..., N-1 (a negative id does not count from the end).

    Examples
    --------
    >>> A = np.array([[1, 0, 0, 1], [0, 1, 0, 1]])
    >>> B = np.array([[2, 0], [0, 2], [0, 0], [1, 1]])
    >>> params = {"A": A, "B": B, "p": 100, "K": 4, "layers": []}
    >>> tiny_gpt_logits(params, [0, 2])
    array([[4, 1.080604...], [0, 1.682941...], [0, 0], [2, 1.381773...]])
    """
    n, N = params["A"].shape
    if not 1 <= len(token_ids) <= params["K"] or min(token_ids) < 0 or max(token_ids) >= N:
        raise ValueError(f"1 to {params['K']} ids between 0 and {N - 1} are needed")
    x = params["A"][:, list(token_ids)] + _position_vectors(len(token_ids), n, params["p"])
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


def _position_vectors(num_positions: int, n: int, p: float) -> np.ndarray:
    """The position vectors of part a as columns: cosine, then sine, for each frequency."""
    omega = p ** (-np.arange(0, n, 2) / n)
    angles = np.outer(omega, np.arange(num_positions))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, num_positions)


def _softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities; without the maximum no exponential is larger than 1."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


# %% generate
def next_token_probabilities(params: dict[str, Any], token_ids: Sequence[int]) -> np.ndarray:
    """Probability of each token to be the next one.

    Parameters
    ----------
    params
        A tiny GPT, as for `tiny_gpt_logits`.
    token_ids
        The text so far, a list or tuple of ids.

    Returns
    -------
    The probabilities, an array of shape (N,). They are right for logits of any size.

    Raises
    ------
    ValueError
        As for `tiny_gpt_logits`; a text of more than K tokens is not cut here.

    Examples
    --------
    >>> A = np.array([[1, 0, 0, 1], [0, 1, 0, 1]])
    >>> B = np.array([[2, 0], [0, 2], [0, 0], [1, 1]])
    >>> params = {"A": A, "B": B, "p": 100, "K": 4, "layers": []}
    >>> next_token_probabilities(params, [0, 2])
    array([0.221375..., 0.404316..., 0.075132..., 0.299175...])
    """
    return _softmax(tiny_gpt_logits(params, token_ids)[:, -1])


# %% generate
def generate(
    params: dict[str, Any],
    token_ids: Sequence[int],
    num_new: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    rng: np.random.Generator | None = None,
) -> list[int]:
    """Continue a text with num_new tokens, drawn one after the other.

    For each new token: take the last K tokens of prompt and new tokens (all if there are
    fewer), compute the logits of the next token from them, divide by the temperature, keep
    the top_k largest logits (of equal ones, those with the smaller ids), and draw an id with
    the softmax of the logits that were kept.

    Parameters
    ----------
    params
        A tiny GPT, as for `tiny_gpt_logits`.
    token_ids
        The prompt, a list or tuple of at least one id; it may be longer than K.
    num_new
        Number of new tokens, at most 200 in the tests; 0 is allowed.
    temperature
        Divides the logits; a very small one (1e-4) leaves only the largest logit.
    top_k
        How many tokens are kept, 1 to N; None means all.
    rng
        The only source of randomness; how the id is drawn with it is up to you. Generators
        with the same seed give the same text, another seed gives another one. None means a
        new generator, np.random.default_rng().

    Returns
    -------
    A new list of ints: the whole prompt, then the new tokens.

    Raises
    ------
    ValueError
        When temperature <= 0 or num_new < 0.

    Examples
    --------
    >>> A = np.array([[0, -1, -1, -1], [1, 1, -1, -1]])
    >>> B = np.array([[-1, 0], [-2, -1], [1, 1], [2, 1]])
    >>> params = {"A": A, "B": B, "p": 100, "K": 3, "layers": []}
    >>> generate(params, [0, 1], 4, top_k=1)
    [0, 1, 2, 1, 0, 2]
    >>> generate(params, [0, 1], 4, temperature=1e-4)
    [0, 1, 2, 1, 0, 2]
    """
    if temperature <= 0 or num_new < 0:
        raise ValueError("temperature > 0 and num_new >= 0 are needed")
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        # sorted keeps the order of the ids where logits are equal.
        kept = sorted(range(len(logits)), key=lambda token: -logits[token])[:top_k]
        text.append(int(rng.choice(kept, p=_softmax(logits[kept] / temperature))))
    return text
