"""Hidden tests of project_on_line, project_coordinates and contrast_scores (17.X23)."""

import numpy as np
from support import orthonormal

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("projections")


@weight(2)
@feedback(
    en="The projection is a vector along u, and it depends on the direction of u only: bring u to "
    "length 1 before the formula.",
    fr="Le projeté est un vecteur porté par u et ne dépend que de la direction de u : ramenez u à "
    "la norme 1 avant d'appliquer la formule.",
)
def test_projection_on_a_line(student, rng):
    for n, form in ((1, list), (2, tuple), (5, np.array)):
        x, u = rng.normal(size=(2, n))
        expected = (x @ u) / (u @ u) * u
        check_close(student.project_on_line(form(x), form(u)), expected)
        check_close(student.project_on_line(x, -3 * u), expected)
    check_close(student.project_on_line([0, 0], [1, 2]), np.zeros(2))


@weight(2)
@feedback(
    en="Entry (r, i) is the dot product of basis vector r and vector i: one row per basis vector, "
    "one column per vector.",
    fr="Le coefficient (r, i) est le produit scalaire du vecteur r de la base et du vecteur i : "
    "une ligne par vecteur de base, une colonne par vecteur.",
)
def test_coordinates_in_an_orthonormal_basis(student, rng):
    for n, d, m in ((4, 2, 3), (3, 3, 5), (2, 1, 1)):
        basis, X = orthonormal(rng, n, d), rng.normal(size=(n, m))
        check_close(student.project_coordinates(X, basis), basis.T @ X)
    X = rng.integers(-9, 9, size=(4, 6))
    rows = [0, 2]
    got = student.project_coordinates(X, np.eye(4, dtype=int)[:, rows])
    check_close(got, X[rows].astype(float))


@needs("test_coordinates_in_an_orthonormal_basis")
@feedback(
    en="Each basis vector needs the length 1, and every two of them a right angle: otherwise raise "
    "ValueError.",
    fr="Chaque vecteur de la base doit être de norme 1, et deux d'entre eux toujours orthogonaux : "
    "sinon, levez ValueError.",
)
def test_refuses_a_basis_that_is_not_orthonormal(student, rng):
    X, basis = rng.normal(size=(4, 2)), orthonormal(rng, 4, 2)
    for length in (0.99, 1.01, 2):
        check_raises(ValueError, student.project_coordinates, X, basis * [1, length])
    for angle in (-0.01, 0.01, 1):
        tilted = np.cos(angle) * basis[:, 1] + np.sin(angle) * basis[:, 0]
        oblique = np.array([basis[:, 0], tilted]).T
        check_raises(ValueError, student.project_coordinates, X, oblique)


@weight(2)
@feedback(
    en="The score is the dot product with the vector of length 1 that points from v_minus to "
    "v_plus; the vectors are the columns of V.",
    fr="Le score est le produit scalaire avec le vecteur de norme 1 dirigé de v_minus vers "
    "v_plus ; les vecteurs sont les colonnes de V.",
)
def test_contrast_scores(student, rng):
    for n, m in ((3, 5), (4, 4)):
        V = rng.normal(size=(n, m))
        v_plus, v_minus = rng.normal(size=(2, n))
        u = v_plus - v_minus
        expected = u @ V / np.linalg.norm(u)
        check_close(student.contrast_scores(V, v_plus.tolist(), tuple(v_minus)), expected)


@needs("test_projection_on_a_line")
@feedback(
    en="The zero vector shows no direction: raise ValueError.",
    fr="Le vecteur nul n'indique aucune direction : levez ValueError.",
)
def test_refuses_a_line_without_direction(student, rng):
    check_raises(ValueError, student.project_on_line, rng.normal(size=3), np.zeros(3))


@needs(
    "test_projection_on_a_line", "test_coordinates_in_an_orthonormal_basis", "test_contrast_scores"
)
@feedback(
    en="The vectors that you are given stay as they are.",
    fr="Les vecteurs reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    x, u, v = rng.normal(size=(3, 4))
    X = rng.normal(size=(4, 3))
    check_unchanged(student.project_on_line, x, u)
    check_unchanged(student.project_coordinates, X, orthonormal(rng, 4, 2))
    check_unchanged(student.contrast_scores, X, u, v)
