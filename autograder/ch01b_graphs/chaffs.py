"""Wrong answers of chapter 1, part b, that look right, and the tests that catch them."""

import operator

import numpy as np

from chainrule.grading import chaff
from solutions.ch01b_graphs import Differentiable, TopologicalSorter, Var


def _composition(links):
    """The composition of these links, which are gone through at each evaluation."""

    def value(x):
        for link in links:
            x = link.f(x)
        return x

    def slope(x):
        product = 1.0
        for link in links:
            product *= link.df(x)
            x = link.f(x)
        return product

    return Differentiable(value, slope)


def _order(edges, source, sink):
    """The nodes of a graph, each before those to which its edges lead, or the error."""
    ends = {node: [end for end, _ in leaving] for node, leaving in edges.items()}
    order = list(TopologicalSorter(ends).static_order())[::-1]
    if source not in order or sink not in order:
        raise KeyError
    return order


def _listed_paths(edges, source, sink):
    """The local derivatives along each path."""
    if source == sink:
        yield []
        return
    for end, local in edges.get(source, ()):
        for rest in _listed_paths(edges, end, sink):
            yield [local, *rest]


class _Node:
    """A right node, for those of which one part is wrong."""

    def __init__(self, value, parents=()):
        self.value = float(value)
        self.grad = 0.0
        self.parents = parents

    def node(self, other):
        return other if isinstance(other, _Node) else type(self)(other)

    def __add__(self, other):
        other = self.node(other)
        return type(self)(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = self.node(other)
        return type(self)(self.value * other.value, [(self, other.value), (other, self.value)])

    def __pow__(self, n):
        if isinstance(n, _Node):
            raise TypeError
        return type(self)(self.value**n, [(self, n * self.value ** (n - 1))])

    def __neg__(self):
        return type(self)(-self.value, [(self, -1.0)])

    def __sub__(self, other):
        return self + -self.node(other)

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * self.node(other) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__ = __add__
    __rmul__ = __mul__

    def sorted_nodes(self):
        """This node and those from which it was computed, each before its parents."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, complete = stack.pop()
            if complete:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent, _ in node.parents)
        return order[::-1]

    def reset(self, nodes):
        for node in nodes:
            node.grad = 0.0
        self.grad = 1.0

    def backward(self):
        nodes = self.sorted_nodes()
        self.reset(nodes)
        for node in nodes:
            for parent, local in node.parents:
                parent.grad += node.grad * local


@chaff(
    exercise="chains",
    fails=[
        "test_composition_of_a_chain",
        "test_lists_tuples_and_generators",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "The last link acts first",
        "You compose all links. Which one of the list meets the x, in the order of the statement?",
    ),
    fr=(
        "Le dernier maillon agit le premier",
        "Vous composez tous les maillons. Lequel rencontre le x, dans l'ordre de l'énoncé ?",
    ),
)
def compose_all(functions):
    if not functions:
        raise ValueError
    return _composition(list(functions)[::-1])


@chaff(
    exercise="chains",
    fails=[
        "test_composition_of_a_chain",
        "test_lists_tuples_and_generators",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "Every link becomes the last one",
        "With one link it is right. Which link does a function made in a loop see, once the loop "
        "is over?",
    ),
    fr=(
        "Chaque maillon devient le dernier",
        "Avec un seul maillon, c'est juste. Quel maillon voit une fonction créée dans une boucle, "
        "une fois la boucle finie ?",
    ),
)
def compose_all(functions):  # noqa: F811
    links = []
    for link in functions:
        links.append(Differentiable(lambda x: link.f(x), lambda x: link.df(x)))  # noqa: B023
    if not links:
        raise ValueError
    return _composition(links)


@chaff(
    exercise="chains",
    fails=[
        "test_composition_of_a_chain",
        "test_lists_tuples_and_generators",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "A link that comes again is dropped",
        "Where all links are different you are right. How often does a link act that stands in the "
        "list twice?",
    ),
    fr=(
        "Un maillon qui revient est oublié",
        "Si tous les maillons sont différents, c'est juste. Combien de fois agit un maillon qui "
        "figure deux fois dans la liste ?",
    ),
)
def compose_all(functions):  # noqa: F811
    links = list(dict.fromkeys(functions))
    if not links:
        raise ValueError
    return _composition(links)


@chaff(
    exercise="chains",
    fails=["test_lists_tuples_and_generators"],
    en=(
        "A list emptied on the way",
        "With a list the results are right. What is left of the caller's list after your call?",
    ),
    fr=(
        "Une liste vidée en chemin",
        "Avec une liste, les résultats sont justes. Que reste-t-il de la liste de l'appelant après "
        "votre appel ?",
    ),
)
def compose_all(functions):  # noqa: F811
    links = []
    while functions:
        links.append(functions.pop(0))
    if not links:
        raise ValueError
    return _composition(links)


@chaff(
    exercise="chains",
    fails=["test_lists_tuples_and_generators"],
    en=(
        "A generator read again at every evaluation",
        "With a list or a tuple all is right. How often can one go through a generator?",
    ),
    fr=(
        "Un générateur relu à chaque évaluation",
        "Avec une liste ou un tuple, tout est juste. Combien de fois peut-on parcourir un "
        "générateur ?",
    ),
)
def compose_all(functions):  # noqa: F811
    if functions in ([], ()):
        raise ValueError
    return _composition(functions)


@chaff(
    exercise="chains",
    fails=["test_refuses_an_empty_chain"],
    en=(
        "A chain of nothing",
        "Your chains are right. What should be said to somebody who gives no link at all?",
    ),
    fr=(
        "Une chaîne de rien",
        "Vos chaînes sont justes. Que dire à qui ne donne aucun maillon ?",
    ),
)
def compose_all(functions):  # noqa: F811
    return _composition(list(functions))


@chaff(
    exercise="chains",
    fails=[
        "test_local_derivatives",
        "test_composition_of_a_chain",
        "test_lists_tuples_and_generators",
        "test_arrays_of_floats",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "The local derivative at the outgoing value",
        "The values are right. Which number does a link see: the one that enters or the one that "
        "leaves?",
    ),
    fr=(
        "La dérivée locale en la valeur de sortie",
        "Les valeurs sont justes. Quel nombre un maillon voit-il : celui qui entre ou celui qui "
        "sort ?",
    ),
)
def forward_pass(functions, x0):
    values, local_derivatives = [x0], []
    for link in functions:
        values.append(link.f(values[-1]))
        local_derivatives.append(link.df(values[-1]))
    if not local_derivatives:
        raise ValueError
    return np.array(values, dtype=float), np.array(local_derivatives, dtype=float)


@chaff(
    exercise="chains",
    fails=[
        "test_local_derivatives",
        "test_lists_tuples_and_generators",
        "test_arrays_of_floats",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "All local derivatives at the first value",
        "The values are right, and so is the first local derivative. What has happened to x when "
        "it reaches the second link?",
    ),
    fr=(
        "Toutes les dérivées locales en la première valeur",
        "Les valeurs sont justes, la première dérivée locale aussi. Qu'est devenu x en arrivant au "
        "deuxième maillon ?",
    ),
)
def forward_pass(functions, x0):  # noqa: F811
    values, local_derivatives = [x0], []
    for link in functions:
        local_derivatives.append(link.df(x0))
        values.append(link.f(values[-1]))
    if not local_derivatives:
        raise ValueError
    return np.array(values, dtype=float), np.array(local_derivatives, dtype=float)


@chaff(
    exercise="chains",
    fails=[
        "test_local_derivatives",
        "test_lists_tuples_and_generators",
        "test_arrays_of_floats",
        "test_refuses_an_empty_chain",
    ],
    en=(
        "All local derivatives at the first value",
        "The values are right, and so is the first local derivative. What has happened to x when "
        "it reaches the second link?",
    ),
    fr=(
        "Toutes les dérivées locales en la première valeur",
        "Les valeurs sont justes, la première dérivée locale aussi. Qu'est devenu x en arrivant au "
        "deuxième maillon ?",
    ),
)
def compose_all(functions):  # noqa: F811
    links = list(functions)
    if not links:
        raise ValueError
    return _composition(links)


@chaff(
    exercise="chains",
    fails=["test_values_from_left_to_right", "test_arrays_of_floats"],
    en=(
        "A chain without its beginning",
        "The values after each link are right. Which value stands before the first link?",
    ),
    fr=(
        "Une chaîne sans son début",
        "Les valeurs après chaque maillon sont justes. Quelle valeur se trouve avant le premier ?",
    ),
)
def forward_pass(functions, x0):  # noqa: F811
    values, local_derivatives = [], []
    for link in functions:
        local_derivatives.append(link.df(x0))
        x0 = link.f(x0)
        values.append(x0)
    if not local_derivatives:
        raise ValueError
    return np.array(values, dtype=float), np.array(local_derivatives, dtype=float)


@chaff(
    exercise="chains",
    fails=["test_arrays_of_floats"],
    en=(
        "Arrays of ints",
        "With floats all is right. Which dtype does numpy choose for a list of whole numbers?",
    ),
    fr=(
        "Des tableaux d'entiers",
        "Avec des flottants, tout est juste. Quel dtype numpy donne-t-il à une liste d'entiers ?",
    ),
)
def forward_pass(functions, x0):  # noqa: F811
    values, local_derivatives = [x0], []
    for link in functions:
        local_derivatives.append(link.df(values[-1]))
        values.append(link.f(values[-1]))
    if not local_derivatives:
        raise ValueError
    return np.array(values), np.array(local_derivatives)


@chaff(
    exercise="sequential_derivatives",
    fails=[
        "test_products_to_the_right",
        "test_one_product_per_link",
        "test_a_local_derivative_of_zero",
        "test_no_link",
        "test_array_of_floats",
    ],
    en=(
        "Products from the left",
        "You multiply neighbours, each product once. On which side of x_i lies the output?",
    ),
    fr=(
        "Des produits depuis la gauche",
        "Vous multipliez de proche en proche, chaque produit une fois. De quel côté de x_i est la "
        "sortie ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):
    derivatives = [1.0]
    for local_derivative in local_derivatives:
        derivatives.append(multiply(derivatives[-1], local_derivative))
    return np.array(derivatives)


@chaff(
    exercise="sequential_derivatives",
    fails=[
        "test_products_to_the_right",
        "test_one_product_per_link",
        "test_a_local_derivative_of_zero",
        "test_no_link",
        "test_array_of_floats",
    ],
    en=(
        "From the output to the input",
        "All your derivatives are right. In which order are they asked for?",
    ),
    fr=(
        "De la sortie vers l'entrée",
        "Toutes vos dérivées sont justes. Dans quel ordre les demande-t-on ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    derivatives = [1.0]
    for local_derivative in reversed(local_derivatives):
        derivatives.append(multiply(derivatives[-1], local_derivative))
    return np.array(derivatives)


@chaff(
    exercise="sequential_derivatives",
    fails=[
        "test_products_to_the_right",
        "test_one_product_per_link",
        "test_a_local_derivative_of_zero",
        "test_no_link",
        "test_array_of_floats",
    ],
    en=(
        "The output forgotten",
        "The derivatives that you give are right. How fast does the output change with itself?",
    ),
    fr=(
        "La sortie oubliée",
        "Les dérivées données sont justes. À quelle vitesse la sortie varie-t-elle par rapport à "
        "elle-même ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    derivatives = []
    for local_derivative in reversed(local_derivatives):
        before = derivatives[-1] if derivatives else 1.0
        derivatives.append(multiply(before, local_derivative))
    return np.array(derivatives[::-1], dtype=float)


@chaff(
    exercise="sequential_derivatives",
    fails=["test_one_product_per_link"],
    en=(
        "Every product from the beginning",
        "All values are right. Which earlier result is already a part of the next product?",
    ),
    fr=(
        "Chaque produit repris du début",
        "Toutes les valeurs sont justes. Quel résultat précédent fait déjà partie du produit "
        "suivant ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    derivatives = []
    for i in range(len(local_derivatives) + 1):
        product = 1.0
        for local_derivative in local_derivatives[i:]:
            product = multiply(product, local_derivative)
        derivatives.append(product)
    return np.array(derivatives)


@chaff(
    exercise="sequential_derivatives",
    fails=["test_one_product_per_link"],
    en=(
        "Products behind the back of multiply",
        "All values are right. Through which function should each product go?",
    ),
    fr=(
        "Des produits dans le dos de multiply",
        "Toutes les valeurs sont justes. Par quelle fonction chaque produit doit-il passer ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    return np.cumprod([1.0, *reversed(local_derivatives)])[::-1].copy()


@chaff(
    exercise="sequential_derivatives",
    fails=["test_a_local_derivative_of_zero"],
    en=(
        "The whole product, divided",
        "As long as no local derivative is 0 it is right. What is left of the whole product when "
        "one of them is?",
    ),
    fr=(
        "Le produit total, divisé",
        "Tant qu'aucune dérivée locale n'est nulle, c'est juste. Que reste-t-il du produit total "
        "si l'une l'est ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    whole = 1.0
    for local_derivative in local_derivatives:
        whole = multiply(whole, local_derivative)
    derivatives = [whole]
    for local_derivative in local_derivatives:
        derivatives.append(derivatives[-1] / local_derivative)
    return np.array(derivatives)


@chaff(
    exercise="sequential_derivatives",
    fails=["test_no_link"],
    en=(
        "Nothing for an empty chain",
        "With links all is right. Without any, the output is still there: what is its derivative "
        "with respect to itself?",
    ),
    fr=(
        "Rien pour une chaîne vide",
        "Avec des maillons, tout est juste. Sans maillon, la sortie existe encore : quelle est sa "
        "dérivée par rapport à elle-même ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    if not local_derivatives:
        return np.array([])
    derivatives = [1.0]
    for local_derivative in reversed(local_derivatives):
        derivatives.append(multiply(derivatives[-1], local_derivative))
    return np.array(derivatives[::-1])


@chaff(
    exercise="sequential_derivatives",
    fails=["test_array_of_floats"],
    en=(
        "The caller's list turned around",
        "The values are right. In which order are the caller's local derivatives afterwards?",
    ),
    fr=(
        "La liste de l'appelant retournée",
        "Les valeurs sont justes. Dans quel ordre l'appelant retrouve-t-il ses dérivées locales ?",
    ),
)
def sequential_derivatives(local_derivatives, multiply=operator.mul):  # noqa: F811
    if isinstance(local_derivatives, list):
        local_derivatives.reverse()
    else:
        local_derivatives = local_derivatives[::-1]
    derivatives = [1.0]
    for local_derivative in local_derivatives:
        derivatives.append(multiply(derivatives[-1], local_derivative))
    return np.array(derivatives[::-1])


@chaff(
    exercise="paths",
    fails=[
        "test_products_along_paths_are_added",
        "test_parallel_edges",
        "test_no_path_and_the_path_of_no_edge",
        "test_too_many_paths_to_list",
        "test_refuses_unknown_nodes",
        "test_refuses_cycles",
        "test_graph_is_unchanged",
    ],
    en=(
        "Only the first path",
        "Along the path that you follow the product is right. Are there other ways from the source "
        "to the sink?",
    ),
    fr=(
        "Seulement le premier chemin",
        "Le long du chemin que vous suivez, le produit est juste. Y a-t-il d'autres façons d'aller "
        "de la source à la sortie ?",
    ),
)
def derivative_by_paths(edges, source, sink):
    _order(edges, source, sink)

    def first(node):
        if node == sink:
            return 1.0
        for end, local in edges.get(node, ()):
            rest = first(end)
            if rest is not None:
                return local * rest
        return None

    return first(source) or 0.0


@chaff(
    exercise="paths",
    fails=[
        "test_products_along_paths_are_added",
        "test_parallel_edges",
        "test_no_path_and_the_path_of_no_edge",
        "test_too_many_paths_to_list",
        "test_refuses_unknown_nodes",
        "test_refuses_cycles",
        "test_graph_is_unchanged",
    ],
    en=(
        "Sums along the paths, a product over the paths",
        "You treat every path. What is done with the local derivatives of one path, and what with "
        "the results of several?",
    ),
    fr=(
        "Des sommes le long des chemins, un produit sur les chemins",
        "Vous traitez tous les chemins. Que fait-on des dérivées locales d'un chemin, et que "
        "fait-on des résultats de plusieurs ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    slope = {}
    for node in reversed(_order(edges, source, sink)):
        sums = [local + slope[end] for end, local in edges.get(node, ()) if slope[end] is not None]
        slope[node] = 0.0 if node == sink else np.prod(sums) if sums else None
    return 1.0 if source == sink else float(slope[source] or 0.0)


@chaff(
    exercise="paths",
    fails=["test_parallel_edges"],
    en=(
        "One edge between two nodes",
        "Where no edge has a twin you are right. How many edges from one node to the next can a "
        "dictionary keep?",
    ),
    fr=(
        "Une seule flèche entre deux nœuds",
        "Quand aucune flèche n'est double, c'est juste. Combien de flèches d'un nœud au suivant un "
        "dictionnaire peut-il garder ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    slope = {}
    for node in reversed(_order(edges, source, sink)):
        leaving = dict(edges.get(node, ()))
        through = sum(local * slope[end] for end, local in leaving.items())
        slope[node] = 1.0 if node == sink else through
    return slope[source]


@chaff(
    exercise="paths",
    fails=["test_too_many_paths_to_list"],
    en=(
        "Every path on its own",
        "On small graphs you are right. How often do you walk from the same node to the sink?",
    ),
    fr=(
        "Chaque chemin séparément",
        "Sur les petits graphes, c'est juste. Combien de fois repartez-vous du même nœud ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    _order(edges, source, sink)
    return float(sum(np.prod(path) for path in _listed_paths(edges, source, sink)))


@chaff(
    exercise="paths",
    fails=["test_no_path_and_the_path_of_no_edge"],
    en=(
        "No path from a node to itself",
        "Between different nodes you are right. How fast does a value change with itself?",
    ),
    fr=(
        "Pas de chemin d'un nœud à lui-même",
        "Entre nœuds différents, c'est juste. À quelle vitesse une valeur varie-t-elle par rapport "
        "à elle-même ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    slope = {}
    for node in reversed(_order(edges, source, sink)):
        through = sum(local * slope[end] for end, local in edges.get(node, ()))
        slope[node] = 1.0 if node == sink else through
    return 0.0 if source == sink else slope[source]


@chaff(
    exercise="paths",
    fails=[
        "test_products_along_paths_are_added",
        "test_refuses_unknown_nodes",
        "test_refuses_cycles",
        "test_graph_is_unchanged",
    ],
    en=(
        "Nodes taken as they are listed",
        "When the nodes are listed from left to right you are right. What must be known before a "
        "node can hand on its sum?",
    ),
    fr=(
        "Les nœuds dans l'ordre de la liste",
        "Si les nœuds sont donnés de gauche à droite, c'est juste. Que faut-il savoir avant qu'un "
        "nœud transmette sa somme ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    weight = dict.fromkeys(_order(edges, source, sink), 0.0)
    weight[source] = 1.0
    for node, leaving in edges.items():
        for end, local in leaving:
            weight[end] += weight[node] * local
    return weight[sink]


@chaff(
    exercise="paths",
    fails=["test_refuses_unknown_nodes"],
    en=(
        "An unknown name counts as a node",
        "For the nodes of the graph you are right. Can a misspelt name have a derivative?",
    ),
    fr=(
        "Un nom inconnu pris pour un nœud",
        "Pour les nœuds du graphe, c'est juste. Un nom mal écrit peut-il avoir une dérivée ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    slope = {}
    for node in reversed(_order({**edges, source: edges.get(source, ()), sink: ()}, source, sink)):
        through = sum(local * slope.get(end, 0.0) for end, local in edges.get(node, ()))
        slope[node] = 1.0 if node == sink else through
    return slope[source]


@chaff(
    exercise="paths",
    fails=["test_refuses_cycles"],
    en=(
        "Cycles seen only on the way",
        "A cycle that the walk meets is found. Which nodes does the walk from the source never "
        "see?",
    ),
    fr=(
        "Des cycles vus seulement en chemin",
        "Un cycle rencontré en chemin est trouvé. Quels nœuds la marche depuis la source ne "
        "voit-elle jamais ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    nodes = set(edges) | {end for leaving in edges.values() for end, _ in leaving}
    if source not in nodes or sink not in nodes:
        raise KeyError
    known, open_nodes = {}, set()

    def slope(node):
        if node in open_nodes:
            raise ValueError
        if node not in known:
            open_nodes.add(node)
            through = sum(local * slope(end) for end, local in edges.get(node, ()))
            known[node] = 1.0 if node == sink else through
            open_nodes.remove(node)
        return known[node]

    return slope(source)


@chaff(
    exercise="paths",
    fails=["test_refuses_cycles"],
    en=(
        "A short way out before the cycles",
        "Between two different nodes a cycle is found. What if source and sink are the same node "
        "of a graph that has a cycle?",
    ),
    fr=(
        "Une sortie rapide avant les cycles",
        "Entre deux nœuds différents, un cycle est trouvé. Et si source et sink sont le même nœud "
        "d'un graphe qui a un cycle ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    nodes = set(edges) | {end for leaving in edges.values() for end, _ in leaving}
    if source not in nodes or sink not in nodes:
        raise KeyError
    if source == sink:
        return 1.0
    slope = {}
    for node in reversed(_order(edges, source, sink)):
        through = sum(local * slope[end] for end, local in edges.get(node, ()))
        slope[node] = 1.0 if node == sink else through
    return slope[source]


@chaff(
    exercise="paths",
    fails=["test_graph_is_unchanged"],
    en=(
        "Edges used up",
        "The derivative is right. How many edges does the caller's graph have after your call?",
    ),
    fr=(
        "Des flèches consommées",
        "La dérivée est juste. Combien de flèches a le graphe de l'appelant après votre appel ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    slope = {}
    for node in reversed(_order(edges, source, sink)):
        through = 0.0
        while edges.get(node):
            end, local = edges[node].pop()
            through += local * slope[end]
        slope[node] = 1.0 if node == sink else through
    return slope[source]


@chaff(
    exercise="paths",
    fails=["test_graph_is_unchanged"],
    en=(
        "Missing keys added",
        "The derivative is right. How many keys does the caller's graph have after your call?",
    ),
    fr=(
        "Des clés manquantes ajoutées",
        "La dérivée est juste. Combien de clés a le graphe de l'appelant après votre appel ?",
    ),
)
def derivative_by_paths(edges, source, sink):  # noqa: F811
    order = _order(edges, source, sink)
    for node in order:
        edges.setdefault(node, [])
    slope = {}
    for node in reversed(order):
        through = sum(local * slope[end] for end, local in edges[node])
        slope[node] = 1.0 if node == sink else through
    return slope[source]


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_node_used_twice",
        "test_results_shared_at_several_depths",
        "test_backward_starts_afresh",
        "test_sixty_doublings",
        "test_derivative_of_a_function",
        "test_derivative_of_a_constant",
    ],
    en=(
        "The last contribution wins",
        "Where every node is used once you are right. What has a node received already when the "
        "second contribution comes?",
    ),
    fr=(
        "La dernière contribution l'emporte",
        "Quand chaque nœud sert une fois, c'est juste. Qu'a déjà reçu un nœud quand arrive la "
        "seconde contribution ?",
    ),
)
class Var(_Node):  # noqa: F811
    def backward(self):
        nodes = self.sorted_nodes()
        self.reset(nodes)
        for node in nodes:
            for parent, local in node.parents:
                parent.grad = node.grad * local


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_operators_with_numbers",
        "test_node_used_twice",
        "test_results_shared_at_several_depths",
        "test_backward_starts_afresh",
        "test_derivative_of_a_function",
        "test_derivative_of_a_constant",
        "test_refuses_a_node_as_exponent",
    ],
    en=(
        "The factors are not exchanged",
        "Sums are right. If one factor of a product grows by 1, by how much does the product grow?",
    ),
    fr=(
        "Les facteurs ne sont pas échangés",
        "Les sommes sont justes. Si un facteur d'un produit augmente de 1, de combien augmente le "
        "produit ?",
    ),
)
class Var(_Node):  # noqa: F811
    def __mul__(self, other):
        other = self.node(other)
        return Var(self.value * other.value, [(self, self.value), (other, other.value)])

    __rmul__ = __mul__


@chaff(
    exercise="automatic_differentiation",
    fails=["test_backward_starts_afresh"],
    en=(
        "Grads kept from call to call",
        "The first call is right. What is in the nodes when the next one begins?",
    ),
    fr=(
        "Des grads gardés d'un appel à l'autre",
        "Le premier appel est juste. Que contiennent les nœuds quand commence le suivant ?",
    ),
)
class Var(_Node):  # noqa: F811
    def reset(self, nodes):
        self.grad = 1.0


@chaff(
    exercise="automatic_differentiation",
    fails=["test_results_shared_at_several_depths"],
    en=(
        "Breadth first",
        "Simple graphs are right. Can a node that is near the output along one path still receive "
        "something along a longer one?",
    ),
    fr=(
        "En largeur d'abord",
        "Les graphes simples sont justes. Un nœud proche de la sortie par un chemin peut-il encore "
        "recevoir quelque chose par un chemin plus long ?",
    ),
)
class Var(_Node):  # noqa: F811
    def sorted_nodes(self):
        queue, seen = [self], {self}
        for node in queue:
            for parent, _ in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    queue.append(parent)
        return queue


@chaff(
    exercise="automatic_differentiation",
    fails=["test_long_chain"],
    en=(
        "One nested call per node",
        "Short chains are right. How deep may Python's calls be nested, and how deep are yours?",
    ),
    fr=(
        "Un appel imbriqué par nœud",
        "Les chaînes courtes sont justes. Jusqu'où Python laisse-t-il imbriquer des appels, et "
        "jusqu'où vont les vôtres ?",
    ),
)
class Var(_Node):  # noqa: F811
    def sorted_nodes(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        return order[::-1]


@chaff(
    exercise="automatic_differentiation",
    fails=["test_sixty_doublings"],
    en=(
        "Path after path",
        "Where there are few paths you are right. How often does a node send something on, when "
        "the number of paths doubles at each step?",
    ),
    fr=(
        "Un chemin après l'autre",
        "Quand il y a peu de chemins, c'est juste. Combien de fois un nœud transmet-il quelque "
        "chose, si le nombre de chemins double à chaque étape ?",
    ),
)
class Var(_Node):  # noqa: F811
    def backward(self):
        self.reset(self.sorted_nodes())
        stack = [(parent, local) for parent, local in self.parents]
        while stack:
            node, product = stack.pop()
            node.grad += product
            stack.extend((parent, product * local) for parent, local in node.parents)


@chaff(
    exercise="automatic_differentiation",
    fails=["test_node_used_twice"],
    en=(
        "Nodes told apart by their values",
        "Nodes of different values are right. Are two nodes the same because they hold the same "
        "number?",
    ),
    fr=(
        "Des nœuds distingués par leur valeur",
        "Les nœuds de valeurs différentes sont justes. Deux nœuds sont-ils le même parce qu'ils "
        "portent le même nombre ?",
    ),
)
class Var(_Node):  # noqa: F811
    def __eq__(self, other):
        return self.value == other.value

    def __hash__(self):
        return hash(self.value)


@chaff(
    exercise="automatic_differentiation",
    fails=["test_operators_with_numbers", "test_refuses_a_node_as_exponent"],
    en=(
        "A difference turned round",
        "With the node on the left all is right. In 5 - x, which of the two is subtracted?",
    ),
    fr=(
        "Une différence retournée",
        "Avec le nœud à gauche, tout est juste. Dans 5 - x, lequel des deux est soustrait ?",
    ),
)
class Var(_Node):  # noqa: F811
    def __rsub__(self, other):
        return self - other


@chaff(
    exercise="automatic_differentiation",
    fails=["test_refuses_a_node_as_exponent"],
    en=(
        "Any exponent will do",
        "Powers with a number are right. What would be missing from the derivative if the exponent "
        "moved, too?",
    ),
    fr=(
        "N'importe quel exposant",
        "Les puissances à exposant numérique sont justes. Que manquerait-il à la dérivée si "
        "l'exposant bougeait aussi ?",
    ),
)
class Var(_Node):  # noqa: F811
    def __pow__(self, n):
        n = getattr(n, "value", n)
        return Var(self.value**n, [(self, n * self.value ** (n - 1))])


@chaff(
    exercise="automatic_differentiation",
    fails=["test_five_functions"],
    en=(
        "A factor 2 lost under the root",
        "The other functions are right. Which factor does the derivative of the square root have "
        "in its denominator?",
    ),
    fr=(
        "Un facteur 2 perdu sous la racine",
        "Les autres fonctions sont justes. Quel facteur a la dérivée de la racine carrée à son "
        "dénominateur ?",
    ),
)
def sqrt(v):
    return Var(v.value**0.5, [(v, v.value**-0.5)])


@chaff(
    exercise="automatic_differentiation",
    fails=["test_derivative_of_a_function", "test_derivative_of_a_constant"],
    en=(
        "A difference quotient",
        "Your slopes are nearly right. Which exact number does the graph hold after backward?",
    ),
    fr=(
        "Un taux d'accroissement",
        "Vos pentes sont presque justes. Quel nombre exact le graphe contient-il après backward ?",
    ),
)
def derivative(F, x0):
    h = 1e-6
    right, left = F(Var(x0 + h)), F(Var(x0 - h))
    return (getattr(right, "value", right) - getattr(left, "value", left)) / (2 * h)


@chaff(
    exercise="automatic_differentiation",
    fails=["test_derivative_of_a_constant"],
    en=(
        "The constant in place of its derivative",
        "Functions in which x occurs are right. How fast does a constant change?",
    ),
    fr=(
        "La constante au lieu de sa dérivée",
        "Les fonctions où x figure sont justes. À quelle vitesse une constante varie-t-elle ?",
    ),
)
def derivative(F, x0):  # noqa: F811
    x = Var(x0)
    output = F(x)
    if not isinstance(output, Var):
        return output
    output.backward()
    return x.grad
