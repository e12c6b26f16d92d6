"""Hidden tests of Neuron, MLP and train (19.8)."""

from itertools import pairwise

import numpy as np
from support import assign, mlp_output, places

from chainrule.grading import (
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    weight,
)

pytestmark = exercise("xor_training")

XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
TARGETS = [-1.0, 1.0, 1.0, -1.0]


def network(student, remote, sizes, seed):
    return student.MLP(sizes, remote.module("numpy").random.default_rng(seed))


def numbers(model):
    return [parameter.data for parameter in model.parameters()]


def write(remote, model, values):
    for parameter, value in zip(model.parameters(), values, strict=True):
        assign(remote, parameter, data=value)


def twins(student, remote, reference, rng, sizes):
    """A network of the student's and one of the reference's, with the same parameters."""
    model = network(student, remote, sizes, 0)
    twin = reference.MLP(sizes, np.random.default_rng(0))
    values = rng.uniform(-1, 1, size=len(twin.parameters())).tolist()
    write(remote, model, values)
    for parameter, value in zip(twin.parameters(), values, strict=True):
        parameter.data = value
    return model, twin


@weight(3)
@feedback(
    en="Each neuron is tanh(w.x + b), the last one too; parameters lists each neuron's weights in "
    "the order of its inputs, then its bias.",
    fr="Chaque neurone vaut tanh(w.x + b), le dernier aussi ; parameters donne, pour chaque "
    "neurone, les poids dans l'ordre des entrées, puis le biais.",
)
def test_output_and_parameters(student, remote, rng):
    for seed, sizes in enumerate([[2, 1], [2, 4, 1], [3, 5, 2, 1]]):
        model = network(student, remote, sizes, seed)
        count = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        parameters = model.parameters()
        check_equal(places(remote, parameters, parameters), list(range(count)))
        x = rng.uniform(-1, 1, size=sizes[0]).tolist()
        check_close(model(x).data, mlp_output(sizes, numbers(model), x))
        values = rng.uniform(-1, 1, size=count).tolist()
        write(remote, model, values)
        check_close(numbers(model), values)
        check_close(model(x).data, mlp_output(sizes, values, x))

    neuron = student.Neuron(3, remote.module("numpy").random.default_rng(1))
    x = rng.uniform(-1, 1, size=3).tolist()
    for inputs in (x, [student.Value(number) for number in x]):
        check_close(neuron(inputs).data, mlp_output([3, 1], numbers(neuron), x))


@weight(3)
@feedback(
    en="Each epoch makes one step of all parameters, with the gradient of this epoch's sum of "
    "squares and of nothing else.",
    fr="Chaque époque fait un seul pas de tous les paramètres, avec le gradient de la somme des "
    "carrés de cette époque et rien d'autre.",
)
def test_three_steps(student, remote, reference, rng):
    for sizes in ([2, 4, 1], [2, 3, 2, 1]):
        model, twin = twins(student, remote, reference, rng, sizes)
        before = model.parameters()
        points, targets = rng.uniform(-1, 1, size=(5, 2)).tolist(), rng.normal(size=5).tolist()
        student.train(model, points, targets, 0.03, 3)
        reference.train(twin, points, targets, 0.03, 3)
        check_close(numbers(model), numbers(twin))
        check_equal(places(remote, model.parameters(), before), list(range(len(before))))


@weight(2)
@feedback(
    en="The list holds the loss of each epoch, the sum of the squares, before the step.",
    fr="La liste contient la perte de chaque époque, la somme des carrés, avant le pas.",
)
def test_losses(student, remote, reference, rng):
    points, targets = rng.uniform(-1, 1, size=(5, 2)).tolist(), rng.normal(size=5).tolist()
    for epochs in (1, 4):
        model, twin = twins(student, remote, reference, rng, [2, 4, 1])
        first = sum((model(x).data - t) ** 2 for x, t in zip(points, targets, strict=True))
        losses = student.train(model, points, targets, 0.03, epochs)
        check_close(list(losses), reference.train(twin, points, targets, 0.03, epochs))
        check_close(losses[0], first)


@feedback(
    en="Each weight is a draw of its own from the generator that is given: the same seed gives the "
    "same network, another seed another one.",
    fr="Chaque poids est un tirage à part du générateur reçu : la même graine donne le même "
    "réseau, une autre graine un autre.",
)
def test_seeds(student, remote, rng):
    seed = int(rng.integers(100))
    first, second, other = (
        numbers(network(student, remote, [2, 4, 1], s)) for s in (seed, seed, seed + 1)
    )
    check_equal(len(first), 17)
    check_close(second, first)
    # 12 weights, and 5 biases that may be 0.
    check_true(
        len({float(number) for number in first}) >= 13,
        en="Two weights of a network are equal: draw each one on its own.",
        fr="Deux poids d'un réseau sont égaux : tirez chacun séparément.",
    )
    gap = max(abs(float(a) - float(b)) for a, b in zip(first, other, strict=True))
    check_true(
        gap > 1e-6,
        en="Two seeds give the same network.",
        fr="Deux graines donnent le même réseau.",
    )


@weight(2)
@feedback(
    en="With weights of order 1, all different, 150 epochs at the rate 0.1 are enough for XOR.",
    fr="Avec des poids d'ordre 1, tous différents, 150 époques au taux 0.1 suffisent pour XOR.",
)
def test_learns_xor(student, remote):
    solved = 0
    for seed in (0, 1):
        model = network(student, remote, [2, 4, 1], seed)
        losses = student.train(model, XOR, TARGETS, 0.1, 150)
        check_equal(len(losses), 150)
        outputs = [model(point).data for point in XOR]
        # Plain numbers, to be compared with 0.
        check_close(outputs, [0.0] * 4, atol=1e9)
        solved += all(o * t > 0 for o, t in zip(outputs, TARGETS, strict=True))
    check_true(
        solved >= 1,
        en="Some of the four points still have the wrong sign.",
        fr="Certains des quatre points ont encore le mauvais signe.",
    )
