"""Hidden tests of Value (19.5)."""

import operator

from support import assign, backward_by_hand, gradients, places

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("value_class")

#: Sorted over there: a set has another order in each process, and a known mistake would not be
#: recognised.
_DATA = "def data(nodes): return sorted(node.data for node in nodes)"

OF_TWO = (operator.add, operator.sub, operator.mul, operator.truediv)
OF_ONE = (operator.neg, lambda x: x.exp(), lambda x: x.tanh(), lambda x: x.relu())
EXPONENTS = (0.5, 3, -3, -0.5, 1)
WITH_A_NUMBER = (
    lambda x: 2 * x + 1,
    lambda x: x + 2.5,
    lambda x: 1 + x,
    lambda x: 5 - x,
    lambda x: x - 5,
    lambda x: x * 3,
    lambda x: 1 / x,
    lambda x: 2.5 / x,
    lambda x: x / 8,
)


def expressions(rng):
    """Every operation on its own, with numbers of its domain."""
    for operation in OF_TWO:
        yield operation, rng.uniform(0.5, 2, size=2) * rng.choice([-1, 1], size=2)
    for operation in OF_ONE:
        for scale in (-2, -0.5, 0.5, 2):
            yield operation, scale * rng.uniform(0.5, 1, size=1)
    for exponent in EXPONENTS:
        yield (lambda x, n=exponent: x**n), rng.uniform(0.5, 2, size=1)
    yield (lambda x: x**3), -rng.uniform(0.5, 2, size=1)


def check_value_and_rules(student, remote, reference, expression, numbers, upstream):
    """Compare an expression's value, and what its rules send to the leaves."""
    value, slopes = gradients(reference, expression, *numbers)
    leaves = [student.Value(number) for number in numbers]
    output = expression(*leaves)
    check_close(output.data, value)
    backward_by_hand(remote, output, upstream)
    check_close([leaf.grad for leaf in leaves], [upstream * slope for slope in slopes])


@weight(2)
@feedback(
    en="Look at the value of each operation: negative numbers, 0, powers of every kind, and tanh "
    "far away from 0.",
    fr="Regardez la valeur de chaque opération : nombres négatifs, 0, puissances de toutes sortes, "
    "et tanh loin de 0.",
)
def test_values(student, reference, rng):
    for expression, numbers in expressions(rng):
        got = expression(*map(student.Value, numbers.tolist()))
        check_close(got.data, expression(*map(reference.Value, numbers.tolist())).data)
    for number, value in ((0.0, 0.0), (1000.0, 1.0), (-1000.0, -1.0)):
        check_close(student.Value(number).tanh().data, value)
    check_close(student.Value(0.0).relu().data, 0.0)
    check_close(student.Value(0.0).exp().data, 1.0)


@weight(2)
@feedback(
    en="A number may stand on either side of an operator; for - and / the order counts.",
    fr="Un nombre peut se trouver de chaque côté d'un opérateur ; pour - et /, l'ordre compte.",
)
def test_numbers_on_both_sides(student, remote, reference, rng):
    for expression in WITH_A_NUMBER:
        x, upstream = rng.uniform(0.5, 2, size=2).tolist()
        check_value_and_rules(student, remote, reference, expression, [x], upstream)


@feedback(
    en="The parents of x + y and x * y are the two operands, those of x + x only x; a leaf has "
    "none, and each node has a set of its own.",
    fr="Les parents de x + y et de x * y sont les deux opérandes, ceux de x + x se réduisent à x ; "
    "une feuille n'en a pas, et chaque nœud a son propre ensemble.",
)
def test_parents(student, remote, rng):
    a, b = rng.uniform(1, 2, size=2).tolist()
    x, y = student.Value(a), student.Value(b)
    for operation in (operator.add, operator.mul):
        both, twice, number = operation(x, y), operation(x, x), operation(x, b)
        check_close(both.data, operation(a, b))
        check_equal(places(remote, both._prev, [x, y]), [0, 1])
        check_equal(places(remote, twice._prev, [x, y]), [0])
        check_equal(remote.define(_DATA, "data")(number._prev), sorted([a, b]))
    for leaf in (x, y, student.Value(a)):
        check_equal(len(leaf._prev), 0)


@needs("test_values")
@feedback(
    en="Printed are data and grad, each with exactly three decimals.",
    fr="L'affichage donne data et grad, chacun avec exactement trois décimales.",
)
def test_representation(student, remote, rng):
    text = remote.module("builtins").repr
    data, grad = rng.normal(size=2).tolist()
    for number, slope in ((data, grad), (1.25, -1.5), (4.0, 2 / 3), (-3, 0.0)):
        node = student.Value(number)
        assign(remote, node, grad=slope)
        check_equal(text(node), f"Value(data={number:.3f}, grad={slope:.3f})")


@weight(3)
@feedback(
    en="The rule of a node sends to each operand the local derivative times the gradient of the "
    "node: check every operation of the table.",
    fr="La règle d'un nœud envoie à chaque opérande la dérivée locale multipliée par le gradient "
    "du nœud : vérifiez chaque opération du tableau.",
)
def test_local_rules(student, remote, reference, rng):
    for expression, numbers in expressions(rng):
        upstream = float(rng.uniform(1.5, 2.5))
        slopes = [upstream * slope for slope in gradients(reference, expression, *numbers)[1]]
        leaves = [student.Value(number) for number in numbers.tolist()]
        backward_by_hand(remote, expression(*leaves), upstream)
        check_close([leaf.grad for leaf in leaves], slopes)
    for leaf in (student.Value(0.0), student.Value(-1.5)):
        backward_by_hand(remote, leaf.relu(), 1.0)
        check_close(leaf.grad, 0.0)


@weight(2)
@feedback(
    en="A rule adds to the gradient that is there: a value that is used twice hears "
    "from both uses.",
    fr="Une règle ajoute au gradient déjà présent : une valeur utilisée deux fois reçoit deux "
    "contributions.",
)
def test_rules_add(student, remote, rng):
    before, upstream = rng.uniform(1, 2, size=2).tolist()
    for expression, numbers in expressions(rng):
        received = []
        for old in (0.0, before):
            leaves = [student.Value(number) for number in numbers.tolist()]
            output = expression(*leaves)
            for leaf in leaves:
                assign(remote, leaf, grad=old)
            backward_by_hand(remote, output, upstream)
            received.append([leaf.grad for leaf in leaves])
        # Plain numbers; whether they are the right ones is for the test before.
        check_close(received[0], [0.0] * len(numbers), atol=1e9)
        check_close(received[1], [before + slope for slope in received[0]])

    a = float(rng.uniform(1, 2))
    uses = (
        (lambda x: x + x, 2),
        (lambda x: x * x, 2 * a),
        (lambda x: x**2, 2 * a),
        (lambda x: x + 1, 1),
        (lambda x: 3 * x, 3),
    )
    for expression, slope in uses:
        x = student.Value(a)
        output = expression(x)
        assign(remote, x, grad=before)
        backward_by_hand(remote, output, upstream)
        check_close(x.grad, before + upstream * slope)


@weight(2)
@needs("test_values")
@feedback(
    en="An operation makes a new node with gradient 0 and leaves its operands alone; rules are "
    "written down, not called.",
    fr="Une opération crée un nouveau nœud de gradient 0 sans toucher à ses opérandes ; les règles "
    "sont notées, pas appelées.",
)
def test_operands_stay_as_they_are(student, remote, rng):
    for expression, numbers in expressions(rng):
        leaves = [student.Value(number) for number in numbers.tolist()]
        for leaf in leaves:
            assign(remote, leaf, grad=2.5)
        first, second = expression(*leaves), expression(*leaves)
        check_close((first.grad, second.grad), (0.0, 0.0))
        check_close(second.data, first.data)
        for leaf, number in zip(leaves, numbers.tolist(), strict=True):
            check_close((leaf.data, leaf.grad, len(leaf._prev)), (number, 2.5, 0))


@needs("test_values")
@feedback(
    en="The exponent is an int or a float: everything else, a Value too, is a TypeError.",
    fr="L'exposant est un int ou un float : tout le reste, même un Value, donne TypeError.",
)
def test_refuses_other_exponents(student):
    x = student.Value(2.0)
    for exponent in (student.Value(3.0), "3"):
        check_raises(TypeError, operator.pow, x, exponent)
