"""Hidden tests of Tensor (19.9)."""

import operator

import numpy as np
from support import check_array_or_number

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("tensor_class")

#: Shapes that broadcast against (4, 5), or are broadcast with another one.
BROADCAST = [
    ((4, 5), (4, 1)),
    ((4, 5), (1, 5)),
    ((4, 5), (5,)),
    ((4, 5), ()),
    ((4, 1), (1, 5)),
    ((3,), (2, 1)),
]


def check_expression(student, reference, expression, *arrays):
    """Compare the value of an expression and the gradients of its tensors, of shape and dtype."""
    values, slopes = ([], []), ([], [])
    for module, value, slope in zip((student, reference), values, slopes, strict=True):
        tensors = [module.Tensor(array) for array in arrays]
        output = expression(*tensors)
        output.backward()
        value += [output.data, *(tensor.data for tensor in tensors)]
        slope += [tensor.grad for tensor in tensors]
    for got, expected in zip([*values[0], *slopes[0]], [*values[1], *slopes[1]], strict=True):
        check_array_or_number(got, np.asarray(expected))


def received(student, expression, *arrays):
    """Gradients of an expression's tensors, as plain arrays."""
    tensors = [student.Tensor(array) for array in arrays]
    expression(*tensors).backward()
    return [check_array(t.grad, shape=a.shape) for t, a in zip(tensors, arrays, strict=True)]


def weighted(rng, shape):
    """A sum with random weights: the gradients that come from it differ from entry to entry."""
    weights = rng.uniform(0.5, 2, size=shape)
    return lambda tensor: (tensor * weights).sum()


@weight(2)
@feedback(
    en="Each method and each operator gives a new Tensor with the values of numpy and a gradient "
    "of zeros.",
    fr="Chaque méthode et chaque opérateur donne un nouveau Tensor avec les valeurs de numpy et un "
    "gradient nul.",
)
def test_values(student, rng):
    a, b, c = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(3, 2))
    A, B, C = student.Tensor(a), student.Tensor(b), student.Tensor(c)
    for got, expected in (
        (A.add(B), a + b),
        (A + B, a + b),
        (A.add(2), a + 2),
        (2 + A, a + 2),
        (A + b, a + b),
        (A.mul(B), a * b),
        (A * B, a * b),
        (3 * A, 3 * a),
        (A * b.tolist(), a * b),
        (A.matmul(C), a @ c),
        (A @ C, a @ c),
        (A.relu(), np.maximum(a, 0)),
        (A.sum(), np.asarray(a.sum())),
        (A.mean(), np.asarray(a.mean())),
    ):
        check_array_or_number(got.data, expected)
        check_array_or_number(got.grad, np.zeros_like(expected))
    check_close(A.data, a)


@weight(2)
@feedback(
    en="For C = A B: dA = dC Bᵀ and dB = Aᵀ dC. The shapes leave no other choice.",
    fr="Pour C = A B : dA = dC Bᵀ et dB = Aᵀ dC. Les formes ne laissent pas d'autre choix.",
)
def test_gradients_of_a_product_of_matrices(student, reference, rng):
    for p, q, r in ((3, 3, 3), (1, 2, 1), (3, 4, 5)):
        loss = weighted(rng, (p, r))
        a, b = rng.normal(size=(p, q)), rng.normal(size=(q, r))
        check_expression(student, reference, lambda A, B, loss=loss: loss(A @ B), a, b)
        check_expression(student, reference, lambda A, B, loss=loss: loss(A.matmul(B)), a, b)


@weight(2)
@feedback(
    en="Entry by entry: a product sends the other factor, ReLU sends only where its input is "
    "positive, a mean divides by the number of entries.",
    fr="Coefficient par coefficient : un produit envoie l'autre facteur, ReLU n'envoie que là où "
    "son entrée est positive, une moyenne divise par le nombre de coefficients.",
)
def test_gradients_entry_by_entry(student, reference, rng):
    a, b = rng.normal(size=(2, 3, 4))
    loss = weighted(rng, (3, 4))
    for expression in (
        lambda A, B: (A * B).sum(),
        lambda A, B: loss(A.mul(B)),
        lambda A, B: (A.relu() + B).mean(),
        lambda A, B: (loss(A.add(B)) + 3) * 2,
    ):
        check_expression(student, reference, expression, a, b)


@weight(3)
@feedback(
    en="Where numpy repeats an operand, its gradient is the sum over the repetitions, in the "
    "operand's own shape.",
    fr="Là où numpy répète un opérande, son gradient est la somme sur les répétitions, dans la "
    "forme propre de l'opérande.",
)
def test_broadcasting(student, reference, rng):
    for shapes in BROADCAST:
        a, b = (rng.normal(size=shape) for shape in shapes)
        loss = weighted(rng, np.broadcast_shapes(*shapes))
        for operation in (operator.add, operator.mul):
            for left, right in ((a, b), (b, a)):
                check_expression(
                    student, reference, lambda A, B, o=operation, s=loss: s(o(A, B)), left, right
                )


@weight(2)
@feedback(
    en="Gradients are added: where a tensor is used twice, at several depths, or in two graphs. "
    "Only that of the tensor from which the pass starts is set, to 1.",
    fr="Les gradients s'ajoutent : si un tenseur sert deux fois, à plusieurs profondeurs, ou dans "
    "deux graphes. Seul celui du tenseur d'où part le passage est fixé, à 1.",
)
def test_used_twice(student, reference, rng):
    def shared(X, W):
        square = X * X
        return ((square + (square * 2) * 3 + X) * W).sum()

    x, w = rng.normal(size=(2, 3, 2))
    check_expression(student, reference, lambda X: (X + X).sum(), x)
    check_expression(student, reference, lambda X: (X * X).sum(), x)
    check_expression(student, reference, shared, x, w)
    X = student.Tensor(x)
    (X * 3).sum().backward()
    (X * X).sum().backward()
    check_close(X.grad, 3 + 2 * x)
    loss = (student.Tensor(x) * 2).sum()
    (loss * 3).backward()
    loss.backward()
    check_close(loss.grad, 1.0)

    a, b = rng.normal(size=(2, 2, 2))
    for part, *arrays in (
        (lambda X, Y: (X @ Y).sum(), a, b),
        (lambda X: X.relu().sum(), a),
        (lambda X: X.sum(), a),
        (lambda X: X.mean(), a),
    ):
        once, twice = (
            received(student, expression, *arrays)
            for expression in (part, lambda *T, p=part: p(*T) + p(*T))
        )
        # Whether one use is right is for the other tests.
        check_close(twice, [2 * slope for slope in once])


@feedback(
    en="data and grad hold floats, in the shape of data, from ints and single numbers too.",
    fr="data et grad contiennent des flottants, de la forme de data, même à partir d'entiers ou "
    "d'un nombre seul.",
)
def test_integers_and_shapes(student, reference, rng):
    for shape in ((), (3,), (2, 3)):
        numbers = rng.integers(1, 9, size=shape).tolist()
        check_expression(student, reference, lambda X: (X * 0.5).sum(), numbers)


@feedback(
    en="At 0 the derivative of ReLU is 0.",
    fr="En 0, la dérivée de ReLU est 0.",
)
def test_relu_at_zero(student, reference, rng):
    x = rng.choice([-1.0, 0.0, 1.0], size=(4, 5))
    x[0, :3] = 0, 1, -1
    check_expression(student, reference, lambda X: X.relu().sum(), x)


@needs("test_values", "test_gradients_of_a_product_of_matrices")
@feedback(
    en="Shapes that do not broadcast, or inner sizes of matrices that differ, raise ValueError.",
    fr="Des formes incompatibles, ou des tailles intérieures de matrices différentes, lèvent "
    "ValueError.",
)
def test_refuses_shapes_that_do_not_fit(student, rng):
    def tensor(*shape):
        return student.Tensor(rng.normal(size=shape))

    for shapes in (((2, 3), (2, 3)), ((2, 3), (4, 2)), ((2, 3), (1, 2))):
        check_raises(ValueError, operator.matmul, *(tensor(*shape) for shape in shapes))
    check_raises(ValueError, operator.add, tensor(2, 3), tensor(2, 4))
    check_raises(ValueError, operator.mul, tensor(2, 3), tensor(3, 2))
