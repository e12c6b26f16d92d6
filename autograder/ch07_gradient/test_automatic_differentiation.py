"""Hidden tests of Var and its functions (7.10)."""

import math
import operator

from support import DIFFERENCE

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("automatic_differentiation")

FUNCTIONS = ("exp", "log", "sin", "cos", "sqrt", "tanh", "sigmoid")
#: Random expressions leave the other functions, and numbers, to tests of their own.
INNER = ("exp", "log", "sin")
OPERATORS = ("add", "sub", "mul", "truediv")
EXPONENTS = (2, 3, -1, -2, 0.5, 1.5)


def check_var(var, value, grad):
    check_close(var.value, value)
    check_close(var.grad, grad)


def check_at(student, remote, a, c, cases):
    """Compare expressions in x and c, for x = a, with their values and derivatives."""
    expressions, values, grads = zip(*cases, strict=True)
    functions = {name: getattr(student, name) for name in FUNCTIONS}
    found = remote.define(_AT, "at")(student.Var, a, c, expressions, functions)
    for got, value, grad in zip(found, values, grads, strict=True):
        check_close(got, (value, a, grad))


def smooth_cases(a):
    """The functions that are defined everywhere, at a, as check_at takes them."""
    sigma = 1 / (1 + math.exp(-a))
    return [
        ("exp(x)", math.exp(a), math.exp(a)),
        ("sin(x)", math.sin(a), math.cos(a)),
        ("cos(x)", math.cos(a), -math.sin(a)),
        ("tanh(x)", math.tanh(a), 1 - math.tanh(a) ** 2),
        ("sigmoid(x)", sigma, sigma * (1 - sigma)),
    ]


def grow(rng, depth):
    """Random expression in x and y, as nested tuples (operation, operand, ...)."""
    if depth == 0:
        return "x" if rng.random() < 0.5 else "y"
    kind = rng.integers(4)
    if kind == 0:
        return (INNER[rng.integers(len(INNER))], grow(rng, depth - 1))
    if kind == 1:
        return ("pow", grow(rng, depth - 1), EXPONENTS[rng.integers(len(EXPONENTS))])
    if kind == 2:
        return ("neg", grow(rng, depth - 1))
    return (OPERATORS[rng.integers(len(OPERATORS))], *operands(rng, depth))


def operands(rng, depth):
    """Two random expressions, not the same variable twice: that is for another test."""
    left, right = grow(rng, depth - 1), grow(rng, int(rng.integers(depth)))
    return (left, {"x": "y", "y": "x"}[left]) if left in ("x", "y") else (left, right)


def leaves(tree):
    return set().union(*map(leaves, tree[1:])) if isinstance(tree, tuple) else {tree}


def evaluate(tree, variables, module, guard=lambda operation, *values: None):
    """Value of the expression with the functions of a module; guard sees every operation."""
    if isinstance(tree, str):
        return variables[tree]
    if not isinstance(tree, tuple):
        return tree
    operation, *parts = tree
    values = [evaluate(part, variables, module, guard) for part in parts]
    guard(operation, *values)
    source = module if operation in FUNCTIONS else operator
    return getattr(source, operation)(*values)


#: These two work in the student's process: a request for each operation would take long.
_ANSWERS = """
import operator

def evaluate(tree, variables, functions):
    if isinstance(tree, str):
        return variables[tree]
    if not isinstance(tree, tuple):
        return tree
    operation, *parts = tree
    values = [evaluate(part, variables, functions) for part in parts]
    function = functions[operation] if operation in functions else getattr(operator, operation)
    return function(*values)

def answers(cases, Var, functions):
    found = []
    for tree, *point in cases:
        x, y = map(Var, point)
        output = evaluate(tree, {"x": x, "y": y}, functions)
        output.backward()
        found.append((output.value, x.grad, y.grad))
    return found
"""
_AT = """
def at(Var, a, c, expressions, functions):
    found = []
    for expression in expressions:
        x = Var(a)
        output = eval(expression, {"x": x, "c": c, **functions})
        output.backward()
        found.append((output.value, x.value, x.grad))
    return found
"""
_CHAIN = """
import sys

def chain(x, additions):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    try:
        y = -x
        for _ in range(additions):
            y = y + x
        y.backward()
        return y, sys.getrecursionlimit()
    finally:
        sys.setrecursionlimit(limit)
"""


def refuse_extremes(operation, *operands):
    """Keep expressions away from poles and from large numbers."""
    values = [getattr(operand, "value", operand) for operand in operands]
    if operation in ("log", "sqrt", "pow") and values[0] < 0.1:
        raise ArithmeticError("too close to the border of the domain")
    if operation == "truediv" and abs(values[1]) < 0.1:
        raise ArithmeticError("too close to a pole")
    if any(abs(value) > 100 for value in values) or (operation == "exp" and values[0] > 4.5):
        raise ArithmeticError("too large")


def random_expressions(rng, reference, count):
    """Expressions that use both x and y, with a point and the reference's answer.

    Functions and operators take turns as the last operations: none is left to chance.
    """
    while count:
        operation = (OPERATORS[count % len(OPERATORS)], *operands(rng, int(rng.integers(1, 4))))
        tree = (INNER[count % len(INNER)], operation)
        x, y = (float(number) for number in rng.uniform(0.5, 2, size=2))
        variables = {"x": reference.Var(x), "y": reference.Var(y)}
        if not {"x", "y"} <= leaves(tree):
            continue
        try:
            output = evaluate(tree, variables, reference, refuse_extremes)
            refuse_extremes("result", output)
        except ArithmeticError:
            continue
        output.backward()
        count -= 1
        yield tree, x, y, output.value, variables["x"].grad, variables["y"].grad


@weight(2)
@feedback(
    en="A node that is used twice receives two contributions: the paths add up. Two nodes of the "
    "same value are still two nodes.",
    fr="Un nœud utilisé deux fois reçoit deux contributions : les chemins s'ajoutent. Deux nœuds "
    "de même valeur restent deux nœuds.",
)
def test_node_used_twice(student, rng):
    a = float(rng.uniform(1, 2))
    for operation, value, grad in (("mul", a * a, 2 * a), ("add", 2 * a, 2), ("truediv", 1, 0)):
        x = student.Var(a)
        output = getattr(operator, operation)(x, x)
        output.backward()
        check_close(output.value, value)
        check_var(x, a, grad)
        check_close(output.grad, 1)

    x, y = student.Var(a), student.Var(a)
    output = student.sin(x) * student.sin(y)
    output.backward()
    for variable in (x, y):
        check_var(variable, a, math.sin(a) * math.cos(a))


@weight(2)
@feedback(
    en="A node hands its gradient on only when it has received all of it: think of the order.",
    fr="Un nœud ne transmet son gradient qu'après l'avoir reçu en entier : pensez à l'ordre.",
)
def test_shared_results_at_several_depths(student, rng):
    a = float(rng.uniform(1.5, 2.5))
    x = student.Var(a)
    v = x**2
    output = v + (v * 2) * 3
    output.backward()
    check_close(output.value, 7 * a**2)
    check_close(v.grad, 7)
    check_close(x.grad, 14 * a)

    b = float(rng.uniform(2, 3))
    y = student.Var(b)
    z = student.log(y)
    output = y**2 * z * student.log(z) + z
    output.backward()
    log_b = math.log(b)
    dF_dz = b**2 * (math.log(log_b) + 1) + 1
    check_close(output.value, b**2 * log_b * math.log(log_b) + log_b)
    check_close(z.grad, dF_dz)
    check_close(y.grad, 2 * b * log_b * math.log(log_b) + dF_dz / b)


@weight(2)
@feedback(
    en="Each call of backward starts afresh: what was there from an earlier call must go.",
    fr="Chaque appel de backward repart de zéro : ce qui reste d'un appel précédent doit partir.",
)
def test_backward_starts_afresh(student, rng):
    a, b = (float(number) for number in rng.uniform(1, 2, size=2))
    x, y = student.Var(a), student.Var(b)
    check_close(x.grad, 0)
    product = x * y
    u = product + x
    for _ in range(2):
        u.backward()
        check_close(u.grad, 1)
        check_close(x.grad, b + 1)
        check_close(y.grad, a)
    w = student.sin(product)
    w.backward()
    check_close(product.grad, math.cos(a * b))
    check_close(x.grad, b * math.cos(a * b))
    check_close(y.grad, a * math.cos(a * b))


@weight(2)
@feedback(
    en="A number may stand on either side; for - and / the order of the operands matters.",
    fr="Un nombre peut se trouver de chaque côté ; pour - et /, l'ordre des opérandes compte.",
)
def test_numbers_on_both_sides(student, remote, rng):
    a, c = (float(number) for number in rng.uniform(1.2, 2, size=2))
    cases = (
        ("c + x", c + a, 1),
        ("x + c", a + c, 1),
        ("c * x", c * a, c),
        ("x * 3", a * 3, 3),
        ("c - x", c - a, -1),
        ("x - c", a - c, 1),
        ("1 / x", 1 / a, -1 / a**2),
        ("c / x", c / a, -c / a**2),
        ("x / c", a / c, 1 / c),
        ("-x", -a, -1),
    )
    check_at(student, remote, a, c, cases)


@weight(2)
@feedback(
    en="Check the local derivative of every function, and of the power for every exponent.",
    fr="Vérifiez la dérivée locale de chaque fonction, et celle de la puissance.",
)
def test_local_derivatives(student, remote, rng):
    a = float(rng.uniform(1.2, 2))
    cases = [
        ("log(x)", math.log(a), 1 / a),
        ("sqrt(x)", math.sqrt(a), 0.5 / math.sqrt(a)),
        *((f"x**{n}", a**n, n * a ** (n - 1)) for n in EXPONENTS),
    ]
    check_at(student, remote, a, 0, [*smooth_cases(a), *cases])
    check_at(student, remote, -a, 0, smooth_cases(-a))


@feedback(
    en="With a positive integer as exponent, the power exists for every base, negative and 0 too.",
    fr="Avec un exposant entier strictement positif, la puissance existe pour toute base, même "
    "négative ou nulle.",
)
def test_powers_of_negative_numbers_and_zero(student, remote, rng):
    for base in (-float(rng.uniform(1, 2)), 0.0):
        cases = [(f"x**{n}", base**n, n * base ** (n - 1)) for n in (2, 3)]
        check_at(student, remote, base, 0, cases)


@weight(3)
@feedback(
    en="On random expressions of several levels, every value and every gradient must be right.",
    fr="Sur des expressions au hasard à plusieurs niveaux, tout doit être juste.",
)
def test_random_expressions(student, remote, reference, rng):
    cases = list(random_expressions(rng, reference, len(INNER) * len(OPERATORS)))
    functions = {name: getattr(student, name) for name in FUNCTIONS}
    answers = remote.define(_ANSWERS, "answers")
    found = answers([case[:3] for case in cases], student.Var, functions)
    for got, (_, _, _, *expected) in zip(found, cases, strict=True):
        check_close(got, tuple(expected), **DIFFERENCE)


@weight(2)
@feedback(
    en="A chain of 1500 additions must work under Python's default recursion limit: one nested "
    "call per node is too many.",
    fr="Une chaîne de 1500 additions doit passer avec la limite de récursion par défaut de "
    "Python : un appel imbriqué par nœud, c'est trop.",
)
def test_long_chain(student, remote):
    x = student.Var(1.0)
    y, recursion_limit = remote.define(_CHAIN, "chain")(x, 1500)
    check_equal(recursion_limit, 1000)
    check_close(y.value, 1499)
    check_close(x.grad, 1499)


@needs("test_local_derivatives")
@feedback(
    en="log(x) for x <= 0 and sqrt(x) for x < 0 raise ValueError at once, before backward.",
    fr="log(x) pour x <= 0 et sqrt(x) pour x < 0 lèvent ValueError tout de suite, avant backward.",
)
def test_refuses_numbers_outside_the_domain(student):
    for value in (0.0, -1.5):
        check_raises(ValueError, student.log, student.Var(value))
    check_raises(ValueError, student.sqrt, student.Var(-0.5))


@needs("test_numbers_on_both_sides")
@feedback(
    en="Dividing by 0 raises ZeroDivisionError at once, whatever stands on which side.",
    fr="Diviser par 0 lève ZeroDivisionError tout de suite, quel que soit le côté du nombre.",
)
def test_refuses_a_zero_divisor(student):
    x, zero = student.Var(2.0), student.Var(0.0)
    for numerator, divisor in ((x, zero), (x, 0), (1, zero)):
        check_raises(ZeroDivisionError, operator.truediv, numerator, divisor)
