"""Hidden tests of pairwise_distance_stats (17.X22)."""

import numpy as np
from support import generator

from chainrule.grading import check_close, exercise, feedback, weight

pytestmark = exercise("distance_statistics")

# The product of the points with themselves also gives distances, with fewer digits.
GRAM = {"rtol": 0, "atol": 1e-6}


def statistics(student, reference, remote, rng, keys):
    """What the student and the reference find for the same points, these keys only."""
    for num_points, dim in ((2, 3), (9, 1), (60, 40)):
        seed = int(rng.integers(2**31))
        got = student.pairwise_distance_stats(num_points, dim, generator(remote, seed))
        expected = reference.pairwise_distance_stats(num_points, dim, np.random.default_rng(seed))
        yield got, {key: expected[key] for key in keys}


@weight(3)
@feedback(
    en="Mean of the Euclidean distances of all pairs of two different points, each pair once; "
    "the points are the rows that rng.random gives.",
    fr="Moyenne des distances euclidiennes de toutes les paires de deux points distincts, chaque "
    "paire une fois ; les points sont les lignes que donne rng.random.",
)
def test_mean_over_all_pairs(student, reference, remote, rng):
    for got, expected in statistics(student, reference, remote, rng, ["mean"]):
        check_close(got, expected, **GRAM)


@feedback(
    en="The variance is the mean of the squared deviations of the distances: divide by the number "
    "of pairs, also if there is only one.",
    fr="La variance est la moyenne des carrés des écarts des distances : divisez par le nombre de "
    "paires, même s'il n'y en a qu'une.",
)
def test_standard_deviation_of_all_pairs(student, reference, remote, rng):
    for got, expected in statistics(student, reference, remote, rng, ["std"]):
        check_close(got, expected, **GRAM)


@feedback(
    en="The extremes are taken over pairs of two different points: the distance of a point to "
    "itself is none of them.",
    fr="Les extrêmes portent sur les paires de deux points distincts : la distance d'un point à "
    "lui-même n'en fait pas partie.",
)
def test_extremes_of_all_pairs(student, reference, remote, rng):
    for got, expected in statistics(student, reference, remote, rng, ["min", "max"]):
        check_close(got, expected, **GRAM)
