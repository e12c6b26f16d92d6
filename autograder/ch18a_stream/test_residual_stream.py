"""Hidden tests of residual_step and residual_stack (18.X4)."""

import numpy as np
from support import BLOCKS, check_values, integers

from chainrule.grading import (
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("residual_stream")


@weight(3)
@feedback(
    en="Read with W_in, let the block work, write with W_out, and add the result to the stream.",
    fr="Lire avec W_in, laisser agir le bloc, écrire avec W_out, et ajouter le résultat au flux.",
)
def test_step(student, reference, rng):
    for block in BLOCKS:
        arguments = integers(rng, 3, 5), integers(rng, 2, 3), block, integers(rng, 3, 2)
        check_values(student.residual_step(*arguments), reference.residual_step(*arguments))
    x, W_in, W_out = (rng.normal(size=(3, 3)) for _ in range(3))
    expected = reference.residual_step(x, W_in, np.tanh, W_out)
    check_values(student.residual_step(x, W_in, np.tanh, W_out), expected)


@needs("test_step")
@feedback(
    en="The block is called once, with the whole matrix that W_in reads.",
    fr="Le bloc est appelé une seule fois, avec toute la matrice que lit W_in.",
)
def test_block_sees_the_whole_matrix_once(student, rng):
    x, W_in, W_out = rng.normal(size=(3, 4)), rng.normal(size=(2, 3)), rng.normal(size=(3, 2))
    seen = []

    def recorded(z):
        seen.append(z)
        return np.tanh(z)

    student.residual_step(x, W_in, recorded, W_out)
    check_equal(len(seen), 1)
    check_values(seen[0], W_in @ x)


@weight(2)
@feedback(
    en="A stack is a sequence of steps: each one starts from the stream that the one before has "
    "left; without any block nothing changes.",
    fr="Un empilement est une suite d'étapes : chacune part du flux laissé par la précédente ; "
    "sans bloc, rien ne change.",
)
def test_stack(student, reference, rng):
    x = rng.normal(size=(3, 4))
    layers = [
        (rng.normal(size=(m, 3)), block, rng.normal(size=(3, m)))
        for m, block in zip((2, 3, 5), BLOCKS, strict=True)
    ]
    for depth in (0, 1, 3):
        expected = reference.residual_stack(x, layers[:depth])
        check_values(student.residual_stack(x, layers[:depth]), expected)


@needs("test_step", "test_stack")
@feedback(
    en="The stream, the matrices and the list of layers that you are given stay as they are.",
    fr="Le flux, les matrices et la liste des couches reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    x, W = rng.normal(size=(3, 4)), rng.normal(size=(3, 3))
    check_unchanged(student.residual_step, x, W, np.tanh, W)
    check_unchanged(student.residual_stack, x, [(W, np.tanh, W), (W, np.tanh, W)])


@needs("test_step")
@feedback(
    en="A matrix of another shape is a ValueError, even where numpy would stretch the result by "
    "broadcasting.",
    fr="Une matrice d'une autre forme donne ValueError, même si numpy étirerait le résultat "
    "(broadcasting).",
)
def test_refuses_other_shapes(student, rng):
    x = rng.normal(size=(3, 4))
    for shape_in, shape_out in (
        ((2, 4), (3, 2)),
        ((2, 3), (1, 2)),
        ((2, 3), (3, 1)),
        ((2, 3), (2, 3)),
        ((2, 1), (3, 2)),
    ):
        W_in, W_out = rng.normal(size=shape_in), rng.normal(size=shape_out)
        check_raises(ValueError, student.residual_step, x, W_in, np.tanh, W_out)
        check_raises(ValueError, student.residual_stack, x, [(W_in, np.tanh, W_out)])
