"""Hidden tests of linear_stack and collapse (19.1)."""

from itertools import pairwise

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("linear_layers")


def random_stack(rng, length):
    """Matrices that fit, with entries in [-1, 1]; square ones are likely."""
    sizes = rng.integers(1, 4, size=length + 1)
    return [rng.uniform(-1, 1, size=(after, before)) for before, after in pairwise(sizes)]


def rotations(rng, count):
    """Orthogonal matrices: products of any number of them stay of order 1."""
    return list(np.linalg.qr(rng.normal(size=(count, 3, 3)))[0])


@weight(2)
@feedback(
    en="The matrix that acts first stands on the right of the product, and nothing but matrix "
    "products happens on the way.",
    fr="La matrice qui agit en premier se trouve à droite du produit, et rien d'autre qu'un "
    "produit de matrices n'a lieu en chemin.",
)
def test_first_matrix_acts_first(student, reference, rng):
    for length in (1, 2, 3, 8):
        stack = random_stack(rng, length)
        x = rng.uniform(-1, 1, size=stack[0].shape[1])
        check_close(student.linear_stack(stack, x), reference.linear_stack(stack, x))
        check_close(student.collapse(stack), reference.collapse(stack))


@feedback(
    en="Several points come as the columns of x, and the outputs are columns, too.",
    fr="Plusieurs points arrivent en colonnes de x, et les sorties sont aussi des colonnes.",
)
def test_points_are_columns(student, reference, rng):
    for stack in (rotations(rng, 2), random_stack(rng, 1), random_stack(rng, 4)):
        x = rng.uniform(-1, 1, size=(stack[0].shape[1], 3))
        check_close(student.linear_stack(stack, x), reference.linear_stack(stack, x))


@weight(2)
@feedback(
    en="A bias goes through all the layers behind it; without biases, b is an array of zeros.",
    fr="Un biais traverse toutes les couches qui le suivent ; sans biais, b est un tableau de 0.",
)
def test_biases_go_through_later_layers(student, reference, rng):
    for length in (1, 2, 5):
        stack = random_stack(rng, length)
        biases = [rng.uniform(-1, 1, size=len(W)) for W in stack]
        check_close(student.collapse(stack, biases), reference.collapse(stack, biases))
        check_close(student.collapse(stack)[1], np.zeros(len(stack[-1])))


@feedback(
    en="A thousand layers need a thousand products, one after the other.",
    fr="Mille couches demandent mille produits, l'un après l'autre.",
)
def test_a_thousand_layers(student, reference, rng):
    stack = rotations(rng, 1000)
    check_close(student.collapse(stack), reference.collapse(stack))


@needs("test_first_matrix_acts_first", "test_biases_go_through_later_layers")
@feedback(
    en="Matrices, points and biases whose shapes do not fit raise ValueError; one entry is not "
    "repeated.",
    fr="Si les formes des matrices, des points ou des biais ne s'accordent pas, levez ValueError ; "
    "un coefficient unique n'est pas répété.",
)
def test_refuses_shapes_that_do_not_fit(student, rng):
    two_by_three, four_by_two = rng.normal(size=(2, 3)), rng.normal(size=(4, 2))
    wrong_order = [four_by_two, two_by_three]
    check_raises(ValueError, student.linear_stack, wrong_order, rng.normal(size=2))
    check_raises(ValueError, student.collapse, wrong_order)
    for shape in ((2,), (4, 5), (2, 3)):
        check_raises(ValueError, student.linear_stack, [two_by_three], rng.normal(size=shape))
    for sizes in ((1, 4), (2, 1), (3, 4)):
        biases = [rng.normal(size=size) for size in sizes]
        check_raises(ValueError, student.collapse, [two_by_three, four_by_two], biases)


@needs("test_first_matrix_acts_first", "test_biases_go_through_later_layers")
@feedback(
    en="The lists and arrays that you are given stay as they are.",
    fr="Les listes et tableaux reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    stack = [rng.normal(size=(2, 2)) for _ in range(3)]
    biases = [rng.normal(size=2) for _ in range(3)]
    check_unchanged(student.linear_stack, stack, rng.normal(size=(2, 2)))
    check_unchanged(student.collapse, stack, biases)
