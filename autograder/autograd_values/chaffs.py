"""Wrong answers of micro-autograd that look right, and the tests that catch them."""

import math
from itertools import pairwise

import numpy as np

from chainrule.grading import chaff


class _Value:
    """Right in everything: a chaff replaces what it has wrong."""

    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._backward = lambda: None

    def _new(self, data, *edges):
        out = Value(data, tuple(operand for operand, _ in edges))

        def rule():
            for operand, local in edges:
                operand.grad += local * out.grad

        out._backward = rule
        return out

    def __repr__(self):
        return f"Value(data={self.data:.3f}, grad={self.grad:.3f})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data + other.data, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data * other.data, (self, other.data), (other, self.data))

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self._new(-self.data, (self, -1.0))

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data - other.data, (self, 1.0), (other, -1.0))

    def __rsub__(self, other):
        return Value(other) - self

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, exponent):
        if not isinstance(exponent, int | float):
            return NotImplemented
        return self._new(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))

    def exp(self):
        value = math.exp(self.data)
        return self._new(value, (self, value))

    def tanh(self):
        value = math.tanh(self.data)
        return self._new(value, (self, 1 - value**2))

    def relu(self):
        return self._new(max(0.0, self.data), (self, float(self.data > 0)))


class _Tensor:
    """Right in everything: a chaff replaces what it has wrong."""

    def __init__(self, data):
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros(self.data.shape)
        self._prev = set()
        self._backward = lambda: None

    def _new(self, data, *edges):
        out = Tensor(data)
        out._prev = {operand for operand, _ in edges}

        def rule():
            for operand, received in edges:
                operand._receive(received(out.grad))

        out._backward = rule
        return out

    def _receive(self, gradient):
        self.grad = self.grad + self._fold(gradient)

    def _fold(self, gradient):
        gradient = np.asarray(gradient)
        shape = np.shape(self.data)
        gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
        return gradient.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)

    def add(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return self._new(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def mul(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return self._new(
            self.data * other.data,
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        )

    def matmul(self, other):
        return self._new(
            self.data @ other.data,
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        )

    def relu(self):
        return self._new(np.maximum(self.data, 0), (self, lambda g: g * (self.data > 0)))

    def sum(self):
        return self._new(self.data.sum(), (self, lambda g: np.full(self.data.shape, g)))

    def mean(self):
        return self._new(
            self.data.mean(), (self, lambda g: np.full(self.data.shape, g / self.data.size))
        )

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
        self.grad = np.ones(self.data.shape)
        for node in reversed(topological_order(self)):
            node._backward()


def _method(function):
    """Make a function a method of Value, as the exercise asks."""
    Value.backward = function
    return function


@chaff(
    exercise="linear_layers",
    fails=[
        "test_first_matrix_acts_first",
        "test_biases_go_through_later_layers",
        "test_a_thousand_layers",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The product in reading order",
        "With one layer your W is right. Which of two matrices stands next to x?",
    ),
    fr=(
        "Le produit dans l'ordre de lecture",
        "Avec une seule couche, votre W est juste. Laquelle de deux matrices touche x ?",
    ),
)
def collapse(weights, biases=None):
    W = np.eye(weights[0].shape[1])
    b = np.zeros(weights[0].shape[1])
    for k, layer in enumerate(weights):
        W, b = W @ layer, layer @ b
        if biases is not None:
            if biases[k].shape != b.shape:
                raise ValueError
            b = b + biases[k]
    return W, b


@chaff(
    exercise="linear_layers",
    fails=["test_points_are_columns", "test_refuses_shapes_that_do_not_fit"],
    en=(
        "Points as rows",
        "For one point it is right. Along which axis of x do the points of a table stand here?",
    ),
    fr=(
        "Des points en lignes",
        "Pour un seul point, c'est juste. Le long de quel axe de x les points se suivent-ils ici ?",
    ),
)
def linear_stack(weights, x):
    for W in weights:
        x = x @ W.T
    return x


@chaff(
    exercise="linear_layers",
    fails=["test_points_are_columns"],
    en=(
        "Outputs as rows",
        "Each point has its right output. Along which axis of the result do the outputs stand?",
    ),
    fr=(
        "Des sorties en lignes",
        "Chaque point a la bonne sortie. Le long de quel axe du résultat les sorties se "
        "suivent-elles ?",
    ),
)
def linear_stack(weights, x):  # noqa: F811
    if x.ndim == 2:
        return np.array([linear_stack(weights, point) for point in x.T])
    for W in weights:
        x = W @ x
    return x


@chaff(
    exercise="linear_layers",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "Rows turned into columns",
        "Points in columns are right. What does the statement ask for when the first axis of x is "
        "not n_0?",
    ),
    fr=(
        "Des lignes changées en colonnes",
        "Les points en colonnes sont justes. Que demande l'énoncé si le premier axe de x n'est pas "
        "n_0 ?",
    ),
)
def linear_stack(weights, x):  # noqa: F811
    n_0 = weights[0].shape[1]
    if x.ndim == 2 and x.shape[0] != n_0 and x.shape[1] == n_0:
        x = x.T
    for W in weights:
        x = W @ x
    return x


@chaff(
    exercise="linear_layers",
    fails=[
        "test_first_matrix_acts_first",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "One point that comes back as a column",
        "The numbers are right. What is the shape of the output for a point of shape (n,)?",
    ),
    fr=(
        "Un point qui revient en colonne",
        "Les nombres sont justes. Quelle est la forme de la sortie pour un point de forme (n,) ?",
    ),
)
def linear_stack(weights, x):  # noqa: F811
    columns = x.reshape(len(x), -1)
    for W in weights:
        columns = W @ columns
    return columns


@chaff(
    exercise="linear_layers",
    fails=[
        "test_first_matrix_acts_first",
        "test_points_are_columns",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A ReLU between the layers",
        "The products are right as long as nothing is negative. What happens between two layers?",
    ),
    fr=(
        "Un ReLU entre les couches",
        "Les produits sont justes si rien n'est négatif. Que se passe-t-il entre deux couches ?",
    ),
)
def linear_stack(weights, x):  # noqa: F811
    for W in weights:
        x = np.maximum(W @ x, 0)
    return x


@chaff(
    exercise="linear_layers",
    fails=[
        "test_biases_go_through_later_layers",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Only the last bias",
        "W is right. What do the later layers make of what an earlier bias has added?",
    ),
    fr=(
        "Seulement le dernier biais",
        "W est juste. Que font les couches suivantes de ce qu'un biais antérieur a ajouté ?",
    ),
)
def collapse(weights, biases=None):  # noqa: F811
    W = np.eye(weights[0].shape[1])
    for layer in weights:
        W = layer @ W
    if biases is None:
        return W, np.zeros(len(W))
    for layer, bias in zip(weights, biases, strict=True):
        if bias.shape != (len(layer),):
            raise ValueError
    return W, biases[-1].copy()


@chaff(
    exercise="linear_layers",
    fails=[
        "test_biases_go_through_later_layers",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The biases are left out",
        "Without biases it is right. What is the output of the stack at x = 0?",
    ),
    fr=(
        "Les biais sont oubliés",
        "Sans biais, c'est juste. Quelle est la sortie de l'empilement en x = 0 ?",
    ),
)
def collapse(weights, biases=None):  # noqa: F811
    W = np.eye(weights[0].shape[1])
    for layer in weights:
        W = layer @ W
    for layer, bias in zip(weights, biases or [], strict=False):
        if bias.shape != (len(layer),):
            raise ValueError
    return W, np.zeros(len(W))


@chaff(
    exercise="linear_layers",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "One number as a bias for all",
        "With biases of the right size it is right. What does numpy do with one entry that is "
        "added to several?",
    ),
    fr=(
        "Un nombre qui sert de biais à tous",
        "Avec des biais de la bonne taille, c'est juste. Que fait numpy d'un coefficient ajouté à "
        "plusieurs ?",
    ),
)
def collapse(weights, biases=None):  # noqa: F811
    W = np.eye(weights[0].shape[1])
    b = np.zeros(weights[0].shape[1])
    for k, layer in enumerate(weights):
        W, b = layer @ W, layer @ b
        if biases is not None:
            b = b + biases[k]
    return W, b


@chaff(
    exercise="linear_layers",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Biases that grow",
        "The pair is right. What do the arrays of the caller hold after the call?",
    ),
    fr=(
        "Des biais qui grossissent",
        "Le couple est juste. Que contiennent les tableaux de l'appelant après l'appel ?",
    ),
)
def collapse(weights, biases=None):  # noqa: F811
    W = np.eye(weights[0].shape[1])
    b = np.zeros(weights[0].shape[1])
    for k, layer in enumerate(weights):
        W, b = layer @ W, layer @ b
        if biases is not None:
            if biases[k].shape != b.shape:
                raise ValueError
            biases[k] += b
            b = biases[k]
    return W, b


@chaff(
    exercise="linear_layers",
    fails=["test_a_thousand_layers"],
    en=(
        "One nested call for each layer",
        "With a few layers it is right. How deep are your calls nested with a thousand?",
    ),
    fr=(
        "Un appel imbriqué par couche",
        "Avec quelques couches, c'est juste. Jusqu'où vos appels s'imbriquent-ils pour mille ?",
    ),
)
def collapse(weights, biases=None):  # noqa: F811
    if biases is None:
        biases = [np.zeros(len(W)) for W in weights]
    W, b = weights[-1], biases[-1]
    if b.shape != (len(W),):
        raise ValueError
    if len(weights) == 1:
        return W, b
    inner, shift = collapse(weights[:-1], biases[:-1])
    return W @ inner, W @ shift + b


@chaff(
    exercise="two_paths",
    fails=["test_gradient", "test_keeps_nothing_between_calls"],
    en=(
        "One path to y",
        "The derivative for x is right. By how many paths does y reach the output?",
    ),
    fr=(
        "Un seul chemin vers y",
        "La dérivée pour x est juste. Par combien de chemins y atteint-elle la sortie ?",
    ),
)
def backward_fxy(x, y):
    return y, x + y


@chaff(
    exercise="two_paths",
    fails=["test_gradient", "test_keeps_nothing_between_calls"],
    en=(
        "Only the path through the sum",
        "What arrives through the sum is right. Does y also enter another node?",
    ),
    fr=(
        "Seulement le chemin par la somme",
        "Ce qui arrive par la somme est juste. La variable y entre-t-elle dans un autre nœud ?",
    ),
)
def backward_fxy(x, y):  # noqa: F811
    return y, y


@chaff(
    exercise="two_paths",
    fails=["test_gradient", "test_keeps_nothing_between_calls"],
    en=(
        "Local derivatives taken at the output",
        "Two contributions are added, which is right. At which values is the local derivative of "
        "a product taken?",
    ),
    fr=(
        "Des dérivées locales prises à la sortie",
        "Deux contributions s'ajoutent, c'est juste. En quelles valeurs prend-on la dérivée locale "
        "d'un produit ?",
    ),
)
def backward_fxy(x, y):  # noqa: F811
    b = (x + y) * y
    return b, b + (x + y)


@chaff(
    exercise="two_paths",
    fails=["test_gradient", "test_keeps_nothing_between_calls"],
    en=(
        "A difference quotient",
        "Your result is close. Which rule gives the derivative of a product without any step?",
    ),
    fr=(
        "Un taux d'accroissement",
        "Votre résultat est proche. Quelle règle donne la dérivée d'un produit sans aucun pas ?",
    ),
)
def backward_fxy(x, y):  # noqa: F811
    def f(x, y):
        return (x + y) * y

    h = 1e-6
    return (f(x + h, y) - f(x, y)) / h, (f(x, y + h) - f(x, y)) / h


@chaff(
    exercise="two_paths",
    fails=["test_gradient", "test_keeps_nothing_between_calls"],
    en=(
        "The factor found by dividing",
        "Nearly everywhere it is right. What becomes of b / a where a is 0?",
    ),
    fr=(
        "Le facteur trouvé par division",
        "C'est juste presque partout. Que devient b / a là où a vaut 0 ?",
    ),
)
def backward_fxy(x, y):  # noqa: F811
    a = x + y
    da = a * y / a if a else 0.0
    return da, a + da


@chaff(
    exercise="two_paths",
    fails=["test_keeps_nothing_between_calls"],
    en=(
        "Values of an earlier forward pass",
        "After a forward pass at the same point it is right. And after one at another point?",
    ),
    fr=(
        "Les valeurs d'un passage avant antérieur",
        "Après un passage avant au même point, c'est juste. Et après un passage ailleurs ?",
    ),
)
def forward_fxy(x, y):
    forward_fxy.a = x + y
    return forward_fxy.a, forward_fxy.a * y


@chaff(
    exercise="two_paths",
    fails=["test_keeps_nothing_between_calls"],
    en=(
        "Values of an earlier forward pass",
        "After a forward pass at the same point it is right. And after one at another point?",
    ),
    fr=(
        "Les valeurs d'un passage avant antérieur",
        "Après un passage avant au même point, c'est juste. Et après un passage ailleurs ?",
    ),
)
def backward_fxy(x, y):  # noqa: F811
    a = getattr(forward_fxy, "a", x + y)
    return y, a + y


@chaff(
    exercise="two_paths",
    fails=["test_values_of_both_nodes"],
    en=(
        "The output first",
        "Both numbers are right. In which order does the statement name them?",
    ),
    fr=(
        "La sortie en premier",
        "Les deux nombres sont justes. Dans quel ordre l'énoncé les nomme-t-il ?",
    ),
)
def forward_fxy(x, y):  # noqa: F811
    return (x + y) * y, x + y


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_inputs"],
    en=(
        "a and b exchanged",
        "The other gradients are right. Which factor does a receive at the node e = a b?",
    ),
    fr=(
        "a et b échangés",
        "Les autres gradients sont justes. Quel facteur a reçoit-il au nœud e = a b ?",
    ),
)
def graph_backward(a, b, c, f):
    return {"L": 1, "d": f, "f": a * b + c, "e": f, "c": f, "a": f * a, "b": f * b}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_inputs"],
    en=(
        "f receives itself",
        "What d receives is right. What does f receive at the same product?",
    ),
    fr=(
        "f reçoit sa propre valeur",
        "Ce que d reçoit est juste. Que reçoit f au même produit ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    return {"L": 1, "d": f, "f": f, "e": f, "c": f, "a": f * b, "b": f * a}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_inputs"],
    en=(
        "The local derivative alone, for c",
        "The local derivative of a sum is 1, that is right. By what is it multiplied?",
    ),
    fr=(
        "La dérivée locale seule, pour c",
        "La dérivée locale d'une somme est 1, c'est juste. Par quoi est-elle multipliée ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    return {"L": 1, "d": f, "f": a * b + c, "e": f, "c": 1, "a": f * b, "b": f * a}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_inputs"],
    en=(
        "The local derivatives alone, for a and b",
        "The local derivatives of e = a b are right. What arrives at e from the output?",
    ),
    fr=(
        "Les dérivées locales seules, pour a et b",
        "Les dérivées locales de e = a b sont justes. Qu'est-ce qui arrive en e depuis la sortie ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    return {"L": 1, "d": f, "f": a * b + c, "e": f, "c": f, "a": b, "b": a}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_inputs"],
    en=(
        "e in place of d",
        "The other gradients are right. With which node is f multiplied?",
    ),
    fr=(
        "e à la place de d",
        "Les autres gradients sont justes. Par quel nœud f est-il multiplié ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    return {"L": 1, "d": f, "f": a * b, "e": f, "c": f, "a": f * b, "b": f * a}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_nodes"],
    en=(
        "Values in place of gradients",
        "The gradients of the inputs are right. What does the key of a node stand for here?",
    ),
    fr=(
        "Des valeurs au lieu de gradients",
        "Les gradients des entrées sont justes. Que désigne ici la clé d'un nœud ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    e = a * b
    d = e + c
    return {"L": d * f, "d": d, "e": e, "f": d, "c": f, "a": f * b, "b": f * a}


@chaff(
    exercise="four_inputs",
    fails=["test_gradients_of_the_nodes"],
    en=(
        "A sum that stops the gradient",
        "What the inputs receive is right. What does an addition do to the gradient that comes?",
    ),
    fr=(
        "Une somme qui arrête le gradient",
        "Ce que les entrées reçoivent est juste. Que fait une addition du gradient qui arrive ?",
    ),
)
def graph_backward(a, b, c, f):  # noqa: F811
    return {"L": 1, "d": f, "f": a * b + c, "e": 1, "c": f, "a": f * b, "b": f * a}


@chaff(
    exercise="four_inputs",
    fails=["test_values_of_the_nodes"],
    en=(
        "A sum in place of the last product",
        "e and d are right. By which operation does L come out of d and f?",
    ),
    fr=(
        "Une somme à la place du dernier produit",
        "e et d sont justes. Par quelle opération L vient-il de d et de f ?",
    ),
)
def graph_forward(a, b, c, f):
    e = a * b
    return {"e": e, "d": e + c, "L": e + c + f}


@chaff(
    exercise="measured_gradient",
    fails=[
        "test_quadratic_functions",
        "test_matrix",
        "test_integers",
        "test_point_is_unchanged",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "A forward difference",
        "With a tiny step it looks right. On which sides of x is f taken?",
    ),
    fr=(
        "Une différence avant",
        "Avec un pas minuscule, cela semble juste. De quels côtés de x prend-on f ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):
    if eps <= 0:
        raise ValueError
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x * 1.0)) / eps
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=["test_point_is_unchanged"],
    en=(
        "Added and taken away again",
        "The gradient is right. Is x + h - 2h + h always x, for floats?",
    ),
    fr=(
        "Ajouté puis retranché",
        "Le gradient est juste. Est-ce que x + h - 2h + h redonne toujours x en flottants ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    x = np.asarray(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += eps
        right = f(x)
        x[index] -= 2 * eps
        gradient[index] = (right - f(x)) / (2 * eps)
        x[index] += eps
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=["test_integers"],
    en=(
        "A step that an int array swallows",
        "With floats it is right. What does an array of ints store when a small step is added?",
    ),
    fr=(
        "Un pas avalé par un tableau d'entiers",
        "Avec des flottants, c'est juste. Que garde un tableau d'entiers quand on ajoute un petit "
        "pas ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[index] = x[index] + eps
        left[index] = x[index] - eps
        gradient[index] = (f(right * 1.0) - f(left * 1.0)) / (2 * eps)
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=["test_matrix"],
    en=(
        "A matrix made flat",
        "For vectors it is right. What shape does f expect when x is a matrix?",
    ),
    fr=(
        "Une matrice mise à plat",
        "Pour les vecteurs, c'est juste. Quelle forme f attend-elle quand x est une matrice ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    flat = np.array(x, dtype=float).ravel()
    steps = eps * np.eye(flat.size)
    slopes = [(f(flat + step) - f(flat - step)) / (2 * eps) for step in steps]
    return np.array(slopes).reshape(x.shape)


@chaff(
    exercise="measured_gradient",
    fails=["test_default_step_is_tiny"],
    en=(
        "A step that is never small",
        "For quadratic functions any step will do. And for others?",
    ),
    fr=(
        "Un pas jamais petit",
        "Pour une fonction du second degré, tout pas convient. Et pour les autres ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    eps = max(eps, 0.1)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=[
        "test_quadratic_functions",
        "test_default_step_is_tiny",
        "test_matrix",
        "test_integers",
        "test_point_is_unchanged",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "Twice the slope",
        "All entries are twice too large. How far apart are the two points?",
    ),
    fr=(
        "Le double de la pente",
        "Tout est deux fois trop grand. Quelle distance sépare les deux points ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / eps
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=["test_refuses_a_step_that_is_not_positive"],
    en=(
        "Any step is taken",
        "With a positive step it is right. What does the statement ask for otherwise?",
    ),
    fr=(
        "N'importe quel pas est accepté",
        "Avec un pas strictement positif, c'est juste. Que demande l'énoncé sinon ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    eps = eps or 1e-6
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=[
        "test_quadratic_functions",
        "test_matrix",
        "test_integers",
        "test_point_is_unchanged",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "A step in proportion to the entry",
        "For entries other than 0 it is right. How far does an entry move that is 0?",
    ),
    fr=(
        "Un pas proportionnel au coefficient",
        "Pour un coefficient non nul, c'est juste. De combien bouge un coefficient nul ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps * x[index]
        width = 2 * step[index]
        gradient[index] = (f(x + step) - f(x - step)) / width if width else 0.0
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=[
        "test_quadratic_functions",
        "test_integers",
        "test_point_is_unchanged",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "A step with the sign of the entry",
        "For entries other than 0 it is right. How far does an entry move that is 0?",
    ),
    fr=(
        "Un pas du signe du coefficient",
        "Pour un coefficient non nul, c'est juste. De combien bouge un coefficient nul ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps * np.sign(x[index])
        width = 2 * step[index]
        gradient[index] = (f(x + step) - f(x - step)) / width if width else 0.0
    return gradient


@chaff(
    exercise="measured_gradient",
    fails=["test_matrix"],
    en=(
        "A step of one's own",
        "The gradient is right. With eps = 0.25, at which points should f be asked?",
    ),
    fr=(
        "Un pas à soi",
        "Le gradient est juste. Avec eps = 0.25, en quels points faut-il demander f ?",
    ),
)
def numeric_grad(f, x, eps=1e-6):  # noqa: F811
    if eps <= 0:
        raise ValueError
    eps = 1e-6
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


@chaff(
    exercise="value_class",
    fails=["test_rules_add"],
    en=(
        "Gradients assigned",
        "A value that is used once is right. What remains of the first use when a second one "
        "reports?",
    ),
    fr=(
        "Des gradients remplacés",
        "Une valeur utilisée une fois, c'est juste. Que reste-t-il du premier usage quand "
        "le second se manifeste ?",
    ),
)
class Value(_Value):
    def _new(self, data, *edges):
        out = Value(data, tuple(operand for operand, _ in edges))

        def rule():
            for operand, local in edges:
                operand.grad = local * out.grad

        out._backward = rule
        return out


@chaff(
    exercise="value_class",
    fails=["test_rules_add"],
    en=(
        "Gradients assigned by the functions",
        "The rules of sums and products add. What does that of tanh leave of a gradient that is "
        "there already?",
    ),
    fr=(
        "Des gradients remplacés par les fonctions",
        "Les règles des sommes et des produits ajoutent. Que laisse celle de tanh d'un gradient "
        "déjà présent ?",
    ),
)
class Value(_Value):  # noqa: F811
    def _function(self, value, local):
        out = Value(value, (self,))

        def rule():
            self.grad = local * out.grad

        out._backward = rule
        return out

    def exp(self):
        value = math.exp(self.data)
        return self._function(value, value)

    def tanh(self):
        value = math.tanh(self.data)
        return self._function(value, 1 - value**2)

    def relu(self):
        return self._function(max(0.0, self.data), float(self.data > 0))


@chaff(
    exercise="value_class",
    fails=["test_numbers_on_both_sides", "test_local_rules", "test_rules_add"],
    en=(
        "The local derivative alone",
        "Where the node's gradient is 1 you are right. What if it is 2?",
    ),
    fr=(
        "La dérivée locale seule",
        "Quand le gradient du nœud est 1, c'est juste. Et s'il vaut 2 ?",
    ),
)
class Value(_Value):  # noqa: F811
    def _new(self, data, *edges):
        out = Value(data, tuple(operand for operand, _ in edges))

        def rule():
            for operand, local in edges:
                operand.grad += local

        out._backward = rule
        return out


@chaff(
    exercise="value_class",
    fails=["test_numbers_on_both_sides", "test_local_rules", "test_rules_add"],
    en=(
        "Each factor receives itself",
        "x * x comes out right. Which of two different factors does the rule of x y send to x?",
    ),
    fr=(
        "Chaque facteur reçoit sa propre valeur",
        "x * x est juste. Lequel de deux facteurs différents la règle de x y envoie-t-elle à x ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data * other.data, (self, self.data), (other, other.data))


@chaff(
    exercise="value_class",
    fails=["test_numbers_on_both_sides"],
    en=(
        "Operands exchanged on the left",
        "x - 5 is right. What does Python hand to your method for 5 - x?",
    ),
    fr=(
        "Opérandes échangés à gauche",
        "x - 5 est juste. Que Python transmet-il à votre méthode pour 5 - x ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __rsub__(self, other):
        return self - other


@chaff(
    exercise="value_class",
    fails=["test_representation"],
    en=(
        "All the decimals",
        "The words are right. How many decimals does the example show?",
    ),
    fr=(
        "Toutes les décimales",
        "Les mots sont justes. Combien de décimales l'exemple montre-t-il ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"


@chaff(
    exercise="value_class",
    fails=["test_parents"],
    en=(
        "A list of parents",
        "For two different operands it is right. How many parents does x + x have?",
    ),
    fr=(
        "Une liste de parents",
        "Pour deux opérandes différents, c'est juste. Combien de parents x + x a-t-il ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = list(_children)
        self._backward = lambda: None


@chaff(
    exercise="value_class",
    fails=["test_operands_stay_as_they_are"],
    en=(
        "A copy that inherits the gradient",
        "From fresh operands your nodes are right. What gradient does a copy of a node have?",
    ),
    fr=(
        "Une copie qui hérite du gradient",
        "À partir d'opérandes neufs, vos nœuds sont justes. Quel gradient a la copie d'un nœud ?",
    ),
)
class Value(_Value):  # noqa: F811
    def _new(self, data, *edges):
        out = Value.__new__(Value)
        out.data, out.grad = data, self.grad
        out._prev = {operand for operand, _ in edges}

        def rule():
            for operand, local in edges:
                operand.grad += local * out.grad

        out._backward = rule
        return out


@chaff(
    exercise="value_class",
    fails=["test_refuses_other_exponents"],
    en=(
        "A Value as exponent",
        "Numbers as exponents are right. Which derivative would be missing if the exponent were "
        "a node?",
    ),
    fr=(
        "Un Value en exposant",
        "Les exposants numériques sont justes. Quelle dérivée manquerait si l'exposant était un "
        "nœud ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __pow__(self, exponent):
        n = getattr(exponent, "data", exponent)
        return self._new(self.data**n, (self, n * self.data ** (n - 1)))


@chaff(
    exercise="value_class",
    fails=[
        "test_values",
        "test_representation",
        "test_operands_stay_as_they_are",
        "test_refuses_other_exponents",
    ],
    en=(
        "tanh from exponentials",
        "Near 0 it is right. How large is the exponential of 1000?",
    ),
    fr=(
        "tanh à partir d'exponentielles",
        "Près de 0, c'est juste. Quelle est la taille de l'exponentielle de 1000 ?",
    ),
)
class Value(_Value):  # noqa: F811
    def tanh(self):
        up, down = math.exp(self.data), math.exp(-self.data)
        value = (up - down) / (up + down)
        return self._new(value, (self, 1 - value**2))


@chaff(
    exercise="value_class",
    fails=["test_local_rules"],
    en=(
        "tanh' taken at the wrong number",
        "The form 1 - t² is right. Is t the input of tanh or its output?",
    ),
    fr=(
        "tanh' prise au mauvais nombre",
        "La forme 1 - t² est juste. Est-ce que t est l'entrée de tanh ou sa sortie ?",
    ),
)
class Value(_Value):  # noqa: F811
    def tanh(self):
        return self._new(math.tanh(self.data), (self, 1 - self.data**2))


@chaff(
    exercise="value_class",
    fails=["test_local_rules"],
    en=(
        "ReLU passes every gradient",
        "The values of ReLU are right, and so is its slope for x > 0. What is its slope elsewhere?",
    ),
    fr=(
        "ReLU laisse passer tout gradient",
        "Les valeurs de ReLU sont justes, sa pente pour x > 0 aussi. Et sa pente ailleurs ?",
    ),
)
class Value(_Value):  # noqa: F811
    def relu(self):
        return self._new(max(0.0, self.data), (self, 1.0))


@chaff(
    exercise="value_class",
    fails=["test_numbers_on_both_sides", "test_local_rules", "test_rules_add"],
    en=(
        "A power rule without the power",
        "For the exponent 1 your rule is right. What remains of x when its power is "
        "differentiated?",
    ),
    fr=(
        "Une règle de puissance sans la puissance",
        "Pour l'exposant 1, votre règle est juste. Que reste-t-il de x quand on dérive sa "
        "puissance ?",
    ),
)
class Value(_Value):  # noqa: F811
    def __pow__(self, exponent):
        if not isinstance(exponent, int | float):
            return NotImplemented
        return self._new(self.data**exponent, (self, exponent))


@chaff(
    exercise="backward_pass",
    fails=["test_shared_nodes_at_several_depths", "test_topological_order"],
    en=(
        "Nodes sorted by their distance",
        "A node can be near the output by one path and far away by another. When has it received "
        "everything?",
    ),
    fr=(
        "Des nœuds rangés par distance",
        "Un nœud peut être proche de la sortie par un chemin et loin par un autre. Quand a-t-il "
        "tout reçu ?",
    ),
)
def topological_order(node):
    order, seen = [node], {node}
    for current in order:
        for parent in current._prev:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    return order[::-1]


@chaff(
    exercise="backward_pass",
    fails=["test_shared_nodes_at_several_depths", "test_long_chain"],
    en=(
        "Down every path at once",
        "Without shared results it is right. How often is the rule of a shared node called?",
    ),
    fr=(
        "Chaque chemin parcouru aussitôt",
        "Sans résultat partagé, c'est juste. Combien de fois la règle d'un nœud partagé est-elle "
        "appelée ?",
    ),
)
@_method
def backward(self):
    def visit(node):
        node._backward()
        for parent in node._prev:
            visit(parent)

    self.grad = 1.0
    visit(self)


@chaff(
    exercise="backward_pass",
    fails=["test_gradient_of_the_output"],
    en=(
        "1 is added to the output's gradient",
        "On a fresh graph it is right. What is dL/dL if the output already had a gradient?",
    ),
    fr=(
        "1 ajouté au gradient de la sortie",
        "Sur un graphe neuf, c'est juste. Que vaut dL/dL si la sortie avait déjà un gradient ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    self.grad += 1.0
    for node in reversed(topological_order(self)):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=["test_passes_add_up"],
    en=(
        "All gradients reset",
        "One pass is right. Which gradients may a second pass touch before it adds to them?",
    ),
    fr=(
        "Tous les gradients remis à zéro",
        "Un seul passage est juste. Quels gradients un second passage peut-il toucher avant d'y "
        "ajouter ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    order = topological_order(self)
    for node in order:
        node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=["test_passes_add_up"],
    en=(
        "Only results reset",
        "The inputs keep what they had, which is right. Does the statement treat a node in the "
        "middle of the graph in another way?",
    ),
    fr=(
        "Seuls les résultats remis à zéro",
        "Les entrées gardent ce qu'elles avaient, c'est juste. L'énoncé traite-t-il autrement un "
        "nœud au milieu du graphe ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    order = topological_order(self)
    for node in order:
        if node._prev:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=[
        "test_simple_graphs",
        "test_shared_nodes_at_several_depths",
        "test_long_chain",
        "test_passes_add_up",
        "test_gradient_of_the_output",
    ],
    en=(
        "From the inputs to the output",
        "The order of the list is right. From which end does a backward pass read it?",
    ),
    fr=(
        "Des entrées vers la sortie",
        "L'ordre de la liste est juste. Par quel bout un passage arrière la lit-il ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    self.grad = 1.0
    for node in topological_order(self):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=[
        "test_simple_graphs",
        "test_shared_nodes_at_several_depths",
        "test_long_chain",
        "test_passes_add_up",
        "test_gradient_of_the_output",
    ],
    en=(
        "The output has no gradient",
        "The rules are called in a right order. With which number does the backward pass begin?",
    ),
    fr=(
        "La sortie n'a pas de gradient",
        "Les règles sont appelées dans un bon ordre. Par quel nombre le passage arrière "
        "commence-t-il ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    for node in reversed(topological_order(self)):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=["test_long_chain"],
    en=(
        "One nested call for each node",
        "On small graphs it is right. How deep are the calls nested on a chain of 3000?",
    ),
    fr=(
        "Un appel imbriqué par nœud",
        "Sur de petits graphes, c'est juste. Jusqu'où les appels s'imbriquent-ils pour 3000 ?",
    ),
)
def topological_order(node):  # noqa: F811
    order, seen = [], set()

    def visit(current):
        if current not in seen:
            seen.add(current)
            for parent in current._prev:
                visit(parent)
            order.append(current)

    visit(node)
    return order


@chaff(
    exercise="backward_pass",
    fails=["test_topological_order", "test_long_chain"],
    en=(
        "Nodes of equal data taken for one",
        "Where all data differ it is right. How do two leaves differ that hold the same number?",
    ),
    fr=(
        "Des nœuds de même donnée confondus",
        "Si toutes les données diffèrent, c'est juste. En quoi deux feuilles de même nombre "
        "diffèrent-elles ?",
    ),
)
def topological_order(node):  # noqa: F811
    order, seen, stack = [], set(), [(node, False)]
    while stack:
        current, done = stack.pop()
        if done:
            order.append(current)
        elif current.data not in seen:
            seen.add(current.data)
            stack += [(current, True), *((parent, False) for parent in current._prev)]
    return order


@chaff(
    exercise="backward_pass",
    fails=["test_topological_order", "test_long_chain"],
    en=(
        "The leaves are left out",
        "The gradients are right. Do leaves belong to the graph?",
    ),
    fr=(
        "Les feuilles sont oubliées",
        "Les gradients sont justes. Les feuilles font-elles partie du graphe ?",
    ),
)
def topological_order(node):  # noqa: F811
    order, seen, stack = [], set(), [(node, False)]
    while stack:
        current, done = stack.pop()
        if done:
            order.append(current)
        elif current not in seen and current._prev:
            seen.add(current)
            stack += [(current, True), *((parent, False) for parent in current._prev)]
    return order


@chaff(
    exercise="backward_pass",
    fails=["test_topological_order"],
    en=(
        "The output first",
        "The gradients are right. Which end of the list does the statement ask for first?",
    ),
    fr=(
        "La sortie en premier",
        "Les gradients sont justes. Quel bout de la liste l'énoncé demande-t-il en premier ?",
    ),
)
def topological_order(node):  # noqa: F811
    order, seen, stack = [], set(), [(node, False)]
    while stack:
        current, done = stack.pop()
        if done:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack += [(current, True), *((parent, False) for parent in current._prev)]
    return order[::-1]


@chaff(
    exercise="backward_pass",
    fails=["test_topological_order"],
    en=(
        "The output first",
        "The gradients are right. Which end of the list does the statement ask for first?",
    ),
    fr=(
        "La sortie en premier",
        "Les gradients sont justes. Quel bout de la liste l'énoncé demande-t-il en premier ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    self.grad = 1.0
    for node in topological_order(self):
        node._backward()


@chaff(
    exercise="backward_pass",
    fails=["test_shared_nodes_at_several_depths"],
    en=(
        "Level by level from the output",
        "Where all paths to a node are equally long it is right. When has a node received "
        "everything?",
    ),
    fr=(
        "Niveau par niveau depuis la sortie",
        "Quand tous les chemins vers un nœud ont la même longueur, c'est juste. Quand un nœud "
        "a-t-il tout reçu ?",
    ),
)
@_method
def backward(self):  # noqa: F811
    self.grad = 1.0
    order, seen = [self], {self}
    for node in order:
        node._backward()
        for parent in node._prev:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)


@chaff(
    exercise="zero_gradients",
    fails=[
        "test_given_nodes",
        "test_sets_and_generators",
        "test_any_old_gradient",
        "test_nodes_still_work",
        "test_other_nodes_keep_their_gradient",
    ],
    en=(
        "New nodes in place of the old ones",
        "Your new nodes have the gradient 0. Which nodes does the caller still hold?",
    ),
    fr=(
        "Des nœuds neufs à la place des anciens",
        "Vos nœuds neufs ont un gradient nul. Quels nœuds l'appelant a-t-il encore en main ?",
    ),
)
def zero_grad(values):
    values = [Value(node.data) for node in values]


@chaff(
    exercise="zero_gradients",
    fails=["test_nodes_still_work"],
    en=(
        "The data set to 0, too",
        "The gradients are right. What else has changed in the nodes?",
    ),
    fr=(
        "Les données mises à 0 aussi",
        "Les gradients sont justes. Qu'est-ce qui a changé d'autre dans les nœuds ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for node in values:
        node.grad = node.data = 0.0


@chaff(
    exercise="zero_gradients",
    fails=[
        "test_given_nodes",
        "test_nodes_still_work",
        "test_other_nodes_keep_their_gradient",
    ],
    en=(
        "Leaves only",
        "Leaves are right. What about results that are given, too?",
    ),
    fr=(
        "Seulement les feuilles",
        "Pour les feuilles, c'est juste. Et les résultats qui sont donnés aussi ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for node in values:
        if not node._prev:
            node.grad = 0.0


@chaff(
    exercise="zero_gradients",
    fails=["test_sets_and_generators"],
    en=(
        "Nodes by their index",
        "Lists and tuples are right. Which iterables have no indices?",
    ),
    fr=(
        "Des nœuds par leur indice",
        "Listes et tuples, c'est juste. Quels itérables n'ont pas d'indices ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for i in range(len(values)):
        values[i].grad = 0.0


@chaff(
    exercise="zero_gradients",
    fails=["test_any_old_gradient"],
    en=(
        "Multiplied by 0",
        "For ordinary gradients it is right. What is 0 times infinity?",
    ),
    fr=(
        "Multiplié par 0",
        "Pour un gradient ordinaire, c'est juste. Combien vaut 0 fois l'infini ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for node in values:
        node.grad *= 0.0


@chaff(
    exercise="zero_gradients",
    fails=["test_other_nodes_keep_their_gradient"],
    en=(
        "The whole graph is cleared",
        "The given nodes are right. Which nodes were not given?",
    ),
    fr=(
        "Tout le graphe est vidé",
        "Les nœuds donnés sont justes. Quels nœuds n'étaient pas donnés ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for node in values:
        node.grad = 0.0
        zero_grad(node._prev)


@chaff(
    exercise="zero_gradients",
    fails=["test_nodes_still_work"],
    en=(
        "The graph is cut",
        "The gradients are right. What does a node need for the next backward pass?",
    ),
    fr=(
        "Le graphe est coupé",
        "Les gradients sont justes. De quoi un nœud a-t-il besoin au passage suivant ?",
    ),
)
def zero_grad(values):  # noqa: F811
    for node in values:
        node.__init__(node.data)


@chaff(
    exercise="xor_training",
    fails=["test_three_steps", "test_losses"],
    en=(
        "Gradients never set to 0",
        "The first step is right. Of which epochs does the gradient hold something in the second?",
    ),
    fr=(
        "Des gradients jamais remis à 0",
        "Le premier pas est juste. De quelles époques le gradient contient-il la trace au second ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):
    losses = []
    for _ in range(epochs):
        loss = sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True))
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(loss.data)
    return losses


@chaff(
    exercise="xor_training",
    fails=["test_three_steps", "test_losses"],
    en=(
        "A step too late",
        "The losses fall. Which gradient does the first step use?",
    ),
    fr=(
        "Un pas de retard",
        "La perte diminue. Quel gradient le premier pas utilise-t-il ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    losses = []
    for _ in range(epochs):
        loss = sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True))
        for p in model.parameters():
            p.data -= learning_rate * p.grad
            p.grad = 0.0
        loss.backward()
        losses.append(loss.data)
    return losses


@chaff(
    exercise="xor_training",
    fails=["test_losses"],
    en=(
        "The loss after the step",
        "The steps are right. Is the loss of your list that of the network before the step?",
    ),
    fr=(
        "La perte après le pas",
        "Les pas sont justes. La perte de votre liste est-elle celle du réseau avant le pas ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    losses = []
    for _ in range(epochs):
        for p in model.parameters():
            p.grad = 0.0
        sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True)).backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(sum((model(x).data - t) ** 2 for x, t in zip(X, y, strict=True)))
    return losses


@chaff(
    exercise="xor_training",
    fails=["test_three_steps", "test_losses"],
    en=(
        "A mean in place of the sum",
        "The direction of each step is right. Is its length that of a sum of squares?",
    ),
    fr=(
        "Une moyenne à la place de la somme",
        "La direction de chaque pas est juste. Sa longueur est-elle celle d'une somme de carrés ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    losses = []
    for _ in range(epochs):
        loss = sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True)) / len(X)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(loss.data)
    return losses


@chaff(
    exercise="xor_training",
    fails=["test_three_steps", "test_losses"],
    en=(
        "A step for each point",
        "Each point pulls in the right direction. How many steps does an epoch make?",
    ),
    fr=(
        "Un pas par point",
        "Chaque point tire dans la bonne direction. Combien de pas une époque fait-elle ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    losses = []
    for _ in range(epochs):
        losses.append(0.0)
        for x, t in zip(X, y, strict=True):
            loss = (model(x) - t) ** 2
            for p in model.parameters():
                p.grad = 0.0
            loss.backward()
            for p in model.parameters():
                p.data -= learning_rate * p.grad
            losses[-1] += loss.data
    return losses


@chaff(
    exercise="xor_training",
    fails=["test_three_steps"],
    en=(
        "One more step",
        "The losses are right. How many steps do the parameters make in as many epochs?",
    ),
    fr=(
        "Un pas de trop",
        "Les pertes sont justes. Combien de pas les paramètres font-ils en autant d'époques ?",
    ),
)
def train(model, X, y, learning_rate=0.1, epochs=1500):  # noqa: F811
    losses = []
    for _ in range(epochs + 1):
        loss = sum((model(x) - t) ** 2 for x, t in zip(X, y, strict=True))
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(loss.data)
    return losses[:-1]


@chaff(
    exercise="xor_training",
    fails=["test_learns_xor"],
    en=(
        "Tiny weights",
        "Each step is right. How long do small gradients need to make small weights large?",
    ),
    fr=(
        "Des poids minuscules",
        "Chaque pas est juste. Combien de temps faut-il à de petits gradients pour faire grandir "
        "de petits poids ?",
    ),
)
class Neuron:
    def __init__(self, n_inputs, rng):
        self.w = [Value(float(w)) for w in 0.01 * rng.normal(size=n_inputs)]
        self.b = Value(0.0)

    def __call__(self, x):
        return (sum(w * v for w, v in zip(self.w, x, strict=True)) + self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


@chaff(
    exercise="xor_training",
    fails=["test_seeds"],
    en=(
        "One draw for all weights of a neuron",
        "Your neurons differ from each other. How do the weights of one neuron differ?",
    ),
    fr=(
        "Un seul tirage pour les poids d'un neurone",
        "Vos neurones diffèrent entre eux. En quoi diffèrent les poids d'un même neurone ?",
    ),
)
class Neuron:  # noqa: F811
    def __init__(self, n_inputs, rng):
        weight = float(rng.uniform(-1, 1))
        self.w = [Value(weight) for _ in range(n_inputs)]
        self.b = Value(0.0)

    def __call__(self, x):
        return (sum(w * v for w, v in zip(self.w, x, strict=True)) + self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


@chaff(
    exercise="xor_training",
    fails=["test_seeds"],
    en=(
        "A generator of one's own",
        "The network learns. Where do its weights come from when the seed changes?",
    ),
    fr=(
        "Un générateur à soi",
        "Le réseau apprend. D'où viennent ses poids quand la graine change ?",
    ),
)
class MLP:
    def __init__(self, sizes, rng):
        rng = np.random.default_rng(0)
        self.layers = [[Neuron(n_in, rng) for _ in range(n_out)] for n_in, n_out in pairwise(sizes)]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


@chaff(
    exercise="xor_training",
    fails=["test_output_and_parameters", "test_three_steps", "test_losses"],
    en=(
        "The bias first",
        "The neuron computes a right number. In which order does the statement list its "
        "parameters?",
    ),
    fr=(
        "Le biais en premier",
        "Le neurone calcule un bon nombre. Dans quel ordre l'énoncé range-t-il ses paramètres ?",
    ),
)
class Neuron:  # noqa: F811
    def __init__(self, n_inputs, rng):
        self.w = [Value(w) for w in rng.uniform(-1, 1, n_inputs).tolist()]
        self.b = Value(0.0)

    def __call__(self, x):
        return (sum(w * v for w, v in zip(self.w, x, strict=True)) + self.b).tanh()

    def parameters(self):
        return [self.b, *self.w]


@chaff(
    exercise="xor_training",
    fails=["test_three_steps", "test_losses"],
    en=(
        "Inputs made into new leaves",
        "Numbers as inputs are right. What becomes of the graph behind an input that is a Value?",
    ),
    fr=(
        "Des entrées changées en nouvelles feuilles",
        "Pour des nombres, c'est juste. Que devient le graphe derrière une entrée Value ?",
    ),
)
class Neuron:  # noqa: F811
    def __init__(self, n_inputs, rng):
        self.w = [Value(w) for w in rng.uniform(-1, 1, n_inputs).tolist()]
        self.b = Value(0.0)

    def __call__(self, x):
        x = [Value(v.data if isinstance(v, Value) else v) for v in x]
        return (sum(w * v for w, v in zip(self.w, x, strict=True)) + self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


@chaff(
    exercise="tensor_class",
    fails=["test_gradients_of_a_product_of_matrices", "test_refuses_shapes_that_do_not_fit"],
    en=(
        "The factors on the wrong side",
        "The right matrices are multiplied. On which side does each stand, by the shapes?",
    ),
    fr=(
        "Les facteurs du mauvais côté",
        "Les bonnes matrices sont multipliées. De quel côté chacune se place-t-elle, d'après les "
        "formes ?",
    ),
)
class Tensor(_Tensor):
    def matmul(self, other):
        return self._new(
            self.data @ other.data,
            (self, lambda g: other.data.T @ g),
            (other, lambda g: g @ self.data.T),
        )


@chaff(
    exercise="tensor_class",
    fails=["test_gradients_of_a_product_of_matrices", "test_refuses_shapes_that_do_not_fit"],
    en=(
        "No transpose",
        "The order of the factors is right. Do the shapes fit if the matrices are not square?",
    ),
    fr=(
        "Sans transposée",
        "L'ordre des facteurs est juste. Les formes s'accordent-elles si les matrices ne sont pas "
        "carrées ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def matmul(self, other):
        return self._new(
            self.data @ other.data,
            (self, lambda g: g @ other.data),
            (other, lambda g: self.data @ g),
        )


@chaff(
    exercise="tensor_class",
    fails=["test_broadcasting"],
    en=(
        "A gradient as large as the result",
        "Without broadcasting it is right. What is the shape of the gradient of a bias?",
    ),
    fr=(
        "Un gradient aussi grand que le résultat",
        "Sans diffusion, c'est juste. Quelle est la forme du gradient d'un biais ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def _fold(self, gradient):
        return gradient


@chaff(
    exercise="tensor_class",
    fails=["test_broadcasting"],
    en=(
        "The mean over the repetitions",
        "The shapes are right. How often does a bias that is repeated five times act?",
    ),
    fr=(
        "La moyenne sur les répétitions",
        "Les formes sont justes. Combien de fois agit un biais répété cinq fois ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def _fold(self, gradient):
        gradient = np.asarray(gradient)
        shape = self.data.shape
        gradient = gradient.mean(axis=tuple(range(gradient.ndim - len(shape))))
        return gradient.mean(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


@chaff(
    exercise="tensor_class",
    fails=["test_used_twice"],
    en=(
        "Gradients assigned",
        "A tensor that is used once is right. What remains of the first use after the second?",
    ),
    fr=(
        "Des gradients remplacés",
        "Un tenseur utilisé une fois, c'est juste. Que reste-t-il du premier après le second ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def _receive(self, gradient):
        self.grad = self._fold(gradient)


@chaff(
    exercise="tensor_class",
    fails=["test_used_twice"],
    en=(
        "Gradients assigned by the product of matrices",
        "All other rules add. What remains of the first product when a matrix stands in two?",
    ),
    fr=(
        "Des gradients remplacés par le produit de matrices",
        "Les autres règles ajoutent. Que reste-t-il du premier produit si une matrice figure dans "
        "deux ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def matmul(self, other):
        out = Tensor(self.data @ other.data)
        out._prev = {self, other}

        def rule():
            self.grad = out.grad @ other.data.T
            other.grad = self.data.T @ out.grad

        out._backward = rule
        return out


@chaff(
    exercise="tensor_class",
    fails=["test_used_twice"],
    en=(
        "Down every path at once",
        "Without shared results it is right. How often is the rule of a shared tensor called?",
    ),
    fr=(
        "Chaque chemin parcouru aussitôt",
        "Sans résultat partagé, c'est juste. Combien de fois appelle-t-on la règle d'un tenseur "
        "partagé ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def backward(self):
        def visit(node):
            node._backward()
            for parent in node._prev:
                visit(parent)

        self.grad = np.ones(self.data.shape)
        visit(self)


@chaff(
    exercise="tensor_class",
    fails=["test_used_twice"],
    en=(
        "1 is added to the output's gradient",
        "On a fresh graph it is right. What is dL/dL if the output already had a gradient?",
    ),
    fr=(
        "1 ajouté au gradient de la sortie",
        "Sur un graphe neuf, c'est juste. Que vaut dL/dL si la sortie avait déjà un gradient ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def backward(self):
        self.grad = self.grad + 1.0
        for node in reversed(topological_order(self)):
            node._backward()


@chaff(
    exercise="tensor_class",
    fails=["test_relu_at_zero"],
    en=(
        "The slope 1 at 0",
        "On both sides of 0 ReLU is right. Which slope does the text choose at 0 itself?",
    ),
    fr=(
        "La pente 1 en 0",
        "De part et d'autre de 0, ReLU est juste. Quelle pente le texte choisit-il en 0 même ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def relu(self):
        return self._new(np.maximum(self.data, 0), (self, lambda g: g * (self.data >= 0)))


@chaff(
    exercise="tensor_class",
    fails=["test_integers_and_shapes"],
    en=(
        "Arrays of ints",
        "With floats it is right. Which dtype has np.array([1, 2, 6])?",
    ),
    fr=(
        "Des tableaux d'entiers",
        "Avec des flottants, c'est juste. Quel est le dtype de np.array([1, 2, 6]) ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def __init__(self, data):
        self.data = np.array(data)
        self.grad = np.zeros(self.data.shape)
        self._prev = set()
        self._backward = lambda: None


@chaff(
    exercise="tensor_class",
    fails=["test_gradients_entry_by_entry"],
    en=(
        "A mean with the gradient of a sum",
        "The value of the mean is right. By how much does it change when one entry changes?",
    ),
    fr=(
        "Une moyenne au gradient de somme",
        "La valeur de la moyenne est juste. De combien change-t-elle quand un coefficient change ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def mean(self):
        return self._new(self.data.mean(), (self, lambda g: np.full(self.data.shape, g)))


@chaff(
    exercise="tensor_class",
    fails=["test_values", "test_refuses_shapes_that_do_not_fit"],
    en=(
        "No gradient before the first pass",
        "After a backward pass it is right. What does grad hold on a new tensor?",
    ),
    fr=(
        "Pas de gradient avant le premier passage",
        "Après un passage arrière, c'est juste. Que contient grad sur un tenseur neuf ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def __init__(self, data):
        self.data = np.array(data, dtype=np.float64)
        self.grad = None
        self._prev = set()
        self._backward = lambda: None

    def _receive(self, gradient):
        folded = self._fold(gradient)
        self.grad = folded if self.grad is None else self.grad + folded


@chaff(
    exercise="tensor_class",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "Columns times rows, without a look at their number",
        "Where the shapes fit it is right. What if the second matrix has more rows than the "
        "first has columns?",
    ),
    fr=(
        "Colonnes fois lignes, sans les compter",
        "Si les formes s'accordent, c'est juste. Et si la seconde matrice a plus de lignes que la "
        "première n'a de colonnes ?",
    ),
)
class Tensor(_Tensor):  # noqa: F811
    def matmul(self, other):
        inner = self.data.shape[1]
        return self._new(
            sum(np.outer(self.data[:, k], other.data[k]) for k in range(inner)),
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        )
