"""Simple relations between a wrong result and the right one: the opposite, the transpose, twice.

Each relation is undone on the result. Whether what comes out is right decides the one who asks,
with the tolerance of the comparison at hand: so nothing is said that was not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

Scale = Literal["opposite", "double", "half", "times_size", "over_size", "factor"]
Order = Literal["transposed", "reversed", "shifted", "border", "permuted"]
Relation = Scale | Order

SCALES: tuple[Scale, ...] = get_args(Scale)
ORDERS: tuple[Order, ...] = get_args(Order)

#: Said even of a single number or of equal numbers, where both results are in plain sight.
_PLAIN_TO_SEE = frozenset({"opposite", "transposed"})

Array = NDArray[Any]


class Undone(NamedTuple):
    """A result without the relation, and the entries that the relation says something about."""

    result: Array
    counts: NDArray[np.bool_]


def undone(relation: Relation, expected: Array, got: Array) -> Iterator[Undone]:
    """What the result would be without a relation; nothing where the relation makes no sense.

    Parameters
    ----------
    relation
        The relation to undo.
    expected, got
        Numbers, of the same shape unless one is to be the other's transpose.
    """
    everywhere = np.ones(expected.shape, dtype=bool)
    if relation == "transposed":
        if got.ndim == 2 and got.T.shape == expected.shape:
            square = got.shape == expected.shape
            yield Undone(got.T, ~np.eye(len(got), dtype=bool) if square else everywhere)
    elif expected.shape != got.shape:
        return
    elif relation in SCALES:
        # Unsigned integers have no opposite: -1 would wrap around.
        if got.dtype.kind != "u" and (factor := _factor(relation, expected, got)):
            yield Undone(-got if factor == -1 else got / factor, everywhere)
    elif got.ndim and got.size > 1:
        yield from _rearranged(relation, expected, got)


def _factor(relation: Relation, expected: Array, got: Array) -> complex:
    """What the result was multiplied by; 0 when that makes no sense."""
    match relation:
        case "opposite":
            return -1
        case "double":
            return 2
        case "half":
            return 0.5
        case "times_size" if expected.size > 2:
            return expected.size
        case "over_size" if expected.size > 2:
            return 1 / expected.size
        case "factor":
            return common_factor(expected, got)
    return 0


def common_factor(expected: Array, got: Array) -> complex:
    """The number that would make the result of what is expected; 0 when there is none."""
    if not expected.size:
        return 0
    place = np.unravel_index(int(np.argmax(np.abs(expected))), expected.shape)
    with np.errstate(all="ignore"):
        factor = np.divide(got[place], expected[place])
    return factor.item() if np.isfinite(factor) and abs(factor) > 1e-12 else 0


def _rearranged(relation: Relation, expected: Array, got: Array) -> Iterator[Undone]:
    everywhere = np.ones(expected.shape, dtype=bool)
    match relation:
        case "reversed":
            for axes in {*range(got.ndim), tuple(range(got.ndim))}:
                yield Undone(np.flip(got, axes), everywhere)
        case "shifted":
            # Of two entries one is left: equal to its neighbour, it need not have moved.
            for axis in (axis for axis, size in enumerate(got.shape) if size > 2):
                for step, end in ((1, 0), (-1, -1)):
                    # The entry that the shift pushed out is lost, whatever came in its place.
                    result, counts = np.roll(got, step, axis), everywhere.copy()
                    pushed_out = [slice(None)] * got.ndim
                    pushed_out[axis] = slice(end, end + 1 or None)
                    result[tuple(pushed_out)] = expected[tuple(pushed_out)]
                    counts[tuple(pushed_out)] = False
                    yield Undone(result, counts)
        case "border" if min(got.shape) > 2:
            inner = np.zeros(expected.shape, dtype=bool)
            inner[(slice(1, -1),) * got.ndim] = True
            yield Undone(np.where(inner, got, expected), inner)
        case "permuted":
            result = np.empty_like(got)
            result.flat[np.argsort(expected, axis=None)] = np.sort(got, axis=None)
            yield Undone(result, everywhere)


def weight_of(relation: Relation, expected: Array, counts: NDArray[np.bool_]) -> int:
    """How many independent numbers speak for a relation that holds: one alone may be chance."""
    numbers = independent(expected[counts])
    # An order is a relation between numbers: the first of them says nothing.
    return numbers if relation in SCALES else max(numbers - 1, 0)


def independent(numbers: Array, least: float = 0.0) -> int:
    """How many different absolute values above ``least`` there are that are finite."""
    sizes = np.abs(numbers[np.isfinite(numbers)])
    return len(np.unique(sizes[sizes > least]))


def relation_between(
    expected: Array, got: Array, agrees: Callable[[Array], bool]
) -> Relation | None:
    """The first relation between two arrays that holds and is not likely to be chance.

    Parameters
    ----------
    expected, got
        Numbers that do not agree.
    agrees
        Whether an array of the shape of what is expected agrees with it.

    >>> one = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> relation_between(one, one.T, lambda result: np.array_equal(result, one))
    'transposed'
    """
    for relation in (*SCALES, *ORDERS):
        for result, counts in undone(relation, expected, got):
            said = relation in _PLAIN_TO_SEE or weight_of(relation, expected, counts) >= 2
            if said and agrees(result):
                return relation
    return None
