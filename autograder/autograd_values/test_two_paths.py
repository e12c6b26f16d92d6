"""Hidden tests of forward_fxy and backward_fxy (19.2)."""

from chainrule.grading import check_close, exercise, feedback, needs, weight

pytestmark = exercise("two_paths")


def points(rng):
    """Points of all kinds; at some of them a node is 0."""
    x, y = rng.uniform(1, 5, size=2).tolist()
    return [*rng.uniform(-5, 5, size=(4, 2)).tolist(), [x, 0], [0, y], [y, -y], [-3, 3]]


@feedback(
    en="The forward pass computes a = x + y, then b = a y, and returns both in this order.",
    fr="Le passage avant calcule a = x + y, puis b = a y, et renvoie les deux dans cet ordre.",
)
def test_values_of_both_nodes(student, reference, rng):
    for x, y in points(rng):
        check_close(student.forward_fxy(x, y), reference.forward_fxy(x, y))


@weight(3)
@feedback(
    en="y reaches the output by two paths; at the product each factor receives the other one, "
    "which no division is needed to find.",
    fr="y atteint la sortie par deux chemins ; au produit, chaque facteur reçoit l'autre, sans "
    "qu'il faille diviser.",
)
def test_gradient(student, reference, rng):
    for x, y in points(rng):
        # A student may keep the values of the last forward pass: here they are the right ones.
        student.forward_fxy(x, y)
        check_close(student.backward_fxy(x, y), reference.backward_fxy(x, y))


@needs("test_gradient")
@feedback(
    en="The backward pass makes its own forward pass: what an earlier call "
    "computed must not count.",
    fr="Le passage arrière fait son propre passage avant : ce qu'un appel précédent a calculé ne "
    "doit pas compter.",
)
def test_keeps_nothing_between_calls(student, reference, rng):
    for x, y in rng.uniform(1, 5, size=(5, 2)).tolist():
        student.forward_fxy(x + 1, y - 2)
        check_close(student.backward_fxy(x, y), reference.backward_fxy(x, y))
