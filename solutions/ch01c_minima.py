"""Chapter 1, part c: activations, minima and Newton's method. Reference solutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike


# %% activation_functions
def heaviside(x: float | np.ndarray) -> float | np.ndarray:
    """Heaviside step: 0 for x < 0, 1 for x >= 0.

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    H(x), a float for a number, a new float64 array of the shape of x for an array. H(0) =
    1, and only 0 itself counts as 0.

    Examples
    --------
    >>> heaviside(-1)
    0.0
    >>> heaviside(np.array([-1.0, 0.0, 1.0]))
    array([0., 1., 1.])
    """
    return np.where(np.asarray(x) >= 0, 1.0, 0.0)[()]


def affine(x: float | np.ndarray, a: float, b: float) -> float | np.ndarray:
    """Affine function a x + b.

    Parameters
    ----------
    x
        A number or an array, which is not changed.
    a, b
        Slope and intercept, any two numbers.

    Returns
    -------
    a x + b, a float for a number, a new float64 array of the shape of x for an array, also
    when x, a and b are ints.

    Examples
    --------
    >>> affine(3, 2, 1)
    7.0
    >>> affine(np.array([0, 1, 2]), 2, 1)
    array([1., 3., 5.])
    """
    return a * np.asarray(x, dtype=np.float64) + b


def piecewise_linear(x: float | np.ndarray, a: float, b: float) -> float | np.ndarray:
    """Piecewise linear function: a x for x < 0, b x for x >= 0.

    Parameters
    ----------
    x
        A number or an array, which is not changed.
    a, b
        Slope to the left and to the right of 0, any two numbers: a > b, a = b and a < b all
        occur.

    Returns
    -------
    The value at x, a float for a number, a new float64 array of the shape of x for an
    array.

    Examples
    --------
    >>> piecewise_linear(-4, 0.5, 2)
    -2.0
    >>> piecewise_linear(np.array([-4, 0, 4]), 0.5, 2)
    array([-2., 0., 8.])
    """
    return a * np.minimum(x, 0.0) + b * np.maximum(x, 0.0)


def relu(x: float | np.ndarray) -> float | np.ndarray:
    """ReLU (rectified linear unit): 0 for x < 0, x for x >= 0.

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    The value at x, a float for a number, a new float64 array of the shape of x for an
    array.

    Examples
    --------
    >>> relu(3)
    3.0
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    return np.maximum(x, 0.0)


def compose_affine(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """The affine function g(f(x)): first f(x) = a x + b, then g(x) = c x + d.

    Parameters
    ----------
    a, b
        Slope and intercept of f, any two numbers.
    c, d
        Slope and intercept of g, any two numbers.

    Returns
    -------
    The pair (slope, intercept) of g(f(x)).

    Examples
    --------
    >>> compose_affine(2, 3, 5, 7)
    (10, 22)
    """
    return c * a, c * b + d


# %% activation_functions
def sigmoid(x: float | np.ndarray) -> float | np.ndarray:
    """Sigmoid 1 / (1 + exp(-x)).

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    The value at x, a float for a number, a new float64 array of the shape of x for an
    array. For |x| <= 1000 it is right to 1e-12, and no warning is given.

    Examples
    --------
    >>> sigmoid(0)
    0.5
    >>> sigmoid(np.array([-1000, 0, 1000]))
    array([0., 0.5, 1.])
    """
    # exp(x) / (1 + exp(x)) for x < 0: neither exponential can overflow.
    return np.exp(np.minimum(x, 0.0)) / (1 + np.exp(-np.abs(x)))


def sigmoid_derivative(x: float | np.ndarray) -> float | np.ndarray:
    """Derivative of the sigmoid.

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    The derivative at x, a float for a number, a new float64 array of the shape of x for an
    array. For |x| <= 1000 it is right to 1e-12, and no warning is given.

    Examples
    --------
    >>> sigmoid_derivative(0)
    0.25
    """
    s = sigmoid(x)
    return s * (1 - s)


def tanh(x: float | np.ndarray) -> float | np.ndarray:
    """Hyperbolic tangent.

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    The value at x, a float for a number, a new float64 array of the shape of x for an
    array. For |x| <= 1000 it is right to 1e-12, and no warning is given; any formula will
    do.

    Examples
    --------
    >>> tanh(0)
    0.0
    >>> tanh(1)
    0.76159...
    """
    return 2 * sigmoid(2 * x) - 1


def tanh_derivative(x: float | np.ndarray) -> float | np.ndarray:
    """Derivative of the hyperbolic tangent.

    Parameters
    ----------
    x
        A number or an array, which is not changed.

    Returns
    -------
    The derivative at x, a float for a number, a new float64 array of the shape of x for an
    array. For |x| <= 1000 it is right to 1e-12, and no warning is given.

    Examples
    --------
    >>> tanh_derivative(0)
    1.0
    """
    return 1 - tanh(x) ** 2


# %% diagonal_fit
def diagonal_error_coefficients(points: ArrayLike) -> tuple[float, float, float]:
    """Sum of the squared distances from (x, x) to given points, as a x^2 + b x + c.

    Parameters
    ----------
    points
        N >= 1 points: a list of pairs or an array of shape (N, 2), of ints or floats. A
        point that occurs twice counts twice. It is not changed.

    Returns
    -------
    The coefficients (a, b, c).

    Raises
    ------
    ValueError
        When points has another shape than (N, 2), or no point at all.

    Examples
    --------
    The points A, B and C of section 3.1:

    >>> diagonal_error_coefficients([(1, 2), (3, 0), (2, 3)])
    (6, -22, 27)
    """
    p = np.asarray(points, dtype=np.float64)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError("points must have the shape (N, 2), with at least one point")
    return float(p.size), -2 * float(p.sum()), float((p**2).sum())


def parabola_minimum(a: float, b: float, c: float) -> tuple[float, float]:
    """Minimum of a x^2 + b x + c.

    Parameters
    ----------
    a, b, c
        The coefficients; every a > 0 is accepted, however small.

    Returns
    -------
    The pair (x0, value): where the minimum is, and how low it is.

    Raises
    ------
    ValueError
        When a <= 0: then there is no minimum, or more than one.

    Examples
    --------
    >>> parabola_minimum(6, -22, 27)
    (1.83333333..., 6.83333333...)
    """
    if a <= 0:
        raise ValueError("a must be positive")
    x0 = -b / (2 * a)
    return x0, a * x0**2 + b * x0 + c


# %% local_extrema
def variations(
    df: Callable[[float], float], critical_points: Sequence[float], a: float, b: float
) -> list[tuple[tuple[float, float], int]]:
    """Table of variations: the intervals between critical points, each with the sign of f'.

    Parameters
    ----------
    df
        The derivative f'.
    critical_points
        The zeros of f' between a and b, distinct, in any order: a list or a tuple, possibly
        empty, which is not changed.
    a, b
        The ends of the interval, a < b.

    Returns
    -------
    A list of pairs ((left, right), sign) from left to right. The first interval begins at
    a, the last one ends at b. The sign is that of f' at the midpoint: -1, 0 or 1, and 0
    only where f' is exactly 0 there.

    Raises
    ------
    ValueError
        When a critical point c is not inside: c <= a or c >= b.

    Examples
    --------
    >>> variations(lambda x: 2 * x, [0], -1, 3)
    [((-1, 0), -1), ((0, 3), 1)]

    The derivative of section 3.3, with its zeros in another order:

    >>> df = lambda x: 4 * x**3 - 6 * x - 2
    >>> table = variations(df, [1.3660254, -1, -0.3660254], -3, 3)
    >>> [sign for interval, sign in table]
    [-1, 1, -1, 1]
    """
    if not all(a < c < b for c in critical_points):
        raise ValueError("a critical point does not lie between a and b")
    intervals = pairwise([a, *sorted(critical_points), b])
    return [((left, right), int(np.sign(df((left + right) / 2)))) for left, right in intervals]


def second_derivative(f: Callable[[float], float], x0: float, h: float = 1e-3) -> float:
    """Second derivative of f at x0, by a quotient.

    Parameters
    ----------
    f
        A function of one number.
    x0
        The point.
    h
        The step, positive.

    Returns
    -------
    The quotient (f(x0 + h) - 2 f(x0) + f(x0 - h)) / h^2 for this h, no other one.

    Examples
    --------
    >>> second_derivative(lambda x: x**3, -2, h=0.5)
    -12.0
    >>> second_derivative(lambda x: x**4, 0, h=0.1)
    0.02
    """
    return (f(x0 + h) - 2 * f(x0) + f(x0 - h)) / h**2


def classify_critical_point(
    df: Callable[[float], float], d2f: Callable[[float], float], x0: float, tol: float = 1e-8
) -> str:
    """What the second derivative says of a critical point.

    Parameters
    ----------
    df, d2f
        The derivatives f' and f''.
    x0
        The point, critical up to tol: |f'(x0)| <= tol.
    tol
        What may pass for f'(x0) = 0; it has nothing to do with f''.

    Returns
    -------
    "local minimum", "local maximum", or "inconclusive", the last one only where f''(x0) is
    exactly 0. Nothing but f''(x0) decides.

    Raises
    ------
    ValueError
        When x0 is not critical: |f'(x0)| > tol.

    Examples
    --------
    >>> classify_critical_point(lambda x: 2 * x, lambda x: 2.0, 0)
    'local minimum'
    >>> classify_critical_point(lambda x: 3 * x**2, lambda x: 6 * x, 0)
    'inconclusive'
    """
    if abs(df(x0)) > tol:
        raise ValueError(f"{x0} is not a critical point")
    curvature = d2f(x0)
    if curvature > 0:
        return "local minimum"
    if curvature < 0:
        return "local maximum"
    return "inconclusive"


def best_candidate(f: Callable[[float], float], candidates: Sequence[float]) -> tuple[float, float]:
    """The candidate with the least value of f.

    Parameters
    ----------
    f
        A function of one number.
    candidates
        The candidates, a list or a tuple in any order; it is not changed.

    Returns
    -------
    The pair (x, f(x)) for the x with the least value, not the least absolute value; of
    exactly equal values the first in the order given.

    Raises
    ------
    ValueError
        When there are no candidates.

    Examples
    --------
    >>> best_candidate(lambda x: x**2 - 9, [4, -1, 2])
    (-1, -8)

    The two local minima of section 3.3:

    >>> best_candidate(lambda x: x**4 - 3 * x**2 - 2 * x + 5, [-1, (1 + 3**0.5) / 2])
    (1.36602540..., 0.15192378...)
    """
    x = min(candidates, key=f)
    return x, f(x)


# %% newton_method
def newton_step(f: Callable[[float], float], df: Callable[[float], float], x: float) -> float:
    """One step of Newton's method for f(x) = 0: where the tangent at x meets the x axis.

    Parameters
    ----------
    f, df
        The function and its derivative.
    x
        The point from which the step starts.

    Returns
    -------
    The next point.

    Raises
    ------
    ZeroDivisionError
        When f'(x) is exactly 0, also if f(x) = 0; a small slope is no error.

    Examples
    --------
    >>> newton_step(lambda x: x**3 - 100, lambda x: 3 * x**2, 10)
    7.0
    """
    # Python's numbers raise the error by themselves; numpy's would give inf or nan.
    return x - f(x) / df(x)


def newton_sequence(
    f: Callable[[float], float], df: Callable[[float], float], x0: float, n: int
) -> np.ndarray:
    """The points x_0, x_1, ..., x_n of Newton's method.

    Parameters
    ----------
    f, df
        The function and its derivative. f is called at most n + 1 times, df as often as you
        like.
    x0
        The start.
    n
        Number of steps. Exactly n are made, also when the points no longer move or f grows.

    Returns
    -------
    A float64 array of shape (n + 1,), also for an int x0.

    Raises
    ------
    ValueError
        When n < 0.
    ZeroDivisionError
        When a step starts where f' is exactly 0. For n = 0 there is no step.

    Examples
    --------
    The cube root of 100, from 10:

    >>> newton_sequence(lambda x: x**3 - 100, lambda x: 3 * x**2, 10, 4)
    array([10., 7., 5.346938775..., 4.730544697..., 4.643251125...])
    """
    if n < 0:
        raise ValueError("n must not be negative")
    points = [x0]
    for _ in range(n):
        points.append(newton_step(f, df, points[-1]))
    return np.array(points, dtype=np.float64)


def newton(f: Callable[[float], float], df: Callable[[float], float], x0: float, n: int) -> float:
    """The point that Newton's method reaches after n steps.

    Parameters
    ----------
    f, df
        The function and its derivative. f is called at most n + 1 times, df as often as you
        like.
    x0
        The start.
    n
        Number of steps. Exactly n are made, also when the points no longer move or f grows.

    Returns
    -------
    The last point x_n, a float; x0 for n = 0.

    Raises
    ------
    ValueError
        When n < 0.
    ZeroDivisionError
        When a step starts where f' is exactly 0. For n = 0 there is no step.

    Examples
    --------
    >>> newton(lambda x: x**3 - 100, lambda x: 3 * x**2, 10, 6)
    4.641588833...
    """
    return float(newton_sequence(f, df, x0, n)[-1])


def nth_root(value: float, k: int, x0: float, n: int) -> float:
    """k-th root of a number: n steps of Newton's method on x^k - value.

    Parameters
    ----------
    value
        The number; it may be negative when k is odd.
    k
        Which root, an int k >= 2.
    x0
        The start.
    n
        Number of steps; exactly n are made.

    Returns
    -------
    The point after n steps, a float; x0 for n = 0.

    Raises
    ------
    ValueError
        When n < 0.

    Examples
    --------
    >>> nth_root(2, 2, 1, 2)
    1.416666666...
    """
    return newton(lambda x: x**k - value, lambda x: k * x ** (k - 1), x0, n)


# %% newton_minimum
def newton_minimum(
    g: Callable[[float], float],
    dg: Callable[[float], float],
    d2g: Callable[[float], float],
    x0: float,
    n: int,
) -> tuple[float, float]:
    """Where a function is smallest, by Newton's method on its derivative.

    Parameters
    ----------
    g, dg, d2g
        The function and its first two derivatives; d2g is not 0 at the points of the
        method.
    x0
        The start.
    n
        Number of steps, n >= 0. Exactly n are made.

    Returns
    -------
    The pair (l, g(l)), where l is the point after n steps, even if g was lower at an
    earlier one; for n = 0 this is (x0, g(x0)).

    Examples
    --------
    One step finds the vertex of a parabola:

    >>> g, dg = lambda x: x**2 - 6 * x + 10, lambda x: 2 * x - 6
    >>> newton_minimum(g, dg, lambda x: 2.0, 0, 1)
    (3.0, 1.0)

    The minimum of section 5.4, from 0:

    >>> g, dg = lambda x: x**2 - np.sin(x) + 1, lambda x: 2 * x - np.cos(x)
    >>> newton_minimum(g, dg, lambda x: 2 + np.sin(x), 0, 6)
    (0.45018361..., 0.76753442...)
    """
    x = newton(dg, d2g, x0, n)
    return x, g(x)


# %% cube_root_digits
def cube_root_digits(value: int, digits: int) -> str:
    """Decimal expansion of the cube root of an integer, cut off after some decimals.

    Parameters
    ----------
    value
        An int, value >= 1, of any size; it may be a perfect cube.
    digits
        Number of decimals, an int, at most 1000.

    Returns
    -------
    The integer part without leading zeros, a point, and exactly this many decimals,
    trailing zeros kept. The expansion is cut off, not rounded, and every figure is right.
    For digits = 0 the integer part alone, without a point. A second is more than enough
    time for 1000 decimals.

    Raises
    ------
    ValueError
        When value <= 0 or digits < 0.

    Examples
    --------
    >>> cube_root_digits(100, 50)
    '4.64158883361277889241007635091944657655134912501124'
    >>> cube_root_digits(8, 3)
    '2.000'
    """
    if value <= 0 or digits < 0:
        raise ValueError("value must be positive and digits must not be negative")
    # The integer part of the cube root of `target` consists of the figures wanted.
    target = value * 10 ** (3 * digits)
    x = 2 ** (target.bit_length() // 3 + 1)
    # Newton's method in integers comes down from above and never falls below the root.
    while x**3 > target:
        x = (2 * x + target // x**2) // 3
    whole, decimals = divmod(x, 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)
