"""Hidden tests of dense_forward and dense_backward (20.1)."""

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("dense_layer")

SHAPES = [(2, 3), (3, 2), (1, 4), (4, 1), (1, 1), (3, 3)]


@feedback(
    en="z = W a_prev + b: each output has its own bias, which is added in every column. This layer "
    "has no activation.",
    fr="z = W a_prev + b : chaque sortie a son propre biais, ajouté dans chaque colonne. Cette "
    "couche n'a pas d'activation.",
)
def test_forward(student, reference, rng):
    for n_out, n_in in SHAPES:
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        # With as many columns as outputs, a bias along the wrong axis has a valid shape.
        for shape in ((n_in,), (n_in, 1), (n_in, 2), (n_in, n_out)):
            args = W, b, rng.normal(size=shape)
            check_close(student.dense_forward(*args), reference.dense_forward(*args))


@weight(2)
@feedback(
    en="For one sample the gradient of W is an outer product, with one entry for each weight; "
    "back to the input goes the transpose of W.",
    fr="Pour un exemple, le gradient de W est un produit extérieur, avec un coefficient par "
    "poids ; vers l'entrée, c'est la transposée de W qui agit.",
)
def test_backward_of_one_sample(student, reference, rng):
    for n_out, n_in in SHAPES:
        args = rng.normal(size=(n_out, n_in)), rng.normal(size=n_in), rng.normal(size=n_out)
        check_close(student.dense_backward(*args), reference.dense_backward(*args))


@weight(2)
@feedback(
    en="In a batch the gradients of W and b are sums over the samples; the gradient of a_prev "
    "keeps one column per sample.",
    fr="Dans un lot, les gradients de W et de b sont des sommes sur les exemples ; le gradient "
    "de a_prev garde une colonne par exemple.",
)
def test_backward_of_a_batch(student, reference, rng):
    for n_out, n_in in SHAPES:
        W = rng.normal(size=(n_out, n_in))
        for m in (1, 2, n_out, 5):
            args = W, rng.normal(size=(n_in, m)), rng.normal(size=(n_out, m))
            check_close(student.dense_backward(*args), reference.dense_backward(*args))


@needs("test_forward", "test_backward_of_one_sample", "test_backward_of_a_batch")
@feedback(
    en="Shapes that do not fit raise ValueError, also where numpy would repeat a single entry or "
    "column, or mix a vector with a matrix.",
    fr="Des formes qui ne s'accordent pas lèvent ValueError, même là où numpy répéterait un seul "
    "coefficient ou une seule colonne, ou mêlerait un vecteur et une matrice.",
)
def test_refuses_shapes_that_do_not_fit(student, rng):
    W = rng.normal(size=(2, 3))
    for b_size, shape in ((1, (3,)), (3, (3, 3)), (2, (4,)), (2, (1, 2)), (2, (4, 3))):
        b, a_prev = rng.normal(size=b_size), rng.normal(size=shape)
        check_raises(ValueError, student.dense_forward, W, b, a_prev)
    for a_shape, dz_shape in (
        ((3,), (3,)),
        ((3, 2), (1, 2)),
        ((3, 1), (2, 4)),
        ((3, 4), (2, 1)),
        ((3,), (2, 1)),
        ((3, 1), (2,)),
        # Products of a vector and a matrix whose sizes fit.
        ((3,), (2, 3)),
        ((3, 2), (2,)),
    ):
        a_prev, dz = rng.normal(size=a_shape), rng.normal(size=dz_shape)
        check_raises(ValueError, student.dense_backward, W, a_prev, dz)


@needs("test_forward", "test_backward_of_one_sample", "test_backward_of_a_batch")
@feedback(
    en="Computing a gradient changes nothing: weights and other arguments stay as they are.",
    fr="Calculer un gradient ne change rien : poids et autres arguments restent tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    W, b = rng.normal(size=(2, 3)), rng.normal(size=2)
    for batch in ((), (4,)):
        a_prev, dz = rng.normal(size=(3, *batch)), rng.normal(size=(2, *batch))
        check_unchanged(student.dense_forward, W, b, a_prev)
        check_unchanged(student.dense_backward, W, a_prev, dz)
