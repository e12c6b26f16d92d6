"""Hidden tests of Var, its functions and derivative (1b.4)."""

import math
import operator

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

FUNCTIONS = ("exp", "ln", "sin", "cos", "sqrt")

#: These work in the student's process: a request for each operation would take long.
_BACKWARD = """
def values_and_grads(Var, functions, formulas, x0):
    found = []
    for formula in formulas:
        x = Var(x0)
        output = eval(formula, {"x": x, **functions})
        output.backward()
        found.append((output.value, x.grad))
    return found
"""
_DERIVATIVES = """
def derivatives(derivative, names, formulas, x0):
    return [derivative(eval("lambda x: " + formula, dict(names)), x0) for formula in formulas]
"""
_CHAIN = """
import sys

def chain(x, additions):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    try:
        y = x
        for _ in range(additions):
            y = y + 1.0
        y.backward()
        return y.value, sys.getrecursionlimit()
    finally:
        sys.setrecursionlimit(limit)
"""


def functions_of(student):
    return {name: getattr(student, name) for name in FUNCTIONS}


def derivatives(student, remote, formulas, x0):
    names = {"Var": student.Var, **functions_of(student)}
    return remote.define(_DERIVATIVES, "derivatives")(student.derivative, names, formulas, x0)


def check_at(student, remote, x0, cases):
    """Compare formulas in x with their values and derivatives at x0."""
    formulas, *expected = zip(*cases, strict=True)
    evaluate = remote.define(_BACKWARD, "values_and_grads")
    found = evaluate(student.Var, functions_of(student), formulas, x0)
    for got, value, slope in zip(found, *expected, strict=True):
        check_close(got, (value, slope))


@weight(2)
@feedback(
    en="Check the value and the local derivative of each of the five functions.",
    fr="Vérifiez la valeur et la dérivée locale de chacune des cinq fonctions.",
)
def test_five_functions(student, remote, rng):
    a = rng.uniform(0.5, 2)
    cases = [
        ("exp(x)", math.exp(a), math.exp(a)),
        ("ln(x)", math.log(a), 1 / a),
        ("sin(x)", math.sin(a), math.cos(a)),
        ("cos(x)", math.cos(a), -math.sin(a)),
        ("sqrt(x)", math.sqrt(a), 0.5 / math.sqrt(a)),
    ]
    check_at(student, remote, a, cases)


@weight(2)
@feedback(
    en="A number may stand on either side of an operator; for - and / the order counts. An "
    "exponent may be negative or broken.",
    fr="Un nombre peut se trouver de chaque côté d'un opérateur ; pour - et /, l'ordre compte. Un "
    "exposant peut être négatif ou non entier.",
)
def test_operators_with_numbers(student, remote, rng):
    a, c = rng.uniform(1.2, 2, size=2).tolist()
    cases = [
        (f"x + {c!r}", a + c, 1),
        (f"{c!r} + x", a + c, 1),
        ("x - 3", a - 3, 1),
        ("3 - x", 3 - a, -1),
        (f"x * {c!r}", a * c, c),
        (f"{c!r} * x", a * c, c),
        (f"x / {c!r}", a / c, 1 / c),
        (f"{c!r} / x", c / a, -c / a**2),
        ("-x", -a, -1),
        *((f"x**{n}", a**n, n * a ** (n - 1)) for n in (3, -1, 0.5, -1.5)),
    ]
    check_at(student, remote, a, cases)
    check_at(student, remote, -a, [("x**3", -(a**3), 3 * a**2)])


@weight(2)
@feedback(
    en="A node that is used twice receives two contributions, which add up; two nodes of the same "
    "value are still two nodes.",
    fr="Un nœud utilisé deux fois reçoit deux contributions, qui s'ajoutent ; deux nœuds de même "
    "valeur restent deux nœuds.",
)
def test_node_used_twice(student, remote, rng):
    a = rng.uniform(1, 2)
    cases = [
        ("x * x", a * a, 2 * a),
        ("x + x", 2 * a, 2),
        ("x - x", 0, 0),
        ("x / x", 1, 0),
        ("sin(x) * sin(x)", math.sin(a) ** 2, 2 * math.sin(a) * math.cos(a)),
    ]
    check_at(student, remote, a, cases)
    x, y = student.Var(a), student.Var(a)
    (x * y).backward()
    check_close((x.grad, y.grad), (a, a))


@weight(2)
@feedback(
    en="A node sends its grad on only when it has received all of it: think of the order.",
    fr="Un nœud ne transmet son grad qu'après l'avoir reçu en entier : pensez à l'ordre.",
)
def test_results_shared_at_several_depths(student, rng):
    a = rng.uniform(1.2, 2)
    x = student.Var(a)
    square = x * x
    output = (square + x) * (square * x)
    output.backward()
    check_close(output.value, a**5 + a**4)
    check_close(x.grad, 5 * a**4 + 4 * a**3)
    check_close(square.grad, 2 * a**3 + a**2)

    b = rng.uniform(2, 3)
    t = student.Var(b)
    z = student.ln(t)
    output = t**2 * z * student.ln(z) + z
    output.backward()
    log_b = math.log(b)
    dF_dz = b**2 * (math.log(log_b) + 1) + 1
    check_close(z.grad, dF_dz)
    check_close(t.grad, 2 * b * log_b * math.log(log_b) + dF_dz / b)


@weight(2)
@feedback(
    en="Each call of backward starts from 0 and from the node it is called on, whatever was called "
    "or built before.",
    fr="Chaque appel de backward part de 0 et du nœud sur lequel on l'appelle, quoi qu'on ait "
    "appelé ou construit avant.",
)
def test_backward_starts_afresh(student, rng):
    a, b = rng.uniform(1, 2, size=2).tolist()
    x, y = student.Var(a), student.Var(b)
    first, second = x * y + student.sin(x), x**3
    for _ in range(2):
        first.backward()
        check_close(first.grad, 1)
        check_close((x.grad, y.grad), (b + math.cos(a), a))
    second.backward()
    check_close((second.grad, x.grad), (1, 3 * a**2))


@feedback(
    en="3000 operations in a row must work under Python's default recursion limit: one nested "
    "call per node is too many.",
    fr="3000 opérations à la suite doivent passer avec la limite de récursion par défaut de "
    "Python : un appel imbriqué par nœud, c'est trop.",
)
def test_long_chain(student, remote, rng):
    a = rng.uniform(1, 2)
    x = student.Var(a)
    value, recursion_limit = remote.define(_CHAIN, "chain")(x, 3000)
    check_equal(recursion_limit, 1000)
    check_close((value, x.grad), (a + 3000, 1))


@feedback(
    en="Each node sends its grad on once: going along every single path takes forever when there "
    "are 2 to the power 60 of them.",
    fr="Chaque nœud transmet son grad une seule fois : suivre chaque chemin ne finit jamais quand "
    "il y en a 2 à la puissance 60.",
)
def test_sixty_doublings(student):
    x = student.Var(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    check_close((y.value, x.grad), (2.0**60, 2.0**60))


@weight(2)
@feedback(
    en="derivative makes the input node itself, and hands back the exact grad of this node.",
    fr="derivative fabrique elle-même le nœud d'entrée, et rend le grad exact de ce nœud.",
)
def test_derivative_of_a_function(student, remote, rng):
    a = rng.uniform(1.2, 2.5)
    cases = [
        ("cos(2 * x * x)", -4 * a * math.sin(2 * a * a)),
        ("ln(x + 2)", 1 / (a + 2)),
        ("exp(x) * ln(x)", math.exp(a) * (math.log(a) + 1 / a)),
        ("3 / (1 + x**2)", -6 * a / (1 + a * a) ** 2),
        # A difference of two such values has lost ten digits.
        ("1e6 + sin(x)", math.cos(a)),
        ("x", 1),
    ]
    formulas, slopes = zip(*cases, strict=True)
    check_close(derivatives(student, remote, formulas, a), slopes)


@needs("test_derivative_of_a_function")
@feedback(
    en="The derivative of a constant is 0, whether F returns a plain number or a node that does "
    "not depend on x.",
    fr="La dérivée d'une constante est nulle, que F renvoie un simple nombre ou un nœud qui ne "
    "dépend pas de x.",
)
def test_derivative_of_a_constant(student, remote, rng):
    found = derivatives(student, remote, ["5.0", "Var(5.0) * 2"], rng.uniform(1, 2))
    check_close(found, [0.0, 0.0])


@needs("test_operators_with_numbers")
@feedback(
    en="The exponent is a number: a node as exponent is a TypeError.",
    fr="L'exposant est un nombre : un nœud en exposant est une TypeError.",
)
def test_refuses_a_node_as_exponent(student, rng):
    x, y = student.Var(rng.uniform(1, 2)), student.Var(2.0)
    check_raises(TypeError, operator.pow, x, y)
