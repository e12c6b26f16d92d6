"""Hidden tests of clip_by_global_norm and clip_by_value (21.6)."""

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

pytestmark = exercise("gradient_clipping")


def gradients(rng):
    """Lists of one to three arrays of one to three axes, with norms above 1."""
    for shapes in ([(3,)], [(2, 3), (2,)], [(1,), (2, 1, 2), (3, 1)]):
        yield [rng.uniform(1, 4, size=s) * rng.choice([-1, 1], size=s) for s in shapes]


def norm(grads):
    return float(np.sqrt(sum(np.sum(g**2) for g in grads)))


@weight(2)
@feedback(
    en="One norm for all arrays together, the root of the sum of all squares, and one factor for "
    "all, max_norm / total: the direction stays, the new length is max_norm. What is returned "
    "with it is the norm before.",
    fr="Une seule norme pour tous les tableaux, la racine de la somme de tous les carrés, et un "
    "seul facteur, max_norm / total : la direction reste, la nouvelle longueur est max_norm. La "
    "norme renvoyée est celle d'avant.",
)
def test_long_gradients(student, reference, rng):
    for grads in gradients(rng):
        for share in (0.1, rng.uniform(0.3, 0.9)):
            args = grads, float(share * norm(grads))
            check_close(student.clip_by_global_norm(*args), reference.clip_by_global_norm(*args))


@feedback(
    en="Gradients that are short enough, or just at the limit, keep their values.",
    fr="Des gradients assez courts, ou juste à la limite, gardent leurs valeurs.",
)
def test_short_gradients(student, rng):
    for grads in gradients(rng):
        total = norm(grads)
        for max_norm in (total * 1.5, 100.0):
            check_close(student.clip_by_global_norm(grads, max_norm), (grads, total))
    # 6² + 2² + 3² = 7²
    grads = [np.array([6.0, -2.0]), np.array([[3.0]])]
    check_close(student.clip_by_global_norm(grads, 7), (grads, 7.0))


@feedback(
    en="At a minimum all gradients are 0: their norm is 0, and nothing is clipped.",
    fr="En un minimum, tous les gradients sont nuls : leur norme est 0 et rien n'est écrêté.",
)
def test_zero_gradients(student, rng):
    grads = [np.zeros((2, 3)), np.zeros(2)]
    clipped, total = student.clip_by_global_norm(grads, float(rng.uniform(0.5, 2)))
    check_close(clipped, grads)
    check_close(total, 0.0)
    # An answer that gives back what it is given ends here.
    check_close(student.clip_by_global_norm([np.array([0.0, 2.0])], 3)[1], 2.0)


@feedback(
    en="clip_by_value looks at each entry alone: beyond limit it becomes limit, below -limit it "
    "becomes -limit.",
    fr="clip_by_value regarde chaque coefficient seul : au-delà de limit il devient limit, en "
    "dessous de -limit il devient -limit.",
)
def test_each_entry(student, reference, rng):
    for limit in (1, 1.2, 2.5):
        grads = [rng.uniform(-3, 3, size=(3, 4)), np.array([-3.5, 0.5, 3.5, 0.0])]
        grads.append(rng.uniform(-3, 3, size=(2, 1, 3)))
        check_close(student.clip_by_value(grads, limit), reference.clip_by_value(grads, limit))


@needs("test_long_gradients", "test_short_gradients", "test_each_entry")
@feedback(
    en="A norm of at most 0 can be no limit, whatever the gradients: raise ValueError.",
    fr="Une norme nulle ou négative ne peut pas être une limite, quels que soient les gradients : "
    "levez ValueError.",
)
def test_refuses_a_limit_that_is_not_positive(student, rng):
    # Negative limits first: who refuses only these is told so.
    for grads in (*gradients(rng), [np.zeros(2)]):
        for max_norm in (-1, 0):
            check_raises(ValueError, student.clip_by_global_norm, grads, max_norm)


@needs("test_long_gradients", "test_short_gradients", "test_each_entry")
@feedback(
    en="The arrays that you are given keep their values.",
    fr="Les tableaux reçus gardent leurs valeurs.",
)
def test_arguments_are_unchanged(student, rng):
    for grads in gradients(rng):
        check_unchanged(student.clip_by_global_norm, grads, 1)
        check_unchanged(student.clip_by_value, grads, 1)
