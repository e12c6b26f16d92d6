import numpy as np
from support import KERAS, build, forward, random_layers

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    weight,
)

pytestmark = exercise("network_volume")

# All grids are small: nothing forbids one call of predict, tenths of a second, for each point.

ACTIVATIONS = ["sigmoid", "linear"]


def sizes(inputs):
    return [inputs, 3, 1]


def check_grid(points, bounds, num):
    """Each point of the grid exactly once, in any order."""
    check_array(points, shape=(num ** len(bounds), len(bounds)), dtype=np.float64)
    low, high = np.array(bounds, dtype=np.float64).T
    ranks = np.rint((points - low) / (high - low) * (num - 1))
    check_close(points, low + ranks * (high - low) / (num - 1))
    in_order = np.indices((num,) * len(bounds)).reshape(len(bounds), -1).T
    check_equal(np.unique(ranks, axis=0), in_order.astype(np.float64))


@weight(3)
@feedback(
    en="The grid holds every combination of the points of the axes, each exactly once; the number "
    "of inputs is the number of pairs in bounds: 1, 3 or any other.",
    fr="La grille contient toutes les combinaisons des points des axes, chacune une seule fois ; "
    "le nombre d'entrées est le nombre de couples de bounds : 1, 3 ou tout autre.",
)
def test_points_are_the_whole_grid(student, remote, rng):
    lo, hi = rng.uniform(-5, -1), rng.uniform(1, 5)
    for inputs, arguments, num in [(1, (), 10), (2, (3,), 3), (4, (2,), 2)]:
        model = build(remote, random_layers(rng, sizes(inputs), ACTIVATIONS))
        points, _ = student.sample_volume(model, [(lo, hi)] * inputs, *arguments)
        check_grid(points, [(lo, hi)] * inputs, num)


@weight(2)
@feedback(
    en="values[k] is the value of the network at points[k], a vector with one number per point.",
    fr="values[k] est la valeur du réseau en points[k] : un vecteur, un nombre par point.",
)
def test_values_belong_to_their_points(student, remote, reference, rng):
    layers = random_layers(rng, sizes(3), ACTIVATIONS)
    lo, hi = rng.uniform(-5, -1), rng.uniform(1, 5)
    points, values = student.sample_volume(build(remote, layers), [(lo, hi)] * 3, 2)
    points = check_array(points)
    check_true(len(points) > 1, en="There is no grid of points.", fr="Il n'y a pas de grille.")
    check_close(values, forward(reference, points, layers), **KERAS)


@feedback(
    en="Each axis has its own bounds.",
    fr="Chaque axe a ses propres bornes.",
)
def test_each_axis_has_its_bounds(student, remote, rng):
    model = build(remote, random_layers(rng, sizes(3), ACTIVATIONS))
    low = rng.uniform(-5, -1, 3)
    bounds = [(float(lo), float(lo + width)) for lo, width in zip(low, (1, 2, 3), strict=True)]
    points, _ = student.sample_volume(model, bounds, 2)
    check_grid(points, bounds, 2)
