"""Hidden tests of graph_forward and graph_backward (19.3)."""

from chainrule.grading import check_close, exercise, feedback, weight

pytestmark = exercise("four_inputs")


def points(rng):
    """Points of all kinds; at the last ones an input, the node d or everything is 0."""
    a, b, c, f = rng.uniform(1, 3, size=4).tolist()
    return [
        *rng.uniform(-3, 3, size=(6, 4)).tolist(),
        *([0, b, c, f], [a, 0, c, f], [a, b, 0, f], [a, b, c, 0], [2, -3, 6, f], [0, 0, 0, 0]),
    ]


def some(values, keys):
    """These keys only: further ones are not looked at."""
    return {key: values[key] for key in keys}


@feedback(
    en="From left to right: e = a b, then d = e + c, then L = d f.",
    fr="De gauche à droite : e = a b, puis d = e + c, puis L = d f.",
)
def test_values_of_the_nodes(student, reference, rng):
    for point in points(rng):
        check_close(student.graph_forward(*point), reference.graph_forward(*point))


@weight(2)
@feedback(
    en="Each input receives the gradient that comes from L times its local derivative; at a "
    "product this is the other factor, also where something is 0.",
    fr="Chaque entrée reçoit le gradient venu de L, multiplié par sa dérivée locale ; à un "
    "produit, c'est l'autre facteur, même quand quelque chose s'annule.",
)
def test_gradients_of_the_inputs(student, reference, rng):
    for point in points(rng):
        expected = some(reference.graph_backward(*point), "abcf")
        check_close(student.graph_backward(*point), expected)


@feedback(
    en="Under L, d and e stand derivatives of L, not values; that of L itself is 1.",
    fr="Sous L, d et e se trouvent des dérivées de L et non des valeurs ; celle de L vaut 1.",
)
def test_gradients_of_the_nodes(student, reference, rng):
    for point in points(rng):
        expected = some(reference.graph_backward(*point), "Lde")
        check_close(student.graph_backward(*point), expected)
