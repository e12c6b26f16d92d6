import math

import numpy as np
from support import build_untrained, heaviside_values, step_activation

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("step_approximation")

A, B = 2, 10


def f(x):
    return np.cos(2 * x) + x * np.sin(3 * x) + np.sqrt(x)


def left_ends(a, b, n):
    return a + (b - a) / n * np.arange(n)


def step_function(student, function, a, b, n):
    """F of the student's weights, for an array of numbers."""
    weights = student.step_approximation_weights(function, a, b, n)
    check_true(len(weights) == 4, en="There are not four arrays.", fr="Il n'y a pas 4 tableaux.")
    for array, shape in zip(weights, [(1, 2 * n), (2 * n,), (2 * n, 1), (1,)], strict=True):
        check_array(array, shape=shape, dtype=None)
    return lambda x: heaviside_values(np.reshape(x, (-1, 1)), weights)


def check_heights(F, f, a, b, n):
    """At three points inside each part."""
    left = left_ends(a, b, n)
    for place in (0.5, 0.1, 0.9):
        check_close(F(left + place * (b - a) / n), f(left), rtol=0, atol=1e-9)


@weight(5)
@feedback(
    en="Strictly inside each part, F is the value of f at the left end of that part, from one side "
    "of the part to the other.",
    fr="Strictement à l'intérieur de chaque morceau, F vaut f à l'extrémité gauche de ce morceau, "
    "d'un bord à l'autre du morceau.",
)
def test_steps_have_the_height_at_the_left_end(student):
    for n in (1, 7, 50):
        check_heights(step_function(student, f, A, B, n), f, A, B, n)


@needs("test_steps_have_the_height_at_the_left_end")
@feedback(
    en="Outside [a, b] every pulse is 0, and so is F.",
    fr="En dehors de [a, b] tous les créneaux sont nuls, et F aussi.",
)
def test_is_zero_outside(student, rng):
    distances = np.append(0.01, rng.uniform(0.01, 20, 10))
    outside = np.concatenate([A - distances, B + distances])
    F = step_function(student, f, A, B, 4)
    check_close(F(outside), np.zeros(outside.size), rtol=0, atol=1e-9)


@needs("test_steps_have_the_height_at_the_left_end")
@feedback(
    en="All four arrays are float64, even if their entries are whole numbers.",
    fr="Les quatre tableaux sont de type float64, même si leurs éléments sont entiers.",
)
def test_arrays_are_float64(student):
    for array in student.step_approximation_weights(lambda x: np.rint(x).astype(int), 1, 3, 4):
        check_array(array, shape=None, dtype=np.float64)


@weight(2)
@feedback(
    en="The ends of the parts may be negative or 0.",
    fr="Les extrémités des morceaux peuvent être négatives ou nulles.",
)
def test_knots_of_any_sign(student):
    for a, b, n in [(-3, -1, 5), (-1, 1, 4), (0, 1, 2)]:
        check_heights(step_function(student, np.exp, a, b, n), np.exp, a, b, n)


@feedback(
    en="Call f with one number at a time; it may refuse arrays and return an int.",
    fr="Appelez f avec un seul nombre à la fois ; elle peut refuser les tableaux et renvoyer "
    "un entier.",
)
def test_function_of_one_number(student):
    def height(x):
        if np.ndim(x) != 0:
            raise TypeError("one number at a time")
        return math.floor(x * x) if x > 2 else 7

    F = step_function(student, height, 1, 5, 8)
    left = left_ends(1, 5, 8)
    expected = np.array([float(height(x)) for x in left])
    check_close(F(left + 0.25), expected, rtol=0, atol=1e-9)


def keras_model(remote, neurons):
    return build_untrained(remote, [1, neurons, 1], [step_activation(remote), "linear"])


@weight(3)
@feedback(
    en="approximate_function puts the weights of the step function into the model.",
    fr="approximate_function place les poids de la fonction en escalier dans le modèle.",
)
def test_sets_the_weights_of_a_model(student, remote):
    for n in (4, 20):
        model = keras_model(remote, 2 * n)
        student.approximate_function(model, f, A, B, n)
        left = left_ends(A, B, n)
        x = left + (B - A) / (2 * n)
        got = model(x[:, np.newaxis], training=False).numpy()[:, 0]
        check_close(got, f(left), rtol=0, atol=1e-3, any_float=True)


@needs("test_steps_have_the_height_at_the_left_end", "test_sets_the_weights_of_a_model")
@feedback(
    en="An empty interval or a number of parts below 1 is a ValueError in both functions.",
    fr="Un intervalle vide ou un nombre de morceaux inférieur à 1 donne une ValueError dans les "
    "deux fonctions.",
)
def test_refuses_empty_intervals(student, remote):
    model = keras_model(remote, 8)
    for a, b, n in [(2, 2, 4), (3, 2, 4), (2, 10, 0), (2, 10, -1)]:
        check_raises(ValueError, student.step_approximation_weights, f, a, b, n)
        check_raises(ValueError, student.approximate_function, model, f, a, b, n)


@needs("test_sets_the_weights_of_a_model")
@feedback(
    en="A model whose sizes are not 1, 2n, 1 is a ValueError; a further layer counts, too.",
    fr="Un modèle dont les tailles ne sont pas 1, 2n, 1 donne une ValueError ; une couche de plus "
    "compte aussi.",
)
def test_refuses_other_models(student, remote):
    step = step_activation(remote)
    sizes = [[1, 6, 1], [1, 4, 1], [2, 8, 1], [1, 8, 2], [1, 1], [1, 8, 1, 1]]
    for others in sizes:
        activations = [step] * (len(others) - 2) + ["linear"]
        model = build_untrained(remote, others, activations)
        check_raises(ValueError, student.approximate_function, model, f, A, B, 4)
