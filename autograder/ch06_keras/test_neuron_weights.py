import numpy as np
from support import build, random_layers

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("neuron_weights")

# One rounding to float32.
STORED = {"rtol": 1e-6, "atol": 1e-6}

ACTIVATIONS = ["sigmoid", "relu"]


def neurons(layers):
    """(layer, neuron, coefficients, bias) of every neuron."""
    return [
        (number, neuron, kernel[:, neuron], bias[neuron])
        for number, (kernel, bias, _) in enumerate(layers)
        for neuron in range(bias.size)
    ]


@weight(6)
@feedback(
    en="A neuron owns one column of the kernel and one entry of the bias; every other weight "
    "keeps its value, in whatever order the neurons are set.",
    fr="Un neurone possède une colonne du noyau et une entrée du biais ; tous les autres poids "
    "gardent leur valeur, dans quelque ordre qu'on fixe les neurones.",
)
def test_sets_one_neuron_only(student, remote, rng):
    sizes = [2, 3, 2]
    model = build(remote, random_layers(rng, sizes, ACTIVATIONS))
    expected = model.get_weights()
    wanted = neurons(random_layers(rng, sizes, ACTIVATIONS))
    for number in rng.permutation(len(wanted)):
        layer, neuron, coeffs, bias = wanted[number]
        expected[2 * layer][:, neuron] = coeffs
        expected[2 * layer + 1][neuron] = bias
        student.set_neuron_weights(model, layer, neuron, coeffs.tolist(), float(bias))
        check_equal(model.get_weights(), expected)


@feedback(
    en="A bias that is left out is 0, whatever it was before.",
    fr="Un biais omis vaut 0, quelle que soit sa valeur précédente.",
)
def test_omitted_bias_is_zero(student, remote, rng):
    model = build(remote, random_layers(rng, [2, 2], ["relu"]))
    coeffs = rng.uniform(2, 3, 2).astype(np.float32)
    student.set_neuron_weights(model, 0, 1, tuple(coeffs.tolist()))
    kernel, bias = model.get_weights()
    check_equal(kernel[:, 1], coeffs)
    check_equal(float(bias[1]), 0.0)


@feedback(
    en="With a single input, the coefficient may be a number or a sequence of length 1.",
    fr="Avec une seule entrée, le coefficient peut être un nombre ou une suite de longueur 1.",
)
def test_single_coefficient(student, remote, rng):
    model = build(remote, random_layers(rng, [1, 3], ["relu"]))
    coeffs, biases = rng.uniform(2, 3, (2, 3)).astype(np.float32)
    for neuron, form in enumerate([float, lambda c: [float(c)], lambda c: np.array([c])]):
        student.set_neuron_weights(model, 0, neuron, form(coeffs[neuron]), float(biases[neuron]))
        kernel, bias = model.get_weights()
        check_equal(kernel[0, neuron], coeffs[neuron])
        check_equal(bias[neuron], biases[neuron])


@weight(3)
@feedback(
    en="The coefficients of a neuron are a column of the kernel, shape (n_in,), and its bias is "
    "one number: what was set is what is read back.",
    fr="Les coefficients d'un neurone forment une colonne du noyau, de forme (n_in,), et son "
    "biais est un nombre : ce qui a été fixé est ce qu'on relit.",
)
def test_reads_one_neuron(student, remote, rng):
    layers = random_layers(rng, [3, 3, 2], ACTIVATIONS)
    model = build(remote, layers)
    for layer, neuron, coeffs, bias in neurons(layers)[1:4]:
        got, got_bias = student.get_neuron_weights(model, layer, neuron)
        check_close(got, coeffs, **STORED, any_float=True)
        check_close(got_bias, bias, **STORED)


@feedback(
    en="One layer is set to 0, coefficients and biases; the other layers keep their weights.",
    fr="Une couche est mise à zéro, coefficients et biais ; les autres gardent leurs poids.",
)
def test_zeroes_one_layer(student, remote, rng):
    for layer in range(2):
        model = build(remote, random_layers(rng, [2, 3, 2], ACTIVATIONS))
        expected = model.get_weights()
        for number in (2 * layer, 2 * layer + 1):
            expected[number] = np.zeros_like(expected[number])
        student.zero_layer_weights(model, layer)
        check_equal(model.get_weights(), expected)


@needs("test_sets_one_neuron_only")
@feedback(
    en="A wrong number of coefficients is a ValueError, and no weight changes.",
    fr="Un mauvais nombre de coefficients donne une ValueError, et aucun poids ne change.",
)
def test_refuses_a_wrong_number_of_coefficients(student, remote, rng):
    model = build(remote, random_layers(rng, [2, 3, 2], ACTIVATIONS))
    before = model.get_weights()
    for layer, coeffs in [(0, [1.0]), (0, [1.0, 2.0, 3.0]), (0, 1.0), (1, [1.0, 2.0]), (1, [])]:
        check_raises(ValueError, student.set_neuron_weights, model, layer, 0, coeffs, 1.0)
    check_equal(model.get_weights(), before)


@needs("test_sets_one_neuron_only", "test_reads_one_neuron", "test_zeroes_one_layer")
@feedback(
    en="A layer or neuron that is negative or too large is an IndexError in all three functions, "
    "and no weight changes.",
    fr="Une couche ou un neurone négatif ou trop grand donne une IndexError dans les trois "
    "fonctions, et aucun poids ne change.",
)
def test_refuses_bad_numbers(student, remote, rng):
    model = build(remote, random_layers(rng, [2, 3, 2], ACTIVATIONS))
    before = model.get_weights()
    for layer, neuron in [(-1, 0), (2, 0), (0, -1), (0, 3)]:
        coeffs = [1.0] * (3 if layer == -1 else 2)
        check_raises(IndexError, student.set_neuron_weights, model, layer, neuron, coeffs, 1.0)
        check_raises(IndexError, student.get_neuron_weights, model, layer, neuron)
    for layer in (-1, 2):
        check_raises(IndexError, student.zero_layer_weights, model, layer)
    check_equal(model.get_weights(), before)
