"""Random inputs and comparisons that several graders of chapter 18, part b, share."""

from __future__ import annotations

from typing import Any

import numpy as np

from chainrule.grading import check_close

# A score near 1e5 has an absolute rounding error of about 1e-10, and so has its exponential.
LARGE_SCORES = {"rtol": 1e-6, "atol": 1e-6}


def check_matrix(got: object, expected: np.ndarray, rtol: float = 1e-9, atol: float = 1e-9) -> None:
    """Compare with a matrix of floats; an array of ints is as good, the text leaves the dtype."""
    if type(got) is np.ndarray and got.dtype.kind in "iu":
        got = got.astype(np.float64)
    check_close(got, expected.astype(np.float64), rtol=rtol, atol=atol)


def weights_of_head(rng: np.random.Generator, n: int, r: int) -> tuple[np.ndarray, ...]:
    """Random W_Q, W_K, W_V and W_O of one head."""
    return (*rng.normal(size=(3, r, n)), rng.normal(size=(n, r)))


def large_scores(
    reference: Any, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tokens and weights with scores up to 1e5, of very different size from row to row.

    Each of the first rows has its largest score, by far, above the diagonal.
    """
    while True:
        x, W_Q, W_K = 100 * rng.normal(size=(4, 8)), *rng.normal(size=(2, 3, 4))
        scores = reference.attention_scores(x, W_Q, W_K)
        past = np.where(reference.causal_mask(8), scores, -np.inf).max(axis=1)
        if np.abs(scores).max() < 1e5 and np.sum(scores.max(axis=1) > past + 1000) > 2:
            return x, W_Q, W_K
