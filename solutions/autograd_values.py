"""Micro-autograd: from scalars to tensors. Reference solutions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np


# %% linear_layers
def linear_stack(weights: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """Output of a stack of linear layers, without bias and without activation.

    Parameters
    ----------
    weights
        The matrices W_1, ..., W_L in the order in which they act, 1 to 100 of them; matrix
        number k has the shape (n_k, n_(k-1)).
    x
        One point, of shape (n_0,), or m points, the columns of an array of shape (n_0, m).

    Returns
    -------
    W_L ... W_1 x, an array of shape (n_L,) or (n_L, m).

    Raises
    ------
    ValueError
        When two neighbouring matrices do not fit, or the first axis of x is not n_0.

    Examples
    --------
    >>> W1, W2 = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, -1.0]])
    >>> linear_stack([W1, W2], np.array([1.0, 1.0]))
    array([2.0])
    >>> linear_stack([W1, W2], np.array([[1.0, -3.0], [1.0, 1.0]]))
    array([[2.0, -2.0]])
    """
    for W in weights:
        x = W @ x
    return x


def collapse(
    weights: list[np.ndarray], biases: list[np.ndarray] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The one layer that does the same as a stack of layers h -> W h + b.

    Parameters
    ----------
    weights
        The matrices as in `linear_stack`, up to 1000 of them: one product per layer is
        enough.
    biases
        One array for each matrix; number k has the shape (n_k,). None: all biases are 0.

    Returns
    -------
    The pair (W, b): W = W_L ... W_1 of shape (n_L, n_0), and b of shape (n_L,), the output
    of the stack at x = 0.

    Raises
    ------
    ValueError
        When two neighbouring matrices do not fit, or a bias does not have n_k entries: one
        single entry is not repeated.

    Examples
    --------
    >>> W1, W2 = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, -1.0]])
    >>> collapse([W1, W2])
    (array([[1.0, 1.0]]), array([0.0]))
    >>> collapse([W1, W2], [np.array([1.0, -1.0]), np.array([3.0])])
    (array([[1.0, 1.0]]), array([5.0]))

    A thousand quarter turns are 250 full turns:

    >>> collapse([np.array([[0.0, -1.0], [1.0, 0.0]])] * 1000)
    (array([[1.0, 0.0], [0.0, 1.0]]), array([0.0, 0.0]))
    """
    n_0 = weights[0].shape[1]
    W, b = np.eye(n_0), np.zeros(n_0)
    for k, layer in enumerate(weights):
        W, b = layer @ W, layer @ b
        if biases is not None:
            if biases[k].shape != b.shape:
                raise ValueError(f"bias {k} does not have {len(b)} entries")
            b = b + biases[k]
    return W, b


# %% two_paths
def forward_fxy(x: float, y: float) -> tuple[float, float]:
    """Forward pass through the graph of f(x, y) = (x + y) y.

    Parameters
    ----------
    x, y
        Any two numbers.

    Returns
    -------
    The pair (a, b) of the values of the two nodes, a = x + y and b = a y.

    Examples
    --------
    >>> forward_fxy(2, -3)
    (-1.0, 3.0)
    """
    a = x + y
    return a, a * y


def backward_fxy(x: float, y: float) -> tuple[float, float]:
    """Backward pass through the graph of f(x, y) = (x + y) y.

    It makes its own forward pass; nothing is kept from one call to the next.

    Parameters
    ----------
    x, y
        Any two numbers; 0 is allowed.

    Returns
    -------
    The pair of the partial derivatives of f with respect to x and to y at this point:
    exact, no difference quotient.

    Examples
    --------
    >>> backward_fxy(2, -3)
    (-3.0, -4.0)
    """
    a, da = x + y, y
    return da, a + da


# %% four_inputs
def graph_forward(a: float, b: float, c: float, f: float) -> dict[str, float]:
    """Forward pass through the graph e = a b, d = e + c, L = d f.

    Parameters
    ----------
    a, b, c, f
        Any four numbers.

    Returns
    -------
    A dict with the keys "e", "d" and "L", the values of these nodes.

    Examples
    --------
    >>> graph_forward(2, -3, 10, -2)
    {'e': -6, 'd': 4, 'L': -8}
    """
    e = a * b
    d = e + c
    return {"e": e, "d": d, "L": d * f}


def graph_backward(a: float, b: float, c: float, f: float) -> dict[str, float]:
    """Backward pass through the graph e = a b, d = e + c, L = d f.

    It makes its own forward pass.

    Parameters
    ----------
    a, b, c, f
        Any four numbers; 0 is allowed.

    Returns
    -------
    A dict with the keys "L", "d", "f", "e", "c", "a" and "b": under each key the derivative
    of L with respect to this node, 1 for "L". The nodes "d" and "e" are differentiated as
    if they were inputs: dL/dd with f fixed, dL/de with c and f fixed.

    Examples
    --------
    >>> graph_backward(2, -3, 10, -2)
    {'L': 1, 'd': -2, 'f': 4, 'e': -2, 'c': -2, 'a': 6, 'b': -4}
    """
    return {"L": 1.0, "d": f, "f": a * b + c, "e": f, "c": f, "a": f * b, "b": f * a}


# %% measured_gradient
def numeric_grad(f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-6) -> np.ndarray:
    """Gradient of f at x, by central differences: the witness for all other gradients.

    Parameters
    ----------
    f
        Function of one float64 array of the shape of x; it may be called any number of
        times.
    x
        Array of any shape with at least one axis and one entry; ints are allowed. It is
        exactly as before afterwards.
    eps
        Step of the differences, the same for every entry.

    Returns
    -------
    A float64 array of the shape of x. Its entry i is (f(x + eps e_i) - f(x - eps e_i)) / (2
    eps), where e_i has a 1 in place i and 0 elsewhere. A central formula of higher order
    with steps of eps and 2 eps will do, too.

    Raises
    ------
    ValueError
        When eps is 0 or negative.

    Examples
    --------
    >>> numeric_grad(lambda v: (v[0] + v[1]) * v[1], np.array([2, -3]))
    array([-3.00000..., -4.00000...])
    """
    if eps <= 0:
        raise ValueError("the step must be positive")
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


# %% value_class
class Value:
    """A number that remembers how it was computed: a node of a computation graph.

    Every operation returns a new Value, whose `grad` is 0.0, and changes nothing in its
    operands. A Python int or float on either side of an operator becomes a Value first, a
    node of the graph like any other. How many nodes an operation makes is free, except for
    + and *.

    Parameters
    ----------
    data
        The number, an int or a float; kept as the attribute `data`.
    _children
        The nodes from which this one was computed; `_prev` is the set of them. A leaf has
        an empty set of its own. For x + y and x * y, `_prev` is the set of the two
        operands, for x + x it is {x}.

    Attributes
    ----------
    grad
        The derivative of some output with respect to this node; 0.0 at first.
    _backward
        The local rule of the node, a function without arguments: it adds to the `grad` of
        each node in `_prev` the local derivative times the `grad` that this node has when the
        rule is called. The rule of a leaf does nothing. Operations only write rules down and
        call none.

    Examples
    --------
    >>> x, y = Value(2.0), Value(-3.0)
    >>> (x + y).data, (x * y).data
    (-1.0, -6.0)
    >>> (2 * Value(3.0) + 1).data
    7.0
    >>> repr(Value(2.0))
    'Value(data=2.000, grad=0.000)'

    The local rule of a product: each factor receives the other one, times the gradient of
    the product.

    >>> product = x * y
    >>> product.grad = 10.0
    >>> product._backward()
    >>> x.grad, y.grad
    (-30.0, 20.0)
    """

    #: The next exercise attaches it.
    backward: ClassVar[Callable[[Value], None]]

    def __init__(self, data: float, _children: tuple[Value, ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._backward: Callable[[], None] = lambda: None

    def _result(self, data: float, *edges: tuple[Value, float]) -> Value:
        """New node; each edge is an operand and the local derivative for it."""
        out = Value(data, tuple(operand for operand, _ in edges))

        def rule() -> None:
            for operand, local in edges:
                operand.grad += local * out.grad

        out._backward = rule
        return out

    def __repr__(self) -> str:
        """`data` and `grad`, each with three decimals, as in the example."""
        return f"Value(data={self.data:.3f}, grad={self.grad:.3f})"

    def __add__(self, other: Value | float) -> Value:
        """Sum of two Value, or of a Value and a number."""
        other = other if isinstance(other, Value) else Value(other)
        return self._result(self.data + other.data, (self, 1.0), (other, 1.0))

    def __radd__(self, other: float) -> Value:
        """Sum of a number and a Value."""
        return self + other

    def __mul__(self, other: Value | float) -> Value:
        """Product of two Value, or of a Value and a number."""
        other = other if isinstance(other, Value) else Value(other)
        return self._result(self.data * other.data, (self, other.data), (other, self.data))

    def __rmul__(self, other: float) -> Value:
        """Product of a number and a Value."""
        return self * other

    def __neg__(self) -> Value:
        """Opposite of a Value."""
        return self * -1

    def __sub__(self, other: Value | float) -> Value:
        """Difference of two Value, or of a Value and a number."""
        return self + -other

    def __rsub__(self, other: float) -> Value:
        """Difference other - self, for a number on the left."""
        return -self + other

    def __truediv__(self, other: Value | float) -> Value:
        """Quotient of two Value, or of a Value and a number; the divisor is never 0."""
        return self * other**-1

    def __rtruediv__(self, other: float) -> Value:
        """Quotient other / self, for a number on the left; self is never 0."""
        return self**-1 * other

    def __pow__(self, exponent: float) -> Value:
        """Power with an int or a float as exponent.

        The base is positive; for an int exponent >= 1 it may be negative, too.

        Raises
        ------
        TypeError
            When the exponent is anything else, a Value for instance. It is raised by Python
            if this method returns NotImplemented.
        """
        if not isinstance(exponent, int | float):
            return NotImplemented
        return self._result(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))

    def exp(self) -> Value:
        """Exponential, for numbers from -20 to 20."""
        value = math.exp(self.data)
        return self._result(value, (self, value))

    def tanh(self) -> Value:
        """Hyperbolic tangent, for all numbers: at 1000 it is 1 and at -1000 it is -1."""
        value = math.tanh(self.data)
        return self._result(value, (self, 1 - value**2))

    def relu(self) -> Value:
        """ReLU: 0.0 for numbers <= 0, with local derivative 0; otherwise the number itself."""
        return self._result(max(0.0, self.data), (self, float(self.data > 0)))


# %% backward_pass
def topological_order(node: Value) -> list[Value]:
    """The nodes of a graph, sorted: parents first.

    A chain of 3000 additions must work at Python's default recursion limit (1000), here and
    in `backward`.

    Parameters
    ----------
    node
        Where the graph ends. Its graph consists of itself and all that can be reached from it
        through `_prev`: leaves and converted numbers, too.

    Returns
    -------
    A list that holds each of these nodes once, and each one after all the nodes of its
    `_prev`; so `node` is the last one. Any such order is right. Nodes are told apart by
    identity: two leaves with equal data are two nodes. No `grad` is changed, and a second
    call gives the same nodes.

    Examples
    --------
    >>> x = Value(3.0)
    >>> square = x * x
    >>> order = topological_order(square)
    >>> len(order), order[0] is x, order[1] is square
    (2, True, True)
    """
    order: list[Value] = []
    seen: set[Value] = set()
    stack = [(node, False)]
    while stack:
        current, parents_done = stack.pop()
        if parents_done:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack.append((current, True))
            stack.extend((parent, False) for parent in current._prev)
    return order


def backward(self: Value) -> None:
    """Backward pass: a method of Value, to be used as `loss.backward()`.

    It sets the `grad` of this node to 1.0, whatever it was before, then calls the
    `_backward` of each node of its graph once, in reverse topological order. No other
    `grad` is reset: what a node had before, and the gradients of two passes, add up.

    End your cell with the line `Value.backward = backward`; it makes the function a method.
    (A class Value that has this method inside is right, too.)

    Examples
    --------
    The graph of (x + y) y at (2, -3):

    >>> x, y = Value(2.0), Value(-3.0)
    >>> b = (x + y) * y
    >>> b.backward()
    >>> x.grad, y.grad, b.grad
    (-3.0, -4.0, 1.0)
    """
    self.grad = 1.0
    for node in reversed(topological_order(self)):
        node._backward()


Value.backward = backward


# %% zero_gradients
def zero_grad(values: Iterable[Value]) -> None:
    """Set `grad` to 0.0 on each of the given nodes, and on no other.

    The objects stay: `data`, `_prev` and `_backward` are not touched, so that `backward`
    works afterwards.

    Parameters
    ----------
    values
        A list, a tuple, a set or a generator, which can be read only once; it may be empty.
        The nodes may be leaves or results, with any `grad`, infinite or nan, too.

    Examples
    --------
    >>> x = Value(3.0)
    >>> e = x * x
    >>> e.backward()
    >>> zero_grad([x, e])
    >>> x.grad, e.grad, x.data
    (0.0, 0.0, 3.0)
    """
    for value in values:
        value.grad = 0.0


# %% xor_training
class Neuron:
    """A neuron made of Value: tanh(w.x + b).

    Parameters
    ----------
    n_inputs
        Number of inputs.
    rng
        Draws the weights: independent, of order 1 (uniform on [-1, 1], or with a standard
        deviation between 0.3 and 0.8). The bias may be 0 or drawn in the same way. The same
        seed gives the same neuron, another seed another one.

    Examples
    --------
    >>> neuron = Neuron(3, np.random.default_rng(0))
    >>> len(neuron.parameters())
    4
    >>> for parameter, number in zip(neuron.parameters(), [1.0, -2.0, 0.5, 0.25]):
    ...     parameter.data = number
    >>> neuron([0.5, 0.5, 1.0]).data
    0.244918662...
    """

    def __init__(self, n_inputs: int, rng: np.random.Generator) -> None:
        self.w = [Value(w) for w in rng.uniform(-1, 1, n_inputs).tolist()]
        self.b = Value(0.0)

    def __call__(self, x: Sequence[float | Value]) -> Value:
        """Output of the neuron for n_inputs numbers, Value or float."""
        total = self.b
        for i, w in enumerate(self.w):
            total = total + w * x[i]
        return total.tanh()

    def parameters(self) -> list[Value]:
        """The weights in the order of the inputs, then the bias.

        They are the neuron's own nodes, the same objects in each call: who sets the `data`
        of one changes the neuron.
        """
        return [*self.w, self.b]


class MLP:
    """A network of neurons in layers, with one output.

    Parameters
    ----------
    sizes
        Number of inputs, then the number of neurons of each layer; the last one is 1. All
        layers, the last too, are made of `Neuron`.
    rng
        Draws the weights of all neurons.

    Examples
    --------
    >>> len(MLP([2, 4, 1], np.random.default_rng(0)).parameters())
    17
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator) -> None:
        self.layers = [[Neuron(n_in, rng) for _ in range(n_out)] for n_in, n_out in pairwise(sizes)]

    def __call__(self, x: Sequence[float]) -> Value:
        """Output of the network."""
        outputs: Sequence[Any] = x
        for layer in self.layers:
            outputs = [neuron(outputs) for neuron in layer]
        return outputs[0]

    def parameters(self) -> list[Value]:
        """The parameters of all neurons, layer by layer, neuron by neuron.

        They are the network's own nodes, all different, and the same objects before and after
        training.
        """
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


def train(
    model: MLP,
    X: Sequence[Sequence[float]],
    y: Sequence[float],
    learning_rate: float = 0.1,
    epochs: int = 1500,
) -> list[float]:
    """Train a network by gradient descent on all points at once.

    The loss is the SUM over the points of (model(x) - target)^2, without a mean or a factor
    1/2. In each epoch the parameters make one step: p.data -= learning_rate * gradient,
    where the gradient is that of this epoch alone. When `train` begins, all gradients of
    the model are 0.

    Parameters
    ----------
    model
        The network; its parameters are changed.
    X
        The points, a list of lists of numbers.
    y
        The target for each point.
    learning_rate
        Positive.
    epochs
        At least 1.

    Returns
    -------
    A list of `epochs` floats: the loss of each epoch, before its step.

    Examples
    --------
    >>> model = MLP([1, 1], np.random.default_rng(0))
    >>> w, b = model.parameters()
    >>> w.data, b.data = 0.5, 0.0
    >>> train(model, [[1.0], [2.0]], [1.0, -1.0], 0.1, 2)
    [3.392531922..., 2.775806184...]
    """
    losses = []
    for _ in range(epochs):
        loss = Value(0.0)
        for i, target in enumerate(y):
            loss = loss + (model(X[i]) - target) ** 2
        zero_grad(model.parameters())
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= learning_rate * parameter.grad
        losses.append(loss.data)
    return losses


# %% tensor_class
class Tensor:
    """An array that remembers how it was computed.

    The operators +, * and @ do the same as the methods `add`, `mul` and `matmul`. Each
    operation returns a new Tensor and changes no data of its operands. In + and * the other
    operand may be a Tensor, a number (also on the left, as in 2 * t) or an array-like (on
    the right). Attributes and methods that you add are free.

    Parameters
    ----------
    data
        A number, a list, an array: kept as the attribute `data`, a float64 array, also if
        it holds ints. The attribute `grad` is a float64 array of the same shape, at first
        zeros. For the shape (), both may be numpy scalars.

    Examples
    --------
    >>> A, B = Tensor([[1, 2]]), Tensor([[3], [4]])
    >>> (A @ B).sum().backward()
    >>> A.grad, B.grad
    (array([[3.0, 4.0]]), array([[1.0], [2.0]]))

    A column that was added to three columns receives the sum of three columns:

    >>> bias = Tensor([[0.5], [-0.5]])
    >>> (Tensor([[1, 2, 3], [4, 5, 6]]) * (Tensor(np.zeros((2, 3))) + bias)).sum().backward()
    >>> bias.grad
    array([[6.0], [15.0]])
    """

    def __init__(self, data: Any) -> None:
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self._prev: set[Tensor] = set()
        self._backward: Callable[[], None] = lambda: None

    def _result(self, data: Any, *edges: tuple[Tensor, Callable[[Any], Any]]) -> Tensor:
        """New node; each edge is an operand and what it receives for a gradient of the node."""
        out = Tensor(data)
        out._prev = {operand for operand, _ in edges}

        def rule() -> None:
            for operand, received in edges:
                operand.grad += _summed(received(out.grad), operand.data.shape)

        out._backward = rule
        return out

    def __add__(self, other: Any) -> Tensor:
        """The same as `add`."""
        return self.add(other)

    def __radd__(self, other: float) -> Tensor:
        """Sum of a number and a Tensor."""
        return self.add(other)

    def __mul__(self, other: Any) -> Tensor:
        """The same as `mul`."""
        return self.mul(other)

    def __rmul__(self, other: float) -> Tensor:
        """Product of a number and a Tensor."""
        return self.mul(other)

    def __matmul__(self, other: Tensor) -> Tensor:
        """The same as `matmul`."""
        return self.matmul(other)

    def add(self, other: Any) -> Tensor:
        """Sum, entry by entry; shapes broadcast as in numpy, in either operand.

        Raises
        ------
        ValueError
            When the shapes do not broadcast.
        """
        other = other if isinstance(other, Tensor) else Tensor(other)
        return self._result(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def mul(self, other: Any) -> Tensor:
        """Product, entry by entry; shapes broadcast as in numpy, in either operand.

        Raises
        ------
        ValueError
            When the shapes do not broadcast.
        """
        other = other if isinstance(other, Tensor) else Tensor(other)
        return self._result(
            self.data * other.data,
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        )

    def matmul(self, other: Tensor) -> Tensor:
        """Product of two matrices.

        Raises
        ------
        ValueError
            When the inner sizes differ.
        """
        return self._result(
            self.data @ other.data,
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        )

    def relu(self) -> Tensor:
        """ReLU of each entry; its derivative at 0 is 0."""
        return self._result(np.maximum(self.data, 0), (self, lambda g: g * (self.data > 0)))

    def sum(self) -> Tensor:
        """Sum of all entries, of shape ()."""
        return self._result(self.data.sum(), (self, lambda g: np.full(self.data.shape, g)))

    def mean(self) -> Tensor:
        """Mean of all entries, of shape ()."""
        return self.sum() * (1 / self.data.size)

    def backward(self) -> None:
        """Backward pass from this tensor, which has the shape ().

        It sets the `grad` of this tensor to 1 and ADDS to that of every other tensor in its
        graph, intermediate ones included. It resets none: gradients of two passes add up.
        Every `grad` keeps the shape of its `data`: where an operand was broadcast, the sum
        over the repeated entries is added.
        """
        self.grad = np.ones_like(self.data)
        # It asks nothing of a node but its `_prev`.
        for node in reversed(topological_order(self)):  # type: ignore[arg-type]
            node._backward()


def _summed(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Sum over the axes along which an operand of this shape was repeated."""
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=repeated, keepdims=True)
