"""Random vectors, probabilities and generators that several graders of chapter 17c share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def generator(remote: Any, seed: int) -> Any:
    """A numpy generator that lives in the student's process."""
    return remote.module("numpy").random.default_rng(seed)


def each(remote: Any, function: Any, arguments: Iterable[tuple[object, ...]]) -> list[Any]:
    """The values of a student's function for many arguments, fetched at once."""
    source = "def each(function, arguments):\n    return [function(*one) for one in arguments]"
    values: list[Any] = remote.define(source, "each")(function, list(arguments))
    return values


def orthonormal(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """A random array of shape (n, d) with orthonormal columns."""
    return np.linalg.qr(rng.normal(size=(n, n)))[0][:, :d]


def fan(rng: np.random.Generator, n: int, degrees: Iterable[float]) -> list[np.ndarray]:
    """Unit vectors of a random plane of R^n at these angles from a first direction."""
    across, up = orthonormal(rng, n, 2).T
    return [np.cos(angle) * across + np.sin(angle) * up for angle in np.radians(list(degrees))]


def probabilities(rng: np.random.Generator, N: int) -> np.ndarray:
    """A random (N, N) array with columns of sum 1, and a zero in each column."""
    P = rng.uniform(0.2, 1, size=(N, N))
    P[rng.integers(N, size=N), np.arange(N)] = 0.0
    return P / P.sum(axis=0)
