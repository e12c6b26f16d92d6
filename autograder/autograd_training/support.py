"""Labels, probabilities and examples that several graders share."""

from __future__ import annotations

import numpy as np


def one_hot(true_class: int, k: int) -> np.ndarray:
    """1 at the true class, 0 at the k - 1 others."""
    return np.eye(k)[true_class]


def probabilities(rng: np.random.Generator, k: int) -> np.ndarray:
    """k positive numbers with sum 1, none of them tiny."""
    numbers = rng.uniform(0.2, 1, size=k)
    return np.asarray(numbers / numbers.sum())


def rate(rng: np.random.Generator, x: np.ndarray) -> float:
    """A learning rate with which a linear model converges on rows like x."""
    return float(rng.uniform(0.2, 0.8) / (np.sum(np.square(x)) + 1))
