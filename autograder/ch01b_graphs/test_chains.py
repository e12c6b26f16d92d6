"""Hidden tests of compose_all and forward_pass (1b.1)."""

import numpy as np
from support import (
    COSINE,
    EXPONENTIAL,
    FIVE_LINKS,
    HALF_SQUARE,
    SINE,
    end,
    evaluated,
    generator,
    links,
    walk,
)

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

pytestmark = exercise("chains")

#: Functions that give ints for ints.
WHOLE = (("x**2", "2 * x"), ("x + 1", "1"), ("3 * x", "3"))


@weight(2)
@feedback(
    en="Each value is what the next link makes of the one before; the number that enters the "
    "chain is the first of them.",
    fr="Chaque valeur est ce que le maillon suivant fait de la précédente ; le nombre qui entre "
    "dans la chaîne est la première.",
)
def test_values_from_left_to_right(student, remote, rng):
    for chain in (FIVE_LINKS, (HALF_SQUARE,), (SINE, COSINE, SINE)):
        x0 = rng.uniform(-1.5, 1.5)
        values, _ = student.forward_pass(links(student, remote, chain), x0)
        check_close(values, np.array(walk(chain, x0)[0]))


@weight(2)
@feedback(
    en="There is one local derivative for each link, taken at the value that enters this link.",
    fr="Il y a une dérivée locale par maillon, prise en la valeur qui entre dans ce maillon.",
)
def test_local_derivatives(student, remote, rng):
    for chain in (FIVE_LINKS, (HALF_SQUARE,), (SINE, COSINE, SINE)):
        x0 = rng.uniform(-1.5, 1.5)
        _, local_derivatives = student.forward_pass(links(student, remote, chain), x0)
        check_close(local_derivatives, np.array(walk(chain, x0)[1]))


@weight(3)
@feedback(
    en="The composition applies each link as often as it stands in the chain, the first one "
    "first; its slope is the product of all local derivatives.",
    fr="La composée applique chaque maillon aussi souvent qu'il figure dans la chaîne, en "
    "commençant par le premier ; sa pente est le produit de toutes les dérivées locales.",
)
def test_composition_of_a_chain(student, remote, rng):
    for chain in (FIVE_LINKS, (COSINE,), (EXPONENTIAL, SINE), (SINE, COSINE, SINE)):
        points = rng.uniform(-1.5, 1.5, size=2).tolist()
        composition = student.compose_all(links(student, remote, chain))
        expected = [end(chain, x) for x in points]
        check_close(evaluated(remote, composition, points), expected)
    # The same object twice.
    sine, cosine = links(student, remote, (SINE, COSINE))
    twice = evaluated(remote, student.compose_all([sine, cosine, sine]), points)
    check_close(twice, [end((SINE, COSINE, SINE), x) for x in points])


@weight(2)
@needs("test_local_derivatives", "test_composition_of_a_chain")
@feedback(
    en="The links may come in a list, in a tuple, or from a generator, which can be read only "
    "once; a list is the same afterwards.",
    fr="Les maillons peuvent venir d'une liste, d'un tuple ou d'un générateur, qui ne se lit "
    "qu'une fois ; une liste reste la même ensuite.",
)
def test_lists_tuples_and_generators(student, remote, rng):
    made = links(student, remote, (SINE, HALF_SQUARE, EXPONENTIAL))
    points = rng.uniform(-1.5, 1.5, size=2).tolist()
    composition = check_unchanged(student.compose_all, made)
    values, local_derivatives = check_unchanged(student.forward_pass, made, points[0])
    from_list = evaluated(remote, composition, points)
    # Right or not, these are numbers.
    check_close(from_list, [(0.0, 0.0)] * len(points), atol=1e9)
    for form in (tuple, lambda items: generator(remote, items)):
        check_close(evaluated(remote, student.compose_all(form(made)), points), from_list)
        expected = (check_array(values), check_array(local_derivatives))
        check_close(student.forward_pass(form(made), points[0]), expected)


@needs("test_values_from_left_to_right", "test_local_derivatives")
@feedback(
    en="forward_pass returns two float64 arrays, even if all the numbers are whole.",
    fr="forward_pass renvoie deux tableaux float64, même si tous les nombres sont entiers.",
)
def test_arrays_of_floats(student, remote, rng):
    x0 = int(rng.integers(2, 6))
    values, local_derivatives = student.forward_pass(links(student, remote, WHOLE), x0)
    check_array(values)
    check_array(local_derivatives)


@needs("test_local_derivatives", "test_composition_of_a_chain")
@feedback(
    en="A chain without any link is refused at once, with a ValueError, by both functions.",
    fr="Une chaîne sans aucun maillon est refusée tout de suite, avec une ValueError, par les deux "
    "fonctions.",
)
def test_refuses_an_empty_chain(student):
    for nothing in ([], ()):
        check_raises(ValueError, student.compose_all, nothing)
        check_raises(ValueError, student.forward_pass, nothing, 1.0)
