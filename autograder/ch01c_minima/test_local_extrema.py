"""Hidden tests of the table of variations, second derivatives and extrema (1.X11)."""

import math
from itertools import pairwise

import numpy as np

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("local_extrema")


def table(ends, signs):
    """The expected list; a float stands for any number of the same value."""
    intervals = zip(pairwise(ends), signs, strict=True)
    return [(interval, float(sign)) for interval, sign in intervals]


@weight(3)
@feedback(
    en="Cut the interval at the critical points, in increasing order, and ask f' for its sign "
    "inside each piece: the signs need not alternate.",
    fr="Coupez l'intervalle aux points critiques, dans l'ordre croissant, et demandez à f' son "
    "signe dans chaque morceau : les signes n'alternent pas toujours.",
)
def test_table_of_variations(student, rng):
    ends = np.cumsum(rng.uniform(0.4, 1.5, size=5)) + rng.uniform(-4, -2)
    a, r, s, t, b = ends.tolist()
    for sign in (1, -1):
        got = student.variations(lambda x, k=sign: k * (x - r) * (x - s) * (x - t), [s, t, r], a, b)
        check_close(got, table([a, r, s, t, b], [-sign, sign, -sign, sign]))
        got = student.variations(lambda x, k=sign: k * (x - s) ** 2, (s,), a, b)
        check_close(got, table([a, s, b], [sign, sign]))
        check_close(
            student.variations(lambda x, k=sign: k * 1e-20, [], a, b), table([a, b], [sign])
        )
    got = student.variations(lambda x: (x - s) * (x - s - 0.05), [s, s + 0.05], a, b)
    check_close(got, table([a, s, s + 0.05, b], [1, -1, 1]))
    check_close(student.variations(lambda x: 0.0, [s], a, b), table([a, s, b], [0, 0]))


@weight(2)
@feedback(
    en="The second derivative is measured by (f(x0 + h) - 2 f(x0) + f(x0 - h)) / h², with the h "
    "that is given.",
    fr="La dérivée seconde se mesure par (f(x0 + h) - 2 f(x0) + f(x0 - h)) / h², avec le h donné.",
)
def test_second_derivative(student, rng):
    x0 = rng.uniform(0.5, 1.5)
    for h in (0.5, rng.uniform(0.1, 0.3)):
        check_close(student.second_derivative(lambda x: x**4, x0, h), 12 * x0**2 + 2 * h**2)
    # With the default h the quotient of doubles is right to about 1e-9.
    got = student.second_derivative(lambda x: x**4, x0)
    check_close(got, 12 * x0**2 + 2e-6, rtol=0, atol=1e-6)
    got = student.second_derivative(math.sin, x0)
    check_close(got, -math.sin(x0) * (math.sin(5e-4) / 5e-4) ** 2, rtol=0, atol=1e-6)


@weight(3)
@feedback(
    en="Where f' is 0, f'' > 0 means a minimum, f'' < 0 a maximum, and f'' = 0 alone says nothing.",
    fr="Là où f' s'annule, f'' > 0 donne un minimum, f'' < 0 un maximum, et f'' = 0 seul ne dit "
    "rien.",
)
def test_classification(student, rng):
    def kind(df, d2f, x0):
        return student.classify_critical_point(df, d2f, x0)

    r, k = rng.uniform(-2, 2), rng.uniform(0.5, 2)
    check_equal(kind(lambda x: k * (x - r), lambda x: k, r), "local minimum")
    check_equal(kind(lambda x: k * (r - x), lambda x: -k, r), "local maximum")
    for curvature in (1e-3, 1e-9):
        check_equal(kind(lambda x: 0.0, lambda x, c=curvature: c, r), "local minimum")
        check_equal(kind(lambda x: 0.0, lambda x, c=curvature: -c, r), "local maximum")
    # cos' at the float nearest to pi is not exactly 0.
    check_equal(kind(lambda x: -math.sin(x), lambda x: -math.cos(x), math.pi), "local minimum")
    for n in (3, 4):
        got = kind(lambda x, n=n: n * x ** (n - 1), lambda x, n=n: n * (n - 1) * x ** (n - 2), 0.0)
        check_equal(got, "inconclusive")


@weight(2)
@feedback(
    en="Compare the values of f at all candidates: the global minimum may come first, last or "
    "between, and values may be negative or equal.",
    fr="Comparez les valeurs de f en tous les candidats : le minimum global peut être le premier, "
    "le dernier ou entre les deux, et les valeurs peuvent être négatives ou égales.",
)
def test_best_candidate(student, rng):
    low, middle, high = np.sort(rng.uniform(-3, 3, size=3)).tolist()
    for candidates in ([low, middle, high], (middle, low, high), [high, middle, low], [middle]):
        for shift in (-50.0, 5000.0):
            expected = min(candidates)
            got = student.best_candidate(lambda x, c=shift: x + c, candidates)
            check_close(got, (expected, expected + shift))
    # A first local minimum, then a higher point, then the global minimum.
    got = student.best_candidate(lambda x: x**4 - 3 * x**2 - 2 * x + 5, [-1, -0.366, 1.366])
    check_close(got, (1.366, 1.366**4 - 3 * 1.366**2 - 2 * 1.366 + 5))
    for candidates in ([2, -1, 1], [2, 1, -1]):
        check_close(student.best_candidate(lambda x: x * x, candidates), (candidates[1], 1))


@needs("test_classification")
@feedback(
    en="A point is critical if |f'| is at most tol there; if not, raise ValueError, whatever the "
    "sign of f'.",
    fr="Un point est critique si |f'| y vaut au plus tol ; sinon, levez ValueError, quel que soit "
    "le signe de f'.",
)
def test_critical_up_to_tol(student):
    for slope in (0.04, -0.04):
        call = (lambda x, s=slope: s, lambda x: 1.0, 2.0)
        check_raises(ValueError, student.classify_critical_point, *call)
        check_raises(ValueError, student.classify_critical_point, *call, tol=0.03)
        for tol in (0.05, 0.04):
            check_equal(student.classify_critical_point(*call, tol=tol), "local minimum")


@needs("test_table_of_variations", "test_best_candidate")
@feedback(
    en="A critical point on either end of the interval or beyond it, or an empty list of "
    "candidates: raise ValueError.",
    fr="Un point critique au bord de l'intervalle ou au-delà, ou une liste de candidats vide : "
    "levez ValueError.",
)
def test_refuses_what_cannot_be(student, rng):
    a, b = rng.uniform(-3, -1), rng.uniform(1, 3)
    for outside in (a, b, a - 0.5, b + 0.5):
        check_raises(ValueError, student.variations, lambda x: x, [0.0, outside], a, b)
    check_raises(ValueError, student.best_candidate, lambda x: x, [])


@needs("test_table_of_variations", "test_best_candidate")
@feedback(
    en="The list that you are given keeps its order: sort a copy.",
    fr="La liste reçue garde son ordre : triez une copie.",
)
def test_lists_keep_their_order(student):
    points = [0.5, -1.0, 2.0, 0.0]

    def df(x):
        return math.prod(x - c for c in points)

    check_unchanged(student.variations, df, points, -3.0, 3.0)
    check_unchanged(student.best_candidate, df, points)
