"""Hidden tests of sequential_derivatives (1b.2)."""

import math

import numpy as np

from chainrule.grading import (
    check_array,
    check_close,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("sequential_derivatives")


def products_to_the_right(local_derivatives):
    return np.array(
        [math.prod(local_derivatives[i:], start=1.0) for i in range(len(local_derivatives) + 1)]
    )


@weight(3)
@feedback(
    en="Entry i is the product of the local derivatives to the right of x_i; behind the last value "
    "there are none, and its entry is 1.",
    fr="L'entrée i est le produit des dérivées locales situées à droite de x_i ; derrière la "
    "dernière valeur il n'y en a plus, et son entrée vaut 1.",
)
def test_products_to_the_right(student, rng):
    for n in (1, 2, 3, 7, 30):
        numbers = (rng.uniform(0.5, 1.5, size=n) * rng.choice([-1, 1], size=n)).tolist()
        check_close(student.sequential_derivatives(numbers), products_to_the_right(numbers))


@weight(3)
@needs("test_products_to_the_right")
@feedback(
    en="One call of multiply per link is enough: each derivative is the next one times one local "
    "derivative. No product is made without it.",
    fr="Un appel de multiply par maillon suffit : chaque dérivée est la suivante fois une dérivée "
    "locale. Aucun produit ne se fait sans lui.",
)
def test_one_product_per_link(student, rng):
    for n in (4, 12):
        calls = []

        def counted(a, b, calls=calls):
            calls.append((a, b))
            return a * b

        numbers = rng.integers(2, 8, size=n).tolist()
        student.sequential_derivatives(numbers, counted)
        check_true(
            len(calls) <= n,
            en="There are more products than links.",
            fr="Il y a plus de produits que de maillons.",
        )
        check_true(
            len(calls) >= n - 1,
            en="Some products are made without multiply.",
            fr="Des produits se font sans multiply.",
        )


@needs("test_products_to_the_right")
@feedback(
    en="A local derivative may be 0: what lies to its left becomes 0, what lies to its right does "
    "not, and nothing is divided by it.",
    fr="Une dérivée locale peut être nulle : ce qui est à sa gauche devient nul, ce qui est à sa "
    "droite non, et on ne divise jamais par elle.",
)
def test_a_local_derivative_of_zero(student, rng):
    a = rng.uniform(1, 3)
    got = check_array(student.sequential_derivatives([a, 0.0, a]))
    # In which order they are asked for is another test's business.
    check_close(np.sort(got), np.array([0, 0, 1, a]))


@needs("test_products_to_the_right")
@feedback(
    en="Without any link, the only entry is the derivative of the output with respect to itself.",
    fr="Sans aucun maillon, la seule entrée est la dérivée de la sortie par rapport à elle-même.",
)
def test_no_link(student):
    for nothing in ([], ()):
        check_close(student.sequential_derivatives(nothing), np.array([1.0]))


@needs("test_products_to_the_right")
@feedback(
    en="The result is a float64 array, for a list or a tuple, of ints too; the local derivatives "
    "stay as they are.",
    fr="Le résultat est un tableau float64, pour une liste ou un tuple, même d'entiers ; les "
    "dérivées locales restent telles quelles.",
)
def test_array_of_floats(student, rng):
    for form in (list, tuple):
        numbers = form(rng.integers(2, 9, size=3).tolist())
        check_array(check_unchanged(student.sequential_derivatives, numbers), shape=(4,))
