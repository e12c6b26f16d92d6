"""Hidden tests of chain_rule_outer and chain_rule_curve (7.9)."""

import numpy as np
from support import DIFFERENCE, polynomial

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("chain_rule")


@weight(2)
@feedback(
    en="Each branch gives a product of two derivatives; the branches are added up.",
    fr="Chaque branche donne un produit de deux dérivées ; on additionne les branches.",
)
def test_three_and_five_branches(student, rng):
    for n in (1, 3, 5):
        derivs_u, partials_f = rng.uniform(1.2, 2, size=(2, n))
        got = student.chain_rule_curve(derivs_u, partials_f)
        check_close(got, float(derivs_u @ partials_f))


@weight(2)
@feedback(
    en="For g(f(x, y, ...)), along the path from the output to one variable the derivatives "
    "multiply.",
    fr="Pour g(f(x, y, ...)), le long du chemin de la sortie à une variable, les dérivées se "
    "multiplient.",
)
def test_outer_function(student, rng):
    for n in (1, 2, 4):
        partials_f = rng.uniform(1.2, 2, size=n)
        slope = rng.uniform(0.3, 0.7)
        check_close(student.chain_rule_outer(partials_f, slope), slope * partials_f)
        check_close(student.chain_rule_outer(partials_f.tolist(), -slope), -slope * partials_f)


@weight(2)
@feedback(
    en="On random compositions, your chain rule must agree with the slope of the composed "
    "function.",
    fr="Sur des composées au hasard, votre règle doit donner la pente de la fonction composée.",
)
def test_agrees_with_difference_quotients(student, reference, rng):
    f, grad = polynomial(rng, 3)
    point = rng.uniform(-1, 1, size=3)
    expected = reference.numerical_gradient(lambda p: np.sin(f(p)), point)
    got = student.chain_rule_outer(grad(point), np.cos(f(point)))
    check_close(got, expected, **DIFFERENCE)

    speeds, phases = rng.uniform(0.5, 1.5, size=(2, 3))
    t = rng.uniform(0, 1)

    def curve(t):
        return np.sin(speeds * t + phases)

    derivs_u = speeds * np.cos(speeds * t + phases)
    expected = reference.partial_derivative(lambda p: f(curve(p[0])), [t], 0)
    check_close(student.chain_rule_curve(derivs_u, grad(curve(t))), expected, **DIFFERENCE)


@needs("test_three_and_five_branches", "test_outer_function")
@feedback(
    en="chain_rule_outer returns a float64 array, chain_rule_curve one number, for ints too.",
    fr="chain_rule_outer renvoie un tableau float64, chain_rule_curve un nombre, même pour des "
    "entiers.",
)
def test_result_types(student, rng):
    partials_f = rng.integers(2, 9, size=3).tolist()
    got = student.chain_rule_outer(partials_f, 2)
    check_array(got, shape=(3,), dtype=np.float64)
    check_close(got, 2.0 * np.array(partials_f))
    check_close(student.chain_rule_curve(partials_f, [1, 1, 2]), sum(partials_f) + partials_f[2])


@needs("test_three_and_five_branches")
@feedback(
    en="Every branch has two derivatives: if the lengths differ, raise ValueError, even when one "
    "of them is 1.",
    fr="Chaque branche a deux dérivées : si les longueurs diffèrent, levez ValueError, même si "
    "l'une vaut 1.",
)
def test_refuses_different_lengths(student, rng):
    for n, m in ((2, 3), (3, 2), (1, 3), (3, 1)):
        derivs_u, partials_f = rng.uniform(1, 2, size=n), rng.uniform(1, 2, size=m)
        check_raises(ValueError, student.chain_rule_curve, derivs_u, partials_f)


@needs("test_three_and_five_branches", "test_outer_function")
@feedback(
    en="The lists of derivatives that you are given stay as they are.",
    fr="Les listes de dérivées reçues doivent rester telles quelles.",
)
def test_arguments_are_unchanged(student, rng):
    derivs_u, partials_f = rng.uniform(1, 2, size=(2, 3))
    check_unchanged(student.chain_rule_outer, partials_f, 0.5)
    check_unchanged(student.chain_rule_outer, partials_f.tolist(), 0.5)
    check_unchanged(student.chain_rule_curve, derivs_u, partials_f)
