"""Chapter 6: networks with Keras, part 1. Reference solutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import keras
import matplotlib.pyplot as plt
import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# %% count_parameters
def count_parameters(input_dim: int, units: Sequence[int]) -> int:
    """Number of weights, coefficients and biases together, of a stack of dense layers.

    Parameters
    ----------
    input_dim
        Number of inputs of the network.
    units
        Number of neurons of each layer, from the first layer to the output, a list or a
        tuple. It may be empty: there are no weights then.

    Returns
    -------
    The number of weights, an int, exact for every size.

    Raises
    ------
    ValueError
        When a size (input_dim or any number of neurons) is less than 1 or not of an integer
        type. Integer types are int and the numpy integers: 2.5 is refused, and so is 2.0.

    Examples
    --------
    One input, two neurons, one neuron:

    >>> count_parameters(1, [2, 1])
    7

    Two inputs, three neurons, one neuron:

    >>> count_parameters(2, [3, 1])
    13
    """
    sizes = [input_dim, *units]
    for size in sizes:
        if not isinstance(size, int | np.integer) or size < 1:
            raise ValueError(f"a size must be an integer of at least 1, not {size!r}")
    # Python integers do not overflow, numpy's do.
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(map(int, sizes)))


# %% kernel_from_neurons
def kernel_from_neurons(
    coeffs: Sequence[Sequence[float]], biases: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of a layer as Keras stores them, from one list of coefficients per neuron.

    Parameters
    ----------
    coeffs
        For each neuron, its coefficients, one per input. Lists, tuples or an array; at least
        one neuron and one input.
    biases
        For each neuron, its bias. A list, a tuple or an array.

    Returns
    -------
    The pair (kernel, bias) of float64 arrays: kernel has shape (n_in, n_out) and
    kernel[i, j] is the coefficient of neuron j for input i; bias has shape (n_out,).
    The numbers are kept exactly. Both arrays are new: writing into them changes no argument.

    Raises
    ------
    ValueError
        When two neurons have different numbers of coefficients, or when there are not as
        many biases as neurons.

    Examples
    --------
    The three neurons of the first layer of the sigmoid network 2-3-1:

    >>> kernel, bias = kernel_from_neurons([[1, 2], [3, -4], [-5, -6]], [-1, 0, 1])
    >>> kernel
    array([[ 1.,  3., -5.],
           [ 2., -4., -6.]])
    >>> bias
    array([-1.,  0.,  1.])
    """
    if len(biases) != len(coeffs):
        raise ValueError(f"{len(coeffs)} neurons need as many biases, not {len(biases)}")
    # numpy itself refuses neurons with different numbers of coefficients.
    return np.array(coeffs, dtype=np.float64).T, np.array(biases, dtype=np.float64)


# %% forward_pass
def dense_forward(
    x: np.ndarray,
    kernel: np.ndarray,
    bias: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """Outputs of one dense layer for a batch of inputs.

    Parameters
    ----------
    x
        The batch, shape (batch, n_in), one input per row. An empty batch is allowed.
    kernel
        Coefficients of the layer, shape (n_in, n_out).
    bias
        Biases of the layer, shape (n_out,).
    activation
        Function applied once to the whole array of shape (batch, n_out).

    Returns
    -------
    The array activation(x @ kernel + bias), shape (batch, n_out), computed in float64.
    The arguments stay unchanged.

    Raises
    ------
    ValueError
        When x or kernel is not 2-D, when kernel does not have n_in rows, or when the shape of
        bias is not (n_out,). A bias is never broadcast: the shapes (1,), if n_out > 1, and
        (1, n_out) are errors.

    Examples
    --------
    The two neurons of layer 0 of the ReLU network 1-2-1, at x = 3:

    >>> relu = lambda z: np.maximum(z, 0)
    >>> dense_forward(np.array([[3.0]]), np.array([[1, -0.5]]), np.array([-1, 1]), relu)
    array([[2., 0.]])
    """
    x, kernel, bias = (np.asarray(array, dtype=np.float64) for array in (x, kernel, bias))
    if x.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] != x.shape[1]:
        raise ValueError(f"inputs of shape {x.shape} do not fit a kernel of shape {kernel.shape}")
    if bias.shape != kernel.shape[1:]:
        raise ValueError(f"a bias of shape {bias.shape} does not fit {kernel.shape[1]} neurons")
    return activation(x @ kernel + bias)


# %% forward_pass
def network_forward(
    x: np.ndarray,
    layers: list[tuple[np.ndarray, np.ndarray, Callable[[np.ndarray], np.ndarray]]],
) -> np.ndarray:
    """Outputs of a network of dense layers for a batch of inputs.

    Parameters
    ----------
    x
        The batch, shape (batch, n_in), one input per row. An empty batch is allowed.
    layers
        One triple (kernel, bias, activation) per layer, from the input to the output, as in
        dense_forward. At least one.

    Returns
    -------
    The outputs of the last layer, shape (batch, n_out), computed in float64. The batch, the
    weights and the list stay unchanged.

    Raises
    ------
    ValueError
        When the shapes of a layer do not fit, as in dense_forward.

    Examples
    --------
    The ReLU network 1-2-1, F(3) = 2:

    >>> relu = lambda z: np.maximum(z, 0)
    >>> hidden = (np.array([[1, -0.5]]), np.array([-1, 1]), relu)
    >>> output = (np.array([[1], [1]]), np.array([0]), relu)
    >>> network_forward(np.array([[3.0]]), [hidden, output])
    array([[2.]])

    The network with three sigmoid neurons and a sigmoid output, F(7, -5):

    >>> sigmoid = lambda z: 1 / (1 + np.exp(-z))
    >>> kernel = np.array([[1.0, 3.0, -5.0], [2.0, -4.0, -6.0]])
    >>> hidden = (kernel, np.array([-1.0, 0.0, 1.0]), sigmoid)
    >>> output = (np.array([[1.0], [1.0], [1.0]]), np.array([-3.0]), sigmoid)
    >>> network_forward(np.array([[7, -5]]), [hidden, output])
    array([[0.123032...]])
    """
    for kernel, bias, activation in layers:
        x = dense_forward(x, kernel, bias, activation)
    return x


# %% heaviside_activation
def heaviside(x):  # type: ignore[no-untyped-def]
    """Heaviside step function, as an activation for Keras.

    Parameters
    ----------
    x
        A tensor or a numpy array of any shape, float32 or float64, without nan. Keras also
        calls the function in graph mode (predict does): x is then a symbol without values,
        so neither a Python if on x nor a numpy function of x can work.

    Returns
    -------
    1 where x is at least 0 and 0 elsewhere, exactly and with no tolerance around 0, in the
    shape and the dtype of x. -0.0 counts as 0; the infinities are allowed. For a tensor the
    result is a tensor, for an array it is a tensor or an array.

    Examples
    --------
    One neuron with coefficient -0.5 and bias 1: its output is 1 up to x = 2.

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(1, activation=heaviside))
    >>> model.set_weights([np.array([[-0.5]]), np.array([1.0])])
    >>> model(np.array([[1.0], [2.0], [5.0]])).numpy().tolist()
    [[1.0], [1.0], [0.0]]
    """
    return keras.ops.cast(x >= 0, x.dtype)


# %% build_network
def build_dense_network(
    input_dim: int, layers: Sequence[tuple[int, str | Callable[..., object]]]
) -> keras.Sequential:
    """A sequential model of dense layers, ready to be given weights.

    Parameters
    ----------
    input_dim
        Number of inputs.
    layers
        One pair (number of neurons, activation) per layer, from the first layer to the
        output. The activation is a name that Keras knows or a function on tensors.

    Returns
    -------
    A keras.Sequential of an Input and one Dense layer with biases per pair, in the given
    order: model.layers has as many elements as layers. The weights, of any value, exist
    before the model is called, and the model is not compiled. Each call returns a new model
    that shares nothing with earlier ones.

    Raises
    ------
    ValueError
        When layers is empty, or when input_dim or a number of neurons is less than 1.

    Examples
    --------
    The ReLU network 1-2-1: one input, two neurons, one neuron:

    >>> model = build_dense_network(1, [(2, "relu"), (1, "relu")])
    >>> model.count_params()
    7
    >>> len(model.layers)
    2
    """
    if not layers:
        raise ValueError("a network needs at least one layer")
    if min(input_dim, *(units for units, _ in layers)) < 1:
        raise ValueError("the input and every layer need a size of at least 1")
    dense = [keras.layers.Dense(units, activation=activation) for units, activation in layers]
    return keras.Sequential([keras.Input(shape=(input_dim,)), *dense])


# %% neuron_weights
def _layer_weights(
    model: keras.Sequential, layer: int, neuron: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias of a layer, copied; IndexError unless the layer has that neuron."""
    if layer not in range(len(model.layers)):
        raise IndexError(f"there is no layer {layer}: the model has {len(model.layers)}")
    kernel, biases = model.layers[layer].get_weights()
    if neuron not in range(biases.size):
        raise IndexError(f"there is no neuron {neuron}: the layer has {biases.size}")
    return kernel, biases


def set_neuron_weights(
    model: keras.Sequential,
    layer: int,
    neuron: int,
    coeffs: float | Sequence[float],
    bias: float = 0.0,
) -> None:
    """Set the coefficients and the bias of one neuron.

    Every other weight of the model keeps exactly its value. A call that raises an error
    changes no weight. Keras stores float32.

    Parameters
    ----------
    model
        The network.
    layer
        Number of the layer, from 0.
    neuron
        Number of the neuron in its layer, from 0.
    coeffs
        One coefficient per input of the layer: a list, a tuple or a 1-D array. If the layer
        has a single input, a number is accepted too.
    bias
        Bias of the neuron, 0 if omitted.

    Raises
    ------
    IndexError
        When layer or neuron is negative or too large.
    ValueError
        When the number of coefficients is not the number of inputs of the layer (a number
        counts as one coefficient).

    Examples
    --------
    Three calls set all the weights of the ReLU network 1-2-1, and F(3) = 2:

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(2, activation="relu"))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> set_neuron_weights(model, 0, 0, 1, -1)
    >>> set_neuron_weights(model, 0, 1, -0.5, 1)
    >>> set_neuron_weights(model, 1, 0, [1, 1])
    >>> float(model(np.array([[3.0]]))[0, 0])
    2.00000...
    """
    kernel, biases = _layer_weights(model, layer, neuron)
    column = np.atleast_1d(coeffs)
    if column.shape != (kernel.shape[0],):
        raise ValueError(f"the neuron needs {kernel.shape[0]} coefficients, not {column.size}")
    kernel[:, neuron] = column
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


# %% neuron_weights
def get_neuron_weights(
    model: keras.Sequential, layer: int, neuron: int
) -> tuple[np.ndarray, float]:
    """Coefficients and bias of one neuron.

    Parameters
    ----------
    model
        The network.
    layer
        Number of the layer, from 0.
    neuron
        Number of the neuron in its layer, from 0.

    Returns
    -------
    The pair (coefficients, bias): an array of shape (n_in,), float32 or float64, and a float.

    Raises
    ------
    IndexError
        When layer or neuron is negative or too large.

    Examples
    --------
    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(2,)))
    >>> model.add(keras.layers.Dense(2, activation="sigmoid"))
    >>> model.set_weights([np.array([[1.0, 3.0], [2.0, -4.0]]), np.array([-1.0, 0.5])])
    >>> coeffs, bias = get_neuron_weights(model, 0, 1)
    >>> coeffs.tolist()
    [3.0, -4.0]
    >>> float(bias)
    0.5
    """
    kernel, biases = _layer_weights(model, layer, neuron)
    return kernel[:, neuron], float(biases[neuron])


# %% neuron_weights
def zero_layer_weights(model: keras.Sequential, layer: int) -> None:
    """Set all the coefficients and all the biases of one layer to 0.

    The other layers keep exactly their weights. A call that raises an error changes no
    weight.

    Parameters
    ----------
    model
        The network.
    layer
        Number of the layer, from 0.

    Raises
    ------
    IndexError
        When layer is negative or too large.

    Examples
    --------
    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(2, activation="relu"))
    >>> zero_layer_weights(model, 0)
    >>> [array.tolist() for array in model.get_weights()]
    [[[0.0, 0.0]], [0.0, 0.0]]
    """
    kernel, biases = _layer_weights(model, layer)
    model.layers[layer].set_weights([np.zeros_like(kernel), np.zeros_like(biases)])


# %% evaluate_network
def evaluate_at(model: keras.Sequential, point: float | Sequence[float]) -> float:
    """Value of the function of the network at one point.

    Parameters
    ----------
    model
        A network with one output.
    point
        One number per input: a list, a tuple or a 1-D array. If the network has a single
        input, a number is accepted too.

    Returns
    -------
    F(point), a Python float: no numpy scalar, no array, no tensor. Nothing is printed.

    Raises
    ------
    ValueError
        When the point does not have one number per input (an empty list, or a number when
        there are several inputs, is an error too), or when the network has several outputs.

    Examples
    --------
    The ReLU network 1-2-1:

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(2, activation="relu"))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> model.layers[0].set_weights([np.array([[1.0, -0.5]]), np.array([-1.0, 1.0])])
    >>> model.layers[1].set_weights([np.array([[1.0], [1.0]]), np.array([0.0])])
    >>> evaluate_at(model, 3)
    2.00000...

    A sigmoid neuron with two inputs:

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(2,)))
    >>> model.add(keras.layers.Dense(1, activation="sigmoid"))
    >>> model.set_weights([np.array([[1.0], [2.0]]), np.array([-1.0])])
    >>> evaluate_at(model, [2.0, 1.0])
    0.95257...

    A ReLU neuron with three inputs:

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(3,)))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> model.set_weights([np.array([[1.0], [-1.0], [1.0]]), np.array([-1.0])])
    >>> evaluate_at(model, [2.0, 3.0, 4.0])
    2.00000...
    """
    if model.output_shape[1:] != (1,):
        raise ValueError("the network must have one output")
    # Keras itself refuses a row of another length than the input.
    return float(_values(model, np.atleast_1d(point)[np.newaxis])[0])


def _values(model: keras.Sequential, points: np.ndarray) -> np.ndarray:
    """F at each row of points, shape (batch,), in one call of a model with one output."""
    return np.asarray(model(points))[:, 0]


# %% network_curve
def sample_curve(
    model: keras.Sequential, a: float, b: float, num: int = 100
) -> tuple[np.ndarray, np.ndarray]:
    """Points of the graph of a network with one input and one output.

    The model is evaluated on batches: at most two calls of model(...), model.predict or
    model.predict_on_batch in all, whatever num is.

    Parameters
    ----------
    model
        A network with one input and one output.
    a, b
        Ends of the interval, a < b. Both belong to the samples.
    num
        Number of points, at least 2.

    Returns
    -------
    The pair (x, y) of arrays of shape (num,): equally spaced points x from a to b, and
    y = F(x).

    Raises
    ------
    ValueError
        When a >= b or num < 2.

    Examples
    --------
    The ReLU network 1-2-1 on [-2, 3]; its minimum is near x = 1:

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(2, activation="relu"))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> model.layers[0].set_weights([np.array([[1.0, -0.5]]), np.array([-1.0, 1.0])])
    >>> model.layers[1].set_weights([np.array([[1.0], [1.0]]), np.array([0.0])])
    >>> x, y = sample_curve(model, -2, 3)
    >>> x.shape, y.shape
    ((100,), (100,))
    >>> float(y[0]), float(y[-1])
    (2.00000..., 2.00000...)
    >>> float(x[np.argmin(y)]), float(np.min(y))
    (0.97979..., 0.51010...)
    """
    if a >= b or num < 2:
        raise ValueError("a curve needs a < b and at least 2 points")
    x = np.linspace(a, b, num)
    return x, _values(model, x[:, np.newaxis])


# %% network_curve
def plot_network_1d(
    model: keras.Sequential, a: float, b: float, num: int = 100, ax: Axes | None = None
) -> Axes:
    """Draw the graph of a network with one input and one output.

    Exactly one line is added, whose points are the samples of sample_curve; the coordinate
    axes are not drawn as lines. Title, labels, grid and legend are free. plt.show is not
    called. The model is called at most twice in all, as in sample_curve.

    Parameters
    ----------
    model
        A network with one input and one output.
    a, b
        Ends of the interval, a < b.
    num
        Number of points, at least 2.
    ax
        The axes to draw on; no figure is made then. If omitted, new axes or the current ones.

    Returns
    -------
    The axes that were drawn on.

    Raises
    ------
    ValueError
        When a >= b or num < 2.

    Examples
    --------
    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> ax = plot_network_1d(model, -2, 3, num=50)
    >>> len(ax.lines)
    1
    >>> ax.lines[0].get_xydata().shape
    (50, 2)
    """
    x, y = sample_curve(model, a, b, num)
    if ax is None:
        ax = plt.figure().add_subplot()
    ax.plot(x, y)
    return ax


# %% network_surface
def sample_surface(
    model: keras.Sequential, xmin: float, xmax: float, ymin: float, ymax: float, num: int = 20
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values of a network with two inputs and one output on a grid.

    The model is evaluated on batches: at most two calls of model(...), model.predict or
    model.predict_on_batch in all, whatever num is.

    Parameters
    ----------
    model
        A network with two inputs and one output.
    xmin, xmax, ymin, ymax
        The rectangle, xmin < xmax and ymin < ymax.
    num
        Number of points per axis, at least 2.

    Returns
    -------
    The triple (X, Y, Z) of arrays of shape (num, num), where X[i, j] is number j of num equally
    spaced points from xmin to xmax, Y[i, j] is number i of num equally spaced points from
    ymin to ymax, both increasing, and Z[i, j] = F(X[i, j], Y[i, j]).

    Examples
    --------
    The corners for the sigmoid network 2-3-1 on [-5, 5] x [-5, 5]: first the line
    y = -5, then the line y = 5.

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(2,)))
    >>> model.add(keras.layers.Dense(3, activation="sigmoid"))
    >>> model.add(keras.layers.Dense(1, activation="sigmoid"))
    >>> kernel = np.array([[1.0, 3.0, -5.0], [2.0, -4.0, -6.0]])
    >>> model.layers[0].set_weights([kernel, np.array([-1.0, 0.0, 1.0])])
    >>> model.layers[1].set_weights([np.array([[1.0], [1.0], [1.0]]), np.array([-3.0])])
    >>> X, Y, Z = sample_surface(model, -5, 5, -5, 5)
    >>> float(Z[0, 0]), float(Z[0, -1])
    (0.26762..., 0.26894...)
    >>> float(Z[-1, 0]), float(Z[-1, -1])
    (0.11920..., 0.11990...)
    >>> float(Z.min()), float(Z.max())
    (0.08938..., 0.28069...)
    """
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    return X, Y, _values(model, np.c_[X.ravel(), Y.ravel()]).reshape(X.shape)


# %% network_surface
def plot_network_2d(
    model: keras.Sequential, xmin: float, xmax: float, ymin: float, ymax: float, num: int = 20
) -> Axes:
    """Draw a network with two inputs and one output on new axes.

    The picture is a surface on 3-D axes, or level lines (contour, contourf or both) on 2-D
    axes. The limits of the two axes contain [xmin, xmax] and [ymin, ymax], and exceed each by
    at most 10 % of its length per side. plt.show is not called. The model is called at most
    twice in all, as in sample_surface.

    Parameters
    ----------
    model
        A network with two inputs and one output.
    xmin, xmax, ymin, ymax
        The rectangle, xmin < xmax and ymin < ymax.
    num
        Number of points per axis, at least 2.

    Returns
    -------
    The axes that were drawn on.

    Examples
    --------
    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(2,)))
    >>> model.add(keras.layers.Dense(1, activation="sigmoid"))
    >>> model.set_weights([np.array([[1.0], [2.0]]), np.array([-1.0])])
    >>> ax = plot_network_2d(model, -5, 5, -5, 5)
    >>> len(ax.collections) >= 1
    True
    """
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    ax = plt.figure().add_subplot()
    ax.contourf(X, Y, Z)
    return ax


# %% network_volume
def sample_volume(
    model: keras.Sequential, bounds: Sequence[tuple[float, float]], num: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """Values of a network with one output on a grid in a box of any dimension.

    Parameters
    ----------
    model
        A network with d inputs and one output.
    bounds
        One pair (lo, hi), lo < hi, per input: d pairs, and d may be any number from 1.
    num
        Number of points per axis, at least 2: equally spaced from lo to hi, ends included.

    Returns
    -------
    The pair (points, values): points has shape (num**d, d) and holds every combination of the
    points of the axes exactly once, in any order of the rows; values has shape (num**d,)
    and values[k] = F(points[k]).

    Examples
    --------
    The ReLU neuron with three inputs on [-5, 5]^3: its maximum is at (5, -5, 5).

    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(3,)))
    >>> model.add(keras.layers.Dense(1, activation="relu"))
    >>> model.set_weights([np.array([[1.0], [-1.0], [1.0]]), np.array([-1.0])])
    >>> points, values = sample_volume(model, [(-5, 5), (-5, 5), (-5, 5)])
    >>> points.shape, values.shape
    ((1000, 3), (1000,))
    >>> float(np.max(values))
    14.0000...
    >>> points[np.argmax(values)].tolist()
    [5.0, -5.0, 5.0]
    """
    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    return points, _values(model, points)


# %% step_approximation
def step_approximation_weights(
    f: Callable[[float], float], a: float, b: float, n: int
) -> list[np.ndarray]:
    """Weights of a network whose function is a step function close to f on [a, b].

    The interval [a, b] is cut into n equal parts. The network has one input, 2n Heaviside
    neurons (H(0) = 1) and one identity neuron: F(x) = H(x W1 + b1) W2 + b2. Strictly inside
    each part, F is the value of f at its left end; outside [a, b], F is 0. The value at the
    ends of the parts is free, and so are the order of the 2n neurons and a positive
    factor on the weights of each.

    Parameters
    ----------
    f
        Function of one number. It is called with one number at a time (a float or a numpy
        scalar), never with an array, and returns a number, possibly an int.
    a, b
        Ends of the interval, a < b.
    n
        Number of parts, at least 1.

    Returns
    -------
    The list [W1, b1, W2, b2] of float64 arrays of shapes (1, 2n), (2n,), (2n, 1) and (1,).
    A tuple is accepted. Outside [a, b], F is 0 up to 1e-9.

    Raises
    ------
    ValueError
        When a >= b or n < 1.

    Examples
    --------
    Four parts of [2, 10]: F(3), F(5), F(7), F(9) are f(2), f(4), f(6), f(8), and
    F(1) = F(11) = 0.

    >>> f = lambda x: np.cos(2 * x) + x * np.sin(3 * x) + np.sqrt(x)
    >>> W1, b1, W2, b2 = step_approximation_weights(f, 2, 10, 4)
    >>> W1.shape, b1.shape, W2.shape, b2.shape
    ((1, 8), (8,), (8, 1), (1,))
    >>> F = lambda x: (np.where(x * W1 + b1 >= 0, 1, 0) @ W2 + b2).item()
    >>> F(3), F(5)
    (0.201738945..., -0.291791705...)
    >>> F(7), F(9)
    (-1.212579779..., -5.373859251...)
    >>> F(1), F(11)
    (0.0, 0.0)
    """
    if a >= b or n < 1:
        raise ValueError("a step function needs a < b and at least one step")
    knots = np.linspace(a, b, n + 1)
    heights = np.array([f(knot) for knot in knots[:-1]], dtype=np.float64)
    # H(x - left) + H(right - x) - 1 is a pulse on [left, right]; the -1 goes into b2.
    W1 = np.tile([[1.0, -1.0]], n)
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    return [W1, b1, np.repeat(heights, 2)[:, np.newaxis], np.array([-heights.sum()])]


# %% step_approximation
def approximate_function(
    model: keras.Sequential, f: Callable[[float], float], a: float, b: float, n: int
) -> None:
    """Give a model the weights of a step function close to f on [a, b].

    The conventions are those of step_approximation_weights; the model computes in float32.

    Parameters
    ----------
    model
        A network with one input, a layer of 2n Heaviside neurons and one identity neuron.
    f
        Function of one number, called with one number at a time.
    a, b
        Ends of the interval, a < b.
    n
        Number of parts, at least 1.

    Raises
    ------
    ValueError
        When a >= b or n < 1, or when the sizes of the model are not 1, 2n, 1: other
        numbers of inputs or neurons, or another number of layers. The weights of a model
        that is refused are free.

    Examples
    --------
    Four parts of [2, 10]: F(3) = f(2) and F(5) = f(4).

    >>> f = lambda x: np.cos(2 * x) + x * np.sin(3 * x) + np.sqrt(x)
    >>> step = lambda x: keras.ops.cast(x >= 0, x.dtype)
    >>> model = keras.Sequential()
    >>> model.add(keras.Input(shape=(1,)))
    >>> model.add(keras.layers.Dense(8, activation=step))
    >>> model.add(keras.layers.Dense(1, activation="linear"))
    >>> approximate_function(model, f, 2, 10, 4)
    >>> float(model(np.array([[3.0]]))[0, 0]), float(model(np.array([[5.0]]))[0, 0])
    (0.201..., -0.291...)
    """
    # Keras itself refuses weights that do not fit the sizes of the model.
    model.set_weights(step_approximation_weights(f, a, b, n))


# %% box_network
def box_network_weights(lower: Sequence[float], upper: Sequence[float]) -> list[np.ndarray]:
    """Weights of a Heaviside network that is 1 on a closed box and 0 outside.

    The network has d inputs, 2d Heaviside neurons and one Heaviside neuron (H(0) = 1):
    F(x) = H(H(x W1 + b1) W2 + b2). The box holds the points x with
    lower_k <= x_k <= upper_k for every k: its faces, edges and corners belong to it.
    The order of the 2d neurons and a positive factor on the weights of each are free.

    Parameters
    ----------
    lower, upper
        The bounds of the d coordinates, d >= 1. Lists, tuples or arrays. Equal bounds are
        allowed: the box is then flat.

    Returns
    -------
    The list [W1, b1, W2, b2] of float64 arrays of shapes (d, 2d), (2d,), (2d, 1) and (1,).
    A tuple is accepted. The values of F are exactly 0 or 1.

    Raises
    ------
    ValueError
        When lower and upper have different lengths, or when lower_k > upper_k for some k.

    Examples
    --------
    The cube [-1, 1]^3: its centre, a corner, and a point just outside.

    >>> W1, b1, W2, b2 = box_network_weights([-1, -1, -1], [1, 1, 1])
    >>> H = lambda z: np.where(z >= 0, 1, 0)
    >>> F = lambda *x: H(H(np.array(x) @ W1 + b1) @ W2 + b2).item()
    >>> F(0, 0, 0), F(1, 1, 1), F(1.01, 0, 0)
    (1, 1, 0)
    """
    low, high = (np.asarray(bounds, dtype=np.float64) for bounds in (lower, upper))
    if low.shape != high.shape or (low > high).any():
        raise ValueError("a box needs as many lower as upper bounds, none of them crossed")
    dim = low.size
    W1 = np.hstack([np.eye(dim), -np.eye(dim)])
    b1 = np.concatenate([-low, high])
    return [W1, b1, np.ones((2 * dim, 1)), np.array([-2.0 * dim])]
