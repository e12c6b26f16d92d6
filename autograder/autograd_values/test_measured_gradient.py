"""Hidden tests of numeric_grad (19.4)."""

import numpy as np

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("measured_gradient")


def quadratic(rng, n):
    """Random quadratic function, for which every central difference is exact; its gradient."""
    matrix = rng.uniform(-1, 1, size=(n, n)) + 2 * np.eye(n)
    return lambda x: float(x @ matrix @ x), lambda x: (matrix + matrix.T) @ x


@weight(3)
@feedback(
    en="One entry moves at a time, by eps to each side of x: for quadratic functions a central "
    "difference is exact, whatever eps.",
    fr="Un seul coefficient bouge à la fois, de eps de chaque côté de x : pour une fonction du "
    "second degré, la différence centrée est exacte pour tout eps.",
)
def test_quadratic_functions(student, rng):
    for n in range(1, 6):
        f, gradient = quadratic(rng, n)
        x, eps = rng.uniform(-1, 1, size=n), float(rng.uniform(0.1, 0.5))
        x[0] = 0
        check_close(student.numeric_grad(f, x, eps), gradient(x))


@feedback(
    en="Use the step that is given, and the tiny one of the signature when none is: a large step "
    "sees the curvature of f.",
    fr="Prenez le pas reçu et, à défaut, le pas minuscule de la signature : un grand pas voit la "
    "courbure de f.",
)
def test_default_step_is_tiny(student, rng):
    u, v = x = rng.uniform(0.5, 1, size=2)
    got = student.numeric_grad(lambda p: float(np.sin(p[0]) * np.exp(2 * p[1])), x)
    expected = np.exp(2 * v) * np.array([np.cos(u), 2 * np.sin(u)])
    # Wide enough for a one-sided quotient, which is for the first test.
    check_close(got, expected, rtol=1e-5, atol=1e-4)


@weight(2)
@feedback(
    en="f receives float64 arrays of the shape of x, in which one entry has moved by the eps that "
    "is given, the same for every entry; the result has this shape.",
    fr="f reçoit des tableaux float64 de la forme de x, dont un coefficient a bougé du eps donné, "
    "le même pour tous ; le résultat a cette forme.",
)
def test_matrix(student, rng):
    slopes = rng.uniform(1, 2, size=(3, 2))
    received = []

    def f(x):
        received.append(x)
        return float(np.sum(slopes * x * x)) if np.shape(x) == (3, 2) else 0.0

    x = rng.uniform(-1, 1, size=(3, 2))
    x[0, 0] = 1.5
    got = student.numeric_grad(f, x, 0.25)
    for each in received:
        moved = float(np.max(np.abs(check_array(each, shape=(3, 2)) - x)))
        check_true(
            min(abs(moved - step) for step in (0, 0.25, 0.5)) < 1e-9,
            en="f is asked for a point that is neither at the distance eps from x nor at 2 eps.",
            fr="f est demandée en un point qui n'est ni à la distance eps de x, ni à 2 eps.",
        )
    check_close(got, 2 * slopes * x)


@needs("test_quadratic_functions")
@feedback(
    en="x may hold ints: an array of ints cannot be moved by a small step, nor hold the result.",
    fr="x peut contenir des entiers : un tableau d'entiers ne peut ni bouger d'un petit pas ni "
    "contenir le résultat.",
)
def test_integers(student, rng):
    f, gradient = quadratic(rng, 3)
    x = rng.integers(1, 4, size=3) * rng.choice([-1, 1], size=3)
    check_close(student.numeric_grad(f, x, 0.25), gradient(x))


@needs("test_quadratic_functions")
@feedback(
    en="x stays exactly as it is: what is added and taken away again leaves rounding errors.",
    fr="x reste exactement tel quel : ajouter puis retrancher laisse des erreurs d'arrondi.",
)
def test_point_is_unchanged(student, rng):
    f, gradient = quadratic(rng, 4)
    x = rng.uniform(-1, 1, size=4)
    check_close(check_unchanged(student.numeric_grad, f, x, 0.1), gradient(x))


@needs("test_quadratic_functions")
@feedback(
    en="A step of 0 or less raises ValueError.",
    fr="Un pas nul ou négatif lève ValueError.",
)
def test_refuses_a_step_that_is_not_positive(student, rng):
    f, _ = quadratic(rng, 2)
    for eps in (0, -1e-6):
        check_raises(ValueError, student.numeric_grad, f, rng.uniform(-1, 1, size=2), eps)
