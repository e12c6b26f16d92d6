"""Right answers of the networks part that look different from the reference."""

import math
from itertools import pairwise

import numpy as np

from chainrule.grading import wheat


def checked(name, alpha):
    if name not in ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu"):
        raise ValueError("name")
    if name in ("leaky_relu", "elu") and alpha < 0:
        raise ValueError("alpha")


def in_layers(activations, weights):
    return activations if isinstance(activations, list) else [activations for _ in weights]


@wheat(exercise="activations", title="Each entry alone, with math")
def activation(x, name, alpha=0.01):
    checked(name, alpha)

    def one(x):
        if name == "sigmoid":
            return 1 / (1 + math.exp(-x)) if x > -500 else 0.0
        if name == "tanh":
            return math.tanh(x)
        if name == "relu":
            return x if x > 0 else 0.0
        if name == "leaky_relu":
            return x if x > 0 else alpha * x
        if name == "elu":
            return x if x >= 0 else alpha * math.expm1(x)
        if name == "gelu":
            return x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
        return x

    if np.ndim(x) == 0:
        return float(one(float(x)))
    return np.array([one(float(each)) for each in x.ravel()]).reshape(x.shape)


@wheat(exercise="activations", title="Each entry alone, with math")
def activation_derivative(x, name, alpha=0.01):
    checked(name, alpha)

    def one(x):
        if name == "sigmoid":
            return (0.5 / math.cosh(x / 2)) ** 2
        if name == "tanh":
            return (1 - math.tanh(x)) * (1 + math.tanh(x))
        if name == "relu":
            return 1.0 if x > 0 else 0.0
        if name == "leaky_relu":
            return 1.0 if x > 0 else alpha
        if name == "elu":
            return 1.0 if x >= 0 else alpha * math.exp(x)
        if name == "gelu":
            phi = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
            return 0.5 * (1 + math.erf(x / math.sqrt(2))) + x * phi
        return 1.0

    if np.ndim(x) == 0:
        return one(float(x))
    return np.array([one(float(each)) for each in x.ravel()], dtype=float).reshape(x.shape)


@wheat(exercise="activations", title="Masks and dictionaries of functions; warnings silenced")
def activation(x, name, alpha=0.01):  # noqa: F811
    checked(name, alpha)
    x = np.array(x, dtype=float)
    with np.errstate(all="ignore"):
        return {
            "identity": lambda: x,
            "sigmoid": lambda: 1 / (1 + np.exp(-x)),
            "tanh": lambda: np.tanh(x),
            "relu": lambda: x * (x > 0),
            "leaky_relu": lambda: np.maximum(x, 0) + alpha * np.minimum(x, 0),
            "elu": lambda: np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0)),
            "gelu": lambda: x - x * np.vectorize(math.erfc, otypes=[float])(x / 2**0.5) / 2,
        }[name]()


@wheat(exercise="activations", title="Masks and dictionaries of functions; warnings silenced")
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    checked(name, alpha)
    x = np.array(x, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-x))
        slopes = {
            "identity": x * 0 + 1,
            "sigmoid": s - s**2,
            "tanh": 1 - np.tanh(x) ** 2,
            "relu": np.heaviside(x, 0.0),
            "leaky_relu": np.where(x > 0, 1.0, float(alpha)),
            "elu": np.where(x < 0, alpha * np.exp(x), 1.0),
        }
        if name != "gelu":
            return slopes[name]
        cdf = np.vectorize(lambda each: (1 + math.erf(each / 2**0.5)) / 2, otypes=[float])(x)
        return cdf + x * np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)


@wheat(exercise="network_forward", title="Point by point")
def mlp_forward(X, weights, biases, activations):
    layers = len(weights)
    zs = [np.zeros((len(W), X.shape[1])) for W in weights]
    hs = [X.copy()] + [np.zeros((len(W), X.shape[1])) for W in weights]
    for column in range(X.shape[1]):
        h = X[:, column]
        for k in range(layers):
            z = weights[k].dot(h) + biases[k]
            h = activation(z, activations if isinstance(activations, str) else activations[k])
            zs[k][:, column] = z
            hs[k + 1][:, column] = h
    return [hs[-1].copy(), tuple(zs), tuple(hs)]


@wheat(exercise="network_forward", title="A loop over triples, einsum, the bias as a column")
def mlp_forward(X, weights, biases, activations):  # noqa: F811
    h, zs, hs = X, [], [X]
    for W, b, name in zip(weights, biases, in_layers(activations, weights), strict=True):
        zs.append(np.einsum("ij,jm->im", W, h) + b.reshape(-1, 1))
        h = activation(zs[-1], name)
        hs.append(h)
    return h, zs, hs


@wheat(exercise="network_backward", title="The sum of the gradients of single points")
def mlp_backward(X, Y, weights, biases, activations):
    names = in_layers(activations, weights)
    dW, db = [0 * W for W in weights], [0 * b for b in biases]
    for column in range(X.shape[1]):
        h, seen = X[:, column], []
        for k, W in enumerate(weights):
            z = W @ h + biases[k]
            seen.append((h, z))
            h = activation(z, names[k])
        upstream = h - Y[:, column]
        for k in range(len(weights) - 1, -1, -1):
            before, z = seen[k]
            delta = upstream * activation_derivative(z, names[k])
            dW[k] += np.outer(delta, before)
            db[k] += delta
            upstream = delta @ weights[k]
    return dW, db


@wheat(exercise="network_backward", title="Backwards by recursion, tuples")
def mlp_backward(X, Y, weights, biases, activations):  # noqa: F811
    names = in_layers(activations, weights)

    def back(k, h):
        """Gradients of the layers from number k on, then that of their input h."""
        if k == len(weights):
            return (), (), h - Y
        z = weights[k] @ h + biases[k].reshape(-1, 1)
        dW, db, upstream = back(k + 1, activation(z, names[k]))
        delta = upstream * activation_derivative(z, names[k])
        return (delta @ h.T, *dW), (delta @ np.ones(delta.shape[1]), *db), weights[k].T @ delta

    return back(0, X)[:2]


@wheat(exercise="network_training", title="A loop with copies; the loss from inner products")
def apply_update(params, grads, learning_rate):
    result = []
    for p, g in zip(params, grads, strict=True):
        moved = p.copy()
        moved -= learning_rate * g
        result.append(moved)
    return tuple(result)


@wheat(exercise="network_training", title="A loop with copies; the loss from inner products")
def train_mlp(X, Y, sizes, activations, learning_rate, epochs, rng):
    weights, biases = [], []
    for n_in, n_out in pairwise(sizes):
        weights.append(rng.uniform(-1, 1, (n_out, n_in)))
        biases.append(np.zeros(n_out))
    history = np.zeros(epochs)
    for epoch in range(epochs):
        error = (mlp_forward(X, weights, biases, activations)[0] - Y).ravel()
        history[epoch] = 0.5 * error @ error
        dW, db = mlp_backward(X, Y, weights, biases, activations)
        moved = apply_update([*weights, *biases], [*dW, *db], learning_rate)
        weights, biases = list(moved[: len(weights)]), list(moved[len(weights) :])
    return history.tolist()


@wheat(exercise="network_training", title="Weights drawn one by one; moved in place")
def train_mlp(X, Y, sizes, activations, learning_rate, epochs, rng):  # noqa: F811
    weights = [
        np.array([[rng.uniform(-1, 1) for _ in range(n_in)] for _ in range(n_out)])
        for n_in, n_out in pairwise(sizes)
    ]
    biases = [np.zeros(n_out) for n_out in sizes[1:]]
    losses = []
    while len(losses) < epochs:
        losses.append(((mlp_forward(X, weights, biases, activations)[0] - Y) ** 2).sum() / 2)
        dW, db = mlp_backward(X, Y, weights, biases, activations)
        for k in range(len(weights)):
            weights[k] -= learning_rate * dW[k]
            biases[k] -= learning_rate * db[k]
    return losses


@wheat(exercise="vanishing_gradients", title="Forward and back in one function")
def delta_norms(weights, X, activations):
    names = in_layers(activations, weights)
    h, slopes = X, []
    for W, name in zip(weights, names, strict=True):
        slopes.append(activation_derivative(W @ h, name))
        h = activation(W @ h, name)
    delta, norms = slopes[-1], [np.linalg.norm(slopes[-1])]
    for k in range(len(weights) - 2, -1, -1):
        delta = (delta.T @ weights[k + 1]).T * slopes[k]
        norms.append(np.linalg.norm(delta))
    return norms[::-1]


@wheat(exercise="vanishing_gradients", title="Products of Jacobian matrices, column by column")
def delta_norms(weights, X, activations):  # noqa: F811
    names = in_layers(activations, weights)
    squares = [0.0 for _ in weights]
    for x in X.T:
        pre = []
        for W, name in zip(weights, names, strict=True):
            pre.append(W @ x)
            x = activation(pre[-1], name)
        for k in range(len(weights)):
            jacobian = np.diag(activation_derivative(pre[k], names[k]))
            for j in range(k + 1, len(weights)):
                jacobian = np.diag(activation_derivative(pre[j], names[j])) @ weights[j] @ jacobian
            squares[k] += np.sum(jacobian.sum(axis=0) ** 2)
    return tuple(math.sqrt(square) for square in squares)


@wheat(exercise="gradient_clipping", title="All entries in one vector")
def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm")
    total = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if total <= max_norm:
        return [g.copy() for g in grads], total
    return tuple(g * max_norm / total for g in grads), np.float64(total)


@wheat(exercise="gradient_clipping", title="All entries in one vector")
def clip_by_value(grads, limit):
    return tuple(np.minimum(np.maximum(g, -limit), limit) for g in grads)


@wheat(exercise="gradient_clipping", title="The norm of the norms; entries one by one")
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.hypot(*(float(np.linalg.norm(g)) for g in grads))
    return [g / max(total / max_norm, 1) for g in grads], total


@wheat(exercise="gradient_clipping", title="The norm of the norms; entries one by one")
def clip_by_value(grads, limit):  # noqa: F811
    clipped = [g.astype(float) for g in grads]
    for g in clipped:
        for place in np.ndindex(g.shape):
            if abs(g[place]) > limit:
                g[place] = math.copysign(limit, g[place])
    return clipped


@wheat(exercise="dead_units", title="The largest pre-activation of each unit")
def dead_relu_fraction(weights, biases, X):
    h, largest = X, []
    for W, b in zip(weights, biases, strict=True):
        z = W @ h + b[:, None]
        largest += z.max(axis=1).tolist()
        h = np.maximum(z, 0)
    return sum(z <= 0 for z in largest) / len(largest)


@wheat(exercise="dead_units", title="Unit by unit, point by point")
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    outputs = [list(column) for column in X.T]
    dead = units = 0
    for W, b in zip(weights, biases, strict=True):
        outputs = [
            [max(0.0, b[i] + sum(W[i, j] * h[j] for j in range(len(h)))) for i in range(len(b))]
            for h in outputs
        ]
        for i in range(len(b)):
            units += 1
            dead += all(h[i] == 0 for h in outputs)
    return np.float64(dead / units)
