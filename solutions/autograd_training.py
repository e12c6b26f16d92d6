"""From one neuron to a trained network. Reference solutions."""

from __future__ import annotations

import math

import numpy as np


# %% dense_layer
def dense_forward(
    W: np.ndarray, b: np.ndarray, a_prev: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Output of a dense layer without activation.

    Parameters
    ----------
    W
        The weights, of shape (n_out, n_in).
    b
        The biases, of shape (n_out,).
    a_prev
        The output of the layer before: one sample, of shape (n_in,), or m samples, the
        columns of an array of shape (n_in, m).

    Returns
    -------
    The pair (z, a): z = W a_prev + b, where b is added to each column, of shape (n_out,) or
    (n_out, m), and a = z (the same array or a copy).

    Raises
    ------
    ValueError
        When the first axis of a_prev is not n_in, or b does not have n_out entries: one
        single entry is not repeated.

    Examples
    --------
    >>> W, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -0.5])
    >>> dense_forward(W, b, np.array([1.0, -1.0]))
    (array([-0.5, -1.5]), array([-0.5, -1.5]))
    """
    if len(b) != len(W):
        raise ValueError("one bias per row of W")
    z = ((W @ a_prev).T + b).T
    return z, z


def dense_backward(
    W: np.ndarray, a_prev: np.ndarray, dz: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the loss with respect to what goes into a dense layer.

    Parameters
    ----------
    W
        The weights, of shape (n_out, n_in).
    a_prev
        The input of the layer, of shape (n_in,) or (n_in, m).
    dz
        The gradient of the loss with respect to z, of shape (n_out,) or (n_out, m).

    Returns
    -------
    The triple (dW, db, da_prev), with the shapes of W, of b, that is (n_out,), and of
    a_prev. In a batch dW and db are sums over the samples, not means.

    Raises
    ------
    ValueError
        When the first axis of dz is not n_out, when a_prev and dz have different numbers of
        columns (one single column is not repeated), or when one of them is a vector and the
        other a matrix.

    Examples
    --------
    >>> W = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> dense_backward(W, np.array([1.0, -1.0]), np.array([1.0, 2.0]))
    (array([[1.0, -1.0], [2.0, -2.0]]), array([1.0, 2.0]), array([7.0, 10.0]))
    """
    if a_prev.ndim != dz.ndim:
        raise ValueError("a vector and a matrix")
    samples = np.atleast_2d(dz.T)
    return samples.T @ np.atleast_2d(a_prev.T), samples.sum(axis=0), W.T @ dz


# %% sample_losses
def _check_one_hot(y: np.ndarray, length: int) -> None:
    if len(y) != length or sorted(y) != [0] * (length - 1) + [1]:
        raise ValueError("y is a one-hot vector of the same length")


def half_squared_error(y: float, y_hat: float) -> float:
    """Half the square of the error of one prediction.

    Parameters
    ----------
    y
        The target.
    y_hat
        The prediction.

    Returns
    -------
    The loss, a float.

    Examples
    --------
    >>> half_squared_error(13, 21)
    32.0
    """
    return (y - y_hat) ** 2 / 2


def binary_cross_entropy(y: int, y_hat: float) -> float:
    """Cross-entropy of one prediction between two classes, with the natural logarithm.

    Parameters
    ----------
    y
        The true class, 0 or 1.
    y_hat
        The probability that the model gives to class 1; it may be tiny, and counts as it is.

    Returns
    -------
    The loss, a float.

    Raises
    ------
    ValueError
        When y is neither 0 nor 1, or y_hat is not strictly between 0 and 1.

    Examples
    --------
    >>> binary_cross_entropy(1, 0.85)
    0.162518...
    """
    if y not in (0, 1) or not 0 < y_hat < 1:
        raise ValueError("y is 0 or 1, y_hat is between 0 and 1")
    return -math.log(y_hat if y == 1 else 1 - y_hat)


def categorical_cross_entropy(y: np.ndarray, y_hat: np.ndarray) -> float:
    """Cross-entropy of one prediction among k classes, with the natural logarithm.

    Parameters
    ----------
    y
        The true class as a one-hot vector of shape (k,), k >= 2: one entry is 1, the others
        are 0.
    y_hat
        The probabilities that the model gives to the classes, of shape (k,); they may be tiny,
        and count as they are. That they add up to 1 need not be checked.

    Returns
    -------
    The loss, a float: a sum over the classes, not a mean.

    Raises
    ------
    ValueError
        When y is not one-hot, when an entry of y_hat is not strictly between 0 and 1, or when
        the lengths differ.

    Examples
    --------
    >>> categorical_cross_entropy(np.array([1.0, 0.0, 0.0]), np.array([0.1, 0.85, 0.05]))
    2.302585...
    """
    _check_one_hot(y, len(y_hat))
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities are between 0 and 1")
    return float(-y @ np.log(y_hat))


def softmax_cross_entropy_grad(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Cross-entropy of softmax(z), and its gradient with respect to z.

    Parameters
    ----------
    z
        The logits of one sample, of shape (k,), k >= 2, with entries of absolute value up to
        1000.
    y
        The true class as a one-hot vector of shape (k,).

    Returns
    -------
    The pair (loss, gradient): a float and an array of shape (k,). Both are finite and right
    for all these logits, whichever the true class.

    Raises
    ------
    ValueError
        When y is not one-hot, or the lengths differ.

    Examples
    --------
    >>> z, y = np.log(np.array([0.1, 0.85, 0.05])), np.array([1.0, 0.0, 0.0])
    >>> softmax_cross_entropy_grad(z, y)
    (2.302585..., array([-0.9, 0.85, 0.05]))
    >>> softmax_cross_entropy_grad(np.array([1000.0, 0.0]), np.array([0.0, 1.0]))
    (1000.0, array([1.0, -1.0]))
    """
    _check_one_hot(y, len(z))
    shifted = z - z.max()
    exponentials = np.exp(shifted)
    total = exponentials.sum()
    return float(np.log(total) - y @ shifted), exponentials / total - y


# %% pizza_steps
def gd_step(x: np.ndarray, y: float, params: np.ndarray, learning_rate: float) -> np.ndarray:
    """One step of gradient descent for a linear model and one example.

    The prediction is w_1 x_1 + ... + w_n x_n + b, the loss is half the squared error.

    Parameters
    ----------
    x
        The inputs of the example, of shape (n,).
    y
        Its target.
    params
        The weights and then the bias, of shape (n + 1,).
    learning_rate
        The factor before the gradient.

    Returns
    -------
    The new parameters, a new array of shape (n + 1,). All of them are updated with the same
    gradient, the one at `params`.

    Raises
    ------
    ValueError
        When the learning rate is not positive, or params does not have one entry more than x.

    Examples
    --------
    >>> gd_step(np.array([20.0]), 13, np.array([1.0, 1.0]), 0.001)
    array([0.84, 0.992])
    >>> gd_step(np.array([20.0, 3.0]), 12.7, np.array([1.0, 0.5, 1.0]), 0.0005)
    array([0.902, 0.4853, 0.9951])
    """
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    inputs = np.append(x, 1.0)
    return params - learning_rate * (inputs @ params - y) * inputs


def train(
    x: np.ndarray, y: float, params: np.ndarray, learning_rate: float, steps: int
) -> tuple[np.ndarray, list[float], list[float]]:
    """Several steps of `gd_step`, all with the same example.

    Parameters
    ----------
    x
        The inputs of the example, of shape (n,).
    y
        Its target.
    params
        The parameters at the start, of shape (n + 1,).
    learning_rate
        The factor before the gradient.
    steps
        The number of steps, at least 1.

    Returns
    -------
    The triple (params, predictions, losses): the parameters after the last step, a new array
    of shape (n + 1,), and two lists with one number for each step, the prediction and the
    loss before the update.

    Raises
    ------
    ValueError
        As in `gd_step`.

    Examples
    --------
    >>> train(np.array([20.0, 3.0]), 12.7, np.array([1.0, 0.5, 1.0]), 0.0005, 2)[1:]
    ([22.5, 20.491], [48.02, 30.3498405])
    """
    predictions, losses = [], []
    for _ in range(steps):
        prediction = float(params[:-1] @ x + params[-1])
        predictions.append(prediction)
        losses.append((prediction - y) ** 2 / 2)
        params = gd_step(x, y, params, learning_rate)
    return params, predictions, losses


# %% error_law
def error_after(x: np.ndarray, eta: float, steps: int, e0: float) -> float:
    """Error of the model of `gd_step` after some steps with one and the same example.

    Parameters
    ----------
    x
        The inputs of the example, of shape (n,).
    eta
        The learning rate, positive.
    steps
        The number of steps, at least 0.
    e0
        The error at the start: prediction minus target, of either sign.

    Returns
    -------
    Prediction minus target after these steps, with its sign, a float.

    Examples
    --------
    >>> error_after(np.array([20.0]), 0.0001, 100, 8)
    0.133563...
    """
    return float(e0 * (1 - eta * (x @ x + 1)) ** steps)


def stability_limit(x: np.ndarray) -> float:
    """The learning rate above which the error grows.

    Parameters
    ----------
    x
        The inputs of the example, of shape (n,).

    Returns
    -------
    The number such that for smaller learning rates the error of `error_after` goes to 0, and
    for larger ones its absolute value grows, a float.

    Examples
    --------
    >>> stability_limit(np.array([20.0]))
    0.004987...
    """
    return float(2 / (x @ x + 1))


# %% batch_descent
def train_batch(
    X: np.ndarray, y: np.ndarray, params: np.ndarray, learning_rate: float, epochs: int
) -> np.ndarray:
    """Gradient descent for a linear model and a batch of examples.

    Parameters
    ----------
    X
        The inputs, one example per row, of shape (m, n).
    y
        The targets, of shape (m,).
    params
        The weights and then the bias at the start, of shape (n + 1,).
    learning_rate
        The factor before the gradient, positive.
    epochs
        The number of updates, at least 1: exactly one per epoch.

    Returns
    -------
    The parameters after the last update, a new array of shape (n + 1,). Each update uses the
    mean over all examples of the gradients of half the squared error.

    Examples
    --------
    >>> X, y = np.array([[-1.0], [0.0], [1.0]]), np.array([13.0, 18.0, 23.0])
    >>> train_batch(X, y, np.array([0.0, 0.0]), 0.5, 1)
    array([1.666666..., 9.0])
    >>> train_batch(X, y, np.array([0.0, 0.0]), 0.5, 200)
    array([5.000000..., 18.000000...])
    """
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        params = params - learning_rate * (inputs @ params - y) @ inputs / len(y)
    return params


# %% tanh_neuron
def tanh_neuron_forward(X: np.ndarray, w: np.ndarray, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Pre-activation and output of a tanh neuron with two inputs.

    Parameters
    ----------
    X
        The inputs, one example per row, of shape (m, 2).
    w
        The weights, of shape (2,).
    b
        The bias.

    Returns
    -------
    The pair (n, o): n = X w + b and o = tanh(n), arrays of shape (m,).

    Raises
    ------
    ValueError
        When X, always a matrix, does not have 2 columns, or w does not have the shape (2,).

    Examples
    --------
    >>> X, w = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.5, -0.25])
    >>> tanh_neuron_forward(X, w, 0.1)
    (array([0.1, -0.525]), array([0.099667..., -0.481549...]))
    """
    if w.shape != (2,):
        raise ValueError("a weight for each of the two inputs")
    n = X @ w + b
    return n, np.tanh(n)


def tanh_neuron_loss_and_grads(
    X: np.ndarray, w: np.ndarray, b: float, y: np.ndarray
) -> tuple[float, np.ndarray, float]:
    """Sum of the squared errors of a tanh neuron, and the gradients of this loss.

    Parameters
    ----------
    X
        The inputs, one example per row, of shape (m, 2).
    w
        The weights, of shape (2,).
    b
        The bias.
    y
        The targets, of shape (m,), any numbers.

    Returns
    -------
    The triple (L, dw, db): L is the sum of (o_i - y_i)^2, without a factor 1/2 and not a
    mean; dw, of shape (2,), and db, a float, are its gradients, by formula.

    Raises
    ------
    ValueError
        As in `tanh_neuron_forward`, and when y does not have the shape (m,): one entry or a
        column (m, 1) is not repeated.

    Examples
    --------
    >>> X, w = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.5, -0.25])
    >>> tanh_neuron_loss_and_grads(X, w, 0.1, np.array([1.0, -1.0]))
    (1.079388..., array([-2.579230..., -3.167326...]), -0.986323...)
    """
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


# %% neuron_training
def sgd_update(
    params: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float
) -> dict[str, np.ndarray]:
    """One step of gradient descent for parameters with names.

    Parameters
    ----------
    params
        At least one array, of any shape, under any names.
    grads
        The gradients: the same names and shapes.
    learning_rate
        The factor before the gradients.

    Returns
    -------
    A new dict of new arrays: under each name of params, the parameter after the step, of the
    same shape (for the shape () a number will do).

    Raises
    ------
    ValueError
        When the learning rate is not positive.

    Examples
    --------
    >>> sgd_update({"w": np.array([1.0, 2.0])}, {"w": np.array([3.0, -4.0])}, 0.1)
    {"w": array([0.7, 2.4])}
    """
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    return {name: params[name] - learning_rate * grads[name] for name in params}


def train_tanh_neuron(
    X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float, learning_rate: float, epochs: int
) -> tuple[np.ndarray, float, list[float]]:
    """Train the tanh neuron on a mini-batch.

    Parameters
    ----------
    X
        The inputs, one example per row, of shape (m, 2).
    y
        The targets, of shape (m,).
    w
        The weights at the start, of shape (2,).
    b
        The bias at the start.
    learning_rate
        The factor before the gradients.
    epochs
        The number of updates, at least 1. Each epoch has exactly one, of w and b together,
        with the gradients of `tanh_neuron_loss_and_grads` on the whole batch.

    Returns
    -------
    The triple (w, b, history): the final weights, a new array of shape (2,), the final bias,
    a float, and a list with the loss before each update.

    Raises
    ------
    ValueError
        When the learning rate is not positive.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([1.0, -1.0])
    >>> train_tanh_neuron(X, y, np.array([0.5, -0.25]), 0.1, learning_rate=0.1, epochs=1)
    (array([0.757923..., 0.066732...]), 0.198632..., [1.079388...])
    """
    history = []
    for _ in range(epochs):
        loss, dw, db = tanh_neuron_loss_and_grads(X, w, b, y)
        history.append(loss)
        new = sgd_update({"w": w, "b": np.array(b)}, {"w": dw, "b": np.array(db)}, learning_rate)
        w, b = new["w"], float(new["b"])
    return w, b, history
