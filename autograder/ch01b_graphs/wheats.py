"""Right answers of chapter 1, part b, that look different from the reference."""

import itertools
import math
import operator

import numpy as np

from chainrule.grading import wheat
from solutions.ch01b_graphs import Differentiable, sin


@wheat(exercise="chains", title="Two links at a time")
def compose_all(functions):
    def after(inner, outer):
        return Differentiable(
            lambda x: outer.f(inner.f(x)), lambda x: outer.df(inner.f(x)) * inner.df(x)
        )

    links = iter(functions)
    try:
        whole = next(links)
    except StopIteration:
        raise ValueError("no link") from None
    for link in links:
        whole = after(whole, link)
    return whole


@wheat(exercise="chains", title="Two links at a time")
def forward_pass(functions, x0):
    links = list(functions)
    if len(links) == 0:
        raise ValueError("no link")
    values = np.empty(len(links) + 1)
    values[0] = x0
    for i, link in enumerate(links):
        values[i + 1] = link.f(float(values[i]))
    slopes = [link.df(float(value)) for link, value in zip(links, values[:-1], strict=True)]
    return [values, np.array(slopes, dtype=float)]


@wheat(exercise="chains", title="Loops over a copy, value and slope together")
def compose_all(functions):  # noqa: F811
    links = [*functions]
    if not links:
        raise ValueError

    def both(x):
        slope = 1
        for f, df in links:
            x, slope = f(x), slope * df(x)
        return x, slope

    return Differentiable(f=lambda x: both(x)[0], df=lambda x: both(x)[1])


@wheat(exercise="chains", title="Loops over a copy, value and slope together")
def forward_pass(functions, x0):  # noqa: F811
    links = tuple(functions)
    values = list(itertools.accumulate(links, lambda x, link: link.f(x), initial=float(x0)))
    if len(values) == 1:
        raise ValueError
    return np.array(values), np.array(
        [float(df(x)) for (_, df), x in zip(links, values[:-1], strict=True)]
    )


@wheat(exercise="sequential_derivatives", title="One call fewer: the product by 1 is left out")
def sequential_derivatives(local_derivatives, multiply=operator.mul):
    n = len(local_derivatives)
    result = np.ones(n + 1)
    for i in range(n - 1, -1, -1):
        if i == n - 1:
            result[i] = local_derivatives[i]
        else:
            result[i] = multiply(local_derivatives[i], float(result[i + 1]))
    return result


@wheat(exercise="sequential_derivatives", title="A running product over the reversed list")
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    running = itertools.accumulate(local_derivatives[::-1], multiply, initial=1)
    return np.array(list(running), dtype=float)[::-1]


@wheat(exercise="paths", title="A walk back from the sink that remembers every node")
def derivative_by_paths(edges, source, sink):
    nodes = set(edges) | {end for leaving in edges.values() for end, _ in leaving}
    if not {source, sink} <= nodes:
        raise KeyError("unknown node")
    found, open_nodes = {}, set()

    def slope(node):
        if node in open_nodes:
            raise ValueError("cycle")
        if node not in found:
            open_nodes.add(node)
            total = 1.0 if node == sink else 0.0
            for end, local in edges.get(node, []):
                total += local * slope(end)
            open_nodes.remove(node)
            found[node] = total
        return found[node]

    for node in nodes:
        slope(node)
    return found[source]


@wheat(exercise="paths", title="Forward from the source, nodes without open entrances first")
def derivative_by_paths(edges, source, sink):  # noqa: F811
    arrows = [(start, end, local) for start, leaving in edges.items() for end, local in leaving]
    entrances = dict.fromkeys(edges, 0)
    for _, end, _ in arrows:
        entrances[end] = entrances.get(end, 0) + 1
    if source not in entrances or sink not in entrances:
        raise KeyError
    weight = dict.fromkeys(entrances, 0.0)
    weight[source] = 1.0
    ready = [node for node, count in entrances.items() if count == 0]
    done = 0
    while ready:
        node = ready.pop()
        done += 1
        for end, local in edges.get(node, ()):
            weight[end] += weight[node] * local
            entrances[end] -= 1
            if entrances[end] == 0:
                ready.append(end)
    if done < len(entrances):
        raise ValueError
    return np.float64(weight[sink])


@wheat(exercise="paths", title="Powers of the matrix of the graph")
def derivative_by_paths(edges, source, sink):  # noqa: F811
    names = {*edges, *(end for leaving in edges.values() for end, _ in leaving)}
    place = {name: i for i, name in enumerate(sorted(names))}
    n = len(place)
    step, joined = np.zeros((n, n)), np.zeros((n, n), dtype=bool)
    for start, leaving in edges.items():
        for end, local in leaving:
            step[place[start], place[end]] += local
            joined[place[start], place[end]] = True
    if np.linalg.matrix_power(joined, n).any():
        raise ValueError("a walk of n steps in a graph of n nodes")
    i, j = place[source], place[sink]
    walks = total = np.eye(n)[i]
    for _ in range(n):
        walks = walks @ step
        total = total + walks
    return float(total[j])


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
class Var:
    def __init__(self, value, parents=()):
        self.value = float(value)
        self.grad = 0.0
        self.inputs = [parent for parent, _ in parents]
        self.locals = [local for _, local in parents]

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Var) else Var(x)

    def __add__(self, other):
        other = Var.wrap(other)
        return Var(self.value + other.value, ((self, 1), (other, 1)))

    def __sub__(self, other):
        other = Var.wrap(other)
        return Var(self.value - other.value, ((self, 1), (other, -1)))

    def __rsub__(self, other):
        return Var(other) - self

    def __mul__(self, other):
        if isinstance(other, Var):
            return Var(self.value * other.value, ((self, other.value), (other, self.value)))
        return Var(self.value * other, ((self, other),))

    def __truediv__(self, other):
        other = Var.wrap(other)
        quotient = self.value / other.value
        return Var(quotient, ((self, 1 / other.value), (other, -quotient / other.value)))

    def __rtruediv__(self, other):
        return Var(other) / self

    def __neg__(self):
        return 0 - self

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            raise TypeError("the exponent must be a number")
        power = self.value**n
        return Var(power, ((self, n * power / self.value),))

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        order, seen, stack = [], set(), [(self, iter(self.inputs))]
        seen.add(id(self))
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                order.append(node)
                stack.pop()
            elif id(following) not in seen:
                seen.add(id(following))
                stack.append((following, iter(following.inputs)))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, local in zip(node.inputs, node.locals, strict=True):
                parent.grad += local * node.grad


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def derivative(F, x0):
    x = Var(x0)
    y = F(x) + 0.0 * x
    y.backward()
    return np.float64(x.grad)


@wheat(exercise="automatic_differentiation", title="Messages counted before they are sent on")
class Var:  # noqa: F811
    def __init__(self, value, parents=()):
        self.value = value
        self.parents = parents
        self.grad = 0

    def __add__(self, other):
        if not isinstance(other, Var):
            return Var(self.value + other, [(self, 1)])
        return Var(self.value + other.value, [(self, 1), (other, 1)])

    def __radd__(self, other):
        return Var(other + self.value, [(self, 1)])

    def __neg__(self):
        return Var(-self.value, [(self, -1)])

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __mul__(self, other):
        if not isinstance(other, Var):
            return Var(self.value * other, [(self, other)])
        return Var(self.value * other.value, [(self, other.value), (other, self.value)])

    def __rmul__(self, other):
        return self * other

    def __pow__(self, n):
        return Var(self.value**n, [(self, n * self.value ** (n - 1))])

    def __truediv__(self, other):
        return self * (other**-1 if isinstance(other, Var) else 1 / other)

    def __rtruediv__(self, other):
        return other * self**-1

    def backward(self):
        expected, to_visit = {self: 0}, [self]
        while to_visit:
            for parent, _ in to_visit.pop().parents:
                if parent not in expected:
                    expected[parent] = 0
                    to_visit.append(parent)
                expected[parent] += 1
        for node in expected:
            node.grad = 0
        self.grad = 1
        ready = [self]
        while ready:
            node = ready.pop()
            for parent, local in node.parents:
                parent.grad += local * node.grad
                expected[parent] -= 1
                if expected[parent] == 0:
                    ready.append(parent)


@wheat(exercise="automatic_differentiation", title="Messages counted before they are sent on")
def sqrt(v):
    return v**0.5


@wheat(exercise="automatic_differentiation", title="Messages counted before they are sent on")
def cos(v):
    return sin(v + math.pi / 2)


@wheat(exercise="automatic_differentiation", title="Messages counted before they are sent on")
def derivative(F, x0):  # noqa: F811
    x = Var(x0)
    y = F(x)
    if isinstance(y, (int, float)):
        return 0
    y.backward()
    return x.grad
