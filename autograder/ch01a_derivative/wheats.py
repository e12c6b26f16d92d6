"""Right answers of chapter 1, part a, that look different from the reference."""

import math

import numpy as np

from chainrule.grading import wheat
from solutions.ch01a_derivative import Differentiable, multiply


@wheat(exercise="difference_quotient", title="Divided by the difference of the two points")
def difference_quotient(f, x0, h):
    x1 = x0 + h
    if h == 0:
        raise ValueError
    return np.float64((f(x1) - f(x0)) / (x1 - x0))


@wheat(exercise="difference_quotient", title="Both schemes as means of secants")
def difference_quotient(f, x0, h):  # noqa: F811
    if not h:
        raise ValueError("h is 0")
    return f(x0 + h) / h - f(x0) / h


@wheat(exercise="difference_quotient", title="Both schemes as means of secants")
def numerical_derivative(f, x0, h=1e-5, method="central"):
    if method not in ("central", "forward"):
        raise ValueError("unknown method")
    if not h > 0:
        raise ValueError("h must be positive")
    steps = [h, -h] if method == "central" else [h]
    return sum(difference_quotient(f, x0, step) for step in steps) / len(steps)


@wheat(exercise="difference_quotient", title="A table of schemes")
def numerical_derivative(f, x0, h=1e-5, method="central"):  # noqa: F811
    schemes = {"central": (-h, h), "forward": (0, h)}
    if method not in schemes:
        raise ValueError
    left, right = schemes[method]
    if h <= 0:
        raise ValueError
    return np.array((f(x0 + right) - f(x0 + left)) / (right - left))


@wheat(exercise="tangent", title="The line first; points by scatter; the tangent before the curve")
def linear_approximation(f, df, x0, h):
    slope, intercept = tangent_line(f, df, x0)
    return slope * (x0 + h) + intercept


@wheat(exercise="tangent", title="The line first; points by scatter; the tangent before the curve")
def tangent_line(f, df, x0):
    return [df(x0), f(x0) - x0 * df(x0)]


@wheat(exercise="tangent", title="The line first; points by scatter; the tangent before the curve")
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):
    xs = np.linspace(xmin, xmax, num)
    ax.axhline(0, color="grey")
    ax.plot(xs, linear_approximation(f, df, x0, xs - x0), "--", label="tangent")
    ax.plot(xs, np.array([f(x) for x in xs]), label="f")
    ax.scatter([x0], [f(x0)], color="red", zorder=3)
    ax.grid()
    ax.legend()


@wheat(exercise="tangent", title="Entry by entry; a vectorised function; both lines in one call")
def linear_approximation(f, df, x0, h):  # noqa: F811
    if isinstance(h, np.ndarray):
        result = np.empty_like(h)
        for index in np.ndindex(h.shape):
            result[index] = linear_approximation(f, df, x0, float(h[index]))
        return result
    return np.float64(f(x0) + df(x0) * h)


@wheat(exercise="tangent", title="Entry by entry; a vectorised function; both lines in one call")
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    x = np.linspace(xmin, xmax, num)
    slope, value = df(x0), f(x0)
    ax.plot(x, np.vectorize(f)(x), "b-", x, value + slope * (x - x0), "r-", [x0], [value], "ko")
    ax.set(xlim=(xmin, xmax), title="tangent")


@wheat(exercise="differentiation_rules", title="A chain of ifs; named inner functions")
def elementary(name, exponent=None):
    if name == "power":
        if exponent is None:
            raise ValueError("an exponent is needed")
        if exponent == 0:
            return Differentiable(lambda x: 1.0, lambda x: 0.0)
        return Differentiable(lambda x: x**exponent, lambda x: exponent * x ** (exponent - 1))
    if name == "inverse":
        return Differentiable(lambda x: 1 / x, lambda x: -((1 / x) ** 2))
    if name == "sqrt":
        return Differentiable(lambda x: x**0.5, lambda x: 0.5 * x**-0.5)
    if name == "exp":
        return Differentiable(np.exp, np.exp)
    if name == "ln":

        def ln_derivative(x):
            math.log(x)
            return 1 / x

        return Differentiable(math.log, ln_derivative)
    if name == "cos":
        return Differentiable(np.cos, lambda x: -np.sin(x))
    if name == "sin":
        return Differentiable(np.sin, np.cos)
    if name == "tan":
        return Differentiable(math.tan, lambda x: 1 / math.cos(x) ** 2)
    raise ValueError(f"unknown function {name}")


@wheat(exercise="differentiation_rules", title="A quotient as a product with the inverse")
def divide(u, v):
    def inverse(x):
        return 1 / v.f(x)

    def inverse_slope(x):
        return -v.df(x) / v.f(x) ** 2

    return multiply(u, Differentiable(inverse, inverse_slope))


@wheat(exercise="differentiation_rules", title="A quotient as a product with the inverse")
def scale(lam, u):
    return multiply(Differentiable(lambda x: lam, lambda x: 0), u)


@wheat(exercise="differentiation_rules", title="A quotient as a product with the inverse")
def add(u, v):
    def value(x):
        return sum(w.f(x) for w in (u, v))

    def slope(x):
        return sum(w.df(x) for w in (u, v))

    return Differentiable(f=value, df=slope)


@wheat(exercise="chain_rule", title="Named inner functions, the inner value kept")
def compose(g, f):
    def value(x):
        y = f.f(x)
        return g.f(y)

    def slope(x):
        y = f.f(x)
        dz_dy = g.df(y)
        dy_dx = f.df(x)
        return dz_dy * dy_dx

    return Differentiable(value, slope)


@wheat(exercise="chain_rule", title="The two functions unpacked")
def compose(g, f):  # noqa: F811
    outer, outer_slope = g
    inner, inner_slope = f
    return Differentiable(
        df=lambda x: inner_slope(x) * outer_slope(inner(x)), f=lambda x: outer(inner(x))
    )
