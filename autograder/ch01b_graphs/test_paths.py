"""Hidden tests of derivative_by_paths (1b.3)."""

import math

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("paths")


def shuffled(rng, edges):
    """The same graph with its keys in another order."""
    nodes = list(edges)
    return {nodes[i]: edges[nodes[i]] for i in rng.permutation(len(nodes))}


def shared_middle(rng):
    """A graph of three paths from x to F, two of them through m, and the derivative dF/dx."""
    xa, xm, xb, am, mF, bF = rng.uniform(0.5, 3, size=6).tolist()
    edges = {
        "x": [("a", xa), ("m", xm), ("b", xb)],
        "a": [("m", am)],
        "m": [("F", mF)],
        "b": [("F", bF), ("leaf", 7.0)],
    }
    return edges, xa * am * mF + xm * mF + xb * bF


@weight(3)
@feedback(
    en="Along one path the local derivatives multiply; the products of all paths add up, also "
    "where paths share a node, in whatever order the nodes are listed.",
    fr="Le long d'un chemin, les dérivées locales se multiplient ; les produits de tous les "
    "chemins s'ajoutent, même s'ils partagent un nœud, quel que soit l'ordre des nœuds.",
)
def test_products_along_paths_are_added(student, rng):
    for _ in range(3):
        edges, slope = shared_middle(rng)
        check_close(student.derivative_by_paths(shuffled(rng, edges), "x", "F"), slope)
    chain = {"b": [("c", -2.0)], "c": [("d", 0.25)], "a": [("b", 3.0)]}
    check_close(student.derivative_by_paths(chain, "a", "d"), -1.5)


@weight(2)
@feedback(
    en="Two edges between the same two nodes are two paths: this is how x times x is drawn.",
    fr="Deux flèches entre les deux mêmes nœuds font deux chemins : c'est ainsi qu'on dessine x "
    "fois x.",
)
def test_parallel_edges(student, rng):
    a, b, c = rng.uniform(0.5, 3, size=3).tolist()
    edges = {"x": [("square", a), ("square", a)], "square": [("F", b), ("F", c)]}
    check_close(student.derivative_by_paths(edges, "x", "F"), 2 * a * (b + c))


@weight(2)
@feedback(
    en="Without a path the derivative is 0; of a node with respect to itself it is 1, also for a "
    "node that no edge leaves.",
    fr="Sans chemin, la dérivée est nulle ; d'un nœud par rapport à lui-même elle vaut 1, même "
    "pour un nœud qu'aucune flèche ne quitte.",
)
def test_no_path_and_the_path_of_no_edge(student, rng):
    edges, slope = shared_middle(rng)
    for node in ("x", "a", "m", "b", "F", "leaf"):
        check_close(student.derivative_by_paths(edges, node, node), 1.0)
    for source, sink in (("a", "b"), ("F", "x"), ("leaf", "F"), ("m", "leaf")):
        check_close(student.derivative_by_paths(edges, source, sink), 0.0)
    check_close(student.derivative_by_paths(edges, "x", "F"), slope)


@weight(2)
@feedback(
    en="Treat each node once: even a graph of 50 nodes can have more paths than anybody can list.",
    fr="Traitez chaque nœud une seule fois : même un graphe de 50 nœuds peut avoir plus de chemins "
    "qu'on n'en peut énumérer.",
)
def test_too_many_paths_to_list(student, rng):
    # 16 layers of 3 nodes, each joined with all nodes of the next layer: 3**16 paths.
    steps = [rng.uniform(0.2, 0.5, size=(1, 3)), *rng.uniform(0.2, 0.5, size=(15, 3, 3))]
    steps.append(rng.uniform(0.2, 0.5, size=(3, 1)))
    edges = {
        f"{layer} {start}": [(f"{layer + 1} {end}", slope) for end, slope in enumerate(row)]
        for layer, step in enumerate(steps)
        for start, row in enumerate(step.tolist())
    }
    slope = np.linalg.multi_dot(steps).item()
    check_close(student.derivative_by_paths(edges, "0 0", "17 0"), slope)


@needs("test_products_along_paths_are_added")
@feedback(
    en="A name that is no node of the graph is a KeyError, as source and as sink.",
    fr="Un nom qui n'est pas un nœud du graphe est une KeyError, comme source et comme sink.",
)
def test_refuses_unknown_nodes(student, rng):
    edges, _ = shared_middle(rng)
    for source, sink in (("y", "F"), ("x", "y"), ("y", "y"), ("F", "y")):
        check_raises(KeyError, student.derivative_by_paths, edges, source, sink)


@needs("test_products_along_paths_are_added")
@feedback(
    en="A cycle anywhere in the graph is a ValueError, on the way or not, even if it is one edge "
    "from a node to itself.",
    fr="Un cycle où que ce soit dans le graphe est une ValueError, sur le chemin ou non, même si "
    "c'est une seule flèche d'un nœud à lui-même.",
)
def test_refuses_cycles(student, rng):
    edges, _ = shared_middle(rng)
    on_the_way = {**edges, "m": [("F", 1.0), ("a", 2.0)]}
    elsewhere = {**edges, "p": [("q", 1.0)], "q": [("r", 0.5)], "r": [("p", 1.0)]}
    loop = {**edges, "p": [("p", 0.5)]}
    for graph in (on_the_way, elsewhere, loop):
        for source, sink in (("x", "F"), ("x", "x"), ("leaf", "F")):
            check_raises(ValueError, student.derivative_by_paths, graph, source, sink)


@needs("test_products_along_paths_are_added")
@feedback(
    en="The graph that you are given stays as it is.",
    fr="Le graphe reçu doit rester tel quel.",
)
def test_graph_is_unchanged(student, rng):
    edges, slope = shared_middle(rng)
    check_close(check_unchanged(student.derivative_by_paths, edges, "x", "F"), slope)
    exponential = {"x": [("e", math.e)], "e": []}
    check_unchanged(student.derivative_by_paths, exponential, "x", "e")
