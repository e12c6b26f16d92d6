"""Random functions, networks and tolerances that several graders of chapter 7 share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from chainrule.grading import check_close

# One side is a difference quotient with h = 1e-6: rounding is about 2e-8 for values up to 100.
DIFFERENCE = {"rtol": 1e-5, "atol": 1e-6}

ScalarField = Callable[[np.ndarray], float]
VectorField = Callable[[np.ndarray], np.ndarray]
Layer = tuple[np.ndarray, np.ndarray]


def polynomial(rng: np.random.Generator, n: int) -> tuple[ScalarField, VectorField]:
    """Random polynomial of degree at most 3 in n variables, and its gradient."""
    factors = rng.integers(n + 1, size=(6, 3))
    powers = np.array([np.bincount(row, minlength=n + 1)[1:] for row in factors])
    powers = np.vstack([powers, np.eye(n, dtype=int)])
    coefficients = rng.uniform(0.2, 1, size=len(powers)) * rng.choice([-1, 1], size=len(powers))

    def f(p: np.ndarray) -> float:
        return float(coefficients @ np.prod(p**powers, axis=1))

    def partial(p: np.ndarray, i: int) -> float:
        lowered = np.maximum(powers - np.eye(n, dtype=int)[i], 0)
        return float((coefficients * powers[:, i]) @ np.prod(p**lowered, axis=1))

    return f, lambda p: np.array([partial(p, i) for i in range(n)])


def quadratic(rng: np.random.Generator, n: int) -> tuple[ScalarField, VectorField]:
    """Random quadratic function of n variables, and its gradient."""
    matrix = rng.uniform(-1, 1, size=(n, n))
    slopes = rng.uniform(1, 2, size=n)
    return (
        lambda p: float(p @ matrix @ p + slopes @ p),
        lambda p: (matrix + matrix.T) @ p + slopes,
    )


def field(remote: Any, formula: str, **constants: object) -> Any:
    """A function of a point ``p`` in the student's process, where calling it costs nothing."""
    source = (
        f"import numpy as np\n\ndef make({', '.join(constants)}):\n    return lambda p: {formula}"
    )
    return remote.define(source, "make")(*constants.values())


def each(remote: Any, function: Any, arguments: Iterable[tuple[object, ...]]) -> list[Any]:
    """The values of a student's function for many arguments, fetched at once."""
    source = "def each(function, arguments):\n    return [function(*one) for one in arguments]"
    values: list[Any] = remote.define(source, "each")(function, list(arguments))
    return values


def forms(*integers: np.ndarray) -> list[tuple[Any, ...]]:
    """These vectors of ints as arrays of floats, then in every other form that a text allows."""
    return [
        tuple(form(vector.tolist()) for vector in integers)
        for form in (lambda numbers: np.array(numbers, dtype=float), np.array, list, tuple)
    ]


def number(got: Any) -> float:
    """A student's result, to compare another one with: it must be a finite number."""
    check_close(got, 0.0, atol=1e9)
    return float(got)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


ACTIVATIONS: dict[str, tuple[VectorField, VectorField]] = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0.0), lambda z: (np.asarray(z) > 0).astype(float)),
}


def random_params(rng: np.random.Generator, sizes: Sequence[int]) -> list[Layer]:
    """Kernels and biases of a dense network with these layer sizes, the input included."""
    return [
        (rng.uniform(-1.5, 1.5, size=(n_in, n_out)), rng.uniform(-0.5, 0.5, size=n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def forward(
    x: np.ndarray, params: Sequence[Layer], acts: Sequence[VectorField]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Outputs of all layers (the input first) and pre-activations of all layers."""
    outputs, pre_activations = [x], []
    for (kernel, bias), act in zip(params, acts, strict=True):
        pre_activations.append(outputs[-1] @ kernel + bias)
        outputs.append(act(pre_activations[-1]))
    return outputs, pre_activations


def flatten(params: Sequence[Layer]) -> np.ndarray:
    return np.concatenate([array.ravel() for layer in params for array in layer])


def unflatten(numbers: np.ndarray, like: Sequence[Layer]) -> list[Layer]:
    """The inverse of flatten, with the shapes of `like`."""
    sizes = [array.size for layer in like for array in layer]
    pieces = iter(np.split(numbers, np.cumsum(sizes)[:-1]))
    return [
        (next(pieces).reshape(kernel.shape), next(pieces).reshape(bias.shape))
        for kernel, bias in like
    ]
