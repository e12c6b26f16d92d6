"""Examples of a docstring."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chainrule.student.examples import (
    Approximate,
    ApproximateArray,
    Example,
    expected_value,
    parse,
)


def test_a_step_without_expected_value_is_set_up() -> None:
    steps = parse("Text.\n\n>>> x = 3\n>>> x + 1\n4\n")
    assert steps == (Example("x = 3", None, None), Example("x + 1", "4", None))


def test_continued_lines_belong_to_their_step() -> None:
    (step, _) = parse(">>> def f(x):\n...     return x\n>>> f(1)\n1\n")
    assert step.source == "def f(x):\n    return x"


def test_expected_text_may_span_lines() -> None:
    (step,) = parse(">>> f()\narray([[1, 2],\n       [3, 4]])\n")
    assert np.array_equal(expected_value(step.expected or ""), [[1, 2], [3, 4]])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "promise",
    [
        "Traceback (most recent call last):\nZeroDivisionError",
        "Traceback (most recent call last):\n    ...\nZeroDivisionError: division by zero",
        "Traceback (most recent call last):\nbuiltins.ZeroDivisionError: text: more",
        "ZeroDivisionError",
        "ZeroDivisionError: division by zero",
    ],
)
def test_an_expected_error_is_known_by_its_name(promise: str) -> None:
    assert parse(f">>> 1 / 0\n{promise}\n") == (Example("1 / 0", None, "ZeroDivisionError"),)


@pytest.mark.parametrize(
    ("docstring", "line"),
    [
        ("Text.\n\n>>> f(\n1\n", "line 3"),
        (">>> x = 3\n3\n", "line 1"),
        (">>> f()\nsome text\n", "line 1"),
        ("\n>>> f()\n__import__('os')\n", "line 2"),
        (">>>f()\n1\n", "line 1"),
    ],
)
def test_a_malformed_example_names_its_line(docstring: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        parse(docstring)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("17.926756...", 17.926756, 1e-6),
        ("-0.25...", -0.25, 0.01),
        ("4.00000...", 4.0, 1e-5),
        ("1e-3...", 1e-3, 1e-3),
        ("1.5e-3...", 1.5e-3, 1e-4),
        ("12...", 12.0, 1.0),
        (".5...", 0.5, 0.1),
    ],
)
def test_trailing_dots_give_one_unit_of_the_last_digit(
    text: str, value: float, unit: float
) -> None:
    assert expected_value(text) == Approximate(value, unit)


@pytest.mark.parametrize("text", ["17.926756...", "-0.25...", "4.00000...", "12..."])
def test_an_approximate_number_is_shown_as_it_was_written(text: str) -> None:
    assert str(expected_value(text)) == text


def test_dots_work_inside_containers_and_not_inside_strings() -> None:
    value = expected_value("{'a 1.5...': (1.5..., [2, 0.1...]), \"it's 2...\": None}")
    assert value == {
        "a 1.5...": (Approximate(1.5, 0.1), [2, Approximate(0.1, 0.1)]),
        "it's 2...": None,
    }


def test_dots_work_inside_arrays() -> None:
    value = expected_value("array([[4.00000..., 1], [-2, 1e-3...]])")
    assert isinstance(value, ApproximateArray)
    assert value.values.dtype == np.float64
    assert value.values.tolist() == [[4.0, 1.0], [-2.0, 1e-3]]
    assert value.units.tolist() == [[1e-5, 0.0], [0.0, 1e-3]]


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("array([6, 8])", np.int64),
        ("np.array([6.0, 8])", np.float64),
        ("array([1, 2], dtype=float32)", np.float32),
        ("np.array([1, 2], dtype=np.uint8)", np.uint8),
        ("array([True, False])", np.bool_),
    ],
)
def test_an_array_has_the_dtype_that_is_written(text: str, dtype: type) -> None:
    value = expected_value(text)
    assert isinstance(value, np.ndarray)
    assert value.dtype == dtype


def test_plain_values_are_read() -> None:
    assert expected_value("(1, -2.5, 'a', None, True, {1, 2}, set(), -inf, 1 / 4)") == (
        *(1, -2.5, "a", None, True, {1, 2}, set(), -math.inf, 0.25),
    )
    assert np.isnan(expected_value("nan"))  # type: ignore[call-overload]
    assert np.isnan(expected_value("np.nan"))  # type: ignore[call-overload]
    assert expected_value("np.float64(0.2)") == 0.2


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "np.load('x')",
        "().__class__",
        "[x for x in (1,)]",
        "lambda: 1",
        "...",
        "[1, ..., 2]",
        "1....5",
        "{1.5...}",
        "'a' * 10 ** 9",
        "array([[1], [2, 3]])",
        "",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected value"):
        expected_value(text)
