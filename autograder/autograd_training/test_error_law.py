"""Hidden tests of error_after and stability_limit (20.5)."""

import numpy as np
from support import rate

from chainrule.grading import (
    check_close,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("error_law")


@weight(2)
@feedback(
    en="Each step multiplies the error by one and the same factor, in which the bias has its "
    "part; no step leaves it as it is.",
    fr="Chaque pas multiplie l'erreur par un même facteur, où le biais a sa part ; sans aucun "
    "pas, elle reste ce qu'elle est.",
)
def test_same_factor_at_each_step(student, reference, rng):
    for n in (1, 2, 3):
        x, e0 = rng.uniform(0.5, 2, size=n), float(rng.uniform(5, 10))
        for steps in (0, 1, 2, 7):
            args = x, rate(rng, x), steps, e0
            check_close(student.error_after(*args), reference.error_after(*args))
    # Here the factor is 0.
    for steps in (0, 1, 3):
        args = np.array([1.0]), 0.5, steps, 4.0
        check_close(student.error_after(*args), reference.error_after(*args))


@feedback(
    en="The error is prediction minus target, with its sign: beyond a certain learning rate each "
    "step jumps over the target.",
    fr="L'erreur est la prédiction moins la cible, avec son signe : au-delà d'un certain taux, "
    "chaque pas saute par-dessus la cible.",
)
def test_sign_of_the_error(student, reference, rng):
    x = rng.uniform(0.5, 2, size=2)
    jumping = float(rng.uniform(1.3, 1.8) / (np.sum(x**2) + 1))
    for eta, e0 in ((jumping, 3.0), (jumping, -2.0), (rate(rng, x), -4.0)):
        for steps in (1, 2, 5):
            args = x, eta, steps, e0
            check_close(student.error_after(*args), reference.error_after(*args))


@feedback(
    en="The error shrinks as long as the factor lies between -1 and 1; at the limit it jumps to "
    "the other side without getting smaller.",
    fr="L'erreur diminue tant que le facteur est entre -1 et 1 ; à la limite, elle change de côté "
    "sans devenir plus petite.",
)
def test_stability_limit(student, reference, rng):
    for n in (1, 2, 3):
        x = rng.uniform(0.5, 2, size=n)
        check_close(student.stability_limit(x), reference.stability_limit(x))


@needs("test_same_factor_at_each_step", "test_stability_limit")
@feedback(
    en="The array of inputs that you are given stays as it is.",
    fr="Le tableau d'entrées reçu doit rester tel quel.",
)
def test_arguments_are_unchanged(student):
    x = np.array([1.5, -0.5])
    check_unchanged(student.error_after, x, 0.1, 2, 3.0)
    check_unchanged(student.stability_limit, x)
