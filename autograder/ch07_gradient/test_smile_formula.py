"""Hidden tests of half_smile, smile and smile_input (7.11)."""

import numpy as np
from support import ACTIVATIONS, DIFFERENCE, flatten, forward, random_params, unflatten

from chainrule.grading import check_close, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("smile_formula")


@weight(2)
@feedback(
    en="For a weight into the output neuron, the output before it meets the derivative after it.",
    fr="Pour un poids vers le neurone de sortie : la sortie avant lui, et la dérivée après lui.",
)
def test_half_smile(student, rng):
    for f_val, dg_val in rng.uniform(1.2, 2, size=(3, 2)):
        check_close(student.half_smile(f_val, dg_val), f_val * dg_val)
        check_close(student.half_smile(3, -dg_val), -3 * dg_val)


@weight(2)
@feedback(
    en="With one outgoing edge there are four factors and one division; which output divides?",
    fr="Avec une seule arête sortante : quatre facteurs et une division ; quelle sortie divise ?",
)
def test_one_outgoing_edge(student, reference, rng):
    for args in rng.uniform(1.2, 2, size=(3, 5)):
        f_val, g_val, dg_val, b, dF_db = (float(number) for number in args)
        expected = f_val * (dg_val / g_val) * b * dF_db
        check_close(student.smile(f_val, g_val, dg_val, b, dF_db), expected)
        check_close(student.smile(1, -g_val, dg_val, b, -dF_db), expected / f_val)


@weight(2)
@feedback(
    en="With several outgoing edges, each edge adds a term.",
    fr="S'il y a plusieurs arêtes sortantes, chacune apporte un terme.",
)
def test_sums_over_outgoing_edges(student, reference, rng):
    for edge_count in (2, 3):
        b, dF_db = rng.uniform(1.2, 2, size=(2, edge_count))
        args = {"f_val": 1.5, "g_val": 0.7, "dg_val": 0.4, "b": b, "dF_db": dF_db}
        check_close(student.smile(**args), reference.smile(**args))


@weight(2)
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


@weight(2)
@feedback(
    en="On exp(c cos(ax) + d sin(bx)), the three formulas together must give every derivative.",
    fr="Sur exp(c cos(ax) + d sin(bx)), les trois formules doivent donner toutes les dérivées.",
)
def test_second_example(student, rng):
    x, a, b, c, d = rng.uniform(0.3, 1, size=5) * rng.choice([-1, 1], size=5)
    u, v = a * x, b * x
    F = np.exp(c * np.cos(u) + d * np.sin(v))
    dF_dc, dF_dd = np.cos(u) * F, np.sin(v) * F
    dF_da, dF_db = -x * c * np.sin(u) * F, x * d * np.cos(v) * F
    dF_dx = (-a * c * np.sin(u) + b * d * np.cos(v)) * F
    check_close(student.half_smile(np.cos(u), F), dF_dc)
    check_close(student.half_smile(np.sin(v), F), dF_dd)
    check_close(student.smile(x, np.cos(u), -np.sin(u), c, dF_dc), dF_da)
    check_close(student.smile(x, np.sin(v), np.cos(v), d, dF_dd), dF_db)
    check_close(student.smile_input(x, [a, b], [dF_da, dF_db]), dF_dx)


@weight(2)
@feedback(
    en="On a small network, working back from the output must give the slope for every weight.",
    fr="Sur un petit réseau, en remontant depuis la sortie, on doit trouver la pente pour chaque "
    "poids.",
)
def test_small_network(student, reference, rng):
    tanh, _ = ACTIVATIONS["tanh"]
    outputs = [np.zeros(1)]
    while min(np.min(np.abs(output)) for output in outputs) < 0.05:
        x = rng.uniform(0.5, 1.5, size=1)
        params = random_params(rng, [1, 1, 2, 1])
        outputs, _ = forward(x, params, [tanh] * 3)

    def output(numbers):
        return float(forward(x, unflatten(numbers, params), [tanh] * 3)[0][-1][0])

    expected = unflatten(reference.numerical_gradient(output, flatten(params)), params)
    (_, (g,), h, F) = (output.tolist() for output in outputs)
    dF_dlast = [student.half_smile(h_val, 1 - F[0] ** 2) for h_val in h]
    dF_dmiddle = [
        student.smile(g, h_val, 1 - h_val**2, float(weight), slope)
        for h_val, weight, slope in zip(h, params[2][0][:, 0], dF_dlast, strict=True)
    ]
    dF_dfirst = student.smile(float(x[0]), g, 1 - g**2, params[1][0][0], dF_dmiddle)
    dF_dbias = student.smile(1, g, 1 - g**2, params[1][0][0], dF_dmiddle)
    check_close(dF_dlast, expected[2][0][:, 0].tolist(), **DIFFERENCE)
    check_close(dF_dmiddle, expected[1][0][0].tolist(), **DIFFERENCE)
    check_close(dF_dfirst, expected[0][0][0, 0], **DIFFERENCE)
    check_close(dF_dbias, expected[0][1][0], **DIFFERENCE)


@needs("test_one_outgoing_edge")
@feedback(
    en="Twice the partial derivatives give twice the result, and one edge may come as a number "
    "or as a list of one.",
    fr="Des dérivées partielles doubles donnent un résultat double, et une arête seule peut être "
    "un nombre ou une liste d'un élément.",
)
def test_linear_and_one_edge_in_both_forms(student, rng):
    f_val, g_val, dg_val, b, dF_db = (float(number) for number in rng.uniform(1.2, 2, size=5))
    once = student.smile(f_val, g_val, dg_val, b, dF_db)
    check_close(student.smile(f_val, g_val, dg_val, b, 2 * dF_db), 2 * once)
    check_close(student.smile(f_val, g_val, dg_val, [b], [dF_db]), once)
    check_close(student.smile(f_val, g_val, dg_val, np.array([b]), np.array([dF_db])), once)
    # np.int64 is no int, although np.float64 is a float.
    expected = f_val * dg_val / g_val * 3 * dF_db
    check_close(student.smile(f_val, g_val, dg_val, np.int64(3), np.float64(dF_db)), expected)


@needs("test_one_outgoing_edge", "test_input_with_several_edges")
@feedback(
    en="Only an output, or an input, that is exactly 0 is refused: it may be tiny, and every other "
    "number may be 0.",
    fr="Seule une sortie, ou une entrée, exactement nulle est refusée : elle peut être minuscule, "
    "et tout autre nombre peut être nul.",
)
def test_small_and_zero_numbers(student, rng):
    f_val, dg_val, b, dF_db = (float(number) for number in rng.uniform(1.2, 2, size=4))
    tiny = 1e-12
    check_close(student.smile(f_val, tiny, dg_val, b, dF_db), f_val * dg_val / tiny * b * dF_db)
    check_close(student.smile_input(tiny, [b], [dF_db]), b / tiny * dF_db)
    for args in ((0, 2, dg_val, b, dF_db), (f_val, 2, 0, b, dF_db), (f_val, 2, dg_val, 0, dF_db)):
        check_close(student.smile(*args), 0)


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
