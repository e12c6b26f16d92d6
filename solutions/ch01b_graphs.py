"""Chapter 1, part b: computation graphs. Reference solutions."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import NamedTuple

import numpy as np


class Differentiable(NamedTuple):
    """A function of one variable with its derivative, as the notebook's set-up cell has it."""

    f: Callable[[float], float]
    df: Callable[[float], float]


# %% chains
def compose_all(functions: Iterable[Differentiable]) -> Differentiable:
    """The composition of a chain of functions, with its derivative.

    Parameters
    ----------
    functions
        The links in the order in which they act, the first one first: a list, a tuple or a
        generator (which can be read only once), with at least one link. A link may occur
        several times. It is not changed.

    Returns
    -------
    A Differentiable. Its `.f(x)` and `.df(x)` can be called any number of times, in any
    order.

    Raises
    ------
    ValueError
        By `compose_all` itself, when there is no link at all.

    Examples
    --------
    The slope of cos(2x^2) at 3 is -12 sin(18), at 4 it is -16 sin(32):

    >>> double_square = Differentiable(lambda x: 2 * x**2, lambda x: 4 * x)
    >>> cosine = Differentiable(math.cos, lambda y: -math.sin(y))
    >>> F = compose_all([double_square, cosine])
    >>> F.f(3), F.df(3), F.df(4)
    (0.660316708..., 9.011846961..., -8.822826899...)
    """
    links = tuple(functions)
    if not links:
        raise ValueError("a chain needs at least one link")
    return Differentiable(
        lambda x: float(forward_pass(links, x)[0][-1]),
        lambda x: math.prod(forward_pass(links, x)[1].tolist()),
    )


def forward_pass(functions: Iterable[Differentiable], x0: float) -> tuple[np.ndarray, np.ndarray]:
    """Values along a chain, from left to right, and the local derivative of each link.

    Parameters
    ----------
    functions
        The n links in the order in which they act: a list, a tuple or a generator, n >= 1. It
        is not changed.
    x0
        The number that enters the chain.

    Returns
    -------
    Two float64 arrays, also when all numbers are ints: the values (x_0, ..., x_n), of shape
    (n+1,), where x_n is the output of the chain, and the local derivatives, of shape (n,),
    each taken at the value that enters its link.

    Raises
    ------
    ValueError
        When there is no link at all.

    Examples
    --------
    The chain of cos(2x^2) at 3, with the values 3, 18 and cos(18):

    >>> double_square = Differentiable(lambda x: 2 * x**2, lambda x: 4 * x)
    >>> cosine = Differentiable(math.cos, lambda y: -math.sin(y))
    >>> values, local_derivatives = forward_pass([double_square, cosine], 3)
    >>> values
    array([3.0, 18.0, 0.660316708...])
    >>> local_derivatives
    array([12.0, 0.750987246...])
    """
    values, local_derivatives = [x0], []
    for link in functions:
        local_derivatives.append(link.df(values[-1]))
        values.append(link.f(values[-1]))
    if not local_derivatives:
        raise ValueError("a chain needs at least one link")
    return np.array(values, dtype=np.float64), np.array(local_derivatives, dtype=np.float64)


# %% sequential_derivatives
def sequential_derivatives(
    local_derivatives: Sequence[float],
    multiply: Callable[[float, float], float] = operator.mul,
) -> np.ndarray:
    """Derivatives of the output of a chain with respect to each of its values.

    Parameters
    ----------
    local_derivatives
        The local derivatives of the n links, from left to right: a list or a tuple, which may
        be empty. It is not changed.
    multiply
        Function that gives the product of two numbers. Every product is made by one call of it
        (in either order of the factors), none by `*`, `/` or numpy, and n local derivatives
        take at most n calls.

    Returns
    -------
    A float64 array of shape (n+1,), also when the local derivatives are ints. Entry i is the
    derivative of the output with respect to x_i, so the last entry is 1; for an empty list it
    is the only one.

    Examples
    --------
    The chain of cos(2x^2) at 3, then four links:

    >>> sequential_derivatives([12, -math.sin(18)])
    array([9.011846961..., 0.750987246..., 1.0])
    >>> sequential_derivatives([2, 3, 5, 7])
    array([210.0, 105.0, 35.0, 7.0, 1.0])
    """
    derivatives = [1.0]
    for local_derivative in reversed(local_derivatives):
        derivatives.append(multiply(derivatives[-1], local_derivative))
    return np.array(derivatives[::-1])


# %% paths
def derivative_by_paths(
    edges: Mapping[str, Sequence[tuple[str, float]]], source: str, sink: str
) -> float:
    """Derivative of one node of a computation graph with respect to another one.

    It is the sum, over all paths from `source` to `sink`, of the product of the local
    derivatives along the path.

    Parameters
    ----------
    edges
        For a node u, edges[u] lists the edges that leave it, each as a pair (node to which it
        leads, local derivative). The nodes are the keys and all nodes to which an edge leads:
        a node without outgoing edges need not be a key. The keys come in any order. Several
        edges may join the same two nodes; each is an edge of its own. Nothing is changed.
    source
        The node with respect to which the derivative is taken.
    sink
        The node that is differentiated.

    Returns
    -------
    A float: 0 when no path leads from `source` to `sink`, 1 when they are the same node. A
    graph has at most 50 nodes, but it may have 2^40 paths, so they cannot be listed one by
    one.

    Raises
    ------
    KeyError
        When `source` or `sink` is not a node (this never happens together with a cycle).
    ValueError
        When the graph has a cycle anywhere, even where no path from `source` leads; an edge
        from a node to itself is a cycle.

    Examples
    --------
    exp(x) ln(x) at 2: two paths, one through the exponential and one through the logarithm.

    >>> edges = {
    ...     "x": [("exp", math.exp(2)), ("ln", 1 / 2)],
    ...     "exp": [("product", math.log(2))],
    ...     "ln": [("product", math.exp(2))],
    ... }
    >>> derivative_by_paths(edges, "x", "product")
    8.816231451...
    >>> derivative_by_paths(edges, "exp", "product")
    0.693147180...
    >>> derivative_by_paths(edges, "ln", "exp")
    0.0
    """
    derivative: dict[str, float] = {}
    ends = {node: [end for end, _ in leaving] for node, leaving in edges.items()}
    # Every node comes after those to which its edges lead; a cycle is a ValueError of its own.
    for node in TopologicalSorter(ends).static_order():
        through_edges = (local * derivative[end] for end, local in edges.get(node, ()))
        derivative[node] = 1.0 if node == sink else sum(through_edges)
    if sink not in derivative:
        raise KeyError(sink)
    return derivative[source]


# %% automatic_differentiation
class Var:
    """A number that remembers how it was computed: a node of a computation graph.

    The operators + - * / take two Var, or a Var and a number (an int or a float) on either
    side; ** takes a Var and a number. Each gives a new Var. Only Var(number), `.value`,
    `.grad`, the operators, `backward`, the five functions and `derivative` are used from
    outside: everything else inside the class is yours.

    Parameters
    ----------
    value
        Value of the node, kept as the attribute `value`, a float.
    parents
        The nodes from which this one was computed, each as a pair (node, local derivative of
        the new node with respect to it). Nothing for an input, so Var(3) is one.

    Examples
    --------
    ln(x) + x y at x = 2, y = 5, with the derivatives 1/x + y and x:

    >>> x, y = Var(2), Var(5)
    >>> F = ln(x) + x * y
    >>> F.backward()
    >>> F.value, x.grad, y.grad
    (10.693147180..., 5.5, 2.0)
    """

    _numbers = itertools.count()

    def __init__(self, value: float, parents: Sequence[tuple[Var, float]] = ()) -> None:
        self.value = float(value)
        self.grad = 0.0
        self._parents = parents
        self._number = next(Var._numbers)

    def __add__(self, other: Var | float) -> Var:
        """Sum of two Var, or of a Var and a number."""
        other = _node(other)
        return Var(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other: float) -> Var:
        """Sum of a number and a Var."""
        return self + other

    def __sub__(self, other: Var | float) -> Var:
        """Difference of two Var, or of a Var and a number."""
        return self + -_node(other)

    def __rsub__(self, other: float) -> Var:
        """Difference other - self, for a number on the left."""
        return -self + other

    def __mul__(self, other: Var | float) -> Var:
        """Product of two Var, or of a Var and a number."""
        other = _node(other)
        return Var(self.value * other.value, [(self, other.value), (other, self.value)])

    def __rmul__(self, other: float) -> Var:
        """Product of a number and a Var."""
        return self * other

    def __truediv__(self, other: Var | float) -> Var:
        """Quotient of two Var, or of a Var and a number."""
        return self * _node(other) ** -1

    def __rtruediv__(self, other: float) -> Var:
        """Quotient other / self, for a number on the left."""
        return self**-1 * other

    def __neg__(self) -> Var:
        """Opposite of a Var."""
        return self * -1

    def __pow__(self, n: float) -> Var:
        """Power of a Var whose value is not 0, with a number of either sign as exponent.

        Raises
        ------
        TypeError
            When the exponent is a Var.
        """
        return Var(self.value**n, [(self, n * self.value ** (n - 1))])

    def backward(self) -> None:
        """Fill `grad` of this node and of every node from which it was computed.

        Afterwards `grad` is the derivative of this node with respect to that node; its own is
        1. A node that was used several times adds up what it gets from each use. All starts
        from 0: calling it twice changes nothing, and after a call on another output the nodes
        that this one reaches hold its derivatives only. 3000 operations in a row must work
        under Python's default recursion limit (1000), and 60 doublings y = y + y, with their
        2^60 paths, must not take long.
        """
        reached, to_visit = {self}, [self]
        while to_visit:
            for parent, _ in to_visit.pop()._parents:
                if parent not in reached:
                    reached.add(parent)
                    to_visit.append(parent)
        for node in reached:
            node.grad = 0.0
        self.grad = 1.0
        # A node is younger than its parents: from young to old, its grad is complete in time.
        for node in sorted(reached, key=lambda node: node._number, reverse=True):
            for parent, local_derivative in node._parents:
                parent.grad += node.grad * local_derivative


def _node(operand: Var | float) -> Var:
    return operand if isinstance(operand, Var) else Var(operand)


# %% automatic_differentiation
def exp(v: Var) -> Var:
    """Exponential of a Var."""
    value = math.exp(v.value)
    return Var(value, [(v, value)])


def ln(v: Var) -> Var:
    """Natural logarithm of a Var whose value is positive."""
    return Var(math.log(v.value), [(v, 1 / v.value)])


def sin(v: Var) -> Var:
    """Sine of a Var."""
    return Var(math.sin(v.value), [(v, math.cos(v.value))])


def cos(v: Var) -> Var:
    """Cosine of a Var."""
    return Var(math.cos(v.value), [(v, -math.sin(v.value))])


def sqrt(v: Var) -> Var:
    """Square root of a Var whose value is positive."""
    value = math.sqrt(v.value)
    return Var(value, [(v, 1 / (2 * value))])


def derivative(F: Callable[[Var], Var | float], x0: float) -> float:
    """Derivative of F at x0, exact up to rounding: no difference quotient.

    Parameters
    ----------
    F
        Function of one Var, built from the operators and the five functions. It may return a
        plain number, when it is constant.
    x0
        The point.

    Returns
    -------
    F'(x0), a float; 0 when F returns a plain number.

    Examples
    --------
    >>> derivative(lambda x: cos(2 * x * x), 3)
    9.011846961...
    >>> derivative(lambda x: ln(x + 2), 3)
    0.2
    >>> derivative(lambda x: exp(3 * x), 1)
    60.25661076...
    >>> derivative(lambda x: exp(x) * ln(x), 2)
    8.816231451...
    """
    x = Var(x0)
    output = F(x)
    if not isinstance(output, Var):
        return 0.0
    output.backward()
    return x.grad
