"""Expressions, and how objects in the student's process are looked at, for several graders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from chainrule.grading import check_close

Expression = Callable[..., Any]

_PLACES = """
def places(objects, known):
    def place(one):
        return next((i for i, other in enumerate(known) if other is one), -1)

    return sorted(map(place, objects))
"""
#: How many nodes an operation makes is free, so what is asked of them one by one would tell two
#: right answers apart. It is recursive since it can be read where it runs, and an exercise asks
#: for the same without recursion.
_BY_HAND = """
def by_hand(output, upstream):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent in node._prev:
                visit(parent)
            order.append(node)

    visit(output)
    output.grad = upstream
    for node in reversed(order):
        node._backward()
"""


def places(remote: Any, objects: Sequence[Any], known: Sequence[Any]) -> list[int]:
    """Where objects of the student's stand among known ones, in order; -1 for those that do not.

    Asked for is identity: two objects that are equal are still two.
    """
    found: list[int] = remote.define(_PLACES, "places")(list(objects), list(known))
    return found


def assign(remote: Any, node: Any, **attributes: object) -> None:
    """Set attributes of an object in the student's process."""
    for name, value in attributes.items():
        remote.module("builtins").setattr(node, name, value)


def backward_by_hand(remote: Any, output: Any, upstream: float) -> None:
    """Give a node this gradient, then call each local rule after those of all its users."""
    remote.define(_BY_HAND, "by_hand")(output, upstream)


def gradients(module: Any, expression: Expression, *numbers: float) -> tuple[float, list[float]]:
    """Value of an expression, and its derivative for each number, by `backward`."""
    leaves = [module.Value(number) for number in numbers]
    output = expression(*leaves)
    output.backward()
    return output.data, [leaf.grad for leaf in leaves]


def check_array_or_number(got: object, expected: np.ndarray) -> None:
    """Compare; for the shape () any number will do."""
    check_close(got, expected if expected.ndim else float(expected))


def mlp_output(sizes: Sequence[int], parameters: Sequence[float], x: Sequence[float]) -> float:
    """Output of a tanh network whose parameters stand layer by layer, neuron by neuron."""
    left = np.array(parameters)
    outputs = np.array(x, dtype=float)
    for n_out in sizes[1:]:
        n_in = len(outputs)
        layer = left[: n_out * (n_in + 1)].reshape(n_out, n_in + 1)
        left = left[layer.size :]
        outputs = np.tanh(layer[:, :-1] @ outputs + layer[:, -1])
    return float(outputs[0])
