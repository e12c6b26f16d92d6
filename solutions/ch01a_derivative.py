"""Chapter 1, part a: the derivative. Reference solutions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import matplotlib.axes
import numpy as np


class Differentiable(NamedTuple):
    """A function of one variable with its derivative, as the notebook's set-up cell has it."""

    f: Callable[[float], float]
    df: Callable[[float], float]


# %% difference_quotient
def difference_quotient(f: Callable[[float], float], x0: float, h: float) -> float:
    """Slope of the secant of f between x0 and x0 + h.

    Parameters
    ----------
    f
        Function of one number.
    x0
        The point.
    h
        Step, positive or negative.

    Returns
    -------
    The quotient (f(x0 + h) - f(x0)) / h, a float: exactly this quotient, whatever the size
    of h.

    Raises
    ------
    ValueError
        When h is 0.

    Examples
    --------
    For x^2 at 1 the quotient is 2 + h:

    >>> difference_quotient(lambda x: x**2, 1, 0.1)
    2.1
    >>> difference_quotient(lambda x: x**2, 1, -0.5)
    1.5
    """
    if h == 0:
        raise ValueError("a secant needs two different points: h must not be 0")
    return (f(x0 + h) - f(x0)) / h


def numerical_derivative(
    f: Callable[[float], float], x0: float, h: float = 1e-5, method: str = "central"
) -> float:
    """Approximate value of f'(x0), from values of f.

    Parameters
    ----------
    f
        Function of one number.
    x0
        The point.
    h
        Step, positive.
    method
        "central" or "forward".

    Returns
    -------
    A float. For "forward" it is (f(x0 + h) - f(x0)) / h, for "central" it is (f(x0 + h) -
    f(x0 - h)) / (2h): exactly this quotient for the given h. Left out, h is 1e-5 and method
    is "central".

    Raises
    ------
    ValueError
        When h <= 0, or when method is any other text.

    Examples
    --------
    The slope of x^2 at 1 and that of exp at 0:

    >>> numerical_derivative(lambda x: x**2, 1)
    2.00000000...
    >>> numerical_derivative(math.exp, 0)
    1.00000000...

    For x^2 a forward quotient is off by h:

    >>> numerical_derivative(lambda x: x**2, 1, h=0.1, method="forward")
    2.1
    """
    if h <= 0:
        raise ValueError("the step h must be positive")
    if method == "forward":
        return (f(x0 + h) - f(x0)) / h
    if method == "central":
        return (f(x0 + h) - f(x0 - h)) / (2 * h)
    raise ValueError(f"there is no method {method!r}")


# %% tangent
def linear_approximation(
    f: Callable[[float], float],
    df: Callable[[float], float],
    x0: float,
    h: float | np.ndarray,
) -> float | np.ndarray:
    """Value of f near x0, read on the tangent: f(x0) + h f'(x0).

    Parameters
    ----------
    f
        Function of one number.
    df
        Its derivative, also a function of one number.
    x0
        The point.
    h
        Distance from x0, of either sign: a number, or a float64 array of any dimension, which
        is not changed.

    Returns
    -------
    A float when h is a number. When h is an array, a float64 array of its shape, whose
    entries belong to those of h.

    Examples
    --------
    sin near 0, then sqrt near 1, at one point and at three:

    >>> linear_approximation(math.sin, math.cos, 0, 0.01)
    0.01
    >>> slope = lambda x: 1 / (2 * math.sqrt(x))
    >>> linear_approximation(math.sqrt, slope, 1, 0.1)
    1.05
    >>> linear_approximation(math.sqrt, slope, 1, np.array([-0.2, 0.0, 0.4]))
    array([0.9, 1.0, 1.2])
    """
    return f(x0) + h * df(x0)


def tangent_line(
    f: Callable[[float], float], df: Callable[[float], float], x0: float
) -> tuple[float, float]:
    """Equation of the tangent to the graph of f at x0.

    Parameters
    ----------
    f
        Function of one number.
    df
        Its derivative.
    x0
        The point.

    Returns
    -------
    Two floats, (slope, intercept): the tangent is y = slope * x + intercept.

    Examples
    --------
    The tangent to sqrt at 1 is y = x/2 + 1/2:

    >>> tangent_line(math.sqrt, lambda x: 1 / (2 * math.sqrt(x)), 1)
    (0.5, 0.5)
    """
    slope = df(x0)
    return slope, f(x0) - slope * x0


# %% tangent
def plot_tangent(
    ax: matplotlib.axes.Axes,
    f: Callable[[float], float],
    df: Callable[[float], float],
    x0: float,
    xmin: float,
    xmax: float,
    num: int = 100,
) -> None:
    """Draw the graph of f, its tangent at x0 and the point where they touch.

    The graph and the tangent are two lines drawn by `ax.plot`, in either order. Colours,
    styles, labels, legend, limits and further lines with another number of points are free.

    Parameters
    ----------
    ax
        Where to draw; nothing is drawn elsewhere.
    f
        Function of one number: it cannot be called with an array.
    df
        Its derivative, of the same kind.
    x0
        The point of the tangent, drawn as a single point (x0, f(x0)), by `ax.plot` with a
        marker or by `ax.scatter`.
    xmin
        Where both lines begin.
    xmax
        Where both lines end.
    num
        Number of points of each of the two lines, at the x of `np.linspace(xmin, xmax,
        num)`.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> plot_tangent(ax, lambda x: x**2, lambda x: 2 * x, 1, 0, 2)
    """
    x = np.linspace(xmin, xmax, num)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + df(x0) * (x - x0))
    ax.plot(x0, f(x0), "o")


# %% differentiation_rules
def elementary(name: str, exponent: float | None = None) -> Differentiable:
    """One of the usual functions, with its derivative.

    Parameters
    ----------
    name
        "power" for x^a, "inverse" for 1/x, "sqrt", "exp", "ln", "cos", "sin" or "tan".
    exponent
        The a of x^a, an int or a float, 0 and negative numbers included; the other functions
        do without.

    Returns
    -------
    A Differentiable. A power with a whole exponent a >= 0 holds for every x, 0 and negative
    numbers included: x^0 is 1 and its derivative is 0 everywhere, the derivative of x^1 is 1.
    Other powers are asked for at x > 0 only, sqrt and tan where they have a derivative.

    Raises
    ------
    ValueError
        By `elementary` itself when the name is none of these, or when "power" comes without
        exponent. By `.f(x)` and by `.df(x)` of "ln" when x <= 0.
    ZeroDivisionError
        By `.f(x)` and by `.df(x)` of "inverse" when x is 0.

    Examples
    --------
    >>> cube = elementary("power", 3)
    >>> cube.f(2), cube.df(2)
    (8, 12)
    >>> elementary("cos").df(math.pi / 2)
    -1.0
    >>> elementary("ln").df(4)
    0.25
    """
    if name == "power" and exponent is not None:
        return _power(exponent)
    table = {
        "inverse": Differentiable(lambda x: 1 / x, lambda x: -1 / x**2),
        "sqrt": Differentiable(math.sqrt, lambda x: 1 / (2 * math.sqrt(x))),
        "exp": Differentiable(math.exp, math.exp),
        "ln": Differentiable(math.log, _ln_slope),
        "cos": Differentiable(math.cos, lambda x: -math.sin(x)),
        "sin": Differentiable(math.sin, math.cos),
        "tan": Differentiable(math.tan, lambda x: 1 + math.tan(x) ** 2),
    }
    if name not in table:
        raise ValueError(f"{name!r} is no usual function, or a power without exponent")
    return table[name]


def _power(a: float) -> Differentiable:
    # At 0 the formula a x^(a-1) would divide by 0 for a = 0.
    return Differentiable(lambda x: x**a, lambda x: a * x ** (a - 1) if a else 0.0)


def _ln_slope(x: float) -> float:
    if x <= 0:
        raise ValueError("ln needs a positive number")
    return 1 / x


# %% differentiation_rules
def add(u: Differentiable, v: Differentiable) -> Differentiable:
    """The sum u + v, with its derivative.

    Parameters
    ----------
    u
        First function; it may be the same as v.
    v
        Second function.

    Returns
    -------
    A Differentiable. Its derivative is exact up to rounding, made of u.df and v.df: no
    difference quotient.

    Examples
    --------
    The derivative of x^2 + cos x is 2x - sin x:

    >>> square = Differentiable(lambda x: x**2, lambda x: 2 * x)
    >>> cosine = Differentiable(math.cos, lambda x: -math.sin(x))
    >>> add(square, cosine).df(0.5)
    0.520574461...
    """
    return Differentiable(lambda x: u.f(x) + v.f(x), lambda x: u.df(x) + v.df(x))


def scale(lam: float, u: Differentiable) -> Differentiable:
    """The multiple lam * u, with its derivative.

    Parameters
    ----------
    lam
        A fixed number, of either sign, or 0.
    u
        The function.

    Returns
    -------
    A Differentiable. Its derivative is exact up to rounding, made of u.df: no difference
    quotient.

    Examples
    --------
    >>> square = Differentiable(lambda x: x**2, lambda x: 2 * x)
    >>> scale(-3, square).f(2), scale(-3, square).df(2)
    (-12, -12)
    """
    return Differentiable(lambda x: lam * u.f(x), lambda x: lam * u.df(x))


def multiply(u: Differentiable, v: Differentiable) -> Differentiable:
    """The product u v, with its derivative.

    Parameters
    ----------
    u
        First factor; it may be the same as v.
    v
        Second factor.

    Returns
    -------
    A Differentiable. Its derivative is exact up to rounding, made of u.f, v.f, u.df and v.df:
    no difference quotient.

    Examples
    --------
    The derivative of x^3 sin x is 3x^2 sin x + x^3 cos x:

    >>> cube = Differentiable(lambda x: x**3, lambda x: 3 * x**2)
    >>> sine = Differentiable(math.sin, math.cos)
    >>> multiply(cube, sine).df(1)
    3.064715260...
    """
    return Differentiable(lambda x: u.f(x) * v.f(x), lambda x: u.df(x) * v.f(x) + u.f(x) * v.df(x))


def divide(u: Differentiable, v: Differentiable) -> Differentiable:
    """The quotient u / v, with its derivative.

    Parameters
    ----------
    u
        Numerator; it may be the same as v.
    v
        Denominator.

    Returns
    -------
    A Differentiable. Its derivative is exact up to rounding, made of u.f, v.f, u.df and v.df:
    no difference quotient.

    Raises
    ------
    ZeroDivisionError
        By `.f(x)` and by `.df(x)` of the result when v.f(x) is exactly 0; building the
        quotient raises nothing.

    Examples
    --------
    The derivative of ln(x) / exp(x) is (1/x - ln x) / exp(x):

    >>> logarithm = Differentiable(math.log, lambda x: 1 / x)
    >>> exponential = Differentiable(math.exp, math.exp)
    >>> divide(logarithm, exponential).df(2)
    -0.026139628...
    """
    return Differentiable(
        lambda x: u.f(x) / v.f(x),
        lambda x: (u.df(x) * v.f(x) - u.f(x) * v.df(x)) / v.f(x) ** 2,
    )


# %% chain_rule
def compose(g: Differentiable, f: Differentiable) -> Differentiable:
    """The composition g(f(x)), first f and then g, with its derivative.

    Parameters
    ----------
    g
        The outer function.
    f
        The inner function; it may be the same as g.

    Returns
    -------
    A Differentiable. Its derivative is exact up to rounding, made of g.df, f.df and f.f: no
    difference quotient. Building it calls none of the four functions that are given: only its
    `.f(x)` and its `.df(x)` do. It can be evaluated at any number of points, and it stays
    what it is when other compositions are built.

    Examples
    --------
    The derivative of sin(3x) is 3 cos(3x):

    >>> sine = Differentiable(math.sin, math.cos)
    >>> triple = Differentiable(lambda x: 3 * x, lambda x: 3.0)
    >>> compose(sine, triple).df(0.7)
    -1.514538313...

    That of ln(cos x) is -sin(x) / cos(x):

    >>> logarithm = Differentiable(math.log, lambda x: 1 / x)
    >>> cosine = Differentiable(math.cos, lambda x: -math.sin(x))
    >>> compose(logarithm, cosine).df(0.5)
    -0.546302489...

    That of sqrt(tan x) is (1 + tan(x)^2) / (2 sqrt(tan x)):

    >>> root = Differentiable(math.sqrt, lambda x: 1 / (2 * math.sqrt(x)))
    >>> tangent = Differentiable(math.tan, lambda x: 1 + math.tan(x) ** 2)
    >>> compose(root, tangent).df(0.5)
    0.878369899...
    """
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(f.f(x)) * f.df(x))
