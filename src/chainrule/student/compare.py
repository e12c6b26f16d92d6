"""The one comparison of a result with what is expected, on the student's side and in hidden tests.

What is compared may come from anywhere, so an object's own code never runs here: only values whose
exact type is known are looked at, everything else is a difference of type.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from chainrule.student.examples import Approximate, ApproximateArray
from chainrule.student.relations import Relation, relation_between
from chainrule.student.words import say

Kind = Literal[
    "type",
    "shape",
    "dtype",
    "value",
    "length",
    "missing_key",
    "nan",
    "error",
    "no_error",
    "text",
]

# Differences of form are told before differences of value: they say nothing about the values.
_OF_FORM = frozenset({"type", "shape", "dtype", "length"})


@dataclass(frozen=True)
class Difference:
    """How a result differs from what is expected; facts that do not apply are None.

    ``expected`` and ``got`` are the values at ``index`` of the array, or the values themselves.
    """

    kind: Kind
    path: str = ""
    # A key of a dictionary is a value too: a path that holds one is not told with values=False.
    through_key: bool = False
    expected_type: str | None = None
    got_type: str | None = None
    expected_shape: tuple[int, ...] | None = None
    got_shape: tuple[int, ...] | None = None
    expected_dtype: str | None = None
    got_dtype: str | None = None
    expected_length: int | None = None
    got_length: int | None = None
    differing: int | None = None
    size: int | None = None
    index: tuple[int, ...] | None = None
    expected: object = None
    got: object = None
    gap: float | None = None
    relation: Relation | None = None

    def sentence(self, lang: str, values: bool = True) -> str:
        """What differs, in words.

        With ``values=False`` only what the form of the result tells: no expected value, length or
        key, no place and no size of an error.
        """
        text = self._with_values(lang) if values else self._form_only(lang)
        if values and self.relation is not None and not self.path:
            text += " " + say(f"relation.{self.relation}", lang)
        return text[0].upper() + text[1:]

    def _with_values(self, lang: str) -> str:
        subject = self._subject(lang, self.path)
        expected, got = _shown(self.expected), _shown(self.got)
        match self.kind:
            case "length":
                key = "length"
                expected, got = str(self.expected_length), str(self.got_length)
            case "missing_key":
                return say("differs.missing_key", lang, subject=subject, key=expected)
            case "nan" if _is_nan(self.got):
                key = "nan" if self.index is None else "nan_entry"
            case "nan":
                key = "nan_wanted" if self.index is None else "nan_wanted_entry"
            case "text":
                key = "text"
            case "value" if self.index is not None:
                key = "one_entry" if self.differing == 1 else "entries"
            case "value":
                key = "number" if self.gap is not None and math.isfinite(self.gap) else "plain"
            case _:
                return self._of_form(lang, subject)
        return say(
            f"differs.{key}",
            lang,
            subject=subject,
            expected=expected,
            got=got,
            gap=f"{self.gap:.3g}" if self.gap is not None else "",
            count=self.differing,
            size=self.size,
            index=_place(self.index),
            position=_first_difference(self.expected, self.got),
        )

    def _form_only(self, lang: str) -> str:
        path = "" if self.through_key else self.path
        match self.kind:
            case "value" | "text" | "nan" | "missing_key":
                subject = self._subject(lang, "")
                if self.kind == "missing_key":
                    return say("differs.missing_key_hidden", lang, subject=subject)
                if self.kind == "nan" and _is_nan(self.got):
                    return say("differs.nan_hidden", lang, subject=subject)
                return say("differs.value_hidden", lang, subject=subject)
            case "length":
                subject = self._subject(lang, path)
                return say("differs.length_hidden", lang, subject=subject, got=self.got_length)
        return self._of_form(lang, self._subject(lang, path))

    def _of_form(self, lang: str, subject: str) -> str:
        expected: object
        got: object
        match self.kind:
            case "error":
                key = "unexpected_error" if self.expected_type is None else "error"
                expected, got = self.expected_type, self.got_type
            case "no_error":
                key, expected, got = "no_error", self.expected_type, None
            case "shape":
                key = "shape" if self.expected_shape else "shape_of_number"
                expected, got = self.expected_shape, self.got_shape
            case "dtype":
                key, expected, got = "dtype", self.expected_dtype, self.got_dtype
            case _:
                key = "returns_none" if self.got_type == "NoneType" and not self.path else "type"
                expected, got = _noun(self.expected_type, lang), _noun(self.got_type, lang)
        return say(f"differs.{key}", lang, subject=subject, expected=expected, got=got)

    @staticmethod
    def _subject(lang: str, path: str) -> str:
        return say("element", lang, path=path) if path else say("result", lang)


def difference(
    expected: object,
    got: object,
    *,
    rtol: float = 1e-9,
    atol: float = 1e-9,
    any_float: bool = False,
    relates: bool = True,
) -> Difference | None:
    """The first difference between a result and what is expected, None where they agree.

    A number agrees when ``|got - expected| <= atol + rtol * |expected|``; nan agrees with nan, an
    infinity with itself only. A list agrees with a tuple. Keys of a dictionary that are not
    expected are ignored. Differences of form anywhere come before differences of value.

    ``relates=False`` looks for no relation between arrays that differ, which takes longer than all
    else.

    >>> difference(0.2, 0.1 + 0.1) is None
    True
    >>> difference(0.2, [0.2]).kind
    'type'
    """
    first_of_value: Difference | None = None
    for found in _differences(expected, got, "", _Tolerance(rtol, atol, any_float, relates)):
        if found.kind in _OF_FORM:
            return found
        first_of_value = first_of_value or found
    return first_of_value


def differ(
    expected: object, got: object, *, rtol: float = 1e-9, atol: float = 1e-9, single: float = 0.0
) -> bool:
    """Whether there is a ``difference``, found sooner than what it is.

    Numbers that float32 holds on both sides may differ by ``single``, relative and absolute.
    """
    tolerance = _Tolerance(rtol, atol, any_float=False, relates=False, single=single)
    return any(True for _ in _differences(expected, got, "", tolerance))


def agree(
    expected: NDArray[Any], got: NDArray[Any], *, rtol: float = 1e-9, atol: float = 1e-9
) -> bool:
    """Whether two arrays of numbers of one shape agree, whatever their dtypes."""
    units = np.zeros(())
    return bool(_agreeing(expected, units, got, _Tolerance(rtol, atol, any_float=True)).all())


def error_difference(expected: str | None, raised: tuple[str, ...]) -> Difference | None:
    """How an outcome differs from an expected error (None: no error is expected).

    ``raised`` holds the class names of the exception that was raised, from its own to its last
    base; it is empty when none was. A subclass of the expected error is right.
    """
    if expected is None and not raised:
        return None
    if not raised:
        return Difference("no_error", expected_type=expected)
    if expected in raised:
        return None
    return Difference("error", expected_type=expected, got_type=raised[0])


@dataclass(frozen=True)
class _Tolerance:
    rtol: float
    atol: float
    any_float: bool
    relates: bool = True
    single: float = 0.0

    def agree(self, expected: complex, got: complex, unit: float = 0.0) -> bool:
        if expected == got:
            return True
        if _is_nan(expected) or _is_nan(got):
            return _is_nan(expected) and _is_nan(got)
        try:
            gap = abs(got - expected)
            if not math.isfinite(abs(expected)) or not math.isfinite(gap):
                return False
            if unit:
                return gap < unit
            return gap <= self.allowed(np.asarray(expected), np.asarray(got))
        except OverflowError:
            return False

    def allowed(self, expected: NDArray[Any], got: NDArray[Any]) -> Any:
        """The largest gap, for every entry."""
        rtol, atol = self.rtol, self.atol
        if self.single and _is_single(expected) and _is_single(got):
            rtol, atol = max(rtol, self.single), max(atol, self.single)
        return atol + rtol * np.abs(expected)


def _is_single(numbers: NDArray[Any]) -> bool:
    """Whether float32 holds all the numbers."""
    with np.errstate(all="ignore"):
        return numbers.dtype.kind == "f" and bool(np.all(numbers.astype(np.float32) == numbers))


def _is_nan(value: object) -> bool:
    # An int may be too large for isnan.
    return type(value) in (float, complex) and cmath.isnan(value)  # type: ignore[arg-type]


_INTEGERS = frozenset(np.dtype(code).type for code in "bBhHiIlLqQ")
_FLOATS = frozenset(np.dtype(code).type for code in "efdg")
_COMPLEX = frozenset(np.dtype(code).type for code in "FDG")
_KEY_TYPES = (
    frozenset({bool, int, float, complex, str, bytes, type(None), np.bool_, np.str_, np.bytes_})
    | _INTEGERS
    | _FLOATS
    | _COMPLEX
)


def type_name(value: object) -> str:
    """The name of a value's exact type, read without running code of its metaclass."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name[:60]


def _number(value: object) -> int | float | None:
    """A real number of an exact type as int or float, None for anything else."""
    kind: Any = type(value)
    if kind is int or kind is float:
        return value  # type: ignore[return-value]
    if kind in _INTEGERS:
        return int(value)  # type: ignore[call-overload]
    if kind in _FLOATS:
        return float(value)  # type: ignore[arg-type]
    if type(value) is np.ndarray and value.ndim == 0 and value.dtype.kind in "iuf":
        return _number(value[()])
    return None


def _plain(value: Any) -> Any:
    """A numpy scalar or 0-d array as the Python value that it stands for."""
    if (number := _number(value)) is not None:
        return number
    kind = type(value)
    if kind is np.bool_:
        return bool(value)
    if kind is np.str_ or kind is np.bytes_:
        return value.item()
    if kind in _COMPLEX:
        return complex(value)
    if kind is np.ndarray and value.ndim == 0 and value.dtype.kind in "bcUS":
        return _plain(value[()])
    return value


def _differences(expected: Any, got: Any, path: str, tolerance: _Tolerance) -> Iterator[Difference]:
    expected = _plain(expected)
    kind = type(expected)
    if kind is np.ndarray:
        yield from _of_arrays(expected, np.zeros(()), got, path, tolerance)
    elif kind is ApproximateArray:
        yield from _of_arrays(expected.values, expected.units, got, path, tolerance)
    elif kind is list or kind is tuple:
        yield from _of_sequences(expected, got, path, tolerance)
    elif kind is dict:
        yield from _of_dicts(expected, got, path, tolerance)
    elif kind is set:
        yield from _of_sets(expected, got, path)
    elif kind in (int, float, complex, Approximate):
        yield from _of_numbers(expected, got, path, tolerance)
    elif kind in (bool, str, bytes, type(None)):
        yield from _of_exact(expected, got, path)
    else:
        raise TypeError(f"an expected value cannot be of type {type_name(expected)}")


def _wrong_type(expected: str, got: object, path: str) -> Difference:
    return Difference("type", path, expected_type=expected, got_type=type_name(got))


def _of_numbers(
    expected: Any, got: object, path: str, tolerance: _Tolerance
) -> Iterator[Difference]:
    unit = 0.0
    shown = expected
    if type(expected) is Approximate:
        expected, unit = expected.value, expected.unit
    number: complex | None = _number(got)
    if number is None and type(expected) is complex:
        plain = _plain(got)
        number = plain if type(plain) is complex else None
    if number is None:
        if type(got) is np.ndarray and got.ndim > 0 and got.dtype.kind in "biufc":
            yield Difference("shape", path, expected_shape=(), got_shape=got.shape)
        else:
            yield _wrong_type(type_name(expected), got, path)
    elif not tolerance.agree(expected, number, unit):
        if _is_nan(expected) != _is_nan(number):
            yield Difference("nan", path, expected=shown, got=number)
        else:
            yield Difference(
                "value",
                path,
                expected=shown,
                got=number,
                gap=_gap(expected, number),
                relation="opposite" if tolerance.agree(expected, -number, unit) else None,
            )


def _gap(expected: complex, got: complex) -> float:
    try:
        return float(abs(got - expected))
    except OverflowError:
        return math.inf


def _of_exact(expected: Any, got: object, path: str) -> Iterator[Difference]:
    plain = _plain(got) if type(got) is not np.ndarray else got
    if type(plain) is not type(expected):
        yield _wrong_type(type_name(expected), got, path)
    elif plain != expected:
        kind: Kind = "text" if type(expected) in (str, bytes) else "value"
        yield Difference(kind, path, expected=expected, got=plain)


def _of_sequences(
    expected: list[Any] | tuple[Any, ...], got: object, path: str, tolerance: _Tolerance
) -> Iterator[Difference]:
    if type(got) is not list and type(got) is not tuple:
        yield _wrong_type("sequence", got, path)
        return
    if len(got) != len(expected):
        yield Difference("length", path, expected_length=len(expected), got_length=len(got))
        return
    for i, (one, other) in enumerate(zip(expected, got, strict=True)):
        yield from _differences(one, other, f"{path}[{i}]", tolerance)


def _of_dicts(
    expected: dict[Any, Any], got: object, path: str, tolerance: _Tolerance
) -> Iterator[Difference]:
    if type(got) is not dict:
        yield _wrong_type("dict", got, path)
        return
    # Looking a key up would run __eq__ of a foreign key with the same hash.
    known = {key: value for key, value in got.items() if _is_safe_key(key)}
    for key, value in expected.items():
        if key in known:
            for found in _differences(value, known[key], f"{path}[{_shown(key)}]", tolerance):
                yield replace(found, through_key=True)
        else:
            yield Difference("missing_key", path, expected=key)


def _is_safe_key(key: object) -> bool:
    if type(key) is tuple:
        return all(_is_safe_key(part) for part in key)
    return type(key) in _KEY_TYPES


def _of_sets(expected: set[Any], got: object, path: str) -> Iterator[Difference]:
    if type(got) is not set:
        yield _wrong_type("set", got, path)
        return
    for element in got:
        if not _is_safe_key(element):
            yield _wrong_type(type_name(next(iter(expected), None)), element, path)
            return
    if got != expected:
        yield Difference("value", path, expected=expected, got=got)


def _of_arrays(
    expected: NDArray[Any],
    units: NDArray[np.float64],
    got: object,
    path: str,
    tolerance: _Tolerance,
) -> Iterator[Difference]:
    if type(got) is not np.ndarray:
        yield _wrong_type("ndarray", got, path)
    elif got.shape != expected.shape:
        found = Difference("shape", path, expected_shape=expected.shape, got_shape=got.shape)
        if got.ndim == expected.ndim == 2:
            found = replace(found, relation=_relation(expected, units, got, tolerance))
        yield found
    elif not _same_dtype(expected.dtype, got.dtype, tolerance.any_float):
        yield Difference(
            "dtype", path, expected_dtype=str(expected.dtype), got_dtype=str(got.dtype)
        )
    elif expected.dtype.kind == "O":
        entries = zip(np.ndindex(expected.shape), expected.flat, got.flat, strict=True)
        for index, one, other in entries:
            yield from _differences(one, other, f"{path}{_place(index)}", tolerance)
    else:
        wrong = ~_agreeing(expected, units, got, tolerance)
        if wrong.any():
            yield _of_entries(expected, units, got, wrong, path, tolerance)


def _same_dtype(expected: np.dtype[Any], got: np.dtype[Any], any_float: bool) -> bool:
    if expected.kind in "US":
        return got.kind == expected.kind
    if expected.kind in "iuf" and any_float and got.kind == "f":
        return True
    # The author's array([6, 8]) is a short way to write whole numbers, not a promise of integers.
    return got == expected or (expected == np.int64 and got == np.float64)


def _agreeing(
    expected: NDArray[Any], units: NDArray[np.float64], got: NDArray[Any], tolerance: _Tolerance
) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = np.asarray(expected == got)
    if expected.dtype.kind not in "iufc" or equal.all():
        return equal
    # Integers beyond 2**53 are equal or not; as floats they would be rounded first.
    if tolerance.rtol == tolerance.atol == 0 and not units.any() and got.dtype.kind in "iu":
        return equal
    with np.errstate(all="ignore"):
        gap = _gaps(expected, got)
        close = np.where(units > 0, gap < units, gap <= tolerance.allowed(expected, got))
        finite = np.isfinite(expected) & np.isfinite(got)
        both_nan = np.isnan(expected) & np.isnan(got)
    return np.asarray(equal | (close & finite) | both_nan)


def _gaps(expected: NDArray[Any], got: NDArray[Any]) -> NDArray[np.float64]:
    wide = np.result_type(expected, got, np.float64)
    gaps: NDArray[np.float64] = np.abs(got.astype(wide) - expected.astype(wide)).astype(np.float64)
    return gaps


def _relation(
    expected: NDArray[Any], units: NDArray[np.float64], got: NDArray[Any], tolerance: _Tolerance
) -> Relation | None:
    if got.dtype.kind not in "iufc" or expected.dtype.kind not in "iufc":
        return None
    with np.errstate(all="ignore"):
        return relation_between(
            expected, got, lambda result: bool(_agreeing(expected, units, result, tolerance).all())
        )


def _of_entries(
    expected: NDArray[Any],
    units: NDArray[np.float64],
    got: NDArray[Any],
    wrong: NDArray[np.bool_],
    path: str,
    tolerance: _Tolerance,
) -> Difference:
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    kind: Kind = "value"
    gap = None
    relation: Relation | None = None
    if expected.dtype.kind in "iufc":
        with np.errstate(all="ignore"):
            lone_nan = wrong & (np.isnan(expected) != np.isnan(got))
            gaps = np.where(wrong, np.nan_to_num(_gaps(expected, got), nan=math.inf), -1.0)
        if lone_nan.any():
            kind = "nan"
            index = tuple(int(i) for i in np.argwhere(lone_nan)[0])
        else:
            index = tuple(int(i) for i in np.unravel_index(int(np.argmax(gaps)), gaps.shape))
            gap = float(gaps[index])
        if tolerance.relates:
            relation = _relation(expected, units, got, tolerance)
    there = _plain(expected[index])
    if unit := float(np.broadcast_to(units, expected.shape)[index]):
        there = Approximate(there, unit)
    return Difference(
        kind,
        path,
        differing=int(wrong.sum()),
        size=int(expected.size),
        index=index,
        expected=there,
        got=_plain(got[index]),
        gap=gap,
        relation=relation,
    )


_NOUNS = {
    "int": "number",
    "float": "number",
    "complex": "complex",
    "bool": "bool",
    "str": "text",
    "bytes": "bytes",
    "NoneType": "none",
    "list": "list",
    "tuple": "tuple",
    "sequence": "sequence",
    "dict": "dict",
    "set": "set",
    "ndarray": "array",
    "function": "function",
    "str_": "text",
} | {kind.__name__: "number" for kind in _INTEGERS | _FLOATS}


def _noun(name: str | None, lang: str) -> str:
    noun = _NOUNS.get(name or "")
    return say(f"type.{noun}", lang) if noun else say("type.other", lang, name=name)


def _shown(value: object) -> str:
    if type(value) is Approximate:
        return str(value)
    try:
        text = repr(value)
    except ValueError:
        # Python refuses to write integers of more than 4,300 digits.
        return f"<{type_name(value)}>"
    return text if len(text) <= 200 else text[:200] + "..."


def _place(index: tuple[int, ...] | None) -> str:
    return f"[{', '.join(map(str, index))}]" if index is not None else ""


def _first_difference(expected: object, got: object) -> int | None:
    if type(expected) not in (str, bytes) or type(got) not in (str, bytes):
        return None
    assert isinstance(expected, str | bytes)
    assert isinstance(got, str | bytes)
    pairs = enumerate(zip(expected, got, strict=False))
    return next((i for i, (one, other) in pairs if one != other), min(len(expected), len(got)))
