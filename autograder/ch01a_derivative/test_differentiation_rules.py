"""Hidden tests of elementary, add, scale, multiply and divide (1.3)."""

import itertools
import math

from support import BASICS, at, basics, differentiable, table

from chainrule.grading import check_close, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("differentiation_rules")

EXPONENTS = (-2, 0, 1, 3, 0.5, 1.5, -0.5)
USUAL = {
    "inverse": (lambda x: 1 / x, lambda x: -1 / x**2),
    "sqrt": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
    "exp": (math.exp, math.exp),
    "ln": (math.log, lambda x: 1 / x),
    "cos": (math.cos, lambda x: -math.sin(x)),
    "sin": (math.sin, math.cos),
    "tan": (math.tan, lambda x: 1 / math.cos(x) ** 2),
}


def power(a):
    return lambda x: x**a, lambda x: a * x ** (a - 1) if a else 0.0


@weight(3)
@feedback(
    en="Compare with the table of usual derivatives, line by line: value and derivative.",
    fr="Comparez avec le tableau des dérivées usuelles, ligne par ligne : valeur et dérivée.",
)
def test_usual_functions(student, remote, rng):
    points = rng.uniform(0.3, 1.3, size=2).tolist()
    functions = [student.elementary("power", a) for a in EXPONENTS]
    functions += [student.elementary(name) for name in USUAL]
    expected = table([*map(power, EXPONENTS), *USUAL.values()], points)
    check_close(at(remote, functions, points), expected)


@feedback(
    en="A power with a whole exponent exists on the whole line: look at 0 and at negative x, for "
    "the exponents 0 and 1 as well.",
    fr="Une puissance à exposant entier positif existe sur toute la droite : regardez 0 et les x "
    "négatifs, aussi pour les exposants 0 et 1.",
)
def test_whole_powers_on_the_whole_line(student, remote, rng):
    x = -rng.uniform(0.5, 2)
    functions = [student.elementary("power", a) for a in (0, 1, 3)]
    expected = [[(1, 0), (1, 0)], [(0, 1), (x, 1)], [(0, 0), (x**3, 3 * x**2)]]
    check_close(at(remote, functions, [0, x]), expected)


@weight(2)
@feedback(
    en="The derivative of a sum is the sum of the derivatives that are given; a constant factor "
    "stays, in the value and in the derivative.",
    fr="La dérivée d'une somme est la somme des dérivées données ; un facteur constant reste, dans "
    "la valeur et dans la dérivée.",
)
def test_sums_and_multiples(student, remote, rng):
    points = [0.0, rng.uniform(-1, 1)]
    functions = basics(student, remote)
    pairs = list(itertools.product(range(3), repeat=2))
    sums = [student.add(functions[i], functions[j]) for i, j in pairs]
    fast = differentiable(student, remote, "math.sin(100 * x)", "100 * math.cos(100 * x)")
    sums.append(student.add(fast, fast))
    expected = [
        (lambda x, f=f, g=g: f(x) + g(x), lambda x, df=df, dg=dg: df(x) + dg(x))
        for (f, df), (g, dg) in itertools.product(BASICS, repeat=2)
    ]
    # A difference quotient of sin(100 x) is too far away.
    expected.append((lambda x: 2 * math.sin(100 * x), lambda x: 200 * math.cos(100 * x)))
    check_close(at(remote, sums, points), table(expected, points))

    factors = [rng.uniform(1, 3), -rng.uniform(1, 3), 0]
    multiples = [student.scale(lam, u) for lam, u in zip(factors, functions, strict=True)]
    expected = [
        (lambda x, lam=lam, f=f: lam * f(x), lambda x, lam=lam, df=df: lam * df(x))
        for lam, (f, df) in zip(factors, BASICS, strict=True)
    ]
    check_close(at(remote, multiples, points), table(expected, points))


@weight(2)
@feedback(
    en="The derivative of a product has two terms: in each of them one factor is differentiated "
    "and the other is not.",
    fr="La dérivée d'un produit a deux termes : dans chacun, un facteur est dérivé et l'autre non.",
)
def test_products(student, remote, rng):
    points = [0.0, rng.uniform(-1, 1)]
    functions = basics(student, remote)
    products = [student.multiply(u, v) for u, v in itertools.product(functions, repeat=2)]
    expected = [
        (
            lambda x, f=f, g=g: f(x) * g(x),
            lambda x, f=f, df=df, g=g, dg=dg: df(x) * g(x) + f(x) * dg(x),
        )
        for (f, df), (g, dg) in itertools.product(BASICS, repeat=2)
    ]
    check_close(at(remote, products, points), table(expected, points))


@weight(2)
@feedback(
    en="The derivative of a quotient: which of the two terms has the minus sign, and what is it "
    "all divided by? A small denominator is no zero.",
    fr="La dérivée d'un quotient : lequel des deux termes porte le signe moins, et par quoi "
    "divise-t-on le tout ? Un petit dénominateur n'est pas nul.",
)
def test_quotients(student, remote, rng):
    points = [-rng.uniform(0.3, 1), rng.uniform(0.3, 1), 1e-5]
    functions = basics(student, remote)
    quotients = [student.divide(u, v) for u, v in itertools.product(functions, repeat=2)]
    expected = [
        (
            lambda x, f=f, g=g: f(x) / g(x),
            lambda x, f=f, df=df, g=g, dg=dg: (df(x) - dg(x) * f(x) / g(x)) / g(x),
        )
        for (f, df), (g, dg) in itertools.product(BASICS, repeat=2)
    ]
    # cos/sin at 1e-5 has the slope -1e10: what rounding leaves of it is relative.
    check_close(at(remote, quotients, points), table(expected, points), atol=1e-7)
    tiny = differentiable(student, remote, "1e-20 * x", "1e-20")
    check_close(at(remote, [student.divide(tiny, tiny)], [2.0]), [[(1.0, 0.0)]])


@needs("test_usual_functions", "test_quotients")
@feedback(
    en="Where a function has no value, neither its value nor its derivative may give a number: "
    "ln at x <= 0 is a ValueError, a division by 0 a ZeroDivisionError, and only when it is "
    "evaluated there.",
    fr="Là où une fonction n'a pas de valeur, ni la valeur ni la dérivée ne donnent un nombre : "
    "ln en x <= 0 est une ValueError, une division par 0 une ZeroDivisionError, et seulement "
    "quand on l'évalue à cet endroit.",
)
def test_outside_the_domain(student, remote, rng):
    logarithm, inverse = student.elementary("ln"), student.elementary("inverse")
    exponential, sine, _ = basics(student, remote)
    line = differentiable(student, remote, "x - 2", "1.0")
    for part in ("f", "df"):
        for x in (0, -rng.uniform(0.5, 2)):
            check_raises(ValueError, getattr(logarithm, part), x)
        check_raises(ZeroDivisionError, getattr(inverse, part), 0)
        for denominator, x in ((sine, 0.0), (line, 2)):
            quotient = student.divide(exponential, denominator)
            check_raises(ZeroDivisionError, getattr(quotient, part), x)


@needs("test_usual_functions")
@feedback(
    en="A name outside the list, or a power without exponent, is refused by elementary itself "
    "with a ValueError.",
    fr="Un nom hors de la liste, ou une puissance sans exposant, est refusé par elementary "
    "elle-même avec une ValueError.",
)
def test_refuses_unknown_functions(student):
    for name in ("power", "log", "Sin", ""):
        check_raises(ValueError, student.elementary, name)
