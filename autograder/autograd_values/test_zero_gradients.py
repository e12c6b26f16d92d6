"""Hidden tests of zero_grad (19.7)."""

import math

from support import assign, places

from chainrule.grading import check_close, check_equal, exercise, feedback, needs, weight

pytestmark = exercise("zero_gradients")


def nodes_of_a_graph(student, remote, rng):
    """Leaves and results with gradients: two leaves, their product, another result."""
    x, y = map(student.Value, rng.uniform(1, 2, size=2).tolist())
    product = x * y
    nodes = [x, y, product, product + x]
    for node, slope in zip(nodes, rng.uniform(1, 2, size=4).tolist(), strict=True):
        assign(remote, node, grad=slope)
    return nodes


@weight(2)
@feedback(
    en="Every node that is given ends with the gradient 0, leaf or result, wherever it stands.",
    fr="Tout nœud donné finit avec le gradient 0, feuille ou résultat, où qu'il se trouve.",
)
def test_given_nodes(student, remote, rng):
    for form in (list, tuple):
        nodes = nodes_of_a_graph(student, remote, rng)
        student.zero_grad(form(nodes))
        check_close([node.grad for node in nodes], [0.0] * 4)


@feedback(
    en="Go through the nodes once, with a simple loop: sets have no indices, and a generator can "
    "be read only once.",
    fr="Parcourez les nœuds une seule fois, par une boucle simple : un ensemble n'a pas d'indices, "
    "et un générateur ne se lit qu'une fois.",
)
def test_sets_and_generators(student, remote, rng):
    generator = remote.define("def items(nodes): return (node for node in nodes)", "items")
    for form in (remote.module("builtins").set, generator):
        x, y, _, _ = nodes_of_a_graph(student, remote, rng)
        student.zero_grad(form([x, y]))
        check_close((x.grad, y.grad), (0.0, 0.0))
    student.zero_grad([])


@feedback(
    en="Set the gradient, do not compute it from the old one: that may be infinite or nan.",
    fr="Fixez le gradient au lieu de le calculer à partir de l'ancien : celui-ci peut être infini "
    "ou nan.",
)
def test_any_old_gradient(student, remote, rng):
    for old in (math.inf, -math.inf, math.nan, -float(rng.uniform(1, 2))):
        node = student.Value(float(rng.uniform(1, 2)))
        assign(remote, node, grad=old)
        student.zero_grad([node])
        check_close(node.grad, 0.0)


@weight(2)
@needs("test_given_nodes")
@feedback(
    en="Only gradients change: data, parents and rules stay, and the next backward pass works.",
    fr="Seuls les gradients changent : donnée, parents et règles restent, et le passage arrière "
    "suivant fonctionne.",
)
def test_nodes_still_work(student, remote, rng):
    x, y, product, _ = nodes_of_a_graph(student, remote, rng)
    before = x.data, y.data, product.data
    student.zero_grad([x, y, product])
    check_close((x.data, y.data, product.data), before)
    check_equal(places(remote, product._prev, [x, y]), [0, 1])
    assign(remote, product, grad=3.0)
    product._backward()
    check_close((x.grad, y.grad), (3 * y.data, 3 * x.data))


@needs("test_given_nodes")
@feedback(
    en="Only the given nodes change: not their parents, and no others of the graph.",
    fr="Seuls les nœuds donnés changent : ni leurs parents ni d'autres nœuds du graphe.",
)
def test_other_nodes_keep_their_gradient(student, remote, rng):
    x, y, product, result = nodes_of_a_graph(student, remote, rng)
    for node, slope in ((x, 0.25), (y, -0.75)):
        assign(remote, node, grad=slope)
    student.zero_grad([product, result])
    check_close((x.grad, y.grad), (0.25, -0.75))
