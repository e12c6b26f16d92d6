import numpy as np

from chainrule.grading import (
    check_array,
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("kernel_from_neurons")


@weight(4)
@feedback(
    en="The kernel has one row per input and one column per neuron: the coefficient of neuron j "
    "for input i stands in row i, column j, in a square kernel too.",
    fr="Le noyau a une ligne par entrée et une colonne par neurone : le coefficient du neurone j "
    "pour l'entrée i est à la ligne i, colonne j, y compris dans un noyau carré.",
)
def test_kernel_has_a_row_per_input(student, reference, rng):
    for n_in, n_out in [(2, 4), (1, 3), (3, 3)]:
        coeffs, biases = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        expected, _ = reference.kernel_from_neurons(coeffs, biases)
        neurons = tuple(coeffs.tolist())
        kernel, _ = student.kernel_from_neurons(neurons, biases.tolist())
        check_equal(kernel, expected)


@feedback(
    en="The bias is a vector with one number per neuron.",
    fr="Le biais est un vecteur : un nombre par neurone.",
)
def test_bias_has_a_number_per_neuron(student, rng):
    coeffs, biases = rng.normal(size=(4, 2)), rng.normal(size=4)
    _, bias = student.kernel_from_neurons(coeffs, biases)
    check_equal(bias, biases)


@needs("test_kernel_has_a_row_per_input")
@feedback(
    en="Both arrays are float64, even if all the numbers given are integers.",
    fr="Les deux tableaux sont de type float64, même si tous les nombres donnés sont entiers.",
)
def test_arrays_are_float64(student, rng):
    coeffs, biases = rng.integers(-9, 10, size=(3, 2)), rng.integers(-9, 10, size=3)
    kernel, bias = student.kernel_from_neurons(coeffs.tolist(), biases.tolist())
    check_array(kernel, shape=None, dtype=np.float64)
    check_array(bias, shape=None, dtype=np.float64)


@needs("test_kernel_has_a_row_per_input")
@feedback(
    en="Neurons with different numbers of coefficients, or more or fewer biases than neurons, "
    "are a ValueError.",
    fr="Des neurones qui n'ont pas tous autant de coefficients, ou un nombre de biais différent "
    "du nombre de neurones, donnent une ValueError.",
)
def test_refuses_uneven_neurons(student):
    refused = [
        ([[1.0, 2.0], [3.0]], [0.0, 0.0]),
        ([[1.0], [2.0, 3.0]], [0.0, 0.0]),
        ([[1.0, 2.0], [3.0, 4.0]], [0.0]),
        ([[1.0, 2.0], [3.0, 4.0]], [0.0, 0.0, 0.0]),
    ]
    for coeffs, biases in refused:
        check_raises(ValueError, student.kernel_from_neurons, coeffs, biases)


_SHARES_MEMORY = """
import numpy as np

def shares_memory(function, coeffs, biases):
    kernel, bias = function(coeffs, biases)
    return bool(np.shares_memory(kernel, coeffs) or np.shares_memory(bias, biases))
"""


@needs("test_kernel_has_a_row_per_input", "test_bias_has_a_number_per_neuron")
@feedback(
    en="Both arrays are new: writing into them must not change the arrays given as arguments.",
    fr="Les deux tableaux sont nouveaux : y écrire ne doit pas changer les tableaux donnés en "
    "arguments.",
)
def test_arrays_are_new(student, remote, rng):
    shares_memory = remote.define(_SHARES_MEMORY, "shares_memory")
    coeffs, biases = rng.normal(size=(3, 2)), rng.normal(size=3)
    check_true(
        not shares_memory(student.kernel_from_neurons, coeffs, biases),
        en="A result is a view of an argument.",
        fr="Un résultat est une vue d'un argument.",
    )
