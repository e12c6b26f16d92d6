"""Hidden tests of network_gradient and loss_gradient (7.13)."""

import numpy as np
from support import ACTIVATIONS, DIFFERENCE, flatten, forward, random_params, unflatten

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("network_gradients")


def functions(names):
    acts, dacts = zip(*(ACTIVATIONS[name] for name in names), strict=True)
    return list(acts), list(dacts)


def draw_network(rng, sizes, names):
    """Random input, parameters, activations and derivatives, away from the kinks of ReLU."""
    acts, dacts = functions(names)
    pre_activations = [np.zeros(1)]
    while min(np.min(np.abs(z)) for z in pre_activations) < 1e-3:
        x = rng.uniform(-1.5, 1.5, size=sizes[0])
        params = random_params(rng, sizes)
        _, pre_activations = forward(x, params, acts)
    return x, params, acts, dacts


def check_against_differences(student, reference, x, params, acts, dacts):
    def output(x, params):
        return float(forward(x, params, acts)[0][-1][0])

    expected_params = reference.numerical_gradient(
        lambda numbers: output(x, unflatten(numbers, params)), flatten(params)
    )
    expected_x = reference.numerical_gradient(lambda p: output(p, params), x)
    F, gradients, dF_dx = student.network_gradient(x, params, acts, dacts)
    check_close(F, output(x, params))
    check_close(gradients, unflatten(expected_params, params), **DIFFERENCE)
    check_close(dF_dx, expected_x, **DIFFERENCE)


@weight(6)
@feedback(
    en="On random networks, every partial derivative must agree with the slope of the output (and "
    "with the smile formula), and each gradient has the shape of what it belongs to.",
    fr="Sur des réseaux au hasard, chaque dérivée partielle doit donner la pente de la sortie (et "
    "s'accorder avec la formule du sourire) ; chaque gradient a la forme de ce qu'il dérive.",
)
def test_random_networks(student, reference, rng):
    for sizes, names in (
        ([2, 3, 2, 1], ["sigmoid", "tanh", "sigmoid"]),
        ([3, 4, 1], ["tanh", "sigmoid"]),
    ):
        network = draw_network(rng, sizes, names)
        check_against_differences(student, reference, *network)


@weight(3)
@feedback(
    en="Start with a single layer: what are the derivatives of one neuron with several inputs?",
    fr="Commencez par une seule couche : quelles sont les dérivées d'un neurone à n entrées ?",
)
def test_one_layer(student, reference, rng):
    check_against_differences(student, reference, *draw_network(rng, [3, 1], ["sigmoid"]))


@weight(2)
@feedback(
    en="An inactive ReLU has output 0: its derivatives are finite, and nothing divides by it.",
    fr="Une ReLU inactive a une sortie nulle : ses dérivées sont finies, sans division par elle.",
)
def test_inactive_relu(student, reference, rng):
    acts, dacts = functions(["relu", "tanh"])
    x = rng.uniform(0.5, 1, size=2)
    kernel = rng.uniform(0.5, 1, size=(2, 3)) * np.array([1, -1, 1])
    params = [(kernel, np.zeros(3)), (rng.uniform(0.3, 0.6, size=(3, 1)), np.array([0.5]))]
    check_against_differences(student, reference, x, params, acts, dacts)


@weight(3)
@feedback(
    en="The squared error: what is its derivative with respect to F, its sign included?",
    fr="L'erreur quadratique : quelle est sa dérivée par rapport à F, signe compris ?",
)
def test_loss_gradient(student, reference, rng):
    for y0 in (-2.0, 3):
        network = draw_network(rng, [2, 3, 1], ["sigmoid", "tanh"])
        x, *rest = network
        expected = reference.loss_gradient(x, y0, *rest)
        check_close(student.loss_gradient(x, y0, *rest), expected)


@needs("test_one_layer")
@feedback(
    en="The parameters and the lists of functions stay as they are while you go back through the "
    "layers; a second call with them gives the same.",
    fr="Les paramètres et les listes de fonctions restent tels quels pendant la remontée ; un "
    "second appel avec eux donne la même chose.",
)
def test_arguments_are_unchanged(student, rng):
    x, params, acts, dacts = draw_network(rng, [2, 3, 1], ["tanh", "sigmoid"])
    check_unchanged(student.network_gradient, x, params, acts, dacts)
    first, arguments, _ = student.network_gradient.with_arguments(x, params, acts, dacts)
    check_equal(student.network_gradient(*arguments), first)
    check_unchanged(student.loss_gradient, x, 0.5, params, acts, dacts)


@needs("test_one_layer", "test_loss_gradient")
@feedback(
    en="A last kernel with more than one column means several outputs: raise ValueError in both "
    "functions.",
    fr="Un dernier noyau à plusieurs colonnes donne plusieurs sorties : levez ValueError dans les "
    "deux fonctions.",
)
def test_refuses_several_outputs(student, rng):
    for sizes in ([2, 3, 2], [2, 2]):
        x, params, acts, dacts = draw_network(rng, sizes, ["tanh"] * (len(sizes) - 1))
        check_raises(ValueError, student.network_gradient, x, params, acts, dacts)
        check_raises(ValueError, student.loss_gradient, x, 0.5, params, acts, dacts)
