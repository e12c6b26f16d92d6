"""Hidden tests of topological_order and Value.backward (19.6)."""

import operator

from support import assign, gradients

from chainrule.grading import (
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("backward_pass")

#: In the student's process: a request for each of thousands of operations would take long.
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
        return y, sys.getrecursionlimit()
    finally:
        sys.setrecursionlimit(limit)
"""
#: For each node its data, and whether it is new and all its parents are there already.
_NODES = """
def described(nodes, output):
    found = []
    for k, node in enumerate(nodes):
        before = nodes[:k]
        new = not any(node is other for other in before)
        complete = all(any(parent is other for other in before) for parent in node._prev)
        found.append((node.data, new, complete))
    return sorted(found), nodes[-1] is output
"""


def doubled(x):
    for _ in range(12):
        x = x + x
    return x


def tower(x):
    """The result of a square reaches the output at once and by a detour."""
    v = x * x
    return v + (v * 2) * 3


def random_graph(rng):
    """A function of two numbers in which later nodes use earlier ones, near and far.

    All paths between two nodes are of even length, so that no node stands at the same distance
    from the output as one of its parents: a wrong order by distance then gives the same numbers
    in whatever order Python goes through a set.
    """
    steps = [
        (rng.choice([operator.add, operator.mul]), rng.integers(k), *rng.uniform(0.4, 0.9, size=2))
        for k in range(2, 10)
    ]

    def expression(*leaves):
        nodes = list(leaves)
        for operation, earlier, c, d in steps:
            nodes.append(operation(nodes[earlier] * float(c), nodes[-1] * float(d)))
        return nodes[-1]

    return expression


@weight(3)
@feedback(
    en="The output starts with 1; going backwards, each node hands on what it has received, and "
    "several paths add up.",
    fr="La sortie commence à 1 ; en remontant, chaque nœud transmet ce qu'il a reçu, et plusieurs "
    "chemins s'ajoutent.",
)
def test_simple_graphs(student, remote, reference, rng):
    check_true(
        remote.module("builtins").hasattr(student.Value(1.0), "backward"),
        en="Value has no method backward: does your cell end with Value.backward = backward?",
        fr="Value n'a pas de méthode backward : votre cellule finit-elle par "
        "Value.backward = backward ?",
    )
    for expression, count in (
        (lambda x, y: (x + y) * y, 2),
        (lambda x: x + x, 1),
        (lambda x: x * x, 1),
        (lambda x: (2 / x - 1).tanh(), 1),
        (doubled, 1),
    ):
        numbers = rng.uniform(1, 2, size=count).tolist()
        check_close(
            gradients(student, expression, *numbers), gradients(reference, expression, *numbers)
        )


@weight(3)
@feedback(
    en="A node may call its rule only when all nodes that use it have called theirs, whether they "
    "are one step away or many.",
    fr="Un nœud n'appelle sa règle qu'une fois appelées celles de tous les nœuds qui l'utilisent, "
    "proches ou lointains.",
)
def test_shared_nodes_at_several_depths(student, reference, rng):
    for expression, count in ((tower, 1), *((random_graph(rng), 2) for _ in range(4))):
        numbers = rng.uniform(-1, 1, size=count).tolist()
        check_close(
            gradients(student, expression, *numbers), gradients(reference, expression, *numbers)
        )


@weight(2)
@feedback(
    en="All nodes of the graph, each once, parents first; two leaves of equal data are two nodes.",
    fr="Tous les nœuds du graphe, une fois chacun, les parents d'abord ; deux feuilles de même "
    "donnée sont deux nœuds.",
)
def test_topological_order(student, remote, rng):
    a = float(rng.uniform(1, 2))
    x, y = student.Value(a), student.Value(a)
    square = x * x
    for node, expected in (
        (x, [a]),
        (x + x, [a, 2 * a]),
        (x * y, [a, a, a * a]),
        (((x * 2) + 0) * 3, [a, 2, 2 * a, 0, 2 * a, 3, 6 * a]),
        (square + (square * 2) * 3, [a, a * a, 2, 2 * a * a, 3, 6 * a * a, 7 * a * a]),
    ):
        assign(remote, node, grad=0.5)
        for _ in range(2):
            nodes = list(student.topological_order(node))
            described, output_is_last = remote.define(_NODES, "described")(nodes, node)
            check_close(described, [(data, True, True) for data in sorted(expected)])
            check_equal(output_is_last, True)
        check_close((node.grad, node.data), (0.5, expected[-1]))
        assign(remote, node, grad=0.0)


@weight(2)
@feedback(
    en="A chain of 3000 additions must work at Python's default recursion limit: one nested call "
    "for each node is too many.",
    fr="Une chaîne de 3000 additions doit passer avec la limite de récursion par défaut de "
    "Python : un appel imbriqué par nœud, c'est trop.",
)
def test_long_chain(student, remote, rng):
    a = float(rng.uniform(1, 2))
    x = student.Value(a)
    y, recursion_limit = remote.define(_CHAIN, "chain")(x, 3000)
    check_equal(recursion_limit, 1000)
    check_close(y.data, a + 3000)
    check_close(x.grad, 1.0)
    check_equal(len(student.topological_order(y)), 6001)


@feedback(
    en="Only the gradient of the output is set: all others keep what they had and receive more.",
    fr="Seul le gradient de la sortie est fixé : les autres gardent ce qu'ils avaient et reçoivent "
    "le reste en plus.",
)
def test_passes_add_up(student, remote, rng):
    a = float(rng.uniform(1, 3))
    x = student.Value(a)
    (3 * x).backward()
    (x * x).backward()
    check_close(x.grad, 3 + 2 * a)

    x = student.Value(a)
    h = x * x
    first, second = 3 * h, h + x
    first.backward()
    check_close((x.grad, h.grad), (6 * a, 3))
    for node, before in ((h, 0.5), (first, 0.0)):
        assign(remote, node, grad=before)
    first.backward()
    check_close((x.grad, h.grad), (13 * a, 3.5))
    for node in (x, h):
        assign(remote, node, grad=0.0)
    second.backward()
    check_close((x.grad, h.grad), (2 * a + 1, 1))


@needs("test_simple_graphs")
@feedback(
    en="The gradient of the output is 1 afterwards, whatever it was before.",
    fr="Le gradient de la sortie vaut ensuite 1, quel qu'il ait été avant.",
)
def test_gradient_of_the_output(student, remote, rng):
    a, before = rng.uniform(2, 5, size=2).tolist()
    x = student.Value(a)
    square = x * x
    for output, slope in ((square, 2 * a), (x, 1)):
        assign(remote, x, grad=0.0)
        assign(remote, output, grad=before)
        output.backward()
        check_close((output.grad, x.grad), (1.0, slope))
