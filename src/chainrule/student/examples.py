"""Worked examples of a docstring: their steps and the values they promise."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import doctest


@dataclass(frozen=True)
class Example:
    """One ``>>>`` step: a set-up line promises nothing, the others a value or an error."""

    source: str
    expected: str | None
    error: str | None

    @property
    def states_something(self) -> bool:
        return self.expected is not None or self.error is not None


@dataclass(frozen=True)
class Approximate:
    """A number written with trailing dots: it may be off by less than one unit of its last digit.

    >>> expected_value("0.25...")
    Approximate(value=0.25, unit=0.01)
    """

    value: float
    unit: float

    def __str__(self) -> str:
        exponent = Decimal(repr(self.unit)).normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        if -12 <= exponent <= 0:
            return f"{self.value:.{-exponent}f}..."
        return f"{self.value!r}..."


@dataclass(frozen=True, eq=False)
class ApproximateArray:
    """An array some of whose entries are approximate; ``units`` is 0 where an entry is not."""

    values: NDArray[Any]
    units: NDArray[np.float64]


def parse(docstring: str) -> tuple[Example, ...]:
    """The examples of a docstring, in order.

    >>> parse(">>> 1 + 1\\n2")
    (Example(source='1 + 1', expected='2', error=None),)

    Raises
    ------
    ValueError
        When a step is not Python or its promise cannot be read; the message names the line.
    """
    # It loads pdb and unittest; only authors parse, students read what was parsed.
    import doctest

    steps = doctest.DocTestParser().get_examples(docstring, "the docstring")
    return tuple(_example(step) for step in steps)


# Without the Traceback line only names that look like an exception's are taken for one.
_BARE_ERROR = re.compile(
    r"(?:\w+\.)*([A-Z]\w*(?:Error|Exception|Warning|Iteration|Interrupt|Exit))(?::.*)?", re.DOTALL
)


def _example(step: doctest.Example) -> Example:
    source, want = step.source.rstrip("\n"), step.want.strip("\n")
    where = f"line {step.lineno + 1} of the docstring (>>> {source.splitlines()[0]})"
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ValueError(f"{where}: not Python: {error.msg}") from None
    if step.exc_msg is not None:
        return Example(source, None, step.exc_msg.split(":")[0].strip().rpartition(".")[2])
    if not want:
        return Example(source, None, None)
    if bare := _BARE_ERROR.fullmatch(want):
        return Example(source, None, bare[1])
    if type(statements[-1]) is not ast.Expr:
        raise ValueError(f"{where}: a value is promised, but the step is not an expression")
    try:
        expected_value(want)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    return Example(source, want, None)


# Strings first, so that dots inside them are left alone.
_STRING_OR_DOTTED_NUMBER = re.compile(
    r"""(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|(?<![\w.])(?P<number>(?:\d+\.\d+|\d+\.?|\.\d+)(?:[eE][+-]?\d+)?)\.\.\.(?!\.)"""
)


def expected_value(text: str) -> object:
    """The value that an example promises.

    >>> expected_value("(array([1.50..., 2.0]), 'a...')")[1]
    'a...'

    Raises
    ------
    ValueError
        When the text holds anything but numbers, strings, containers, arrays, nan and inf.
    """

    def approximate(match: re.Match[str]) -> str:
        number = match["number"]
        if number is None:
            return match[0]
        exponent = Decimal(number).as_tuple().exponent
        return f"Approximate({float(number)!r}, 1e{exponent})"

    try:
        tree = ast.parse(_STRING_OR_DOTTED_NUMBER.sub(approximate, text.strip()), mode="eval")
    except (SyntaxError, ValueError):
        raise ValueError(f"the expected value {text!r} is not a Python value") from None
    try:
        return _evaluate(tree.body)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValueError(f"the expected value {text!r} cannot be read: {error}") from None


_NUMPY_TYPES = (
    "float16 float32 float64 complex64 complex128 "
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_ str_"
)
_DTYPES: dict[str, type] = {name: getattr(np, name) for name in _NUMPY_TYPES.split()} | {
    kind.__name__: kind for kind in (bool, int, float, complex, object)
}

_CONSTANTS = {"nan": np.nan, "inf": np.inf, "pi": np.pi, "True_": True, "False_": False}

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _evaluate(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=value) if value is not Ellipsis:
            return value
        case ast.Tuple(elts=elements):
            return tuple(_evaluate(element) for element in elements)
        case ast.List(elts=elements):
            return [_evaluate(element) for element in elements]
        case ast.Set(elts=elements):
            return {_exact(_evaluate(element)) for element in elements}
        case ast.Dict(keys=keys, values=values) if None not in keys:
            return {
                _exact(_evaluate(key)): _evaluate(value)
                for key, value in zip(keys, values, strict=True)
                if key is not None
            }
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _evaluate(operand)
            return Approximate(-value.value, value.unit) if type(value) is Approximate else -value
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _evaluate(operand)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _ARITHMETIC:
            return _ARITHMETIC[type(sign)](_evaluate(left), _evaluate(right))
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="np"), attr=name):
            if name in _CONSTANTS:
                return _CONSTANTS[name]
            if name in _DTYPES:
                return _DTYPES[name]
            raise ValueError(f"{name} is not known here")
        case ast.Call(
            func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="np"), attr=name),
            args=arguments,
            keywords=keywords,
        ):
            return _call(
                name,
                [_evaluate(argument) for argument in arguments],
                {str(keyword.arg): _evaluate(keyword.value) for keyword in keywords},
            )
    raise ValueError(f"{ast.unparse(node)} is not allowed here")


def _exact(value: Any) -> Any:
    if type(value) is Approximate:
        raise ValueError("a number with dots cannot be a key or an element of a set")
    return value


def _call(name: str, arguments: list[Any], options: dict[str, Any]) -> Any:
    match name, arguments:
        case "Approximate", [float(value), float(unit)]:
            return Approximate(value, unit)
        case "array", [entries] if options.keys() <= {"dtype"}:
            return _array(entries, options.get("dtype"))
        case "set", [] if not options:
            return set()
        case _, [entry] if name in _DTYPES and not options:
            return _DTYPES[name](entry)
    raise ValueError(f"{name}(...) is not allowed here")


def _array(entries: Any, dtype: Any) -> NDArray[Any] | ApproximateArray:
    units = np.array(_leaves(entries, lambda leaf: getattr(leaf, "unit", 0.0)), dtype=float)
    values = _leaves(entries, lambda leaf: leaf.value if type(leaf) is Approximate else leaf)
    if units.any():
        return ApproximateArray(np.array(values, dtype=dtype or float), units)
    return np.array(values, dtype=dtype)


def _leaves(entries: Any, change: Callable[[Any], Any]) -> Any:
    if type(entries) in (list, tuple):
        return [_leaves(entry, change) for entry in entries]
    return change(entries)
