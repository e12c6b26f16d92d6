"""Hidden tests of chain_rule_outer and chain_rule_curve (7.9)."""

from support import forms, number

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


@weight(3)
@feedback(
    en="Each branch gives a product of two derivatives; the branches are added up: this is the "
    "slope of the composed function.",
    fr="Chaque branche donne un produit de deux dérivées ; on additionne les branches : c'est la "
    "pente de la fonction composée.",
)
def test_three_and_five_branches(student, rng):
    for n in (1, 3, 5):
        derivs_u, partials_f = rng.uniform(1.2, 2, size=(2, n))
        got = student.chain_rule_curve(derivs_u, partials_f)
        check_close(got, float(derivs_u @ partials_f))
        check_close(student.chain_rule_curve(-derivs_u, partials_f), -float(derivs_u @ partials_f))


@weight(3)
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
        check_close(student.chain_rule_outer(-partials_f, slope), -slope * partials_f)


@needs("test_three_and_five_branches", "test_outer_function")
@feedback(
    en="chain_rule_outer returns a float64 array, chain_rule_curve one number, for arrays, lists "
    "and tuples, of ints too.",
    fr="chain_rule_outer renvoie un tableau float64, chain_rule_curve un nombre, pour un tableau, "
    "une liste ou un tuple, même d'entiers.",
)
def test_result_types(student, rng):
    pairs = forms(*rng.integers(2, 9, size=(2, 3)))
    slope, *slopes = [student.chain_rule_curve(*pair) for pair in pairs]
    partials, *others = [student.chain_rule_outer(partials_f, 2) for partials_f, _ in pairs]
    check_array(partials, shape=(3,))
    for got in zip(slopes, others, strict=True):
        check_close(got, (number(slope), partials))


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
