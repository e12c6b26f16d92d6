"""Hidden tests of descent_field (7.8)."""

import numpy as np
from support import quadratic

from chainrule.grading import (
    check_array,
    check_close,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("descent_field")


def book_gradient(p):
    return np.array([2 * p[0] + p[1], -3 * p[1] ** 2 + p[0]])


@weight(4)
@feedback(
    en="Each arrow is minus the gradient: f gets smaller along it, and it is as long as the "
    "gradient, short near a critical point.",
    fr="Chaque flèche est l'opposé du gradient : f diminue en la suivant, et elle a la longueur du "
    "gradient, courte près d'un point critique.",
)
def test_arrows_are_minus_the_gradient(student, rng):
    # Square, and close to the critical point 0 in the last row.
    X, Y = rng.uniform(0.5, 1, size=(2, 3, 3)) * np.array([[1], [-0.1], [0.001]])
    expected = (-(2 * X + Y), 3 * Y**2 - X)
    check_close(student.descent_field(book_gradient, X, Y), expected)


@weight(3)
@needs("test_arrows_are_minus_the_gradient")
@feedback(
    en="A grid need not be square nor regular: one arrow per point, from that point alone.",
    fr="Une grille n'est pas forcément carrée ni régulière : une flèche par point, d'après ce "
    "seul point.",
)
def test_grids_of_any_shape(student, rng):
    _, grad = quadratic(rng, 2)
    regular = np.meshgrid(rng.uniform(1, 2, size=3), rng.uniform(-2, -1, size=2))
    scattered = rng.uniform(-1, 1, size=(2, 3, 1))
    for X, Y in (regular, scattered):
        U, V = np.empty(X.shape), np.empty(X.shape)
        for i, j in np.ndindex(X.shape):
            alone = student.descent_field(grad, X[i : i + 1, j : j + 1], Y[i : i + 1, j : j + 1])
            for component, whole in zip(alone, (U, V), strict=True):
                whole[i, j] = check_array(component, shape=(1, 1))[0, 0]
        check_close(student.descent_field(grad, X, Y), (U, V))


@needs("test_arrows_are_minus_the_gradient")
@feedback(
    en="With integer coordinates, what grad receives and the components are still float64 numbers.",
    fr="Avec des coordonnées entières, ce que reçoit grad et les composantes restent des nombres "
    "float64.",
)
def test_integer_grid(student, rng):
    X, Y = np.meshgrid(np.arange(1, 4), np.arange(-3, 0))
    slope = rng.uniform(0.1, 0.4)

    def grad(p):
        """An array of ints has no negative powers."""
        return slope * p**-1

    U, V = student.descent_field(grad, X.astype(float), Y.astype(float))
    for component in (U, V):
        check_array(component, shape=X.shape)
    check_close(student.descent_field(grad, X, Y), (U, V))


@needs("test_arrows_are_minus_the_gradient")
@feedback(en="X and Y stay as they are.", fr="X et Y doivent rester tels quels.")
def test_grid_is_unchanged(student, rng):
    X, Y = rng.uniform(-1, 1, size=(2, 2, 3))
    check_unchanged(student.descent_field, book_gradient, X, Y)
