import numpy as np
from support import heaviside, heaviside_values

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

pytestmark = exercise("box_network")


def indicator(weights, points):
    """F of the student's weights at each row of points."""
    check_true(len(weights) == 4, en="There are not four arrays.", fr="Il n'y a pas 4 tableaux.")
    return heaviside(heaviside_values(points, weights))


@weight(3)
@feedback(
    en="A point belongs to the box when it is on the right side of all 2d faces; one wrong side "
    "is enough to be outside.",
    fr="Un point est dans la boîte s'il est du bon côté des 2d faces ; il suffit d'un mauvais "
    "côté pour être dehors.",
)
def test_separates_inside_and_outside(student, rng):
    for dim in (1, 2, 4):
        lower = rng.uniform(-3, 2, dim)
        upper = lower + rng.uniform(1, 3, dim)
        points = lower + (upper - lower) * rng.uniform(-0.1, 1.1, (500, dim))
        far_from_faces = np.minimum(abs(points - lower), abs(points - upper)).min(axis=1) > 1e-6
        points = points[far_from_faces]
        inside = ((points >= lower) & (points <= upper)).all(axis=1)
        weights = student.box_network_weights(lower.tolist(), upper.tolist())
        check_equal(indicator(weights, points), inside.astype(np.float64))


@needs("test_separates_inside_and_outside")
@weight(2)
@feedback(
    en="Faces, edges and corners belong to the box, since H(0) = 1, and no point beyond a face "
    "does, however close.",
    fr="Les faces, les arêtes et les sommets appartiennent à la boîte, car H(0) = 1, et aucun "
    "point au-delà d'une face n'en fait partie, si proche soit-il.",
)
def test_faces_and_corners_belong_to_the_box(student, rng):
    # Multiples of 1/4 are exact, so that H is taken at exactly 0.
    lower = rng.integers(-12, 8, 3) / 4
    upper = lower + rng.integers(1, 12, 3) / 4
    corners = np.stack(np.meshgrid(*zip(lower, upper, strict=True)), axis=-1).reshape(-1, 3)
    faces = np.tile((lower + upper) / 2, (6, 1))
    faces[range(3), range(3)] = lower
    faces[range(3, 6), range(3)] = upper
    weights = student.box_network_weights(lower, upper)
    on_the_box = np.vstack([corners, faces])
    check_equal(indicator(weights, on_the_box), np.ones(len(on_the_box)))
    outwards = np.sign(faces - (lower + upper) / 2)
    check_equal(indicator(weights, faces + outwards * 2.0**-40), np.zeros(6))


@needs("test_separates_inside_and_outside")
@feedback(
    en="Equal bounds make a flat box: its points are inside, points beside it are outside.",
    fr="Des bornes égales donnent une boîte plate : ses points sont dedans, ceux d'à côté sont "
    "dehors.",
)
def test_box_may_be_flat(student, rng):
    level, low = (rng.integers(-8, 9, 2) / 4).tolist()
    weights = student.box_network_weights((low, level, low), (low + 1, level, low + 2))
    points = [
        (low + 0.5, level, low + 1),
        (low, level, low + 2),
        (low + 0.5, level + 0.25, low + 1),
        (low + 0.5, level - 0.25, low + 1),
    ]
    check_equal(indicator(weights, np.array(points)), np.array([1.0, 1.0, 0.0, 0.0]))


@needs("test_separates_inside_and_outside")
@feedback(
    en="The kernels have shapes (d, 2d) and (2d, 1), the biases (2d,) and (1,), all float64.",
    fr="Les noyaux sont de formes (d, 2d) et (2d, 1), les biais (2d,) et (1,), tous en float64.",
)
def test_shapes(student):
    for dim in (1, 3):
        weights = student.box_network_weights([-1] * dim, [2] * dim)
        shapes = [(dim, 2 * dim), (2 * dim,), (2 * dim, 1), (1,)]
        for array, shape in zip(weights, shapes, strict=True):
            check_array(array, shape=shape, dtype=np.float64)


@needs("test_separates_inside_and_outside")
@feedback(
    en="Bounds of different lengths, or a lower bound above the upper one, are a ValueError.",
    fr="Des bornes de longueurs différentes, ou une borne inférieure au-dessus de la supérieure, "
    "donnent une ValueError.",
)
def test_refuses_crossed_bounds(student):
    refused = [([0, 0], [1]), ([0], [1, 1]), ([0, 2], [1, 1]), ([2, 0], [1, 1]), ([1.5], [1.0])]
    for lower, upper in refused:
        check_raises(ValueError, student.box_network_weights, lower, upper)
