"""Hidden tests of descent_field (7.8)."""

import numpy as np
from support import quadratic

from chainrule.grading import (
    check_array,
    check_close,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("descent_field")


def book_function(p):
    return float(p[0] ** 2 - p[1] ** 3 + p[0] * p[1])


def book_gradient(p):
    return np.array([2 * p[0] + p[1], -3 * p[1] ** 2 + p[0]])


@weight(3)
@feedback(
    en="A grid need not be square nor regular: one arrow per point, from that point alone.",
    fr="Une grille n'est pas forcément carrée ni régulière : une flèche par point, d'après ce "
    "seul point.",
)
def test_grids_of_any_shape(student, rng):
    _, grad = quadratic(rng, 2)
    regular = np.meshgrid(rng.uniform(1, 2, size=5), rng.uniform(-2, -1, size=3))
    scattered = rng.uniform(-1, 1, size=(2, 2, 4))
    for X, Y in (regular, scattered):
        field = -np.array([grad(p) for p in np.column_stack([X.ravel(), Y.ravel()])])
        expected = (field[:, 0].reshape(X.shape), field[:, 1].reshape(X.shape))
        check_close(student.descent_field(grad, X, Y), expected)


@weight(2)
@feedback(
    en="A small step along an arrow goes down: f gets smaller.",
    fr="Un petit pas le long d'une flèche descend : f diminue.",
)
def test_arrows_go_down(student, rng):
    columns = np.linspace(-1, 1, 5) + rng.uniform(0, 0.1)
    X, Y = np.meshgrid(columns, np.linspace(-0.9, 0.9, 4) + rng.uniform(0, 0.1))
    U, V = student.descent_field(book_gradient, X, Y)
    for component in (U, V):
        check_array(component, shape=X.shape, dtype=np.float64)
    for x, y, u, v in zip(X.flat, Y.flat, U.flat, V.flat, strict=True):
        start = np.array([x, y])
        if np.linalg.norm(book_gradient(start)) >= 1e-2:
            check_true(
                book_function(start + 1e-4 * np.array([u, v])) < book_function(start),
                en="One of your arrows does not go down.",
                fr="Une de vos flèches ne descend pas.",
            )


@weight(2)
@feedback(
    en="Each arrow is as long as the gradient: short near a critical point.",
    fr="Chaque flèche a la longueur du gradient : elle est courte près d'un point critique.",
)
def test_arrows_keep_the_length_of_the_gradient(student, rng):
    directions = rng.normal(size=(2, 3))
    X, Y = directions * np.array([1, 0.1, 0.001]) / np.linalg.norm(directions, axis=0)
    X, Y = X[np.newaxis], Y[np.newaxis]
    U, V = student.descent_field(lambda p: 2 * p, X, Y)
    check_close(np.hypot(U, V), np.array([[2, 0.2, 0.002]]))


@feedback(
    en="With integer coordinates the components are still float64 numbers.",
    fr="Avec des coordonnées entières, les composantes restent des nombres float64.",
)
def test_integer_grid(student, rng):
    X, Y = np.meshgrid(np.arange(1, 4), np.arange(-2, 0))
    slope = rng.uniform(0.1, 0.4)
    expected = (-slope * X, -(slope**2) * Y)
    got = student.descent_field(lambda p: np.array([slope * p[0], slope**2 * p[1]]), X, Y)
    check_close(got, expected)


@needs("test_grids_of_any_shape")
@feedback(en="X and Y stay as they are.", fr="X et Y doivent rester tels quels.")
def test_grid_is_unchanged(student, rng):
    X, Y = rng.uniform(-1, 1, size=(2, 2, 3))
    check_unchanged(student.descent_field, book_gradient, X, Y)
