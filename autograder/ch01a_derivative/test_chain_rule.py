"""Hidden tests of compose (1.4)."""

import itertools
import math

from support import BASICS, basics, check_differentiable, differentiable, slopes

from chainrule.grading import check_close, check_equal, exercise, feedback, needs, weight

pytestmark = exercise("chain_rule")

#: Lines of the table of composed functions: formulas of the outer function, then both of it here.
OUTER = [
    ("x**-2", "-2 * x**-3", (lambda u: u**-2, lambda u: -2 * u**-3)),
    ("1 / x", "-1 / x**2", (lambda u: 1 / u, lambda u: -1 / u**2)),
    ("math.sqrt(x)", "0.5 / math.sqrt(x)", (math.sqrt, lambda u: 0.5 / math.sqrt(u))),
    ("math.log(x)", "1 / x", (math.log, lambda u: 1 / u)),
]


def composed(outer, inner):
    (g, dg), (f, df) = outer, inner
    return lambda x: g(f(x)), lambda x: dg(f(x)) * df(x)


@weight(3)
@feedback(
    en="In the composition of g and f the inner function f acts first, and g acts on its result.",
    fr="Dans la composée de g et f, la fonction intérieure f agit d'abord, puis g agit sur son "
    "résultat.",
)
def test_inner_function_acts_first(student, remote, rng):
    points = rng.uniform(-1, 1, size=3).tolist()
    functions = basics(student, remote)
    pairs = itertools.product(zip(functions, BASICS, strict=True), repeat=2)
    for (g, outer), (f, inner) in pairs:
        composition = student.compose(g, f)
        check_differentiable(remote, [composition])
        value, _ = composed(outer, inner)
        check_close([composition.f(x) for x in points], [float(value(x)) for x in points])


@weight(6)
@feedback(
    en="Two factors: the slope of the outer function at the point where the inner one arrives, "
    "and the slope of the inner function at x.",
    fr="Deux facteurs : la pente de la fonction extérieure au point où arrive la fonction "
    "intérieure, et la pente de la fonction intérieure en x.",
)
def test_slope_of_a_composition(student, remote, rng):
    points = [0.0, *rng.uniform(-1, 1, size=2).tolist()]
    functions = list(zip(basics(student, remote), BASICS, strict=True))
    shifted_square = differentiable(student, remote, "1 + x**2", "2 * x")
    inner = (shifted_square, (lambda x: 1 + x**2, lambda x: 2 * x))
    outer = [(differentiable(student, remote, *formulas), both) for *formulas, both in OUTER]
    for (g, dg), (f, df) in [*itertools.product(functions, repeat=2), *((g, inner) for g in outer)]:
        _, slope = composed(dg, df)
        found = slopes(remote, student.compose(g, f), points)
        check_close(found, [float(slope(x)) for x in points])
    # A difference quotient of sin(100 x) is too far away.
    composition = student.compose(
        functions[1][0], differentiable(student, remote, "100 * x", "100.0")
    )
    check_close(slopes(remote, composition, points), [100 * math.cos(100 * x) for x in points])


@weight(2)
@needs("test_slope_of_a_composition")
@feedback(
    en="A composition is a function, not a number: nothing is evaluated before it is asked for a "
    "value.",
    fr="Une composée est une fonction, pas un nombre : rien n'est évalué avant qu'on lui demande "
    "une valeur.",
)
def test_building_evaluates_nothing(student):
    calls = []

    def counted(x):
        calls.append(x)
        return x + 1.0

    link = student.Differentiable(counted, counted)
    student.compose(link, link)
    check_equal(len(calls), 0)


@needs("test_slope_of_a_composition")
@feedback(
    en="Each composition keeps its own two functions, whatever is built afterwards.",
    fr="Chaque composée garde ses deux fonctions, quoi que l'on construise ensuite.",
)
def test_compositions_side_by_side(student, remote, rng):
    points = rng.uniform(-1, 1, size=2).tolist()
    exponential, sine, cosine = basics(student, remote)
    first = student.compose(exponential, sine)
    before = slopes(remote, first, points)
    # Right or not, these are numbers.
    check_close(before, [0.0] * len(points), atol=1e9)
    student.compose(cosine, exponential)
    after = slopes(remote, first, points)
    check_close(after, before)
