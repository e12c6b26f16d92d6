"""Deep networks by hand. Reference solutions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np


# %% activations
def _value_and_slope(
    x: float | np.ndarray, name: str, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """An activation and its derivative, side by side."""
    if name in ("leaky_relu", "elu") and alpha < 0:
        raise ValueError("alpha is not negative")
    x = np.asarray(x, dtype=float)
    # Exponents are never positive, so nothing overflows.
    t = np.exp(-np.abs(x))
    if name == "identity":
        return x, np.ones_like(x)
    if name == "sigmoid":
        return np.where(x >= 0, 1, t) / (1 + t), t / (1 + t) ** 2
    if name == "tanh":
        return np.tanh(x), 1 - np.tanh(x) ** 2
    if name == "relu":
        return np.maximum(x, 0), np.where(x > 0, 1.0, 0)
    if name == "leaky_relu":
        return np.where(x > 0, x, alpha * x), np.where(x > 0, 1.0, alpha)
    if name == "elu":
        return np.where(x >= 0, x, alpha * (t - 1)), np.where(x >= 0, 1, alpha * t)
    if name == "gelu":
        cdf = (1 + np.vectorize(math.erf)(x / np.sqrt(2))) / 2
        return x * cdf, cdf + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    raise ValueError("no such activation")


def activation(x: float | np.ndarray, name: str, alpha: float = 0.01) -> np.ndarray:
    """One of seven activations, entry by entry.

    Parameters
    ----------
    x
        A number or an array of any shape, of floats or ints between -1000 and 1000.
    name
        "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu" or "gelu", as in the tables
        of section 1.
    alpha
        The slope parameter of leaky_relu and elu, 0 or more, also above 1; the others ignore
        it.

    Returns
    -------
    A float64 array of the shape of x; for a number, a float is accepted. It comes without a
    warning of numpy, for large x too.

    Raises
    ------
    ValueError
        When the name is none of the seven, or alpha is negative for leaky_relu or elu.

    Examples
    --------
    >>> activation(np.array([0.0, 2.0, -2.0]), "sigmoid")
    array([0.5, 0.880797..., 0.119202...])
    >>> activation(np.array([-2.0, 0.0, 3.0]), "leaky_relu")
    array([-0.02, 0.0, 3.0])
    >>> activation(np.array([-1.0, 2.0]), "elu", alpha=1)
    array([-0.632120..., 2.0])
    >>> activation(1, "tanh"), activation(-3, "relu"), activation(2, "gelu")
    (0.761594..., 0.0, 1.954499...)
    """
    return _value_and_slope(x, name, alpha)[0]


def activation_derivative(x: float | np.ndarray, name: str, alpha: float = 0.01) -> np.ndarray:
    """Derivative of an activation with respect to x, at x, entry by entry.

    Parameters
    ----------
    x
        A number or an array of any shape, of floats or ints between -1000 and 1000: what goes
        into the activation, not what comes out.
    name
        One of the seven names of `activation`.
    alpha
        As for `activation`.

    Returns
    -------
    A float64 array of the shape of x; for a number, a float is accepted. At 0 the derivative
    of relu is 0, that of leaky_relu is alpha, that of elu with alpha = 1 is 1 (with another
    alpha elu is not asked at 0). It comes without a warning of numpy, for large x too.

    Raises
    ------
    ValueError
        As in `activation`.

    Examples
    --------
    >>> activation_derivative(np.array([0.0, 2.0]), "sigmoid")
    array([0.25, 0.104993...])
    >>> activation_derivative(np.array([-1, 0, 2]), "leaky_relu", alpha=0.5)
    array([0.5, 0.5, 1.0])
    """
    return _value_and_slope(x, name, alpha)[1]


# %% network_forward
# The parameter `activation` hides the function of the same name.
act = activation


def _names(activation: str | list[str], layers: int) -> list[str]:
    """The name of the activation of each layer."""
    return [activation] * layers if isinstance(activation, str) else activation


def mlp_forward(
    X: np.ndarray,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    activation: str | list[str],
) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    """Forward pass through a network, with everything that the backward pass needs.

    Parameters
    ----------
    X
        The inputs, one point per column, of shape (n_0, m).
    weights
        [W_1, ..., W_L] with L >= 1; W_l has the shape (n_l, n_(l-1)).
    biases
        [b_1, ..., b_L]; b_l has the shape (n_l,) and is added to every column.
    activation
        One name of section 1 for all layers, the last one too, or a list of L names, one per
        layer; alpha is 0.01.

    Returns
    -------
    The triple (output, zs, hs): the output h_L, of shape (n_L, m); the list [z_1, ..., z_L];
    the list [h_0, h_1, ..., h_L], where h_0 is X.

    Examples
    --------
    >>> weights = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    >>> biases = [np.array([0.0, 0.1]), np.array([0.2])]
    >>> output, zs, hs = mlp_forward(np.array([[1.0], [0.5]]), weights, biases, "sigmoid")
    >>> output
    array([[0.543618...]])
    >>> zs
    [array([[0.2], [0.0]]), array([[0.174916...]])]
    >>> hs[1]
    array([[0.549833...], [0.5]])
    """
    zs, hs = [], [X]
    for layer, name in enumerate(_names(activation, len(weights))):
        zs.append(weights[layer] @ hs[layer] + biases[layer][:, np.newaxis])
        hs.append(act(zs[layer], name))
    return hs[-1], zs, hs


# %% network_backward
slope = activation_derivative


def _deltas(
    weights: list[np.ndarray], zs: list[np.ndarray], names: list[str], dh: float | np.ndarray
) -> list[np.ndarray]:
    """delta_1, ..., delta_L, where dh is the gradient of the loss with respect to h_L."""
    deltas = [dh * slope(zs[-1], names[-1])]
    for layer in range(len(zs) - 1, 0, -1):
        dh = weights[layer].T @ deltas[0]
        deltas.insert(0, dh * slope(zs[layer - 1], names[layer - 1]))
    return deltas


def mlp_backward(
    X: np.ndarray,
    Y: np.ndarray,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    activation: str | list[str],
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Gradients of the loss of a network with respect to all its weights and biases.

    The loss is half the sum of the squares of all entries of h_L - Y: no mean. Nothing is
    updated.

    Parameters
    ----------
    X
        The inputs, one point per column, of shape (n_0, m).
    Y
        The targets, of shape (n_L, m).
    weights
        As in `mlp_forward`.
    biases
        As in `mlp_forward`.
    activation
        As in `mlp_forward`.

    Returns
    -------
    The pair (dW, db) of two lists with L arrays each, in the order and with the shapes of
    weights and biases.

    Examples
    --------
    >>> weights = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    >>> biases = [np.array([0.0, 0.1]), np.array([0.2])]
    >>> X, Y = np.array([[1.0], [0.5]]), np.array([[1.0]])
    >>> dW, db = mlp_backward(X, Y, weights, biases, "sigmoid")
    >>> dW[1]
    array([[-0.062256..., -0.056613...]])
    >>> dW[0]
    array([[-0.014012..., -0.007006...], [0.016984..., 0.008492...]])
    >>> db
    [array([-0.014012..., 0.016984...]), array([-0.113227...])]
    """
    output, zs, hs = mlp_forward(X, weights, biases, activation)
    deltas = _deltas(weights, zs, _names(activation, len(weights)), output - Y)
    dW = [delta @ hs[layer].T for layer, delta in enumerate(deltas)]
    return dW, [delta.sum(axis=1) for delta in deltas]


# %% network_training
def apply_update(
    params: list[np.ndarray], grads: list[np.ndarray], learning_rate: float
) -> list[np.ndarray]:
    """One step of gradient descent for a list of parameters.

    Parameters
    ----------
    params
        Arrays of any shapes.
    grads
        Their gradients, in the same order and of the same shapes.
    learning_rate
        The factor before the gradients, positive.

    Returns
    -------
    A list of new arrays: each parameter minus the learning rate times its gradient.

    Examples
    --------
    >>> apply_update([np.array([1.0, 2.0]), np.array([[3.0]])],
    ...              [np.array([10.0, -10.0]), np.array([[5.0]])], 0.1)
    [array([0.0, 3.0]), array([[2.5]])]
    """
    return [p - learning_rate * grads[i] for i, p in enumerate(params)]


def train_mlp(
    X: np.ndarray,
    Y: np.ndarray,
    layer_sizes: list[int],
    activation: str | list[str],
    learning_rate: float,
    epochs: int,
    rng: np.random.Generator,
) -> list[float]:
    """Train a network and return the history of its losses.

    The start: W_l is rng.uniform(-1, 1, size=(n_l, n_(l-1))) for l = 1, ..., L in this order,
    and nothing else is drawn; all biases are 0. Each epoch is one update of all weights and
    biases, with the gradients of `mlp_backward` for all points; all of them are computed
    before anything moves.

    Parameters
    ----------
    X
        The inputs, one point per column, of shape (n_0, m).
    Y
        The targets, of shape (n_L, m).
    layer_sizes
        [n_0, n_1, ..., n_L] with L >= 1.
    activation
        As in `mlp_forward`.
    learning_rate
        The factor before the gradients, positive.
    epochs
        The number of updates, at least 1.
    rng
        The generator of the weights.

    Returns
    -------
    A list with one float per epoch, the loss before its update: half the sum of the squares of
    all entries of h_L - Y. So the first one is the loss of the untrained network.

    Examples
    --------
    >>> X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    >>> Y = np.array([[-1.0, 1.0, 1.0, -1.0]])
    >>> train_mlp(X, Y, [2, 4, 1], "tanh", 0.1, 3, np.random.default_rng(0))
    [2.847500..., 2.157399..., 2.022026...]
    """
    weights = [rng.uniform(-1, 1, size=(n_out, n_in)) for n_in, n_out in pairwise(layer_sizes)]
    biases = [np.zeros(n_out) for n_out in layer_sizes[1:]]
    losses = []
    for _ in range(epochs):
        output, _, _ = mlp_forward(X, weights, biases, activation)
        losses.append(float(np.sum((output - Y) ** 2) / 2))
        dW, db = mlp_backward(X, Y, weights, biases, activation)
        weights = apply_update(weights, dW, learning_rate)
        biases = apply_update(biases, db, learning_rate)
    return losses


# %% vanishing_gradients
def delta_norms(
    weights: list[np.ndarray], X: np.ndarray, activation: str | list[str]
) -> list[float]:
    """How large the gradient is at each layer of a network without biases.

    The loss is the sum of all entries of h_L, so its gradient with respect to h_L holds only
    ones.

    Parameters
    ----------
    weights
        As in `mlp_forward`; all biases are 0.
    X
        The inputs, one point per column, of shape (n_0, m).
    activation
        As in `mlp_forward`.

    Returns
    -------
    The norms of delta_1, ..., delta_L in this order, a list of L floats: each is the square
    root of the sum of the squares of all entries of the (n_l, m) matrix. They are right up to
    a relative error of 1e-9, so also where they are tiny.

    Examples
    --------
    >>> delta_norms([np.array([[3.0]]), np.array([[2.0]])], np.array([[1.0]]), "identity")
    [2.0, 1.0]
    """
    _, zs, _ = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], activation)
    deltas = _deltas(weights, zs, _names(activation, len(weights)), 1.0)
    return [float(np.sqrt(np.sum(delta**2))) for delta in deltas]


# %% gradient_clipping
def clip_by_global_norm(grads: list[np.ndarray], max_norm: float) -> tuple[list[np.ndarray], float]:
    """Shorten the gradient of all parameters together, if it is too long.

    Parameters
    ----------
    grads
        Arrays of any shapes.
    max_norm
        The largest norm that is allowed.

    Returns
    -------
    The pair (clipped, total). The total norm, before clipping, is the square root of the sum of
    the squares of all entries of all arrays. Where it is above max_norm, clipped holds each
    array times max_norm / total, exactly this factor; otherwise arrays with the values of
    grads. Shapes and order stay.

    Raises
    ------
    ValueError
        When max_norm is not positive.

    Examples
    --------
    >>> clip_by_global_norm([np.array([3.0]), np.array([4.0])], 1)
    ([array([0.6]), array([0.8])], 5.0)
    """
    if max_norm <= 0:
        raise ValueError("max_norm is positive")
    total = math.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * (max_norm / max(total, max_norm)) for g in grads], total


def clip_by_value(grads: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """Cut each entry of the gradients to the interval from -limit to limit.

    Parameters
    ----------
    grads
        Arrays of any shapes.
    limit
        A positive number.

    Returns
    -------
    Arrays of the same shapes in the same order.

    Examples
    --------
    >>> clip_by_value([np.array([-3.0, 0.5, 2.0])], 1)
    [array([-1.0, 0.5, 1.0])]
    """
    return [np.clip(g, -limit, limit) for g in grads]


# %% dead_units
def dead_relu_fraction(weights: list[np.ndarray], biases: list[np.ndarray], X: np.ndarray) -> float:
    """Share of the units of a ReLU network that are dead: that give 0 for every point.

    Parameters
    ----------
    weights
        [W_1, ..., W_L], the hidden layers only, with L >= 1: every layer has the activation
        ReLU, and its units count.
    biases
        [b_1, ..., b_L], as in `mlp_forward`.
    X
        The points, one per column, of shape (n_0, m).

    Returns
    -------
    The number of dead units of all layers, divided by the number of units of all layers, a
    float.

    Examples
    --------
    Only the third unit gives 0 for both points:

    >>> weights, biases = [np.array([[1.0], [-1.0], [1.0]])], [np.array([0.0, 0.0, -5.0])]
    >>> dead_relu_fraction(weights, biases, np.array([[1.0, -2.0]]))
    0.333333...
    """
    _, _, hs = mlp_forward(X, weights, biases, "relu")
    return float(np.mean(~np.vstack(hs[1:]).any(axis=1)))
