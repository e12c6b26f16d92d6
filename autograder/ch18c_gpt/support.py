"""Random models and comparisons that several graders of chapter 18, part c, share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from chainrule.grading import check_array, check_close


def check_values(got: object, expected: Any, rtol: float = 1e-9, atol: float = 1e-9) -> None:
    """Compare numbers or arrays; ints are as good as floats, the text leaves the dtype."""
    if type(got) is np.ndarray and got.dtype.kind in "iu":
        got = got.astype(np.float64)
    expected = np.asarray(expected, dtype=np.float64)
    check_close(got, expected if expected.shape else float(expected), rtol=rtol, atol=atol)


def check_every_shape(function: Callable[..., Any], rng: np.random.Generator) -> None:
    """Compare a function on numbers, lists, tables and ints with itself on floats in a row."""
    floats, ints = rng.uniform(-3, 3, size=6), np.array([-2, 0, 3, 1, -1, 2])
    of_floats, of_ints = (
        check_array(function(x), shape=(6,), dtype=None) for x in (floats, ints.astype(float))
    )
    check_values(function(floats.reshape(2, 3)), of_floats.reshape(2, 3))
    check_values(function(floats.tolist()), of_floats)
    check_values(function(floats[0]), of_floats[0])
    check_values(function(ints.reshape(3, 1, 2)), of_ints.reshape(3, 1, 2))
    check_values(function(ints.tolist()), of_ints)
    check_values(function(3), of_ints[2])


def random_heads(rng: np.random.Generator, sizes: tuple[int, ...]) -> list[tuple[np.ndarray, ...]]:
    """One tuple (W_Q, W_K, W_V, W_O) for each size; the sizes add up to n."""
    n = sum(sizes)
    return [(*rng.normal(size=(3, r, n)), rng.normal(size=(n, r))) for r in sizes]


def random_mlp(rng: np.random.Generator, n: int, m: int) -> dict[str, np.ndarray]:
    """Weights and biases of a dense block with m hidden neurons."""
    return {
        "W1": rng.normal(size=(m, n)),
        "b1": rng.normal(size=m),
        "W2": rng.normal(size=(n, m)),
        "b2": rng.normal(size=n),
    }


def random_model(
    rng: np.random.Generator, sizes: tuple[int, ...], N: int, K: int, depth: int
) -> dict[str, Any]:
    """A tiny GPT of this depth; small unembedding weights keep the probabilities soft."""
    n = sum(sizes)
    layers = [{"heads": random_heads(rng, sizes)} | random_mlp(rng, n, n + 2) for _ in range(depth)]
    return {
        "A": rng.normal(size=(n, N)),
        "B": 0.3 * rng.normal(size=(N, n)),
        "p": rng.uniform(20, 200),
        "K": K,
        "layers": layers,
    }
