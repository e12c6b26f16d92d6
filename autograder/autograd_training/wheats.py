"""Right answers of the training part that look different from the reference."""

import math

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="dense_layer", title="Vectors and matrices apart; einsum")
def dense_forward(W, b, a_prev):
    if a_prev.shape[0] != W.shape[1] or b.shape != (W.shape[0],):
        raise ValueError("shapes")
    if a_prev.ndim == 1:
        z = np.dot(W, a_prev) + b
    else:
        z = np.einsum("ij,jm->im", W, a_prev) + b[:, None]
    return [z, z.copy()]


@wheat(exercise="dense_layer", title="Vectors and matrices apart; einsum")
def dense_backward(W, a_prev, dz):
    if dz.shape[0] != W.shape[0] or dz.shape[1:] != a_prev.shape[1:]:
        raise ValueError("shapes")
    if a_prev.ndim == 1:
        return np.outer(dz, a_prev), dz.copy(), W.T.dot(dz)
    dW = np.einsum("im,jm->ij", dz, a_prev)
    return dW, np.sum(dz, axis=1), np.einsum("ij,im->jm", W, dz)


@wheat(exercise="dense_layer", title="Loops over outputs, inputs and samples")
def dense_forward(W, b, a_prev):  # noqa: F811
    n_out, n_in = W.shape
    if len(a_prev) != n_in or len(b) != n_out:
        raise ValueError("shapes")
    z = np.zeros((n_out, *a_prev.shape[1:]))
    for i in range(n_out):
        z[i] = b[i] + sum(W[i, j] * a_prev[j] for j in range(n_in))
    return z, z


@wheat(exercise="dense_layer", title="Loops over outputs, inputs and samples")
def dense_backward(W, a_prev, dz):  # noqa: F811
    n_out, n_in = W.shape
    if len(dz) != n_out or a_prev.shape[1:] != dz.shape[1:]:
        raise ValueError("shapes")
    dW, db, da_prev = np.zeros((n_out, n_in)), np.zeros(n_out), np.zeros(a_prev.shape)
    for i in range(n_out):
        db[i] = np.sum(dz[i])
        for j in range(n_in):
            dW[i, j] = np.sum(dz[i] * a_prev[j])
            da_prev[j] += W[i, j] * dz[i]
    return dW, db, da_prev


@wheat(exercise="sample_losses", title="Sums with log-sum-exp; every class in the sum")
def half_squared_error(y, y_hat):
    return np.float64(0.5 * (y_hat - y) * (y_hat - y))


@wheat(exercise="sample_losses", title="Sums with log-sum-exp; every class in the sum")
def binary_cross_entropy(y, y_hat):
    if y != 0 and y != 1:
        raise ValueError("label")
    if y_hat <= 0 or y_hat >= 1:
        raise ValueError("probability")
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wheat(exercise="sample_losses", title="Sums with log-sum-exp; every class in the sum")
def categorical_cross_entropy(y, y_hat):
    if y.shape != y_hat.shape or y.sum() != 1 or not np.all((y == 0) | (y == 1)):
        raise ValueError("label")
    if y_hat.min() <= 0 or y_hat.max() >= 1:
        raise ValueError("probability")
    return -np.sum(y * np.log(y_hat))


@wheat(exercise="sample_losses", title="Sums with log-sum-exp; every class in the sum")
def softmax_cross_entropy_grad(z, y):
    if y.shape != z.shape or y.sum() != 1 or not np.all((y == 0) | (y == 1)):
        raise ValueError("label")
    largest = np.max(z)
    log_total = largest + np.log(np.sum(np.exp(z - largest)))
    return log_total - np.sum(z * y), np.exp(z - log_total) - y


@wheat(exercise="sample_losses", title="The true class by its index, in plain Python")
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    if len(y) != len(y_hat) or sorted(y.tolist()) != [0.0] * (len(y) - 1) + [1.0]:
        raise ValueError("label")
    if any(not 0 < p < 1 for p in y_hat):
        raise ValueError("probability")
    return -math.log(y_hat[int(np.argmax(y))])


@wheat(exercise="sample_losses", title="The true class by its index, in plain Python")
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y.tolist()) != [0.0] * (len(y) - 1) + [1.0]:
        raise ValueError("label")
    true_class = y.tolist().index(1.0)
    largest = max(z)
    powers = [math.exp(number - largest) for number in z]
    gradient = [power / sum(powers) for power in powers]
    gradient[true_class] -= 1
    return [largest - z[true_class] + math.log(sum(powers)), np.array(gradient)]


@wheat(exercise="pizza_steps", title="Weights and bias apart, number by number")
def gd_step(x, y, params, learning_rate):
    if learning_rate <= 0:
        raise ValueError("rate")
    if len(params) != len(x) + 1:
        raise ValueError("lengths")
    *w, b = params.tolist()
    error = sum(w_i * x_i for w_i, x_i in zip(w, x, strict=True)) + b - y
    new = [w_i - learning_rate * error * x_i for w_i, x_i in zip(w, x, strict=True)]
    return np.array([*new, b - learning_rate * error])


@wheat(exercise="pizza_steps", title="A copy that is changed; train without gd_step")
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if not learning_rate > 0 or params.size != x.size + 1:
        raise ValueError
    new = params.copy()
    error = np.dot(new[:-1], x) + new[-1] - y
    new[:-1] -= learning_rate * error * x
    new[-1] -= learning_rate * error
    return new


@wheat(exercise="pizza_steps", title="A copy that is changed; train without gd_step")
def train(x, y, params, learning_rate, steps):
    if not learning_rate > 0 or params.size != x.size + 1:
        raise ValueError
    w, b = params[:-1].copy(), params[-1]
    predictions = np.zeros(steps)
    for t in range(steps):
        predictions[t] = np.dot(w, x) + b
        w -= learning_rate * (predictions[t] - y) * x
        b -= learning_rate * (predictions[t] - y)
    return [np.append(w, b), predictions.tolist(), (0.5 * (predictions - y) ** 2).tolist()]


@wheat(exercise="error_law", title="Step by step")
def error_after(x, eta, steps, e0):
    error = e0
    for _ in range(steps):
        error -= eta * error * (np.sum(x**2) + 1)
    return error


@wheat(exercise="error_law", title="The norm of (x, 1)")
def stability_limit(x):
    return 2 / np.linalg.norm(np.append(x, 1.0)) ** 2


@wheat(exercise="error_law", title="The norm of (x, 1)")
def error_after(x, eta, steps, e0):  # noqa: F811
    return e0 * math.pow(1 - eta * np.linalg.norm(np.append(x, 1.0)) ** 2, steps)


@wheat(exercise="batch_descent", title="Sum over the rows in a loop, then divided")
def train_batch(X, y, params, learning_rate, epochs):
    w, b = params[:-1].copy(), float(params[-1])
    for _ in range(epochs):
        dw, db = np.zeros(len(w)), 0.0
        for row, target in zip(X, y, strict=True):
            error = row @ w + b - target
            dw += error * row
            db += error
        w -= learning_rate * dw / len(X)
        b -= learning_rate * db / len(X)
    return np.array([*w, b])


@wheat(exercise="batch_descent", title="Errors as a vector; np.mean for each parameter")
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    new = params.copy()
    for _ in range(epochs):
        errors = X @ new[:-1] + new[-1] - y
        dw = np.mean(errors[:, None] * X, axis=0)
        new[:-1] -= learning_rate * dw
        new[-1] -= learning_rate * np.mean(errors)
    return new


@wheat(exercise="tanh_neuron", title="Example by example")
def tanh_neuron_forward(X, w, b):
    if X.shape[1] != 2 or w.shape != (2,):
        raise ValueError("shapes")
    n = np.array([row[0] * w[0] + row[1] * w[1] + b for row in X])
    return [n, np.array([math.tanh(value) for value in n])]


@wheat(exercise="tanh_neuron", title="Example by example")
def tanh_neuron_loss_and_grads(X, w, b, y):
    if X.shape[1] != 2 or w.shape != (2,) or y.shape != (len(X),):
        raise ValueError("shapes")
    loss, dw, db = 0.0, np.zeros(2), 0.0
    for (x1, x2), target in zip(X, y, strict=True):
        n = x1 * w[0] + x2 * w[1] + b
        o = math.tanh(n)
        loss += o**2 + target**2 - 2 * o * target
        dn = (2 * o - 2 * target) / math.cosh(n) ** 2
        dw += [dn * x1, dn * x2]
        db += dn
    return loss, dw, db


@wheat(exercise="tanh_neuron", title="A column of ones for the bias")
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    if X.shape != (y.size, 2) or y.ndim != 1 or w.shape != (2,):
        raise ValueError("shapes")
    rows = np.hstack([X, np.ones((len(X), 1))])
    o = np.tanh(rows @ np.append(w, b))
    gradient = rows.T @ (2 * (o - y) * (1 - np.square(o)))
    return [np.dot(o - y, o - y), gradient[:2], gradient[2]]


@wheat(exercise="neuron_training", title="Training without sgd_update")
def sgd_update(params, grads, learning_rate):
    if not learning_rate > 0:
        raise ValueError("rate")
    new = {}
    for name, gradient in grads.items():
        new[name] = np.subtract(params[name], np.multiply(learning_rate, gradient))
    return new


@wheat(exercise="neuron_training", title="Training without sgd_update")
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):
    if learning_rate <= 0:
        raise ValueError("rate")
    w = w.copy()
    history = []
    while len(history) < epochs:
        o = np.tanh(X.dot(w) + b)
        history.append(np.sum((o - y) ** 2))
        dn = 2 * (o - y) * (1 - o * o)
        w -= learning_rate * X.T.dot(dn)
        b -= learning_rate * dn.sum()
    return [w, b, history]


@wheat(exercise="neuron_training", title="Copies that are changed in place")
def sgd_update(params, grads, learning_rate):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("rate")
    new = {name: np.array(value, dtype=float) for name, value in params.items()}
    for name in new:
        new[name] -= learning_rate * grads[name]
    return new


@wheat(exercise="neuron_training", title="Copies that are changed in place")
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):  # noqa: F811
    history = np.zeros(epochs)
    for epoch in range(epochs):
        history[epoch], dw, db = tanh_neuron_loss_and_grads(X, w, b, y)
        w, b = sgd_update({0: w, 1: b}, {0: dw, 1: db}, learning_rate).values()
    return w, b, list(history)
