"""Right answers of micro-autograd that look different from the reference."""

import math
from itertools import pairwise

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="linear_layers", title="From the last matrix on; homogeneous coordinates")
def linear_stack(weights, x):
    product = np.eye(len(weights[-1]))
    for W in reversed(weights):
        product = product @ W
    return product @ x


@wheat(exercise="linear_layers", title="From the last matrix on; homogeneous coordinates")
def collapse(weights, biases=None):
    total = np.eye(weights[0].shape[1] + 1)
    for k, W in enumerate(weights):
        bias = np.zeros(W.shape[0]) if biases is None else biases[k]
        if bias.size != W.shape[0]:
            raise ValueError
        total = np.block([[W, bias[:, None]], [np.zeros((1, W.shape[1])), np.ones((1, 1))]]) @ total
    return total[:-1, :-1], total[:-1, -1]


@wheat(exercise="linear_layers", title="b is the output at 0; products from the last matrix on")
def collapse(weights, biases=None):  # noqa: F811
    b = np.zeros(weights[0].shape[1])
    for k in range(len(weights)):
        b = weights[k].dot(b)
        if biases is not None:
            if len(biases[k]) != len(b):
                raise ValueError("the bias does not fit")
            b = b + biases[k]
    W = weights[-1]
    for earlier in reversed(weights[:-1]):
        W = W.dot(earlier)
    return [W, b]


@wheat(exercise="two_paths", title="The expanded formula")
def forward_fxy(x, y):
    return [x + y, x * y + y**2]


@wheat(exercise="two_paths", title="The expanded formula")
def backward_fxy(x, y):
    return np.float64(y), np.float64(x + 2 * y)


@wheat(exercise="two_paths", title="Node by node, with accumulators")
def backward_fxy(x, y):  # noqa: F811
    a = x + y
    grads = {"a": 0.0, "x": 0.0, "y": 0.0}
    grads["a"] += 1.0 * y
    grads["y"] += 1.0 * a
    grads["x"] += grads["a"]
    grads["y"] += grads["a"]
    return [grads["x"], grads["y"]]


@wheat(exercise="four_inputs", title="Node by node, as numpy scalars, with further keys")
def graph_forward(a, b, c, f):
    values = {name: np.float64(x) for name, x in zip("abcf", (a, b, c, f), strict=True)}
    values["e"] = values["a"] * values["b"]
    values["d"] = values["e"] + values["c"]
    values["L"] = values["d"] * values["f"]
    return values


@wheat(exercise="four_inputs", title="Node by node, as numpy scalars, with further keys")
def graph_backward(a, b, c, f):
    d = a * b + c
    grads = dict.fromkeys("abcdefL", 0.0)
    grads["L"] = 1
    for name, parent, local in (
        *(("L", "d", f), ("L", "f", d), ("d", "e", 1), ("d", "c", 1)),
        *(("e", "a", b), ("e", "b", a)),
    ):
        grads[parent] = grads[parent] + grads[name] * local
    return {**grads, "order": "Ldfecab"}


@wheat(exercise="four_inputs", title="Differences of the multilinear L, exact with step 1")
def graph_backward(a, b, c, f):  # noqa: F811
    def L(a, b, c, f):
        return (a * b + c) * f

    here = L(a, b, c, f)
    return {
        "L": 1,
        "a": L(a + 1, b, c, f) - here,
        "b": L(a, b + 1, c, f) - here,
        "c": L(a, b, c + 1, f) - here,
        "f": L(a, b, c, f + 1) - here,
        "e": L(a, b, c + 1, f) - here,
        "d": float(f),
    }


@wheat(exercise="measured_gradient", title="A float copy, moved and put back; a flat view")
def numeric_grad(f, x, eps=1e-6):
    if not eps > 0:
        raise ValueError
    p = np.array(x, dtype=np.float64)
    entries, slopes = p.reshape(-1), []
    for i, kept in enumerate(entries.tolist()):
        entries[i] = kept + eps
        right = f(p)
        entries[i] = kept - eps
        slopes.append((right - f(p)) / eps / 2)
        entries[i] = kept
    return np.array(slopes).reshape(x.shape)


@wheat(exercise="measured_gradient", title="A central formula of order four")
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError("eps")
    out = np.empty(np.shape(x))
    for index in np.ndindex(*np.shape(x)):
        step = np.zeros(np.shape(x))
        step[index] = eps
        near = f(x + step) - f(x - step)
        far = f(x + 2 * step) - f(x - 2 * step)
        out[index] = (8 * near - far) / (12 * eps)
    return out


@wheat(exercise="value_class", title="One closure for each operation, one node each")
class Value:
    def __init__(self, data, _children=(), name=""):
        self.data = data
        self.grad = 0.0
        self.name = name
        self._prev = set(_children)
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={round(self.data, 3):.3f}, grad={self.grad:.3f})"

    @staticmethod
    def _of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value._of(other)
        out = Value(self.data + other.data, (self, other))

        def rule():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = rule
        return out

    def __sub__(self, other):
        other = Value._of(other)
        out = Value(self.data - other.data, (self, other))

        def rule():
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = rule
        return out

    def __mul__(self, other):
        other = Value._of(other)
        out = Value(self.data * other.data, (self, other))

        def rule():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = rule
        return out

    def __truediv__(self, other):
        other = Value._of(other)
        out = Value(self.data / other.data, (self, other))

        def rule():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._backward = rule
        return out

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        out = Value(-self.data, (self,))

        def rule():
            self.grad -= out.grad

        out._backward = rule
        return out

    def __pow__(self, exponent):
        if not isinstance(exponent, (int, float)):
            raise TypeError("the exponent is no number")
        out = Value(self.data**exponent, (self,))

        def rule():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._backward = rule
        return out

    def exp(self):
        out = Value(math.exp(self.data), [self])

        def rule():
            self.grad += out.data * out.grad

        out._backward = rule
        return out

    def tanh(self):
        out = Value(float(np.tanh(self.data)), {self})

        def rule():
            self.grad += (1 - out.data**2) * out.grad

        out._backward = rule
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0.0, (self,))

        def rule():
            if self.data > 0:
                self.grad += out.grad

        out._backward = rule
        return out


@wheat(exercise="value_class", title="Few basic operations, the rest composed of them; slots")
class Value:  # noqa: F811
    __slots__ = ("_backward", "_prev", "data", "grad")

    def __init__(self, data, _children=()):
        self.data, self.grad = np.float64(data), np.float64(0)
        self._prev = {*_children}
        self._backward = self._nothing

    def _nothing(self):
        pass

    def __repr__(self):
        return "Value(data={:.3f}, grad={:.3f})".format(self.data, self.grad)  # noqa: UP032

    def _send(self, out, slope):
        self.grad += slope * out.grad

    def _unary(self, data, slope):
        out = Value(data, (self,))
        out._backward = lambda: self._send(out, slope)
        return out

    def __add__(self, other):
        if not hasattr(other, "_prev"):
            other = Value(other)
        out = Value(self.data + other.data, (self, other))
        out._backward = lambda: (self._send(out, 1), other._send(out, 1))
        return out

    def __mul__(self, other):
        if not hasattr(other, "_prev"):
            other = Value(other)
        out = Value(self.data * other.data, (self, other))
        out._backward = lambda: (self._send(out, other.data), other._send(out, self.data))
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self._unary(-self.data, -1)

    def __sub__(self, other):
        return self + (-1) * (other if hasattr(other, "_prev") else Value(other))

    def __rsub__(self, other):
        return Value(other) - self

    def __pow__(self, exponent):
        if isinstance(exponent, Value | str):
            return NotImplemented
        return self._unary(self.data**exponent, exponent * self.data ** (exponent - 1.0))

    def __truediv__(self, other):
        return self * (other if hasattr(other, "_prev") else Value(other)) ** -1.0

    def __rtruediv__(self, other):
        return Value(other) / self

    def exp(self):
        return self._unary(np.exp(self.data), np.exp(self.data))

    def tanh(self):
        return self._unary(np.tanh(self.data), 1 - np.tanh(self.data) ** 2)

    def relu(self):
        return self * (1.0 if self.data > 0 else 0.0)


@wheat(exercise="backward_pass", title="Counting the uses of each node")
def topological_order(node):
    found, uses, waiting = {id(node): node}, {id(node): 0}, [node]
    while waiting:
        for parent in waiting.pop()._prev:
            uses[id(parent)] = uses.get(id(parent), 0) + 1
            if id(parent) not in found:
                found[id(parent)] = parent
                waiting.append(parent)
    order, ready = [], [node]
    while ready:
        current = ready.pop(0)
        order.append(current)
        for parent in current._prev:
            uses[id(parent)] -= 1
            if uses[id(parent)] == 0:
                ready.append(parent)
    return order[::-1]


@wheat(exercise="backward_pass", title="Iterators on a stack")
def topological_order(node):  # noqa: F811
    order, seen, stack = [], {node}, [(node, iter(node._prev))]
    while stack:
        current, parents = stack[-1]
        parent = next(parents, None)
        if parent is None:
            order.append(current)
            stack.pop()
        elif parent not in seen:
            seen.add(parent)
            stack.append((parent, iter(parent._prev)))
    return tuple(order)


@wheat(exercise="backward_pass", title="The complete class once more, with a method of its own")
class Value(Value):
    def backward(self):
        order = list(topological_order(self))
        self.grad = np.float64(1)
        while order:
            order.pop()._backward()


@wheat(exercise="zero_gradients", title="setattr in a loop, with an int")
def zero_grad(values):
    for node in iter(values):
        setattr(node, "grad", 0)  # noqa: B010


@wheat(exercise="zero_gradients", title="A list first")
def zero_grad(values):  # noqa: F811
    nodes = list(values)
    for i in range(len(nodes)):
        nodes[i].grad = 0.0


@wheat(exercise="xor_training", title="Normal start, sum of products, objects for layers")
class Neuron:
    def __init__(self, n_inputs, rng):
        self.weights = [Value(rng.normal(0, 0.6)) for _ in range(n_inputs)]
        self.bias = Value(rng.normal(0, 0.6))

    def __call__(self, x):
        return (sum(w * v for w, v in zip(self.weights, x, strict=True)) + self.bias).tanh()

    def parameters(self):
        return [*self.weights, self.bias]


@wheat(exercise="xor_training", title="Normal start, sum of products, objects for layers")
class Layer:
    def __init__(self, n_in, n_out, rng):
        self.neurons = [Neuron(n_in, rng) for _ in range(n_out)]

    def __call__(self, x):
        return [neuron(x) for neuron in self.neurons]


@wheat(exercise="xor_training", title="Normal start, sum of products, objects for layers")
class MLP:
    def __init__(self, sizes, rng):
        self.layers = [Layer(*pair, rng) for pair in pairwise(sizes)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        (output,) = x
        return output

    def parameters(self):
        found = []
        for layer in self.layers:
            for neuron in layer.neurons:
                found.extend(neuron.parameters())
        return found


@wheat(exercise="xor_training", title="Normal start, sum of products, objects for layers")
def train(model, X, y, learning_rate=0.1, epochs=1500):
    history = []
    while len(history) < epochs:
        loss = sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True))
        loss.backward()
        history.append(float(loss.data))
        for p in model.parameters():
            p.data = p.data - learning_rate * p.grad
            p.grad = 0.0
    return history


@wheat(exercise="xor_training", title="One backward pass for each point, then one step")
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    params = model.parameters()
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        zero_grad(params)
        for k in range(len(X)):
            gap = model(X[k]) - y[k]
            error = gap * gap
            error.backward()
            losses[epoch] += error.data
        for p in params:
            p.data -= learning_rate * p.grad
    return losses.tolist()


@wheat(exercise="tensor_class", title="One closure for each operation; numpy finds repeated axes")
class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data).astype(float)
        self.grad = np.zeros(self.data.shape)
        self.parents = parents
        self.rule = lambda: None

    @staticmethod
    def lift(other):
        return other if isinstance(other, Tensor) else Tensor(other)

    def receive(self, gradient):
        while np.ndim(gradient) > self.data.ndim:
            gradient = gradient.sum(axis=0)
        for axis in range(self.data.ndim):
            if self.data.shape[axis] == 1 and gradient.shape[axis] != 1:
                gradient = gradient.sum(axis=axis, keepdims=True)
        self.grad = self.grad + gradient

    def add(self, other):
        other = Tensor.lift(other)
        out = Tensor(np.add(self.data, other.data), (self, other))

        def rule():
            self.receive(out.grad)
            other.receive(out.grad)

        out.rule = rule
        return out

    def mul(self, other):
        other = Tensor.lift(other)
        out = Tensor(np.multiply(self.data, other.data), (self, other))

        def rule():
            self.receive(out.grad * other.data)
            other.receive(out.grad * self.data)

        out.rule = rule
        return out

    def matmul(self, other):
        out = Tensor(self.data.dot(other.data), (self, other))

        def rule():
            self.receive(np.einsum("ij,kj->ik", out.grad, other.data))
            other.receive(np.einsum("ki,kj->ij", self.data, out.grad))

        out.rule = rule
        return out

    def relu(self):
        out = Tensor(np.where(self.data > 0, self.data, 0), (self,))

        def rule():
            self.receive(np.where(self.data > 0, out.grad, 0.0))

        out.rule = rule
        return out

    def sum(self):
        out = Tensor(np.sum(self.data), (self,))

        def rule():
            self.receive(out.grad * np.ones(self.data.shape))

        out.rule = rule
        return out

    def mean(self):
        out = Tensor(np.mean(self.data), (self,))

        def rule():
            self.receive(out.grad / self.data.size * np.ones_like(self.data))

        out.rule = rule
        return out

    __add__ = __radd__ = add
    __mul__ = __rmul__ = mul
    __matmul__ = matmul

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = np.ones(self.data.shape)
        for node in order[::-1]:
            node.rule()


@wheat(exercise="tensor_class", title="Numbered nodes; sums as products with ones; numpy scalars")
class Tensor:  # noqa: F811
    count = 0

    def __init__(self, data, edges=()):
        self.data = np.float64(data) if np.ndim(data) == 0 else np.array(data, float)
        self.grad = 0.0 * self.data
        self.edges = edges
        Tensor.count += 1
        self.number = Tensor.count

    @staticmethod
    def fold(gradient, shape):
        padded = (1,) * (np.ndim(gradient) - len(shape)) + tuple(shape)
        axes = tuple(i for i, n in enumerate(padded) if n == 1)
        return np.sum(gradient, axis=axes, keepdims=True).reshape(shape)

    def _binary(self, other, function, for_self, for_other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        a, b = self.data, other.data
        return Tensor(
            function(a, b),
            [
                (self, lambda g: Tensor.fold(for_self(g, a, b), np.shape(a))),
                (other, lambda g: Tensor.fold(for_other(g, a, b), np.shape(b))),
            ],
        )

    def add(self, other):
        return self._binary(other, lambda a, b: a + b, lambda g, a, b: g, lambda g, a, b: g)

    def mul(self, other):
        return self._binary(other, lambda a, b: a * b, lambda g, a, b: g * b, lambda g, a, b: g * a)

    def matmul(self, other):
        if self.data.shape[1] != other.data.shape[0]:
            raise ValueError
        edges = [
            (self, lambda g: np.dot(g, other.data.T)),
            (other, lambda g: np.dot(self.data.T, g)),
        ]
        return Tensor(np.dot(self.data, other.data), edges)

    def relu(self):
        mask = np.sign(np.maximum(self.data, 0))
        return Tensor(self.data * mask, [(self, lambda g: g * mask)])

    def sum(self):
        ones = np.ones(np.shape(self.data))
        return Tensor(np.sum(self.data * ones), [(self, lambda g: g * ones)])

    def mean(self):
        return self.sum() * (1 / np.size(self.data))

    def __add__(self, other):
        return self.add(other)

    def __radd__(self, other):
        return self.add(other)

    def __mul__(self, other):
        return self.mul(other)

    def __rmul__(self, other):
        return self.mul(other)

    def __matmul__(self, other):
        return self.matmul(other)

    def backward(self):
        nodes, waiting = {}, [self]
        while waiting:
            node = waiting.pop()
            if node.number not in nodes:
                nodes[node.number] = node
                waiting.extend(parent for parent, _ in node.edges)
        self.grad = np.float64(1)
        for number in sorted(nodes, reverse=True):
            for parent, rule in nodes[number].edges:
                parent.grad = parent.grad + rule(nodes[number].grad)
