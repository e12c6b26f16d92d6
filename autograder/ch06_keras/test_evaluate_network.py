import numpy as np
from support import KERAS, build, forward, random_layers, random_points, set_weights

from chainrule.grading import (
    check_close,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("evaluate_network")


@weight(4)
@feedback(
    en="A point is a batch of one row, with one number per input; its value depends on the weights "
    "of the moment: when they change, so does the value.",
    fr="Un point est un lot d'une seule ligne, avec un nombre par entrée ; sa valeur dépend des "
    "poids du moment : s'ils changent, elle change aussi.",
)
def test_random_networks(student, remote, reference, rng):
    for sizes, activations in [
        ([2, 4, 1], ["sigmoid", "linear"]),
        ([3, 4, 2, 1], ["relu", "sigmoid", "linear"]),
    ]:
        model = build(remote, random_layers(rng, sizes, activations))
        point = random_points(rng, sizes[0])
        for _ in range(2):
            layers = random_layers(rng, sizes, activations)
            set_weights(model, layers)
            (expected,) = forward(reference, point[np.newaxis], layers)
            check_close(student.evaluate_at(model, point.tolist()), expected, **KERAS)


_IS_FLOAT = """
def is_float(function, model, point):
    return type(function(model, point)) is float
"""


@needs("test_random_networks")
@feedback(
    en="The result is a Python float: no array, no tensor, no numpy scalar.",
    fr="Le résultat est un float de Python : ni tableau, ni tenseur, ni scalaire numpy.",
)
def test_returns_a_python_float(student, remote, rng):
    is_float = remote.define(_IS_FLOAT, "is_float")
    model = build(remote, random_layers(rng, [2, 4, 1], ["sigmoid", "linear"]))
    check_true(
        is_float(student.evaluate_at, model, [1.0, 2.0]),
        en="The type of the result is not float.",
        fr="Le type du résultat n'est pas float.",
    )


@weight(2)
@feedback(
    en="With one input a point may be a number of any type; otherwise a tuple or an array will do.",
    fr="Avec une seule entrée, un point peut être un nombre de n'importe quel type ; sinon, un "
    "tuple ou un tableau convient aussi.",
)
def test_point_may_be_a_number_tuple_or_array(student, remote, reference, rng):
    layers = random_layers(rng, [1, 3, 1], ["sigmoid", "linear"])
    model = build(remote, layers)
    number = int(rng.integers(-5, 6))
    (expected,) = forward(reference, np.array([[number]]), layers)
    for point in (number, np.float64(number), np.array([number])):
        check_close(student.evaluate_at(model, point), expected, **KERAS)

    layers = random_layers(rng, [3, 3, 1], ["sigmoid", "linear"])
    model = build(remote, layers)
    array = rng.integers(-5, 6, size=3)
    (expected,) = forward(reference, array[np.newaxis], layers)
    for point in (array, tuple(array.tolist())):
        check_close(student.evaluate_at(model, point), expected, **KERAS)


@needs("test_random_networks")
@feedback(
    en="Nothing is printed: predict shows a progress bar unless it is told not to.",
    fr="Rien ne s'affiche : predict montre une barre de progression si on ne l'en empêche pas.",
)
def test_prints_nothing(student, remote, rng):
    model = build(remote, random_layers(rng, [2, 4, 1], ["sigmoid", "linear"]))
    student.evaluate_at(model, [1.0, 2.0])
    check_true(
        student.printed() == "",
        en="evaluate_at prints something.",
        fr="evaluate_at affiche quelque chose.",
    )


@needs("test_random_networks")
@feedback(
    en="A point with the wrong number of coordinates is a ValueError, and so is a network with "
    "several outputs.",
    fr="Un point qui n'a pas le bon nombre de coordonnées donne une ValueError, un réseau à "
    "plusieurs sorties aussi.",
)
def test_refuses_what_does_not_fit(student, remote, rng):
    model = build(remote, random_layers(rng, [2, 4, 1], ["sigmoid", "linear"]))
    for point in ([], [1.0], [1.0, 2.0, 3.0], 1.0):
        check_raises(ValueError, student.evaluate_at, model, point)
    model = build(remote, random_layers(rng, [1, 3, 1], ["sigmoid", "linear"]))
    for point in ([], [1.0, 2.0]):
        check_raises(ValueError, student.evaluate_at, model, point)
    model = build(remote, random_layers(rng, [2, 2], ["relu"]))
    check_raises(ValueError, student.evaluate_at, model, [1.0, 2.0])
