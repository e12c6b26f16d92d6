"""Hidden tests of half_smile, smile and smile_input (7.11)."""

import numpy as np
from support import number

from chainrule.grading import check_close, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("smile_formula")


@weight(3)
@feedback(
    en="For a weight into the output neuron, the output before it meets the derivative after it.",
    fr="Pour un poids vers le neurone de sortie : la sortie avant lui, et la dérivée après lui.",
)
def test_half_smile(student, rng):
    for f_val, dg_val in rng.uniform(1.2, 2, size=(3, 2)):
        check_close(student.half_smile(f_val, dg_val), f_val * dg_val)
        check_close(student.half_smile(3, -dg_val), -3 * dg_val)


@weight(3)
@feedback(
    en="With one outgoing edge there are four factors and one division; which output divides?",
    fr="Avec une seule arête sortante : quatre facteurs et une division ; quelle sortie divise ?",
)
def test_one_outgoing_edge(student, rng):
    for args in rng.uniform(1.2, 2, size=(3, 5)):
        f_val, g_val, dg_val, b, dF_db = (float(value) for value in args)
        expected = f_val * (dg_val / g_val) * b * dF_db
        check_close(student.smile(f_val, g_val, dg_val, b, dF_db), expected)
        check_close(student.smile(1, -g_val, dg_val, b, -dF_db), expected / f_val)


@weight(3)
@needs("test_one_outgoing_edge")
@feedback(
    en="With several outgoing edges, each edge adds a term.",
    fr="S'il y a plusieurs arêtes sortantes, chacune apporte un terme.",
)
def test_sums_over_outgoing_edges(student, rng):
    for edge_count in (2, 3):
        f_val, g_val, dg_val = (float(value) for value in rng.uniform(1.2, 2, size=3))
        edges = rng.uniform(1.2, 2, size=(2, edge_count)) * rng.choice([-1, 1], size=edge_count)
        terms = [number(student.smile(f_val, g_val, dg_val, *edge)) for edge in edges.T.tolist()]
        for several in (edges, edges.tolist()):
            check_close(student.smile(f_val, g_val, dg_val, *several), sum(terms))


@weight(3)
@feedback(
    en="For an input, each outgoing edge adds its weight over x, times its partial derivative.",
    fr="Pour une entrée, chaque arête sortante apporte son poids sur x, fois sa dérivée partielle.",
)
def test_input_with_several_edges(student, rng):
    for edge_count in (1, 2, 3):
        weights, dF_dweights = rng.uniform(1.2, 2, size=(2, edge_count))
        x = float(rng.uniform(2, 3))
        expected = float(weights @ dF_dweights) / x
        check_close(student.smile_input(x, weights, dF_dweights), expected)
        check_close(student.smile_input(-x, weights.tolist(), dF_dweights.tolist()), -expected)


@needs("test_one_outgoing_edge")
@feedback(
    en="Twice the partial derivatives give twice the result, and one edge may come as a number "
    "or as a list of one.",
    fr="Des dérivées partielles doubles donnent un résultat double, et une arête seule peut être "
    "un nombre ou une liste d'un élément.",
)
def test_linear_and_one_edge_in_both_forms(student, rng):
    f_val, g_val, dg_val, b, dF_db = (float(value) for value in rng.uniform(1.2, 2, size=5))
    once = number(student.smile(f_val, g_val, dg_val, b, dF_db))
    check_close(student.smile(f_val, g_val, dg_val, b, 2 * dF_db), 2 * once)
    check_close(student.smile(f_val, g_val, dg_val, [b], [dF_db]), once)
    check_close(student.smile(f_val, g_val, dg_val, np.array([b]), np.array([dF_db])), once)
    # np.int64 is no int, although np.float64 is a float.
    got = student.smile(f_val, g_val, dg_val, np.int64(3), np.float64(dF_db))
    check_close(got, number(student.smile(f_val, g_val, dg_val, 3, dF_db)))


@needs("test_one_outgoing_edge", "test_input_with_several_edges")
@feedback(
    en="Only an output, or an input, that is exactly 0 is refused: it may be tiny, and every other "
    "number may be 0.",
    fr="Seule une sortie, ou une entrée, exactement nulle est refusée : elle peut être minuscule, "
    "et tout autre nombre peut être nul.",
)
def test_small_and_zero_numbers(student, rng):
    f_val, dg_val, b, dF_db = (float(value) for value in rng.uniform(1.2, 2, size=4))
    tiny = 1e-12
    one = number(student.smile(f_val, 1, dg_val, b, dF_db))
    check_close(student.smile(f_val, tiny, dg_val, b, dF_db), one / tiny)
    one = number(student.smile_input(1, [b], [dF_db]))
    check_close(student.smile_input(tiny, [b], [dF_db]), one / tiny)
    for args in ((0, 2, dg_val, b, dF_db), (f_val, 2, 0, b, dF_db), (f_val, 2, dg_val, 0, dF_db)):
        number(student.smile(*args))


@needs("test_one_outgoing_edge")
@feedback(
    en="When g is 0 the smile formula does not hold: raise ZeroDivisionError, for numpy numbers "
    "too.",
    fr="Si g vaut 0, la formule du sourire ne vaut pas : levez ZeroDivisionError, même pour des "
    "nombres numpy.",
)
def test_refuses_a_zero_output(student):
    for g_val in (0, 0.0, np.float64(0)):
        check_raises(ZeroDivisionError, student.smile, 1, g_val, 1, 1, 1)
        check_raises(ZeroDivisionError, student.smile, 1, g_val, 1, [1, 2], [1, 2])


@needs("test_input_with_several_edges")
@feedback(
    en="When x is 0 the formula for an input does not hold: raise ZeroDivisionError.",
    fr="Si x vaut 0, la formule pour une entrée ne vaut pas : levez ZeroDivisionError.",
)
def test_refuses_a_zero_input(student):
    for x in (0, np.float64(0)):
        check_raises(ZeroDivisionError, student.smile_input, x, [1, 2], [0.5, 1])


@needs("test_one_outgoing_edge", "test_input_with_several_edges")
@feedback(
    en="Each outgoing edge has a weight and a derivative: raise ValueError if the lengths differ, "
    "even when one of them is 1.",
    fr="Chaque arête sortante a un poids et une dérivée : levez ValueError si les longueurs "
    "diffèrent, même si l'une vaut 1.",
)
def test_refuses_different_lengths(student):
    for b, dF_db in (([1, 2], [3]), ([1], [2, 3]), ([1, 2], [3, 4, 5])):
        check_raises(ValueError, student.smile, 1, 2, 1, b, dF_db)
        check_raises(ValueError, student.smile_input, 2, b, dF_db)
