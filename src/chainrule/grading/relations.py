"""What is simple about wrong values: a relation that holds in every comparison that failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainrule.grading import words
from chainrule.grading.checks import Compared
from chainrule.student.compare import agree
from chainrule.student.relations import (
    ORDERS,
    SCALES,
    common_factor,
    independent,
    undone,
)
from chainrule.student.words import say

Array = NDArray[Any]

#: A tolerance beyond this one is for random draws: what agrees within it need not be the same.
_LARGEST_RTOL = 1e-3

#: Of difference quotients: the step, and up to where, relative to numbers of size 1 and more, two
#: gradients are the same and from where they are not.
_STEP, _NEAR, _FAR = 1e-5, 1e-4, 1e-2

_REDUCTIONS: tuple[Callable[..., Any], ...] = (np.sum, np.mean, np.max, np.min, np.std, np.prod)
_REDUCTIONS += (np.argmax, np.argmin, np.linalg.norm)


@dataclass(frozen=True)
class Comparison:
    """A comparison that failed, and what the student's function had been called with before it."""

    compared: Compared
    arguments: Mapping[str, object] = field(default_factory=dict)
    #: The gradient by difference quotients, where the result is to be a gradient.
    quotients: Array | None = None


@dataclass(frozen=True)
class Relation:
    """Something true of all wrong values, and the name of the argument that it is about."""

    key: str
    name: str = ""

    def sentence(self, lang: str) -> str:
        if self.key in (*SCALES, *ORDERS):
            return say(f"relation.{self.key}", lang)
        return words.say(f"relation.{self.key}", lang, name=self.name)


@dataclass(frozen=True)
class _Pair:
    """Wrong numbers and the right ones."""

    expected: Array
    got: Array
    compared: Compared
    arguments: Mapping[str, object]

    def agrees(self, result: Array) -> bool:
        """Whether a result of the expected shape is right."""
        return agree(self.expected, result, rtol=self.compared.rtol, atol=self.compared.atol)

    @property
    def least(self) -> float:
        """Numbers up to this size agree with too much to say anything."""
        return 100 * self.compared.atol


def relation_of(comparisons: Sequence[Comparison]) -> Relation | None:
    """The first relation that holds for every wrong value of these comparisons.

    At least two independent numbers have to speak for it. None when there is no such relation,
    or when a value was wrong that is no number.
    """
    pairs: list[_Pair] = []
    for comparison in comparisons:
        found = _wrong_pairs(comparison)
        if found is None or comparison.compared.rtol > _LARGEST_RTOL:
            return None
        pairs += found
    if not pairs:
        return None
    with np.errstate(all="ignore"):
        return next(_relations(pairs), None) or _of_quotients(comparisons)


def difference_quotients(
    function: Callable[[NDArray[np.float64]], Any], point: NDArray[np.float64]
) -> Array | None:
    """Central difference quotients, of the shape of the point; None where they are no numbers.

    The step is 1e-5: a thousandth of the tolerances that they are used with stays for rounding.

    >>> difference_quotients(lambda p: p[0] ** 2 * p[1], np.array([3.0, 2.0])).round(6)
    array([12.,  9.])
    """
    found = np.empty(point.shape)
    for place in np.ndindex(point.shape):
        ends = []
        for step in (_STEP, -_STEP):
            moved = np.array(point, dtype=np.float64)
            moved[place] += step
            value = _array(function(moved))
            if value is None or value.ndim or not np.isfinite(value):
                return None
            ends.append(float(value))
        found[place] = (ends[0] - ends[1]) / (2 * _STEP)
    return found


def _of_quotients(comparisons: Sequence[Comparison]) -> Relation | None:
    """What difference quotients say of results that are to be gradients."""
    agreeing, right, numbers = [], [], 0
    for comparison in comparisons:
        quotients, compared = comparison.quotients, comparison.compared
        expected, got = _array(compared.expected), _array(compared.got)
        if quotients is None or expected is None or got is None or got.shape != quotients.shape:
            return None
        scale = np.maximum(1.0, np.abs(quotients))
        gap = float(np.max(np.abs(got - quotients) / scale))
        # Between the two it may be either: a step that is too wide, or a small mistake.
        if not (gap <= _NEAR or gap >= _FAR):
            return None
        agreeing.append(gap <= _NEAR)
        right.append(float(np.max(np.abs(expected - quotients) / scale)) <= _NEAR)
        numbers += independent(quotients, _NEAR)
    if numbers < 2 or len(set(agreeing)) > 1 or len(set(right)) > 1:
        return None
    if not agreeing[0]:
        return Relation("quotients_differ")
    return Relation("quotients_agree" if right[0] else "quotients_of_another")


def _relations(pairs: list[_Pair]) -> Iterator[Relation]:
    yield from _of_form(pairs)
    same_shape = all(pair.expected.shape == pair.got.shape for pair in pairs)
    if same_shape and _weigh(pairs) >= 2:
        yield from _scales(pairs)
    for order in ORDERS:
        weight = 0
        for pair in pairs:
            counts = [
                each.counts
                for each in undone(order, pair.expected, pair.got)
                if pair.agrees(each.result)
            ]
            if not counts:
                break
            weight += max(independent(pair.expected[c], pair.least) - 1 for c in counts)
        else:
            if weight >= 2:
                yield Relation(order)
    yield from _other_axis(pairs)
    # Said last: it is the least that can be said.
    if same_shape and _proportional(pairs):
        yield Relation("factor")


def _weigh(pairs: list[_Pair]) -> int:
    """How many independent numbers the pairs hold together."""
    numbers = [np.where(np.abs(p.expected) > p.least, p.expected, 0.0).ravel() for p in pairs]
    return independent(np.concatenate(numbers))


def _of_form(pairs: list[_Pair]) -> Iterator[Relation]:
    """Right numbers in another form."""
    if _weigh(pairs) < 2:
        return
    if all(p.got.shape == p.expected.shape and p.agrees(p.got) for p in pairs):
        lists = [type(p.compared.got) in (list, tuple) for p in pairs]
        if all(lists):
            yield Relation("not_an_array")
        elif not any(lists):
            yield Relation("dtype")
    elif all(_has_other_shape(p) for p in pairs):
        yield Relation("shape")
    elif all(p.got.ndim == p.expected.ndim == 1 for p in pairs):
        if all(_is_cut(p.expected, p.got, p) for p in pairs):
            yield Relation("one_missing")
        elif all(_is_cut(p.got, p.expected, p) for p in pairs):
            yield Relation("one_too_many")


def _has_other_shape(pair: _Pair) -> bool:
    return (
        pair.got.shape != pair.expected.shape
        and pair.got.size == pair.expected.size
        and pair.agrees(pair.got.reshape(pair.expected.shape))
    )


def _is_cut(whole: Array, cut: Array, pair: _Pair) -> bool:
    """Whether a list is another one without its first or last entry."""
    tolerance = {"rtol": pair.compared.rtol, "atol": pair.compared.atol}
    return (
        whole.size == cut.size + 1
        and cut.size > 1
        and any(agree(part, cut, **tolerance) for part in (whole[1:], whole[:-1]))
    )


def _scales(pairs: list[_Pair]) -> Iterator[Relation]:
    for scale in SCALES:
        if scale != "factor" and all(_holds(scale, pair) for pair in pairs):
            yield Relation(scale)
    names = set.intersection(*(set(pair.arguments) for pair in pairs))
    for name in sorted(names, key=list(pairs[0].arguments).index):
        for key, value_of in (("argument", _number), ("length", _length)):
            values = [value_of(pair.arguments[name]) for pair in pairs]
            if any(value is None or abs(value) in (0, 1, np.inf) for value in values):
                continue
            factors = [float(value) for value in values if value is not None]
            tried = list(zip(pairs, factors, strict=True))
            if all(pair.agrees(pair.got / factor) for pair, factor in tried):
                yield Relation(f"times_{key}", name)
            if all(pair.agrees(pair.got * factor) for pair, factor in tried):
                yield Relation(f"over_{key}", name)
    factor = common_factor(*(np.concatenate(each) for each in _raveled(pairs)))
    if factor and all(pair.agrees(pair.got / factor) for pair in pairs):
        yield Relation("factor")


def _raveled(pairs: list[_Pair]) -> tuple[list[Array], list[Array]]:
    return [pair.expected.ravel() for pair in pairs], [pair.got.ravel() for pair in pairs]


def _holds(relation: Any, pair: _Pair) -> bool:
    return any(pair.agrees(each.result) for each in undone(relation, pair.expected, pair.got))


def _number(argument: object) -> float | None:
    return float(argument) if type(argument) in (int, float) else None  # type: ignore[arg-type]


def _length(argument: object) -> float | None:
    if type(argument) is np.ndarray and argument.ndim:
        return float(len(argument))
    return float(len(argument)) if type(argument) in (list, tuple) else None  # type: ignore[arg-type]


def _proportional(pairs: list[_Pair]) -> bool:
    """Whether each result alone is right up to a factor of its own."""
    return all(_holds("factor", p) and independent(p.expected, p.least) >= 2 for p in pairs)


def _other_axis(pairs: list[_Pair]) -> Iterator[Relation]:
    """Sums, means and the like of one argument, taken along another axis than the right one."""
    for name in pairs[0].arguments:
        arrays = [_array(pair.arguments.get(name)) for pair in pairs]
        if any(array is None or array.ndim != 2 for array in arrays):
            continue
        for reduce in _REDUCTIONS:
            tried = zip(pairs, arrays, strict=True)
            if _weigh(pairs) >= 2 and all(_is_along(reduce, array, p) for p, array in tried):
                yield Relation("axis", name)


def _is_along(reduce: Callable[..., Any], array: Array | None, pair: _Pair) -> bool:
    """Whether the right value is a reduction of the array and the result one along other axes."""
    tolerance = {"rtol": pair.compared.rtol, "atol": pair.compared.atol}

    def gives(value: Array, axis: int | None) -> bool:
        reduced = np.asarray(reduce(array, axis=axis))
        return reduced.shape == value.shape and agree(reduced, value, **tolerance)

    right = [axis for axis in (0, 1, None) if gives(pair.expected, axis)]
    return bool(right) and any(gives(pair.got, axis) for axis in (0, 1, None) if axis not in right)


def _wrong_pairs(comparison: Comparison) -> list[_Pair] | None:
    """The wrong numbers of a comparison with the right ones; None when something else is wrong."""
    compared = comparison.compared
    found: list[_Pair] = []
    for expected, got, is_form in _leaves(compared.expected, compared.got):
        one, other = _array(expected), _array(got)
        if one is None or other is None:
            if one is None and not is_form and _same(expected, got):
                continue
            return None
        right_form = type(expected) is not np.ndarray or (
            type(got) is np.ndarray and got.dtype == expected.dtype
        )
        pair = _Pair(one, other, Compared(expected, got, compared.rtol, compared.atol), {})
        if right_form and one.shape == other.shape and pair.agrees(other):
            continue
        found.append(_Pair(one, other, pair.compared, comparison.arguments))
    return found


def _leaves(expected: Any, got: Any) -> Iterator[tuple[object, object, bool]]:
    """The numbers, arrays and lists of numbers of nested values, side by side."""
    if type(expected) is dict and type(got) is dict:
        for key, value in expected.items():
            yield from _leaves(value, got[key]) if key in got else [(value, None, True)]
    elif (
        type(expected) in (list, tuple)
        and type(got) in (list, tuple)
        and len(expected) == len(got)
        and _array(expected) is None
    ):
        for one, other in zip(expected, got, strict=True):
            yield from _leaves(one, other)
    else:
        yield expected, got, False


def _same(expected: object, got: object) -> bool:
    return type(expected) is type(got) and type(got) in (str, bool, type(None)) and expected == got


def _array(value: Any) -> Array | None:
    """Numbers as an array; None for anything else."""
    if type(value) in (list, tuple):
        if not all(type(each) in (int, float, np.float64, list, tuple) for each in value):
            return None
        try:
            value = np.array(value)
        except (ValueError, OverflowError):
            return None
    elif type(value) in (int, float, complex) or isinstance(value, np.number):
        value = np.asarray(value)
    if type(value) is not np.ndarray or value.dtype.kind not in "iufc":
        return None
    array: Array = value
    return array
