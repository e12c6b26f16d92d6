"""Comparisons and random data that several graders of chapter 18, part a, share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from chainrule.grading import check_close


def as_floats(got: Any) -> Any:
    """What a student returned, with ints in arrays as floats: no dtype is asked for."""
    if isinstance(got, list | tuple):
        return [as_floats(item) for item in got]
    if isinstance(got, dict):
        return {key: as_floats(value) for key, value in got.items()}
    if isinstance(got, np.ndarray) and got.dtype.kind in "iuf":
        return got.astype(np.float64)
    return got


def check_values(got: Any, expected: Any) -> None:
    """Compare arrays, or tuples, lists and dicts of them, whatever their dtypes."""
    check_close(as_floats(got), as_floats(expected))


def integers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Small ints; 0 is not among them, so that none of them hides a term."""
    return rng.integers(1, 5, size=shape) * rng.choice([-1, 1], size=shape)


#: Functions of the whole stream: the second one mixes its columns, the third gives fractions of
#: ints, and no two of them commute with a product.
BLOCKS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    np.tanh,
    lambda z: np.cumsum(z, axis=-1),
    lambda z: 0.25 * z + 1,
)
