"""Hidden tests of pca (17.X24)."""

from itertools import product

import numpy as np
from support import orthonormal

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("principal_components")


def cloud(rng, m, n):
    """m centred points of R^n; singular values 1, 1.5, 1.5^2, ... determine the axes."""
    rank = min(m - 1, n)
    # The columns of the first factor are orthogonal to (1, ..., 1): the points are centred.
    points, _ = np.linalg.qr(np.column_stack([np.ones(m), rng.normal(size=(m, rank))]))
    return points[:, 1:] @ np.diag(1.5 ** np.arange(rank)) @ orthonormal(rng, n, rank).T


def oriented(scores):
    """The scores, with a sign for each column that does not depend on the one it has."""
    # Not a product with the right scores: wrong axes are orthogonal to them, up to rounding.
    leans = np.cos(np.arange(len(scores))) @ scores
    return scores * np.where(leans < 0, -1.0, 1.0)


def check_scores(got, X, k):
    """Compare with the singular value decomposition, each column up to its sign."""
    centred = X - X.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=True)
    expected = centred @ axes[:k].T
    got = check_array(got, shape=expected.shape)
    # An eigenvector is a little less exact than a product.
    atol = 1e-6 * np.max(np.abs(expected))
    check_close(oriented(got), oriented(expected), rtol=0, atol=atol)


@weight(3)
@feedback(
    en="The columns are the coordinates of the centred rows along the eigenvectors of the "
    "covariance matrix, the largest eigenvalue first; no column of X is rescaled.",
    fr="Les colonnes sont les coordonnées des lignes centrées selon les vecteurs propres de la "
    "matrice de covariance, la plus grande valeur propre d'abord ; aucune colonne de X n'est "
    "réduite.",
)
def test_coordinates_on_the_largest_axes(student, rng):
    for m, n, k in ((12, 5, 1), (12, 5, 3), (20, 4, 2)):
        X = cloud(rng, m, n)
        check_scores(student.pca(X, k), X, k)
    check_scores(student.pca(X), X, 2)
    # The corners of a box with edges along the axes, the longest one along the last.
    X = np.array(list(product((-1.0, 1.0), repeat=3))) * [1, 2, 3]
    check_scores(student.pca(X), X, 2)


@weight(2)
@feedback(
    en="Subtract from each column its mean: where the cloud lies does not matter, only its shape.",
    fr="Retranchez à chaque colonne sa moyenne : seule compte la forme du nuage, pas l'endroit où "
    "il se trouve.",
)
def test_position_of_the_cloud_does_not_matter(student, rng):
    for m, n in ((10, 4), (6, 3)):
        X = cloud(rng, m, n)
        moved = X + rng.uniform(2, 5, size=n) * rng.choice([-1, 1], size=n)
        got = check_array(student.pca(moved, n), shape=(m, n))
        # On all axes, in any order, the centred cloud is only turned.
        check_close(got @ got.T, X @ X.T, rtol=0, atol=1e-6 * np.max(np.abs(X)) ** 2)


@needs("test_coordinates_on_the_largest_axes")
@feedback(
    en="There are n axes, even if there are fewer points than coordinates; on all of them the "
    "cloud is only turned. One coordinate or two points are enough.",
    fr="Il y a n axes, même s'il y a moins de points que de coordonnées ; sur l'ensemble de ces "
    "axes, le nuage est seulement tourné. Une seule coordonnée ou deux points suffisent.",
)
def test_as_many_axes_as_coordinates(student, rng):
    for m, n in ((3, 5), (2, 2), (6, 1)):
        X = cloud(rng, m, n)
        got = check_array(student.pca(X, n), shape=(m, n))
        # On all axes the cloud is only turned: dot products stay.
        check_close(got @ got.T, X @ X.T, rtol=0, atol=1e-6 * np.max(np.abs(X)) ** 2)


@needs("test_coordinates_on_the_largest_axes")
@feedback(
    en="One row has no variance, and there are n axes at most: raise ValueError for a single row, "
    "for k < 1 and for k > n.",
    fr="Une seule ligne n'a pas de variance, et il y a au plus n axes : levez ValueError pour une "
    "seule ligne, pour k < 1 et pour k > n.",
)
def test_refuses_bad_numbers(student, rng):
    X = rng.normal(size=(5, 3))
    check_raises(ValueError, student.pca, X, 0)
    check_raises(ValueError, student.pca, X, 4)
    check_raises(ValueError, student.pca, X[:1], 1)


@needs("test_coordinates_on_the_largest_axes")
@feedback(
    en="The points that you are given stay as they are.",
    fr="Les points reçus doivent rester tels quels.",
)
def test_points_are_unchanged(student, rng):
    check_unchanged(student.pca, rng.normal(3, 1, size=(6, 4)), 2)
