"""Random networks that several graders share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

NAMES = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu")

Network = tuple[list[np.ndarray], list[np.ndarray]]


def network(rng: np.random.Generator, sizes: Sequence[int]) -> Network:
    """Weights and biases of a network with these layer sizes, the input's first."""
    weights = [rng.uniform(-1.5, 1.5, size=(n_out, n_in)) for n_in, n_out in pairwise(sizes)]
    return weights, [rng.uniform(-0.5, 0.5, size=n_out) for n_out in sizes[1:]]


def points(rng: np.random.Generator, n: int, m: int) -> np.ndarray:
    """m points with n coordinates, as columns."""
    return rng.uniform(-1.5, 1.5, size=(n, m))
