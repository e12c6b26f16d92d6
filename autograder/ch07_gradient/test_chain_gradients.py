"""Hidden tests of chain_gradients (7.12)."""

import numpy as np
from support import ACTIVATIONS, DIFFERENCE, number

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("chain_gradients")


def outputs_of(x, weights, biases, acts):
    """g_0, ..., g_n."""
    outputs = [float(x)]
    for a, b, act in zip(weights, biases, acts, strict=True):
        outputs.append(float(act(a * outputs[-1] + b)))
    return outputs


def differences(reference, x, weights, biases, acts):
    """The expected dict, with central differences for the derivatives."""
    n = len(weights)

    def output(numbers):
        return outputs_of(numbers[0], numbers[1 : n + 1], numbers[n + 1 :], acts)[-1]

    numbers = np.concatenate([[x], weights, biases])
    gradient = reference.numerical_gradient(output, numbers)
    return {
        "output": output(numbers),
        "weights": gradient[1 : n + 1],
        "biases": gradient[n + 1 :],
        "input": float(gradient[0]),
    }


def check_gradients(student, reference, x, weights, biases, names):
    acts, dacts = zip(*(ACTIVATIONS[name] for name in names), strict=True)
    got = student.chain_gradients(x, weights, biases, list(acts), list(dacts))
    expected = differences(reference, x, weights, biases, acts)
    check_close(got, {"output": expected["output"]})
    check_close(got, expected, **DIFFERENCE)


def smooth_chain(rng, n):
    weights = rng.uniform(0.5, 1.5, size=n) * rng.choice([-1, 1], size=n)
    names = [("sigmoid", "tanh")[k] for k in rng.integers(2, size=n)]
    return float(rng.uniform(1, 2)), weights, rng.uniform(-0.5, 0.5, size=n), names


@weight(2)
@feedback(
    en="One neuron: output, weight, bias and input; the derivative is taken before the activation.",
    fr="Un neurone : sortie, poids, biais, entrée ; la dérivée se prend avant l'activation.",
)
def test_one_neuron(student, reference, rng):
    for _ in range(3):
        check_gradients(student, reference, *smooth_chain(rng, 1))


@weight(5)
@feedback(
    en="Longer chains: what travels back through a neuron, and which weight does it meet? Where no "
    "output is 0, the smile formula gives the same. Weights of the same value are still two.",
    fr="Chaînes plus longues : que transmet un neurone en remontant, et par quel poids ? Sans "
    "sortie nulle, la formule du sourire s'accorde. Deux poids égaux restent deux poids.",
)
def test_chains_of_up_to_six_neurons(student, reference, rng):
    for n in (2, 4, 6):
        check_gradients(student, reference, *smooth_chain(rng, n))
    x, weights, biases, names = smooth_chain(rng, 3)
    check_gradients(student, reference, x, weights[[0, 0, 1]], biases, names)


@weight(2)
@feedback(
    en="A neuron whose output is 0 is allowed: the algorithm divides by nothing.",
    fr="Un neurone dont la sortie est nulle est permis : l'algorithme ne divise par rien.",
)
def test_neuron_with_output_zero(student, reference, rng):
    a, b, c = rng.uniform(0.5, 1.5, size=3)
    # The first neuron is tanh(0) = 0; in the second chain a ReLU is inactive.
    check_gradients(student, reference, 0.0, [a, b, c], [0.0, 0.5, -0.3], ["tanh"] * 3)
    names = ["tanh", "relu", "tanh"]
    check_gradients(student, reference, 1.0, [a, -b, c], [0.0, -0.5, 0.3], names)


@feedback(
    en="The algorithm has no division, so its results are exact up to rounding, also where the "
    "output is large; a difference quotient is not.",
    fr="L'algorithme ne divise pas : ses résultats sont exacts aux arrondis près, même si la "
    "sortie est grande ; un taux d'accroissement ne l'est pas.",
)
def test_large_output(student, rng):
    x, a, b, c = rng.uniform(0.5, 1, size=4)
    tanh, dtanh = ACTIVATIONS["tanh"]
    # The rounding of a number of this size, over h, is more than the tolerance.
    d = float(rng.uniform(1e4, 2e4))
    got = student.chain_gradients(x, [a, c], [b, d], [tanh, lambda z: z], [dtanh, lambda z: 1.0])
    g, slope = tanh(a * x + b), c * dtanh(a * x + b)
    expected = {
        "output": c * g + d,
        "weights": np.array([x * slope, g]),
        "biases": np.array([slope, 1.0]),
        "input": a * slope,
    }
    check_close(got, expected)


@needs("test_chains_of_up_to_six_neurons")
@feedback(
    en="With integer weights and biases, the derivatives are still float64 numbers.",
    fr="Même si les poids et les biais sont entiers, les dérivées sont des nombres float64.",
)
def test_integer_weights(student, rng):
    x, *weights = rng.choice([-1, 1], size=4).tolist()
    # With these no output is 0: that is for another test.
    biases = rng.choice([-2, 2], size=3).tolist()
    names = ("tanh", "sigmoid", "tanh")
    acts, dacts = map(list, zip(*(ACTIVATIONS[name] for name in names), strict=True))
    floats = (float(x), np.array(weights, float), np.array(biases, float))
    expected = student.chain_gradients(*floats, acts, dacts)
    got = student.chain_gradients(x, weights, biases, acts, dacts)
    for name in ("output", "input"):
        check_close(got[name], number(expected[name]))
    for name in ("weights", "biases"):
        check_close(got[name], check_array(expected[name], shape=(3,)))


@needs("test_one_neuron")
@feedback(
    en="The lists that you are given stay as they are, those of functions too: a second call with "
    "them gives the same.",
    fr="Les listes reçues doivent rester telles quelles, celles de fonctions aussi : un second "
    "appel avec elles donne la même chose.",
)
def test_arguments_are_unchanged(student, rng):
    x, weights, biases, names = smooth_chain(rng, 3)
    acts, dacts = map(list, zip(*(ACTIVATIONS[name] for name in names), strict=True))
    check_unchanged(student.chain_gradients, x, weights, biases, acts, dacts)
    check_unchanged(student.chain_gradients, x, weights.tolist(), biases.tolist(), acts, dacts)
    acts, dacts = map(list, zip(ACTIVATIONS["tanh"], ACTIVATIONS["sigmoid"], strict=True))
    chain = (x, weights[:2], biases[:2], acts, dacts)
    first, chain_after, _ = student.chain_gradients.with_arguments(*chain)
    second = student.chain_gradients(*chain_after)
    for name in ("output", "weights", "biases", "input"):
        check_equal(second[name], first[name])


@needs("test_one_neuron")
@feedback(
    en="A chain has at least one neuron, and the four lists have one entry for each: otherwise "
    "raise ValueError.",
    fr="Une chaîne a au moins un neurone, et les quatre listes une entrée pour chacun : sinon, "
    "levez ValueError.",
)
def test_refuses_lists_that_do_not_match(student):
    act, dact = ACTIVATIONS["tanh"]
    for counts in ((2, 1, 2, 2), (1, 2, 2, 2), (2, 2, 1, 2), (2, 2, 2, 1), (0, 0, 0, 0)):
        lists = [[item] * n for item, n in zip((1.5, 0.5, act, dact), counts, strict=True)]
        check_raises(ValueError, student.chain_gradients, 1.0, *lists)
