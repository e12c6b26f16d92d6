"""Right answers to the exercises of chapter 6 that look different from the reference."""

import keras
import matplotlib.pyplot as plt
import numpy as np

from chainrule.grading import wheat


@wheat(exercise="count_parameters", title="Recursion on the list of layers")
def count_parameters(input_dim, units):
    for size in (input_dim, *units):
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{size!r} is no size")
    if len(units) == 0:
        return 0
    first = int(units[0])
    return (int(input_dim) + 1) * first + count_parameters(first, units[1:])


@wheat(exercise="count_parameters", title="Scalar product of two object arrays")
def count_parameters(input_dim, units):  # noqa: F811
    from numbers import Integral

    sizes = [input_dim]
    sizes.extend(units)
    if not all(isinstance(size, Integral) for size in sizes) or min(sizes) <= 0:
        raise ValueError("every size must be a whole number, at least 1")
    sizes = np.array([int(size) for size in sizes], dtype=object)
    return np.dot(sizes[:-1] + 1, sizes[1:])


@wheat(exercise="count_parameters", title="An error of one's own, checks in the loop")
class BadSize(ValueError):
    pass


@wheat(exercise="count_parameters", title="An error of one's own, checks in the loop")
def checked(size):
    import operator

    try:
        number = operator.index(size)
    except TypeError:
        raise BadSize(f"{size!r} is not of an integer type") from None
    if number < 1:
        raise BadSize(f"{number} is less than 1")
    return number


@wheat(exercise="count_parameters", title="An error of one's own, checks in the loop")
def count_parameters(input_dim, units):  # noqa: F811
    total, before = 0, checked(input_dim)
    for unit in units:
        here = checked(unit)
        total += before * here + here
        before = here
    return total


@wheat(exercise="count_parameters", title="Coefficients and biases summed apart, types by numpy")
def count_parameters(input_dim, units):  # noqa: F811
    from itertools import pairwise

    sizes = [input_dim, *units]
    if any(not np.issubdtype(type(size), np.integer) for size in sizes):
        raise ValueError("a size is not of an integer type")
    sizes = list(map(int, sizes))
    if any(size < 1 for size in sizes):
        raise ValueError("a size is less than 1")
    return sum(p * q for p, q in pairwise(sizes)) + sum(sizes[1:])


@wheat(exercise="kernel_from_neurons", title="Two loops that fill an array of zeros")
def kernel_from_neurons(coeffs, biases):
    n_out = len(coeffs)
    n_in = len(coeffs[0])
    if len(biases) != n_out:
        raise ValueError("as many biases as neurons")
    kernel = np.zeros((n_in, n_out))
    bias = np.zeros(n_out)
    for j in range(n_out):
        if len(coeffs[j]) != n_in:
            raise ValueError("as many coefficients for each neuron")
        for i in range(n_in):
            kernel[i, j] = coeffs[j][i]
        bias[j] = biases[j]
    return kernel, bias


@wheat(exercise="kernel_from_neurons", title="zip(strict=True) transposes and refuses")
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    rows, numbers = [], []
    for _neuron, number in zip(coeffs, biases, strict=True):
        numbers.append(number)
    for row in zip(*coeffs, strict=True):
        rows.append(list(row))
    return [np.array(rows, dtype=np.float64), np.array(numbers, dtype=np.float64)]


@wheat(exercise="kernel_from_neurons", title="The transposed view of a new array; numpy refuses")
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    table = np.array(coeffs, dtype=float)
    bias = np.array(biases, dtype=float)
    if table.shape[:1] != bias.shape:
        raise ValueError(f"{len(table)} neurons, {len(bias)} biases")
    return table.T, bias


@wheat(exercise="kernel_from_neurons", title="One column per neuron, set side by side")
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    columns = [np.asarray(neuron, dtype="float64").reshape(-1, 1) for neuron in coeffs]
    if len({len(column) for column in columns}) > 1:
        raise ValueError("the neurons do not have the same inputs")
    bias = np.fromiter(biases, dtype=float)
    kernel = np.hstack(columns)
    if kernel.shape[1] != bias.size:
        raise ValueError("not one bias per neuron")
    return kernel, bias


@wheat(exercise="forward_pass", title="Loops over points and neurons, recursion over layers")
def dense_forward(x, kernel, bias, activation):
    if x.ndim != 2 or kernel.ndim != 2:
        raise ValueError("x and kernel must have two axes")
    (batch, n_in), (rows, n_out) = x.shape, kernel.shape
    if rows != n_in or bias.shape != (n_out,):
        raise ValueError("shapes do not fit")
    z = np.empty((batch, n_out))
    for k in range(batch):
        for j in range(n_out):
            z[k, j] = float(bias[j])
            for i in range(n_in):
                z[k, j] += float(x[k, i]) * float(kernel[i, j])
    return activation(z)


@wheat(exercise="forward_pass", title="Loops over points and neurons, recursion over layers")
def network_forward(x, layers):
    (kernel, bias, activation), *rest = layers
    y = dense_forward(x, kernel, bias, activation)
    return network_forward(y, rest) if rest else y


@wheat(exercise="forward_pass", title="The bias as a last row of the kernel")
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    x, kernel, bias = (np.asarray(table, dtype=np.float64) for table in (x, kernel, bias))
    if x.ndim != 2:
        raise ValueError("x must have two axes")
    if kernel.ndim != 2:
        raise ValueError("the kernel must have two axes")
    if len(kernel) != x.shape[1]:
        raise ValueError("the kernel needs one row per input")
    if bias.shape != kernel.shape[1:]:
        raise ValueError("the bias needs one number per neuron")
    return activation(np.c_[x, np.ones(len(x))] @ np.vstack([kernel, bias]))


@wheat(exercise="forward_pass", title="The bias as a last row of the kernel")
def network_forward(x, layers):  # noqa: F811
    from functools import reduce

    return reduce(lambda values, layer: dense_forward(values, *layer), layers, x)


@wheat(exercise="forward_pass", title="A class of layers with __call__, einsum, columns first")
class Layer:
    def __init__(self, kernel, bias, activation):
        if np.ndim(kernel) != 2 or np.shape(bias) != (np.shape(kernel)[1],):
            raise ValueError("kernel and bias do not fit together")
        self.rows = np.array(kernel, dtype=float).T
        self.bias = np.array(bias, dtype=float)[:, np.newaxis]
        self.activation = activation

    def __call__(self, x):
        if np.ndim(x) != 2 or np.shape(x)[1] != self.rows.shape[1]:
            raise ValueError("the batch does not fit the kernel")
        columns = np.einsum("ji,ki->jk", self.rows, np.array(x, dtype=float)) + self.bias
        return self.activation(columns.T)


@wheat(exercise="forward_pass", title="A class of layers with __call__, einsum, columns first")
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    return Layer(kernel, bias, activation)(x)


@wheat(exercise="forward_pass", title="A class of layers with __call__, einsum, columns first")
def network_forward(x, layers):  # noqa: F811
    stack = [Layer(*triple) for triple in layers]
    while stack:
        x = stack.pop(0)(x)
    return x


@wheat(exercise="forward_pass", title="All shapes checked before any layer computes")
def fits(x_shape, kernel, bias):
    if len(x_shape) != 2 or kernel.ndim != 2:
        return False
    return kernel.shape[0] == x_shape[1] and bias.shape == (kernel.shape[1],)


@wheat(exercise="forward_pass", title="All shapes checked before any layer computes")
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    if not fits(x.shape, kernel, bias):
        raise ValueError
    z = np.matmul(x.astype(float), kernel.astype(float))
    np.add(z, bias, out=z)
    return activation(z)


@wheat(exercise="forward_pass", title="All shapes checked before any layer computes")
def network_forward(x, layers):  # noqa: F811
    shape = x.shape
    for kernel, bias, _activation in layers:
        if not fits(shape, kernel, bias):
            raise ValueError
        shape = (shape[0], kernel.shape[1])
    values = x.astype(float)
    for k in range(len(layers)):
        kernel, bias, activation = layers[k]
        values = activation(np.tensordot(values, kernel, axes=1) + bias)
    return values


@wheat(exercise="heaviside_activation", title="where between ones and zeros")
def heaviside(x):
    return keras.ops.where(x >= 0, keras.ops.ones_like(x), keras.ops.zeros_like(x))


@wheat(exercise="heaviside_activation", title="One minus the step down")
def heaviside(x):  # noqa: F811
    negative = keras.ops.cast(keras.ops.less(x, 0), x.dtype)
    return 1 - negative


@wheat(exercise="heaviside_activation", title="The sign plus one, cut off at one")
def heaviside(x):  # noqa: F811
    return keras.ops.minimum(keras.ops.sign(x) + 1, keras.ops.ones_like(x))


@wheat(exercise="heaviside_activation", title="TensorFlow itself, with a gradient of zero")
def heaviside(x):  # noqa: F811
    import tensorflow as tf

    @tf.custom_gradient
    def step(t):
        return tf.cast(tf.greater_equal(t, 0.0), t.dtype), lambda upstream: 0.0 * upstream

    return step(tf.convert_to_tensor(x))


@wheat(exercise="heaviside_activation", title="np.heaviside for arrays, clip for tensors")
def heaviside(x):  # noqa: F811
    if isinstance(x, np.ndarray):
        return np.heaviside(x, 1)
    return keras.ops.clip(keras.ops.sign(x) + 1, 0, 1)


@wheat(exercise="heaviside_activation", title="tf.where in a tf.function")
def heaviside(x):  # noqa: F811
    import tensorflow as tf

    step = tf.function(lambda t: tf.where(t < 0, tf.zeros_like(t), tf.ones_like(t)))
    return step(x)


@wheat(exercise="build_network", title="All the layers in one list, weights that begin at 0")
def build_dense_network(input_dim, layers):
    if not layers or input_dim < 1 or any(pair[0] < 1 for pair in layers):
        raise ValueError("a network needs a layer, and sizes of at least 1")
    stack = [keras.Input(shape=(input_dim,))]
    stack += [
        keras.layers.Dense(n, activation=phi, kernel_initializer="zeros", name=f"layer_{k}")
        for k, (n, phi) in enumerate(layers)
    ]
    return keras.Sequential(stack)


@wheat(exercise="build_network", title="input_shape in the first layer, as in older books")
def build_dense_network(input_dim, layers):  # noqa: F811
    from tensorflow.keras.layers import Dense
    from tensorflow.keras.models import Sequential

    if len(layers) == 0:
        raise ValueError("no layer")
    for size in [input_dim] + [units for units, _ in layers]:
        if size <= 0:
            raise ValueError(f"{size} is no size")
    model = Sequential()
    for rank, (units, activation) in enumerate(layers):
        if rank == 0:
            model.add(Dense(units, activation=activation, input_shape=(input_dim,)))
        else:
            model.add(Dense(units, activation=activation))
    return model


@wheat(exercise="build_network", title="A subclass of Sequential")
class DenseNetwork(keras.Sequential):
    def __init__(self, input_dim, layers):
        super().__init__(name="dense_network")
        self.add(keras.layers.InputLayer(shape=(input_dim,)))
        for units, activation in layers:
            self.add(keras.layers.Dense(units, keras.activations.get(activation)))


@wheat(exercise="build_network", title="A subclass of Sequential")
def build_dense_network(input_dim, layers):  # noqa: F811
    sizes = [input_dim, *(units for units, _activation in layers)]
    if len(sizes) == 1 or min(sizes) < 1:
        raise ValueError
    return DenseNetwork(input_dim, layers)


@wheat(exercise="build_network", title="Keras refuses a layer without neurons")
def build_dense_network(input_dim, layers):  # noqa: F811
    if input_dim < 1:
        raise ValueError("at least one input")
    if not len(layers):
        raise ValueError("at least one layer")
    model = keras.models.Sequential()
    model.add(keras.layers.Input((input_dim,)))
    for layer in layers:
        model.add(keras.layers.Dense(units=layer[0], activation=layer[1]))
    return model


@wheat(exercise="build_network", title="build() makes the input")
def build_dense_network(input_dim, layers):  # noqa: F811
    if any(size < 1 for size in (input_dim, *[pair[0] for pair in layers])) or layers in ([], ()):
        raise ValueError
    model = keras.Sequential([keras.layers.Dense(units, phi) for units, phi in layers])
    model.build((None, input_dim))
    return model


@wheat(exercise="neuron_weights", title="The variables of the layer, without set_weights")
def layer_of(model, layer):
    if layer not in range(len(model.layers)):
        raise IndexError(f"no layer {layer}")
    return model.layers[layer]


@wheat(exercise="neuron_weights", title="The variables of the layer, without set_weights")
def neuron_of(model, layer, neuron):
    dense = layer_of(model, layer)
    if neuron not in range(dense.units):
        raise IndexError(f"no neuron {neuron}")
    return dense


@wheat(exercise="neuron_weights", title="The variables of the layer, without set_weights")
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):
    dense = neuron_of(model, layer, neuron)
    column = [coeffs] if np.isscalar(coeffs) or np.ndim(coeffs) == 0 else list(coeffs)
    if len(column) != dense.kernel.shape[0]:
        raise ValueError("one coefficient per input")
    chosen = np.arange(dense.units) == neuron
    dense.kernel.assign(np.where(chosen, np.reshape(column, (-1, 1)), dense.kernel.numpy()))
    dense.bias.assign(np.where(chosen, bias, dense.bias.numpy()))


@wheat(exercise="neuron_weights", title="The variables of the layer, without set_weights")
def get_neuron_weights(model, layer, neuron):
    dense = neuron_of(model, layer, neuron)
    return dense.kernel[:, neuron].numpy(), dense.bias[neuron].numpy()


@wheat(exercise="neuron_weights", title="The variables of the layer, without set_weights")
def zero_layer_weights(model, layer):
    for variable in layer_of(model, layer).weights:
        variable.assign(keras.ops.zeros_like(variable))


@wheat(exercise="neuron_weights", title="The list of all weights, two entries per layer")
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    weights = model.get_weights()
    if not 0 <= 2 * layer < len(weights):
        raise IndexError("layer")
    kernel, biases = weights[2 * layer : 2 * layer + 2]
    if neuron < 0 or neuron >= biases.size:
        raise IndexError("neuron")
    values = np.ravel(coeffs)
    if values.size != len(kernel):
        raise ValueError("coefficients")
    for i, value in enumerate(values):
        kernel[i][neuron] = value
    biases[neuron] = bias
    model.set_weights(weights)


@wheat(exercise="neuron_weights", title="The list of all weights, two entries per layer")
def get_neuron_weights(model, layer, neuron):  # noqa: F811
    weights = model.get_weights()
    if layer < 0 or neuron < 0:
        raise IndexError("count from 0")
    kernel, biases = weights[2 * layer], weights[2 * layer + 1]
    return [np.array([row[neuron] for row in kernel], dtype=np.float64), float(biases[neuron])]


@wheat(exercise="neuron_weights", title="The list of all weights, two entries per layer")
def zero_layer_weights(model, layer):  # noqa: F811
    if layer < 0:
        raise IndexError("count from 0")
    weights = model.get_weights()
    for k in (2 * layer, 2 * layer + 1):
        weights[k] = np.zeros(weights[k].shape)
    model.set_weights(weights)


@wheat(exercise="neuron_weights", title="Column taken out and put in; zero neuron by neuron")
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if layer < 0 or layer >= len(model.layers):
        raise IndexError("layer")
    kernel, biases = model.layers[layer].get_weights()
    n_in, n_out = kernel.shape
    if neuron < 0 or neuron >= n_out:
        raise IndexError("neuron")
    try:
        coeffs = tuple(coeffs)
    except TypeError:
        coeffs = (coeffs,)
    if len(coeffs) != n_in:
        raise ValueError("coefficients")
    kernel = np.insert(np.delete(kernel, neuron, axis=1), neuron, coeffs, axis=1)
    biases = [*biases[:neuron], bias, *biases[neuron + 1 :]]
    model.layers[layer].set_weights([kernel, np.array(biases)])


@wheat(exercise="neuron_weights", title="Column taken out and put in; zero neuron by neuron")
def get_neuron_weights(model, layer, neuron):  # noqa: F811
    if min(layer, neuron) < 0:
        raise IndexError("negative number")
    kernel, biases = model.layers[layer].get_weights()
    return kernel.T[neuron], biases[neuron : neuron + 1].reshape(())


@wheat(exercise="neuron_weights", title="Column taken out and put in; zero neuron by neuron")
def zero_layer_weights(model, layer):  # noqa: F811
    if not 0 <= layer < len(model.layers):
        raise IndexError("layer")
    n_in, n_out = model.layers[layer].get_weights()[0].shape
    for neuron in range(n_out):
        set_neuron_weights(model, layer, neuron, [0] * n_in)


@wheat(exercise="evaluate_network", title="predict, and the length by hand")
def evaluate_at(model, point):
    if isinstance(point, (int, float, np.number)):
        point = [point]
    if len(point) != model.input_shape[1]:
        raise ValueError("the point needs one number per input")
    if model.output_shape[-1] != 1:
        raise ValueError("the network has several outputs")
    return model.predict(np.array([point], dtype=float), verbose=0).tolist()[0][0]


@wheat(exercise="evaluate_network", title="Layer after layer, without calling the model")
def evaluate_at(model, point):  # noqa: F811
    values = np.array(point, dtype="float32").reshape(1, -1)
    if model.layers[0].kernel.shape[0] != values.size or model.layers[-1].units > 1:
        raise ValueError
    for layer in model.layers:
        values = layer(values)
    return float(values[0, 0])


@wheat(exercise="evaluate_network", title="Keras refuses a point of the wrong length")
def evaluate_at(model, point):  # noqa: F811
    row = keras.ops.convert_to_tensor(np.atleast_2d(np.asarray(point, dtype=float)))
    (output,) = model(row).numpy().flatten()
    return output.item()


@wheat(exercise="evaluate_network", title="The formula in float64, with the weights read out")
def evaluate_at(model, point):  # noqa: F811
    y = np.array([point], dtype=float) if np.ndim(point) else np.full((1, 1), float(point))
    first, last = model.layers[0].get_weights()[0], model.layers[-1].get_weights()[0]
    if y.shape != (1, len(first)) or last.shape[1] != 1:
        raise ValueError("one number in for each input, one number out")
    for layer in model.layers:
        kernel, bias = layer.get_weights()
        y = np.array(layer.activation(keras.ops.convert_to_tensor(y @ kernel + bias)))
    return float(y.item())


@wheat(exercise="network_curve", title="predict; pyplot's functions on the current axes")
def sample_curve(model, a, b, num=100):
    if not a < b or not num >= 2:
        raise ValueError("a < b and num >= 2")
    x = np.linspace(a, b, num=num)
    return x, model.predict(x[:, None], verbose=0, batch_size=num).flatten()


@wheat(exercise="network_curve", title="predict; pyplot's functions on the current axes")
def plot_network_1d(model, a, b, num=100, ax=None):
    x, y = sample_curve(model, a, b, num=num)
    if ax is not None:
        plt.sca(ax)
    plt.plot(x, y, "o-", label="$F$")
    plt.title("The network")
    plt.xlabel("$x$")
    plt.grid()
    plt.legend()
    return plt.gca()


@wheat(exercise="network_curve", title="Points in a loop, two half batches, a Line2D by hand")
def sample_curve(model, a, b, num=100):  # noqa: F811
    if num < 2 or a >= b:
        raise ValueError
    step = (b - a) / (num - 1)
    x = np.array([a + k * step for k in range(num)])
    halves = [model(half.reshape(-1, 1)) for half in np.array_split(x, 2)]
    return x, np.concatenate(halves)[:, 0].astype(float)


@wheat(exercise="network_curve", title="Points in a loop, two half batches, a Line2D by hand")
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    from matplotlib.lines import Line2D

    points = sample_curve(model, a, b, num)
    if ax is None:
        ax = plt.figure(figsize=(5, 3)).add_subplot()
    ax.add_line(Line2D(*points, color="tab:red", linestyle="--"))
    ax.autoscale_view()
    ax.set(xlabel="x", ylabel="F(x)")
    return ax


@wheat(exercise="network_curve", title="Layers applied one by one; the drawing checks by itself")
def sample_curve(model, a, b, num=100):  # noqa: F811
    if a >= b:
        raise ValueError("empty interval")
    if num < 2:
        raise ValueError("two points at least")
    x = a + (b - a) * np.arange(num) / (num - 1)
    values = np.vstack(x)
    for layer in model.layers:
        values = layer(values)
    return [x, np.squeeze(values.numpy(), axis=1)]


@wheat(exercise="network_curve", title="Layers applied one by one; the drawing checks by itself")
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    if a >= b or num < 2:
        raise ValueError
    x = np.linspace(a, b, num)
    y = model.predict_on_batch(x[:, np.newaxis])
    axes = ax if ax is not None else plt.subplots(layout="constrained")[1]
    axes.plot(x, y, lw=2)
    axes.set_xlim(a, b)
    return axes


@wheat(exercise="network_surface", title="Batch by two loops; filled level lines by pyplot")
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):
    xs = np.linspace(xmin, xmax, num)
    ys = np.linspace(ymin, ymax, num)
    X, Y = np.empty((num, num)), np.empty((num, num))
    batch = []
    for i in range(num):
        for j in range(num):
            X[i, j], Y[i, j] = xs[j], ys[i]
            batch.append([xs[j], ys[i]])
    values = model.predict(np.array(batch), verbose=0)
    Z = np.zeros((num, num))
    for k, (value,) in enumerate(values):
        Z[k // num, k % num] = value
    return X, Y, Z


@wheat(exercise="network_surface", title="Batch by two loops; filled level lines by pyplot")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    plt.figure()
    plt.contourf(X, Y, Z, 15, cmap="plasma")
    plt.colorbar(label="F")
    plt.xlabel("x")
    plt.ylabel("y")
    return plt.gca()


@wheat(exercise="network_surface", title="mgrid and stack; surface with every sample")
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    Y, X = np.mgrid[ymin : ymax : num * 1j, xmin : xmax : num * 1j]
    Z = model(np.stack([X, Y], axis=-1).reshape(-1, 2))
    return [X, Y, keras.ops.convert_to_numpy(keras.ops.reshape(Z, (num, num)))]


@wheat(exercise="network_surface", title="mgrid and stack; surface with every sample")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    fig, ax = plt.subplots(subplot_kw={"projection": "3d"}, figsize=(7, 6))
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num=num)
    surface = ax.plot_surface(X, Y, Z, rstride=1, cstride=1, cmap="viridis", edgecolor="none")
    fig.colorbar(surface, shrink=0.6)
    ax.set(xlim=(xmin, xmax), ylim=(ymin, ymax), zlabel="F")
    ax.view_init(elev=30, azim=-120)
    return ax


@wheat(exercise="network_surface", title="Broadcast axes, column by column; labelled level lines")
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    x = np.linspace(xmin, xmax, num)
    y = np.linspace(ymin, ymax, num)
    X = np.broadcast_to(x, (num, num))
    Y = np.broadcast_to(y[:, None], (num, num))
    columns = np.column_stack([np.repeat(x, num), np.tile(y, num)])
    return X, Y, model.predict_on_batch(columns).reshape(num, num).T


@wheat(exercise="network_surface", title="Broadcast axes, column by column; labelled level lines")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    ax = plt.figure().add_subplot(1, 1, 1)
    ax.contourf(X, Y, Z, levels=12, alpha=0.5)
    lines = ax.contour(X, Y, Z, levels=12, colors="black", linewidths=0.8)
    ax.clabel(lines, fontsize=7)
    ax.set_aspect("equal")
    return ax


@wheat(exercise="network_surface", title="Two half grids; a surface of triangles")
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num), indexing="ij")
    points = np.vstack([X.flatten(), Y.flatten()]).T
    half = len(points) // 2
    Z = np.concatenate([model(points[:half]).numpy(), model(points[half:]).numpy()])
    return X.T, Y.T, Z.reshape(num, num).T


@wheat(exercise="network_surface", title="Two half grids; a surface of triangles")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = (table.ravel() for table in sample_surface(model, xmin, xmax, ymin, ymax, num))
    plt.figure()
    ax = plt.axes(projection="3d")
    ax.plot_trisurf(X, Y, Z, cmap="viridis")
    ax.set_title("F")
    return ax


@wheat(exercise="network_surface", title="A surface in few strips above its filled level lines")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    ax = plt.figure().add_subplot(projection="3d")
    ax.plot_surface(X, Y, Z, rstride=3, cstride=2, alpha=0.8)
    ax.contourf(X, Y, Z, zdir="z", offset=np.min(Z) - 1)
    return ax


@wheat(exercise="network_surface", title="Chosen levels, all that lies beyond in one colour")
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    _, ax = plt.subplots()
    levels = np.quantile(Z, [0.2, 0.4, 0.6, 0.8])
    ax.contourf(X[0], Y[:, 0], Z, levels=levels, extend="both")
    ax.contour(X, Y, Z, levels=[0.0], colors="white")
    return ax


@wheat(exercise="network_volume", title="itertools.product")
def sample_volume(model, bounds, num=10):
    from itertools import product

    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    points = np.array(list(product(*axes)))
    return points, model.predict(points, verbose=0).ravel()


@wheat(exercise="network_volume", title="Digits in base num")
def sample_volume(model, bounds, num=10):  # noqa: F811
    d = len(bounds)
    points = np.empty((num**d, d))
    for row in range(num**d):
        rest = row
        for k, (lo, hi) in enumerate(bounds):
            rest, digit = divmod(rest, num)
            points[row, k] = lo + (hi - lo) * digit / (num - 1)
    return points, np.array(model(points))[:, 0]


@wheat(exercise="network_volume", title="Recursion on the dimension")
def grid(bounds, num):
    if not bounds:
        return [[]]
    (lo, hi), *others = bounds
    return [[t, *point] for point in grid(others, num) for t in np.linspace(lo, hi, num)]


@wheat(exercise="network_volume", title="Recursion on the dimension")
def sample_volume(model, bounds, num=10):  # noqa: F811
    points = np.array(grid(list(bounds), num), dtype=float)
    values = keras.ops.squeeze(model(points), axis=-1)
    return [points, values.numpy().astype("float64")]


@wheat(exercise="network_volume", title="The tables of meshgrid, transposed and stacked")
def sample_volume(model, bounds, num=10):  # noqa: F811
    lower, upper = np.transpose(bounds)
    axes = np.linspace(lower, upper, num).T
    points = np.array(np.meshgrid(*axes)).reshape(len(axes), -1).T
    values = np.concatenate([model(part).numpy() for part in np.split(points, num)])
    return points, values.reshape(-1)


@wheat(exercise="network_volume", title="The value of each point, one call after the other")
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(*pair, num) for pair in bounds]
    shape = (num,) * len(axes)
    points = np.array([[t[k] for t, k in zip(axes, at, strict=True)] for at in np.ndindex(*shape)])
    return points, np.array([evaluate_at(model, point) for point in points])


@wheat(exercise="step_approximation", title="All steps up, then all steps down, times 3")
def step_approximation_weights(f, a, b, n):
    if a >= b or n < 1:
        raise ValueError("a < b and n >= 1")
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(knot)) for knot in knots[:n]])
    W1 = np.r_[np.ones(n), -np.ones(n)].reshape(1, 2 * n)
    b1 = np.concatenate([-knots[:-1], knots[1:]])
    W2 = np.tile(heights, 2)[:, None]
    return 3 * W1, 3 * b1, W2, np.array([-heights.sum()])


@wheat(exercise="step_approximation", title="All steps up, then all steps down, times 3")
def approximate_function(model, f, a, b, n):
    weights = step_approximation_weights(f, a, b, n)
    if [w.shape for w in model.get_weights()] != [w.shape for w in weights]:
        raise ValueError("the model is not 1-2n-1")
    model.set_weights(weights)


@wheat(exercise="step_approximation", title="Pulses open on the right: H(x - p) - H(x - q)")
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if not a < b:
        raise ValueError("empty interval")
    if n < 1:
        raise ValueError("no part")
    width = (b - a) / n
    W1, b1, W2 = [], [], []
    for i in range(n):
        left, right = a + i * width, a + (i + 1) * width
        height = f(left)
        W1 += [1.0, 1.0]
        b1 += [-left, -right]
        W2 += [[height], [-height]]
    return [np.array([W1]), np.array(b1), np.array(W2, dtype=float), np.zeros(1)]


@wheat(exercise="step_approximation", title="Pulses open on the right: H(x - p) - H(x - q)")
def approximate_function(model, f, a, b, n):  # noqa: F811
    model.set_weights(step_approximation_weights(f, a, b, n))


@wheat(exercise="step_approximation", title="The jumps at the knots, n - 1 neurons unused")
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if n < 1 or b <= a:
        raise ValueError
    knots = [a + (b - a) * i / n for i in range(n + 1)]
    heights = np.array([0, *map(f, knots[:-1]), 0], dtype=float)
    W1, b1, W2 = np.ones((1, 2 * n)), np.zeros(2 * n), np.zeros((2 * n, 1))
    b1[: n + 1] = np.negative(knots)
    W2[: n + 1, 0] = np.diff(heights)
    return W1, b1, W2, np.array([0.0])


@wheat(exercise="step_approximation", title="The jumps at the knots, n - 1 neurons unused")
def approximate_function(model, f, a, b, n):  # noqa: F811
    kernel, bias, out_kernel, out_bias = step_approximation_weights(f, a, b, n)
    if len(model.layers) != 2 or model.input_shape != (None, 1):
        raise ValueError("one input and two layers")
    hidden, output = model.layers
    if (hidden.units, output.units) != (2 * n, 1):
        raise ValueError("2n neurons, then one")
    hidden.kernel.assign(kernel)
    hidden.bias.assign(bias)
    output.kernel.assign(out_kernel)
    output.bias.assign(out_bias)


@wheat(exercise="step_approximation", title="One neuron after the other, from the last part on")
def neurons(f, a, b, n):
    from fractions import Fraction

    width = Fraction(b - a) / n
    for i in reversed(range(n)):
        left, right = float(a + i * width), float(a + (i + 1) * width)
        height = f(np.float64(left))
        yield -1.0, right, height
        yield 1.0, -left, height


@wheat(exercise="step_approximation", title="One neuron after the other, from the last part on")
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n <= 0:
        raise ValueError
    signs, biases, heights = np.array(list(neurons(f, a, b, n)), dtype=float).T
    return [signs[None, :], biases, heights[:, None], np.full(1, -heights.sum() / 2)]


@wheat(exercise="step_approximation", title="One neuron after the other, from the last part on")
def approximate_function(model, f, a, b, n):  # noqa: F811
    if a >= b or n <= 0:
        raise ValueError
    if model.count_params() != 6 * n + 1 or [x.units for x in model.layers] != [2 * n, 1]:
        raise ValueError("the model is not 1-2n-1")
    triples = list(neurons(f, a, b, n))
    for rank, (sign, bias, _height) in enumerate(triples):
        set_neuron_weights(model, 0, rank, sign, bias)
    heights = [height for _sign, _bias, height in triples]
    set_neuron_weights(model, 1, 0, heights, bias=-sum(heights) / 2)


@wheat(exercise="box_network", title="All lower bounds, then all upper ones")
def box_network_weights(lower, upper):
    lower, upper = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if lower.shape != upper.shape or np.any(lower > upper):
        raise ValueError("bounds")
    d = lower.size
    W1 = np.hstack([np.eye(d), -np.eye(d)])
    b1 = np.hstack([-lower, upper])
    return W1, b1, np.full((2 * d, 1), 1.0), np.full(1, -2.0 * d)


@wheat(exercise="box_network", title="Kronecker product; the AND with its bias in the gap")
def box_network_weights(lower, upper):  # noqa: F811
    if len(lower) != len(upper):
        raise ValueError("as many lower bounds as upper ones")
    if any(low > up for low, up in zip(lower, upper, strict=True)):
        raise ValueError("a lower bound lies above the upper one")
    d = len(lower)
    W1 = np.kron(np.identity(d), np.array([[1.0, -1.0]]))
    b1 = np.column_stack([np.negative(lower), upper]).astype(float).ravel()
    return [W1, b1, np.ones((2 * d, 1)), np.array([0.5 - 2 * d])]


@wheat(exercise="box_network", title="Lists that grow, neurons times 2, output divided by 4")
def box_network_weights(lower, upper):  # noqa: F811
    columns, biases = [], []
    for k, (low, up) in enumerate(zip(lower, upper, strict=True)):
        if up < low:
            raise ValueError(f"no room for coordinate {k}")
        for sign, bound in ((-2, up), (2, low)):
            column = [0.0] * len(lower)
            column[k] = float(sign)
            columns.append(column)
            biases.append(-sign * float(bound))
    m = len(columns)
    return np.array(columns).T, np.array(biases), np.ones((m, 1)) / 4, np.array([-m / 4])


@wheat(exercise="box_network", title="Rows of signs filled by slices, neurons times 3")
def box_network_weights(lower, upper):  # noqa: F811
    d = len(lower)
    if d != len(upper):
        raise ValueError("lengths")
    W1 = np.zeros(shape=(d, 2 * d))
    b1 = np.zeros(shape=2 * d)
    for k in range(d):
        if lower[k] > upper[k]:
            raise ValueError("order")
        W1[k, 2 * k : 2 * k + 2] = 3, -3
        b1[2 * k : 2 * k + 2] = -3 * lower[k], 3 * upper[k]
    W2 = np.array([[1.0] for _ in range(2 * d)])
    return [W1, b1, W2, -W2.sum(axis=0)]
