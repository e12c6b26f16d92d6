import numpy as np
from support import linear, relu, sigmoid

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("forward_pass")

EXACT = {"rtol": 1e-12, "atol": 1e-12}

RELU_NETWORK = [
    (np.array([[1.0, -0.5]]), np.array([-1.0, 1.0]), relu),
    (np.array([[1.0], [1.0]]), np.array([0.0]), relu),
]


def neuron_by_neuron(x, layers):
    """The outputs by explicit loops over inputs, layers and neurons."""
    outputs = []
    for values in x.tolist():
        for kernel, bias, activation in layers:
            sums = [
                sum(kernel[i, j] * value for i, value in enumerate(values)) + bias[j]
                for j in range(bias.size)
            ]
            values = activation(np.array(sums)).tolist()
        outputs.append(values)
    return np.array(outputs)


def random_network(rng, sizes, activations):
    return [
        (rng.uniform(-1, 1, (n_in, n_out)), rng.uniform(-1, 1, n_out), activation)
        for n_in, n_out, activation in zip(sizes[:-1], sizes[1:], activations, strict=True)
    ]


@weight(3)
@feedback(
    en="A layer adds the bias to x @ kernel, then applies its activation to the sum, once, to the "
    "whole array.",
    fr="Une couche ajoute le biais à x @ kernel, puis applique son activation à la somme, une "
    "seule fois, à tout le tableau.",
)
def test_dense_layer(student, rng):
    for n_in, n_out, activation in [(3, 2, relu), (2, 2, sigmoid), (1, 4, np.tanh)]:
        (layer,) = random_network(rng, [n_in, n_out], [activation])
        kernel, bias, _ = layer
        x = rng.uniform(-5, 5, (6, n_in))
        shapes = []

        def recorded(z, activation=activation, shapes=shapes):
            shapes.append(z.shape)
            return activation(z)

        got = student.dense_forward(x, kernel, bias, recorded)
        check_close(got, neuron_by_neuron(x, [layer]), **EXACT)
        check_true(
            shapes == [(6, n_out)],
            en="The activation was not called once with the shape (batch, n_out).",
            fr="L'activation n'a pas été appelée une fois, avec la forme (batch, n_out).",
        )


@weight(5)
@feedback(
    en="Every row of the batch goes through every layer; the output of a layer is the input of "
    "the next, and each layer has its own activation, the last one too. Compare your values with "
    "the table of F(x) in the notebook.",
    fr="Chaque ligne du lot traverse toutes les couches ; la sortie d'une couche est l'entrée de "
    "la suivante, et chaque couche a sa propre activation, la dernière aussi. Comparez vos "
    "valeurs au tableau des F(x) de l'énoncé.",
)
def test_network(student, rng):
    x = np.array([[-2], [-1], [0], [0.5], [1], [1.5], [2], [2.5], [3]])
    expected = np.array([[2], [1.5], [1], [0.75], [0.5], [0.75], [1], [1.5], [2]])
    check_close(student.network_forward(x, RELU_NETWORK), expected, **EXACT)
    for sizes, activations in [
        ([2, 4, 3, 1], [relu, *rng.permutation([sigmoid, np.tanh])]),
        ([2, 3, 2], [relu, linear]),
    ]:
        layers = random_network(rng, sizes, activations)
        x = rng.uniform(-5, 5, (10, 2))
        check_close(student.network_forward(x, layers), neuron_by_neuron(x, layers), **EXACT)


@needs("test_dense_layer", "test_network")
@feedback(
    en="A batch may have one row, or none: the result has as many rows.",
    fr="Un lot peut avoir une seule ligne, ou aucune : le résultat a autant de lignes.",
)
def test_small_batches(student, rng):
    layers = random_network(rng, [3, 2, 2], [sigmoid, sigmoid])
    x = rng.uniform(-5, 5, (1, 3))
    check_close(student.network_forward(x, layers), neuron_by_neuron(x, layers), **EXACT)
    check_array(student.network_forward(x[:0], layers), shape=(0, 2), dtype=np.float64)
    check_array(student.dense_forward(x[:0], *layers[0]), shape=(0, 2), dtype=np.float64)


@feedback(
    en="Compute in float64, whatever the dtype of the inputs and of the weights.",
    fr="Calculez en float64, quel que soit le type des entrées et des poids.",
)
def test_computes_in_float64(student, rng):
    (layer,) = random_network(rng, [3, 2], [sigmoid])
    kernel, bias = (array.astype(np.float32) for array in layer[:2])
    x = rng.uniform(-1, 1, (4, 3)).astype(np.float32)
    double = (kernel.astype(np.float64), bias.astype(np.float64), sigmoid)
    exact = neuron_by_neuron(x.astype(np.float64), [double])
    check_close(student.dense_forward(x, kernel, bias, sigmoid), exact, **EXACT)
    check_close(student.network_forward(x, [(kernel, bias, sigmoid)]), exact, **EXACT)
    x, kernel, bias = (rng.integers(-9, 10, size) for size in ((4, 3), (3, 2), 2))
    exact = (x @ kernel + bias).astype(np.float64)
    check_close(student.dense_forward(x, kernel, bias, linear), exact, **EXACT)


_LEAVES_UNCHANGED = """
import numpy as np

def leaves_unchanged(function, x, layers):
    given = list(layers)
    before = [x.copy()] + [a.copy() for kernel, bias, _ in layers for a in (kernel, bias)]
    function(x, layers)
    after = [x] + [a for kernel, bias, _ in given for a in (kernel, bias)]
    same_list = len(layers) == len(given) and all(map(lambda a, b: a is b, layers, given))
    return same_list and all(map(np.array_equal, before, after))
"""


@needs("test_dense_layer", "test_network")
@feedback(
    en="The batch, the weights and the list of layers stay as they were: make new arrays.",
    fr="Le lot, les poids et la liste des couches restent intacts : créez de nouveaux tableaux.",
)
def test_arguments_stay_unchanged(student, remote, rng):
    leaves_unchanged = remote.define(_LEAVES_UNCHANGED, "leaves_unchanged")
    layers = random_network(rng, [3, 3, 3], [relu, sigmoid])
    x = rng.uniform(-5, 5, (4, 3))
    check_unchanged(student.dense_forward, x, *layers[0])
    check_true(
        leaves_unchanged(student.network_forward, x, layers),
        en="network_forward changes one of its arguments.",
        fr="network_forward modifie un de ses arguments.",
    )


@needs("test_dense_layer", "test_network")
@feedback(
    en="Shapes that do not fit are a ValueError in every layer; a bias has shape (n_out,) and is "
    "never broadcast.",
    fr="Des formes incompatibles donnent une ValueError, dans chaque couche ; un biais est de "
    "forme (n_out,) et n'est jamais répété par diffusion.",
)
def test_refuses_shapes_that_do_not_fit(student, rng):
    x = rng.uniform(-1, 1, (4, 3))
    kernel, bias = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, 2)
    refused = [
        (x[0], kernel, bias),
        (x[np.newaxis], kernel, bias),
        (x, kernel[:, 0], bias),
        (x, kernel.T, bias),
        (x, kernel, bias[:1]),
        (x, kernel, bias[np.newaxis]),
        (x, kernel, np.zeros(3)),
    ]
    for batch, bad_kernel, bad_bias in refused:
        check_raises(ValueError, student.dense_forward, batch, bad_kernel, bad_bias, linear)
        layers = [(bad_kernel, bad_bias, linear)]
        check_raises(ValueError, student.network_forward, batch, layers)
    layers = [(kernel, bias, linear), (kernel, bias, linear)]
    check_raises(ValueError, student.network_forward, x, layers)
