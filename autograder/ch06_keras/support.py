"""Networks for the hidden tests of chapter 6: numpy activations, models that Keras builds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from chainrule.grading import check_true

Layer = tuple[np.ndarray, np.ndarray, str]


def relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0.0)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


def linear(z: np.ndarray) -> np.ndarray:
    return z


def heaviside(z: np.ndarray) -> np.ndarray:
    return np.where(z >= 0, 1.0, 0.0)


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": relu,
    "sigmoid": sigmoid,
    "linear": linear,
}

#: A hundred times what float32 loses in the networks of these tests, far below any mistake.
KERAS = {"rtol": 5e-5, "atol": 5e-5, "any_float": True}


def random_layers(
    rng: np.random.Generator, sizes: Sequence[int], activations: Sequence[str]
) -> list[Layer]:
    """Layers of the given sizes, input first, with weights in [-1, 1] that float32 holds."""
    return [
        (
            rng.uniform(-1, 1, (n_in, n_out)).astype(np.float32).astype(np.float64),
            rng.uniform(-1, 1, n_out).astype(np.float32).astype(np.float64),
            activation,
        )
        for n_in, n_out, activation in zip(sizes[:-1], sizes[1:], activations, strict=True)
    ]


def random_points(rng: np.random.Generator, shape: int | tuple[int, ...]) -> np.ndarray:
    """Numbers in [-2, 2] that float32 holds."""
    return rng.integers(-256, 257, shape) / 128


# Keras traces a Sequential anew for each layer that it is given, so it gets all of them at once.
# Even so a model costs as much as all else in a test: tests share those that are as they were.
_BUILD = """
import keras

models = {}

def build(sizes, activations):
    layers = [
        keras.layers.Dense(units, activation=activation, kernel_initializer="zeros")
        for units, activation in zip(sizes[1:], activations)
    ]
    return keras.Sequential([keras.Input(shape=(sizes[0],)), *layers])

def form(model):
    return type(model), model.compiled, [
        (type(layer), layer.activation.__name__, [weight.shape for weight in layer.weights])
        for layer in model.layers
    ]

def shared(sizes, activations, weights):
    key = *sizes, *activations
    if key not in models or form(models[key][0]) != models[key][1]:
        model = build(sizes, activations)
        models[key] = model, form(model)
    model, _ = models[key]
    model.set_weights(weights)
    return model
"""


def build(remote: Any, layers: Sequence[Layer]) -> Any:
    """A handle of a model with these layers, made by Keras itself in the student's process.

    It may be the model of an earlier call with layers of the same sizes and activations.
    """
    sizes = [len(layers[0][0]), *(bias.size for _, bias, _ in layers)]
    activations = [activation for *_, activation in layers]
    return remote.define(_BUILD, "shared")(sizes, activations, _weights(layers))


def set_weights(model: Any, layers: Sequence[Layer]) -> None:
    model.set_weights(_weights(layers))


def _weights(layers: Sequence[Layer]) -> list[np.ndarray]:
    return [array for kernel, bias, _ in layers for array in (kernel, bias)]


def build_untrained(remote: Any, sizes: Sequence[int], activations: Sequence[Any]) -> Any:
    """A handle of a new model of these sizes, input first; its weights are 0."""
    return remote.define(_BUILD, "build")(list(sizes), list(activations))


def forward(reference: Any, x: np.ndarray, layers: Sequence[Layer]) -> np.ndarray:
    """F at each row of x for a network with one output, shape (batch,), in float64."""
    triples = [(kernel, bias, ACTIVATIONS[name]) for kernel, bias, name in layers]
    return reference.network_forward(x, triples)[:, 0]


def heaviside_values(x: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """H(x W1 + b1) W2 + b2 at each row of x, shape (batch,)."""
    W1, b1, W2, b2 = weights
    return (heaviside(x @ W1 + b1) @ W2 + b2)[:, 0]


_STEP = """
import keras

def step(x):
    return keras.ops.cast(x >= 0, x.dtype)
"""


def step_activation(remote: Any) -> Any:
    """A Heaviside activation for models of exercises that come after heaviside_activation."""
    return remote.define(_STEP, "step")


_COUNT_CALLS = """
import numpy as np

def count_calls(model):
    plain = type(model)
    calls = depth = 0
    points = set()

    def once(method):
        def counted(self, *args, **kwargs):
            nonlocal calls, depth
            # What predict does itself while it traces is not a call of the student's code.
            own = depth == 0
            calls += own
            depth += 1
            try:
                values = method(self, *args, **kwargs)
            finally:
                depth -= 1
            batch, *_ = *args, *kwargs.values()
            # A data set or a tensor of graph mode holds no numbers to look at.
            if own and (isinstance(batch, (list, tuple, np.ndarray)) or hasattr(batch, "numpy")):
                rows = np.asarray(batch, dtype=np.float32).reshape(-1, model.input_shape[-1])
                points.update(map(tuple, rows.tolist()))
            return values
        return counted

    class Counted(plain):
        __call__ = once(plain.__call__)
        predict = once(plain.predict)
        predict_on_batch = once(plain.predict_on_batch)

    def counts():
        # Other tests use the model, too.
        object.__setattr__(model, "__class__", plain)
        return calls, len(points)

    object.__setattr__(model, "__class__", Counted)
    return counts
"""


def count_calls(remote: Any, model: Any) -> Callable[[], tuple[int, int]]:
    """Count the student's calls of the model, and the points it is asked for.

    The function that gives both numbers ends the count.
    """
    return remote.define(_COUNT_CALLS, "count_calls")(model)


_COUNT_SHOWS = """
import matplotlib.pyplot as plt

def count_shows():
    shows = 0

    def show(*args, **kwargs):
        nonlocal shows
        shows += 1

    plt.show = show
    return lambda: shows
"""


def check_axes(remote: Any, drawn: Any) -> None:
    """Ask that a function that draws returned axes, so that a test can look at them."""
    axes = remote.module("matplotlib.axes").Axes
    check_true(
        remote.module("builtins").isinstance(drawn, axes),
        en="The result is not the axes that were drawn on. Is a return missing?",
        fr="La fonction ne renvoie pas les axes du dessin. Manque-t-il un return ?",
    )


def check_one_line(ax: Any) -> None:
    check_true(
        len(ax.lines) == 1,
        en="There is not exactly one line on the axes.",
        fr="Il n'y a pas exactement une ligne sur les axes.",
    )


def check_never_shown(shows: int) -> None:
    check_true(shows == 0, en="plt.show was called.", fr="plt.show a été appelée.")


def count_shows(remote: Any) -> Callable[[], int]:
    """Close all figures, and count from now on the calls of plt.show."""
    remote.module("matplotlib.pyplot").close("all")
    return remote.define(_COUNT_SHOWS, "count_shows")()
