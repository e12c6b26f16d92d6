"""Chapter 7: gradient. Reference solutions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np


# %% partial_derivative
def partial_derivative(
    f: Callable[[np.ndarray], float], point: Sequence[float], i: int, h: float = 1e-6
) -> float:
    """Partial derivative of f in the variable number i, by a central difference.

    Parameters
    ----------
    f
        Function of one array of shape (n,), n >= 1.
    point
        The point, n numbers; ints are allowed, and the point is not changed.
    i
        Number of the variable, counted from 0; a negative i is outside the range.
    h
        Step of the difference.

    Returns
    -------
    The quotient (f(p + h e_i) - f(p - h e_i)) / (2h), a float, where e_i is the i-th vector
    of the standard basis: exactly this quotient for the given h, no formula of another
    order.

    Raises
    ------
    IndexError
        When i is not one of 0, ..., n-1.
    ValueError
        When h <= 0.

    Examples
    --------
    The two partial derivatives of x^2 exp(3y) at (2, 0.5):

    >>> f = lambda p: p[0] ** 2 * np.exp(3 * p[1])
    >>> partial_derivative(f, [2, 0.5], 0)
    17.92675...
    >>> partial_derivative(f, [2, 0.5], 1)
    53.78026...
    """
    p = np.array(point, dtype=np.float64)
    if not 0 <= i < len(p):
        raise IndexError(f"there is no variable {i} among {len(p)}")
    if h <= 0:
        raise ValueError("the step h must be positive")
    step = np.zeros_like(p)
    step[i] = h
    return float((f(p + step) - f(p - step)) / (2 * h))


# %% numerical_gradient
def numerical_gradient(
    f: Callable[[np.ndarray], float], point: Sequence[float], h: float = 1e-6
) -> np.ndarray:
    """Gradient of f at a point, by central differences.

    Parameters
    ----------
    f
        Function of one array of shape (n,), n >= 1. It is called exactly 2n times: twice
        for each variable, never at the point itself.
    point
        The point, n numbers; ints are allowed, and the point is not changed.
    h
        Step of the differences, positive.

    Returns
    -------
    A float64 array of shape (n,), also when the point holds ints; component i is (f(p + h
    e_i) - f(p - h e_i)) / (2h).

    Examples
    --------
    The gradient of x^2 y^3 at (2, 1):

    >>> f = lambda p: p[0] ** 2 * p[1] ** 3
    >>> numerical_gradient(f, [2, 1])
    array([4.00000..., 12.00000...])
    """
    p = np.array(point, dtype=np.float64)
    steps = h * np.eye(len(p))
    return np.array([(f(p + step) - f(p - step)) / (2 * h) for step in steps], dtype=np.float64)


# %% exact_gradients
def grad_x2_exp3y(p: Sequence[float]) -> np.ndarray:
    """Gradient of x^2 exp(3y), by its formula.

    Parameters
    ----------
    p
        The point (x, y); ints are allowed, and p is not changed.

    Returns
    -------
    The gradient, a float64 array of shape (2,), right up to a relative and absolute error
    of 1e-11: a difference quotient is not exact enough.

    Examples
    --------
    >>> grad_x2_exp3y([2, 0.5])
    array([17.926756281..., 53.780268844...])
    """
    x, y = p
    return np.array([2 * x * np.exp(3 * y), 3 * x**2 * np.exp(3 * y)], dtype=np.float64)


def grad_cos_exp(p: Sequence[float]) -> np.ndarray:
    """Gradient of cos(x + y^2) exp(-z), by its formula.

    Parameters
    ----------
    p
        The point (x, y, z); ints are allowed, and p is not changed.

    Returns
    -------
    The gradient, a float64 array of shape (3,), right up to a relative and absolute error
    of 1e-11.

    Examples
    --------
    >>> grad_cos_exp([1, 2, 0.5])
    array([0.581616972..., 2.326467891..., -0.172049812...])
    """
    x, y, z = p
    u = x + y**2
    return np.array([-np.sin(u), -2 * y * np.sin(u), -np.cos(u)], dtype=np.float64) * np.exp(-z)


def grad_sum_of_squares(p: Sequence[float]) -> np.ndarray:
    """Gradient of the sum of the squares of all variables, by its formula.

    Parameters
    ----------
    p
        The point, n numbers, n >= 1; ints are allowed, and p is not changed.

    Returns
    -------
    The gradient, a float64 array of shape (n,), right up to a relative and absolute error
    of 1e-11.

    Examples
    --------
    >>> grad_sum_of_squares([1, -2, 3])
    array([2.0, -4.0, 6.0])
    """
    return 2 * np.array(p, dtype=np.float64)


# %% exact_gradients
def grad_x2y3(p: Sequence[float]) -> np.ndarray:
    """Gradient of x^2 y^3, by its formula.

    Parameters
    ----------
    p
        The point (x, y); ints are allowed, and p is not changed.

    Returns
    -------
    The gradient, a float64 array of shape (2,), right up to a relative and absolute error
    of 1e-11: a difference quotient is not exact enough.

    Examples
    --------
    >>> grad_x2y3([2, 1])
    array([4.0, 12.0])
    """
    x, y = p
    return np.array([2 * x * y**3, 3 * x**2 * y**2], dtype=np.float64)


def grad_x2_sin_yz(p: Sequence[float]) -> np.ndarray:
    """Gradient of x^2 sin(yz), by its formula.

    Parameters
    ----------
    p
        The point (x, y, z); ints are allowed, and p is not changed.

    Returns
    -------
    The gradient, a float64 array of shape (3,), right up to a relative and absolute error
    of 1e-11.

    Examples
    --------
    >>> grad_x2_sin_yz([1, 2, 0.5])
    array([1.682941969..., 0.270151152..., 1.080604611...])
    """
    x, y, z = p
    return np.array(
        [2 * x * np.sin(y * z), x**2 * z * np.cos(y * z), x**2 * y * np.cos(y * z)],
        dtype=np.float64,
    )


# %% tangents
def level_set_tangent(
    grad: Callable[[np.ndarray], np.ndarray], point: Sequence[float]
) -> tuple[np.ndarray, float]:
    """Equation of the tangent to the level set of a function through a point.

    Parameters
    ----------
    grad
        Gradient of the function: takes an array of shape (n,) and returns one.
    point
        The point, n numbers, n >= 2; it is not changed.

    Returns
    -------
    The pair (normal, c): the tangent (a line for n = 2, a plane for n = 3) is the set of
    the points q with normal . q = c. The normal is grad(point) itself, of shape (n,), not
    scaled to length 1; c is a float.

    Raises
    ------
    ValueError
        When every component of the gradient is exactly 0: the tangent is not defined.

    Examples
    --------
    The circle x^2 + y^2 = 25 at (3, 4):

    >>> level_set_tangent(lambda p: 2 * p, [3, 4])
    (array([6.0, 8.0]), 50.0)
    """
    p = np.array(point, dtype=np.float64)
    normal = grad(p)
    if not np.any(normal):
        raise ValueError("the gradient is zero: the level set has no tangent given by it")
    return normal, float(normal @ p)


# %% tangents
def ellipse_tangent(a: float, b: float, point: Sequence[float]) -> tuple[float, float, float]:
    """Equation of the tangent to the ellipse x^2/a^2 + y^2/b^2 = 1 at one of its points.

    Parameters
    ----------
    a, b
        Half-lengths of the axes of the ellipse, positive.
    point
        A point (x0, y0) of the ellipse; it is not changed.

    Returns
    -------
    The triple (A, B, C) = (x0/a^2, y0/b^2, 1): the tangent is the line A x + B y = C.

    Raises
    ------
    ValueError
        When a <= 0 or b <= 0, or when the point is not on the ellipse, that is when
        |x0^2/a^2 + y0^2/b^2 - 1| > 1e-9.

    Examples
    --------
    >>> ellipse_tangent(2, 1, [1.2, 0.8])
    (0.3, 0.8, 1.0)
    """
    if a <= 0 or b <= 0:
        raise ValueError("a and b must be positive")
    x0, y0 = point
    if abs(x0**2 / a**2 + y0**2 / b**2 - 1) > 1e-9:
        raise ValueError("the point is not on the ellipse")
    return x0 / a**2, y0 / b**2, 1.0


# %% directions
def directional_derivative(
    grad: Callable[[np.ndarray], np.ndarray], point: Sequence[float], v: Sequence[float]
) -> float:
    """Directional derivative of a function at a point, along a vector v.

    Parameters
    ----------
    grad
        Gradient of the function: takes an array of shape (n,) and returns one, n >= 1.
    point
        The point, n numbers; it is not changed.
    v
        The vector, n numbers; it is taken as it is, not scaled to length 1, and is not
        changed.

    Returns
    -------
    The dot product of grad(point) and v, a float; it is 0 for v = 0 and at a critical
    point.

    Raises
    ------
    ValueError
        When v and the gradient have different lengths.

    Examples
    --------
    For x^2 y^3 at (2, 1), along the two axes and along (1, -1):

    >>> grad = lambda p: np.array([2 * p[0] * p[1] ** 3, 3 * p[0] ** 2 * p[1] ** 2])
    >>> directional_derivative(grad, [2, 1], [1, 0])
    4.0
    >>> directional_derivative(grad, [2, 1], [0, 1])
    12.0
    >>> directional_derivative(grad, [2, 1], [1, -1])
    -8.0
    """
    gradient = grad(np.array(point, dtype=np.float64))
    if len(v) != len(gradient):
        raise ValueError("v and the gradient have different lengths")
    return float(np.dot(gradient, v))


# %% directions
def steepest_ascent(grad: Callable[[np.ndarray], np.ndarray], point: Sequence[float]) -> np.ndarray:
    """Direction in which a function grows fastest from a point.

    Parameters
    ----------
    grad
        Gradient of the function: takes an array of shape (n,) and returns one, n >= 1.
    point
        The point, n numbers; it is not changed.

    Returns
    -------
    The gradient divided by its Euclidean norm, an array of shape (n,).

    Raises
    ------
    ValueError
        At a critical point, where every component of the gradient is exactly 0.

    Examples
    --------
    For x^2 y^3 at (2, 1), where the gradient is (4, 12):

    >>> grad = lambda p: np.array([2 * p[0] * p[1] ** 3, 3 * p[0] ** 2 * p[1] ** 2])
    >>> steepest_ascent(grad, [2, 1])
    array([0.316227766..., 0.948683298...])
    """
    gradient = grad(np.array(point, dtype=np.float64))
    if not np.any(gradient):
        raise ValueError("the gradient is zero: no direction is steepest")
    return gradient / np.linalg.norm(gradient)


# %% linear_approximation
def linear_approximation(
    f: Callable[[np.ndarray], float],
    grad: Callable[[np.ndarray], np.ndarray],
    p0: Sequence[float],
    dp: Sequence[float],
) -> float:
    """Approximate value of f near a point, read on the tangent plane.

    Parameters
    ----------
    f, grad
        The function and its gradient, of one array of shape (n,), n >= 1.
    p0
        The point where the gradient is taken, n numbers; it is not changed.
    dp
        The small displacement from p0, n numbers; it is not changed.

    Returns
    -------
    f(p0) plus the dot product of grad(p0) and dp, a float: exactly this, without any term
    of second order.

    Examples
    --------
    x^2 y near (1, 1); the exact value at (1.002, 0.997) is 1.000991988:

    >>> f = lambda p: p[0] ** 2 * p[1]
    >>> grad = lambda p: np.array([2 * p[0] * p[1], p[0] ** 2])
    >>> linear_approximation(f, grad, [1, 1], [0.002, -0.003])
    1.001
    """
    p = np.array(p0, dtype=np.float64)
    return float(f(p) + np.dot(grad(p), dp))


# %% critical_points
def is_critical_point(
    grad: Callable[[np.ndarray], np.ndarray], point: Sequence[float], tol: float = 1e-8
) -> bool:
    """Tell whether the gradient vanishes at a point, up to rounding.

    Parameters
    ----------
    grad
        Gradient of the function: takes an array of shape (n,) and returns one, n >= 1.
    point
        The point, n numbers.
    tol
        The largest absolute value of a partial derivative that still counts as 0.

    Returns
    -------
    True when every partial derivative is at most tol in absolute value, otherwise False.

    Examples
    --------
    Two points for x^2 - y^3 + x y:

    >>> grad = lambda p: np.array([2 * p[0] + p[1], -3 * p[1] ** 2 + p[0]])
    >>> is_critical_point(grad, [1 / 12, -1 / 6])
    True
    >>> is_critical_point(grad, [1, -2])
    False
    """
    return bool(np.all(np.abs(grad(np.array(point, dtype=np.float64))) <= tol))


# %% critical_points
def classify_by_sampling(
    f: Callable[[np.ndarray], float], point: Sequence[float], radius: float = 1e-3, n: int = 64
) -> str:
    """Nature of a critical point, found from the values on a small circle.

    Parameters
    ----------
    f
        Function of one array of shape (2,).
    point
        The centre of the circle, two numbers.
    radius
        Radius of the circle, positive.
    n
        Number of points on the circle, at least 4: the k-th, k = 0, ..., n-1, is point +
        radius (cos t, sin t) with t = 2 pi k / n.

    Returns
    -------
    'minimum' when f is at least f(point) at all n points; otherwise 'maximum' when f is at
    most f(point) at all of them; otherwise 'neither'. The comparisons are not strict and
    have no tolerance: an exact tie spoils nothing, and if all values are equal it is
    'minimum'.

    Examples
    --------
    The two critical points of x^2 - y^3 + x y:

    >>> f = lambda p: p[0] ** 2 - p[1] ** 3 + p[0] * p[1]
    >>> classify_by_sampling(f, [1 / 12, -1 / 6])
    'minimum'
    >>> classify_by_sampling(f, [0, 0])
    'neither'

    A saddle point, a minimum and a maximum:

    >>> classify_by_sampling(lambda p: p[0] ** 2 - p[1] ** 2, [0, 0])
    'neither'
    >>> classify_by_sampling(lambda p: p[0] ** 2 + p[1] ** 2, [0, 0])
    'minimum'
    >>> classify_by_sampling(lambda p: -(p[0] ** 2) - p[1] ** 2, [0, 0])
    'maximum'
    """
    p = np.array(point, dtype=np.float64)
    angles = 2 * np.pi * np.arange(n) / n
    circle = p + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    centre = f(p)
    values = np.array([f(q) for q in circle])
    if np.all(values >= centre):
        return "minimum"
    if np.all(values <= centre):
        return "maximum"
    return "neither"


# %% descent_field
def descent_field(
    grad: Callable[[np.ndarray], np.ndarray], X: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Field of the vectors -grad on a grid, ready to be drawn as arrows.

    Parameters
    ----------
    grad
        Gradient of a function of two variables: takes one point, a float64 array of shape
        (2,), and returns an array of shape (2,). It is called point by point, not on the
        whole grid.
    X, Y
        Coordinates of the grid points, two arrays of one shape (rows, columns), ints or
        floats; they are not changed.

    Returns
    -------
    The pair (U, V) of float64 arrays of the same shape: (U[i, j], V[i, j]) is minus the
    gradient at (X[i, j], Y[i, j]), with its own length (the arrows are not normalised). It
    depends on this point only, whatever the grid.

    Examples
    --------
    For x^2 + y^2 at the single point (1, 2):

    >>> descent_field(lambda p: 2 * p, np.array([[1.0]]), np.array([[2.0]]))
    (array([[-2.0]]), array([[-4.0]]))
    """
    points = np.stack([X, Y], axis=-1).astype(np.float64)
    field = -np.apply_along_axis(grad, -1, points)
    return field[..., 0], field[..., 1]


# %% chain_rule
def chain_rule_outer(partials_f: Sequence[float], dg_at_f: float) -> np.ndarray:
    """Partial derivatives of the composition g(f(x_1, ..., x_n)).

    Parameters
    ----------
    partials_f
        Partial derivatives of f at the point, n numbers; they are not changed.
    dg_at_f
        Derivative of g at the value of f at the point.

    Returns
    -------
    A float64 array of shape (n,): component i is partials_f[i] * dg_at_f.

    Examples
    --------
    ln(x^2 y + sin y) at (3, 2):

    >>> chain_rule_outer([12, 9 + np.cos(2)], 1 / (18 + np.sin(2)))
    array([0.634608453..., 0.453948815...])
    """
    return np.array(partials_f, dtype=np.float64) * dg_at_f


# %% chain_rule
def chain_rule_curve(derivs_u: Sequence[float], partials_f: Sequence[float]) -> float:
    """Derivative of F(t) = f(u_1(t), ..., u_n(t)): one input, n paths to the output.

    Parameters
    ----------
    derivs_u
        Derivatives u_1'(t), ..., u_n'(t), n >= 1 numbers; they are not changed.
    partials_f
        Partial derivatives of f at (u_1(t), ..., u_n(t)), n numbers; they are not changed.

    Returns
    -------
    The sum over the n branches of derivs_u[i] * partials_f[i], one number.

    Raises
    ------
    ValueError
        When the two arguments have different lengths.

    Examples
    --------
    sqrt(exp(t) sin(t)) at t = 1, with u = exp, v = sin and f(x, y) = sqrt(x y):

    >>> s = np.sqrt(np.e * np.sin(1))
    >>> chain_rule_curve([np.e, np.cos(1)], [np.sin(1) / (2 * s), np.e / (2 * s)])
    1.241750850...
    """
    if len(derivs_u) != len(partials_f):
        raise ValueError("each branch needs two derivatives: the lengths differ")
    return float(np.dot(derivs_u, partials_f))


# %% automatic_differentiation
class Var:
    """A number that remembers how it was computed: a node of a computational graph.

    Each operation returns a new Var and leaves the `value` of its operands alone. One
    operand of + - * / may be a number (a Python int or float), on either side; the exponent
    of ** is a number. Errors are raised by the operation itself, not by `backward`.
    Attributes and constructor arguments that you add are free.

    Parameters
    ----------
    value
        Value of the node, kept as the attribute `value`. The attribute `grad` is 0.0 until
        `backward` is called.

    Examples
    --------
    ln(x^2 y + sin y) at (3, 2):

    >>> x, y = Var(3), Var(2)
    >>> F = log(x**2 * y + sin(y))
    >>> F.backward()
    >>> F.value, x.grad, y.grad
    (2.939653728..., 0.634608453..., 0.453948815...)

    sqrt(exp(t) sin(t)) at t = 1, two paths from t to the output:

    >>> t = Var(1)
    >>> F = sqrt(exp(t) * sin(t))
    >>> F.backward()
    >>> F.value, t.grad
    (1.512400504..., 1.241750850...)

    t + (ln t)^2 + 1 / sin t at t = 2:

    >>> t = Var(2)
    >>> F = t + log(t) ** 2 + 1 / sin(t)
    >>> F.backward()
    >>> t.grad
    2.196456153...

    t^2 ln(t) ln(ln(t)) at t = 3; the graph computes ln(t) once, and three paths leave t:

    >>> t = Var(3)
    >>> z = log(t)
    >>> F = t**2 * z * log(z)
    >>> F.backward()
    >>> t.grad
    3.902076077...
    """

    def __init__(self, value: float) -> None:
        self.value = float(value)
        self.grad = 0.0
        self._edges: tuple[tuple[Var, float], ...] = ()

    def _apply(self, value: float, *edges: tuple[Var, float]) -> Var:
        """New node; each edge is an operand and the local derivative for it."""
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other: Var | float) -> Var:
        """Sum of two Var, or of a Var and a number."""
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other: float) -> Var:
        """Sum of a number and a Var."""
        return self + other

    def __sub__(self, other: Var | float) -> Var:
        """Difference of two Var, or of a Var and a number."""
        return self + -other

    def __rsub__(self, other: float) -> Var:
        """Difference other - self, for a number on the left."""
        return -self + other

    def __mul__(self, other: Var | float) -> Var:
        """Product of two Var, or of a Var and a number."""
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other: float) -> Var:
        """Product of a number and a Var."""
        return self * other

    def __truediv__(self, other: Var | float) -> Var:
        """Quotient of two Var, or of a Var and a number.

        Raises
        ------
        ZeroDivisionError
            When the divisor is 0.
        """
        return self * other**-1

    def __rtruediv__(self, other: float) -> Var:
        """Quotient other / self, for a number on the left.

        Raises
        ------
        ZeroDivisionError
            When the divisor is 0.
        """
        return self**-1 * other

    def __pow__(self, n: float) -> Var:
        """Power of a Var, with a number as exponent.

        The exponent is any real number. For a positive integer the base is any number, for
        a negative exponent it is not 0, for a fractional one it is positive.
        """
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self) -> Var:
        """Opposite of a Var."""
        return self * -1

    def backward(self) -> None:
        """Fill `grad` of every node on which this one depends, itself included.

        Afterwards `grad` of a node is the derivative of this Var with respect to that node;
        its own is 1. The gradients are reset first, never accumulated from call to call:
        two calls give the same, and after u.backward() and then w.backward() the nodes on
        which w depends hold derivatives of w only. A chain of 1500 operations must work
        under Python's default recursion limit (1000).
        """
        order: list[Var] = []
        seen: set[int] = set()
        stack = [(self, False)]
        while stack:
            node, operands_done = stack.pop()
            if operands_done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node._edges)

        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, local_derivative in node._edges:
                operand.grad += node.grad * local_derivative


# %% automatic_differentiation
def exp(v: Var) -> Var:
    """Exponential of a Var."""
    value = math.exp(v.value)
    return v._apply(value, (v, value))


def log(v: Var) -> Var:
    """Natural logarithm of a Var.

    Raises
    ------
    ValueError
        When the value is 0 or negative.
    """
    return v._apply(math.log(v.value), (v, 1 / v.value))


def sin(v: Var) -> Var:
    """Sine of a Var."""
    return v._apply(math.sin(v.value), (v, math.cos(v.value)))


def cos(v: Var) -> Var:
    """Cosine of a Var."""
    return v._apply(math.cos(v.value), (v, -math.sin(v.value)))


def sqrt(v: Var) -> Var:
    """Square root of a Var.

    Raises
    ------
    ValueError
        When the value is negative.
    """
    value = math.sqrt(v.value)
    return v._apply(value, (v, 1 / (2 * value)))


def tanh(v: Var) -> Var:
    """Hyperbolic tangent of a Var."""
    value = math.tanh(v.value)
    return v._apply(value, (v, 1 - value**2))


def sigmoid(v: Var) -> Var:
    """Sigmoid of a Var, 1 / (1 + exp(-x))."""
    value = 1 / (1 + math.exp(-v.value))
    return v._apply(value, (v, value * (1 - value)))


# %% smile_formula
def half_smile(f_val: float, dg_val: float) -> float:
    """Partial derivative of the network with respect to a weight into the output neuron.

    Parameters
    ----------
    f_val
        Output of the neuron before the weight.
    dg_val
        Derivative of the activation of the output neuron, at its pre-activation.

    Returns
    -------
    The product f_val * dg_val, a float.

    Examples
    --------
    The last weight of ln(c (a x + b)^2) at x = 2, a = 3, b = 4, c = 5:

    >>> half_smile(f_val=100, dg_val=1 / 500)
    0.2
    """
    return f_val * dg_val


# %% smile_formula
def smile(
    f_val: float,
    g_val: float,
    dg_val: float,
    b: float | Sequence[float],
    dF_db: float | Sequence[float],
) -> float:
    """Partial derivative of the network with respect to a weight, by the smile formula.

    Parameters
    ----------
    f_val
        Output of the neuron before the weight; 1 if the weight is a bias.
    g_val
        Output of the neuron after the weight; any number but 0.
    dg_val
        Derivative of the activation of the neuron after the weight, at its pre-activation.
    b, dF_db
        Weights of the outgoing edges of the neuron after the weight, and the partial
        derivatives of the network with respect to them: two lists of k >= 1 numbers, or two
        numbers when there is only one edge.

    Returns
    -------
    The sum over the outgoing edges of f_val * (dg_val / g_val) * b * dF_db, a float.

    Raises
    ------
    ZeroDivisionError
        When g_val is exactly 0: the formula does not hold there.
    ValueError
        When b and dF_db have different lengths.

    Examples
    --------
    The first weight and the bias of ln(c (a x + b)^2) at x = 2, a = 3, b = 4, c = 5:

    >>> smile(f_val=2, g_val=100, dg_val=20, b=5, dF_db=0.2)
    0.4
    >>> smile(f_val=1, g_val=100, dg_val=20, b=5, dF_db=0.2)
    0.2
    """
    if g_val == 0:
        raise ZeroDivisionError("the smile formula divides by the output of the neuron")
    if np.size(b) != np.size(dF_db):
        raise ValueError("each outgoing edge needs a weight and a partial derivative")
    return float(f_val * (dg_val / g_val) * np.sum(np.multiply(b, dF_db)))


# %% smile_formula
def smile_input(x: float, weights: Sequence[float], dF_dweights: Sequence[float]) -> float:
    """Partial derivative of the network with respect to one of its inputs.

    Parameters
    ----------
    x
        Value of the input; any number but 0.
    weights, dF_dweights
        Weights of the outgoing edges of the input, and the partial derivatives of the
        network with respect to them, k >= 1 numbers each.

    Returns
    -------
    The sum over the outgoing edges of (weight / x) * (partial derivative), a float.

    Raises
    ------
    ZeroDivisionError
        When x is exactly 0.
    ValueError
        When the two lists have different lengths.

    Examples
    --------
    The input of ln(c (a x + b)^2) at x = 2, a = 3, b = 4, c = 5:

    >>> smile_input(2, weights=[3], dF_dweights=[0.4])
    0.6
    """
    if x == 0:
        raise ZeroDivisionError("the formula divides by the input")
    if len(weights) != len(dF_dweights):
        raise ValueError("each outgoing edge needs a weight and a partial derivative")
    return float(np.dot(weights, dF_dweights) / x)


# %% chain_gradients
def chain_gradients(
    x: float,
    weights: Sequence[float],
    biases: Sequence[float],
    acts: Sequence[Callable[[float], float]],
    dacts: Sequence[Callable[[float], float]],
) -> dict[str, float | np.ndarray]:
    """All partial derivatives of a chain of neurons, without any division.

    The chain is g_0 = x, z_i = a_i g_{i-1} + b_i, g_i = act_i(z_i) for i = 1, ..., n; its
    output is F = g_n. A neuron whose output is 0 is allowed.

    Parameters
    ----------
    x
        The input.
    weights, biases
        The weights a_1, ..., a_n and the biases b_1, ..., b_n, n >= 1; they are not
        changed.
    acts, dacts
        The n activations and their derivatives, functions of one number; the derivative of
        a neuron is taken at its pre-activation z_i.

    Returns
    -------
    A dict with the keys 'output' (F, a float), 'weights' and 'biases' (the partial
    derivatives of F with respect to the a_i and to the b_i, float64 arrays of shape (n,))
    and 'input' (the derivative of F with respect to x, a float).

    Raises
    ------
    ValueError
        When the four lists have different lengths or are empty.

    Examples
    --------
    ln(c (a x + b)^2) at x = 2, a = 3, b = 4, c = 5, as two neurons:

    >>> acts = [lambda u: u**2, lambda u: np.log(u)]
    >>> dacts = [lambda u: 2 * u, lambda u: 1 / u]
    >>> result = chain_gradients(2, [3, 5], [4, 0], acts, dacts)
    >>> result["output"], result["input"]
    (6.214608098..., 0.6)
    >>> result["weights"]
    array([0.4, 0.2])
    >>> result["biases"]
    array([0.2, 0.002])
    """
    n = len(weights)
    if n == 0 or any(len(numbers) != n for numbers in (biases, acts, dacts)):
        raise ValueError("a chain has one weight, bias, activation and derivative per neuron")

    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))

    dF_dg = 1.0
    dF_dz = np.empty(n)
    for i in reversed(range(n)):
        dF_dz[i] = dF_dg * slopes[i]
        dF_dg = float(dF_dz[i] * weights[i])
    return {
        "output": outputs[-1],
        "weights": dF_dz * np.array(outputs[:-1]),
        "biases": dF_dz,
        "input": dF_dg,
    }


# %% network_gradients
def network_gradient(
    x: np.ndarray,
    params: list[tuple[np.ndarray, np.ndarray]],
    acts: list[Callable[[np.ndarray], np.ndarray]],
    dacts: list[Callable[[np.ndarray], np.ndarray]],
) -> tuple[float, list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Output of a network with one output, and all its partial derivatives.

    The network is h_0 = x, z_l = W_l^T h_{l-1} + b_l, h_l = act_l(z_l) for l = 1, ..., L; F
    is the only component of h_L. A neuron whose output is 0 is allowed.

    Parameters
    ----------
    x
        The input, a float64 array of shape (n_0,); it is not changed.
    params
        The L >= 1 pairs (W_l, b_l) of float64 arrays: kernel of shape (n_in, n_out), bias
        of shape (n_out,). Neither the list nor its arrays are changed.
    acts, dacts
        Activation of each layer and its derivative: they take and return an array of shape
        (n_l,). The derivative of a layer is taken at its pre-activation z_l.

    Returns
    -------
    The triple (F, gradients, dF_dx): F is a float; gradients is the list of the L pairs of
    partial derivatives of F with respect to W_l and to b_l, with the shapes of `params`;
    dF_dx has the shape of x.

    Raises
    ------
    ValueError
        When the network has several outputs: the last kernel has more than one column.

    Examples
    --------
    Two inputs, two neurons, one output, all with the sigmoid:

    >>> sigma = lambda z: 1 / (1 + np.exp(-z))
    >>> dsigma = lambda z: sigma(z) * (1 - sigma(z))
    >>> kernel_1, bias_1 = np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.0, -1.0])
    >>> kernel_2, bias_2 = np.array([[1.0], [-2.0]]), np.array([0.5])
    >>> params = [(kernel_1, bias_1), (kernel_2, bias_2)]
    >>> x = np.array([0.5, -1.0])
    >>> F, gradients, dF_dx = network_gradient(x, params, [sigma] * 2, [dsigma] * 2)
    >>> F, dF_dx
    (0.609216422..., array([0.085499578..., 0.046019111...]))
    >>> gradients[0][0]
    array([[0.017753780..., -0.024996009...], [-0.035507560..., 0.049992018...]])
    >>> gradients[0][1]
    array([0.035507560..., -0.049992018...])
    >>> gradients[1][0]
    array([[0.043430367...], [0.028378851...]])
    >>> gradients[1][1]
    array([0.238071773...])

    ln(c (a x + b)^2) at x = 2, a = 3, b = 4, c = 5, as two layers of one neuron:

    >>> params = [(np.array([[3.0]]), np.array([4.0])), (np.array([[5.0]]), np.zeros(1))]
    >>> acts, dacts = [np.square, np.log], [lambda z: 2 * z, lambda z: 1 / z]
    >>> F, gradients, dF_dx = network_gradient(np.array([2.0]), params, acts, dacts)
    >>> F, dF_dx
    (6.214608098..., array([0.6]))
    >>> gradients[0]
    (array([[0.4]]), array([0.2]))
    >>> gradients[1]
    (array([[0.2]]), array([0.002]))
    """
    if params[-1][0].shape[1] != 1:
        raise ValueError("the network has several outputs")

    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))

    gradients = []
    dF_dh = np.ones(1)
    for layer in reversed(range(len(params))):
        dF_dz = dF_dh * slopes[layer]
        gradients.append((np.outer(outputs[layer], dF_dz), dF_dz))
        dF_dh = params[layer][0] @ dF_dz
    return float(outputs[-1][0]), gradients[::-1], dF_dh


# %% network_gradients
def loss_gradient(
    x: np.ndarray,
    y0: float,
    params: list[tuple[np.ndarray, np.ndarray]],
    acts: list[Callable[[np.ndarray], np.ndarray]],
    dacts: list[Callable[[np.ndarray], np.ndarray]],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Partial derivatives of the squared error E = (F - y0)^2 of a network with one output.

    Parameters
    ----------
    x
        The input, a float64 array of shape (n_0,); it is not changed.
    y0
        The expected output.
    params
        The L >= 1 pairs (W_l, b_l) of float64 arrays, as for `network_gradient`. Neither
        the list nor its arrays are changed.
    acts, dacts
        Activation of each layer and its derivative, as for `network_gradient`.

    Returns
    -------
    The list of the L pairs of partial derivatives of E with respect to W_l and to b_l, with
    the shapes of `params`: each is 2 (F - y0) times the one of F. Neither E nor the
    derivative with respect to x is returned.

    Raises
    ------
    ValueError
        When the network has several outputs: the last kernel has more than one column.

    Examples
    --------
    The derivatives for b_2 and W_1 in the network of the previous example, with y0 = 1:

    >>> sigma = lambda z: 1 / (1 + np.exp(-z))
    >>> dsigma = lambda z: sigma(z) * (1 - sigma(z))
    >>> kernel_1, bias_1 = np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.0, -1.0])
    >>> kernel_2, bias_2 = np.array([[1.0], [-2.0]]), np.array([0.5])
    >>> params = [(kernel_1, bias_1), (kernel_2, bias_2)]
    >>> x = np.array([0.5, -1.0])
    >>> gradients = loss_gradient(x, 1, params, [sigma] * 2, [dsigma] * 2)
    >>> gradients[1][1]
    array([-0.186069078...])
    >>> gradients[0][0]
    array([[-0.013875771..., 0.019536059...], [0.027751542..., -0.039072119...]])
    """
    F, gradients, _ = network_gradient(x, params, acts, dacts)
    dE_dF = 2 * (F - y0)
    return [(dE_dF * dF_dkernel, dE_dF * dF_dbias) for dF_dkernel, dF_dbias in gradients]
