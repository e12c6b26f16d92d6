"""Marks on hidden tests, wheats and chaffs: what they belong to, what they weigh, what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., object])


def exercise(name: str) -> pytest.MarkDecorator:
    """The exercise that a test file grades; use as ``pytestmark = exercise("smile_formula")``."""
    return pytest.mark.exercise(name)


def weight(share: float) -> pytest.MarkDecorator:
    """The test's share of its exercise's points, relative to the other tests (1 if absent)."""
    return pytest.mark.weight(share)


def feedback(**texts: str) -> pytest.MarkDecorator:
    """What the student reads when the test fails, one text for each language."""
    return pytest.mark.feedback(**texts)


def needs(*tests: str) -> pytest.MarkDecorator:
    """The tests of the same exercise without which this one does not count.

    An answer that returns nothing leaves its arguments unchanged, too: such a test earns
    points only together with one that compares values.
    """
    return pytest.mark.needs(*tests)


def chaff(
    *, exercise: str, fails: Sequence[str], see: str = "", **texts: tuple[str, str]
) -> Callable[[F], F]:
    """A plausible wrong answer: its exercise, the tests that fail, (title, question) by language.

    `see` is the number of the section to read again, if it is not that of the exercise.

    The decorated code is read as text, and runs only where a student's code runs.
    """
    return lambda answer: answer


def wheat(*, exercise: str, title: str) -> Callable[[F], F]:
    """A right answer that differs in kind from the reference; `title` says how.

    The decorated code is read as text, and runs only where a student's code runs.
    """
    return lambda answer: answer
