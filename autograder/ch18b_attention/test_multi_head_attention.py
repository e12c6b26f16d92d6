"""Hidden tests of multi_head_attention and multi_head_concatenated (18.X16)."""

from support import check_matrix, weights_of_head

from chainrule.grading import (
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("multi_head_attention")


def draw(rng, sizes, K):
    """A residual stream, and heads of these sizes."""
    n = sum(sizes)
    return rng.normal(size=(n, K)), [weights_of_head(rng, n, r) for r in sizes]


@weight(2)
@feedback(
    en="All heads read the same x; what they write is added up, and x comes on top, once.",
    fr="Toutes les têtes lisent le même x ; ce qu'elles écrivent s'additionne, et x s'y ajoute "
    "une seule fois.",
)
def test_sum_of_heads(student, reference, rng):
    for sizes in ((2, 2), (1, 1, 1), (3,)):
        x, heads = draw(rng, sizes, 5)
        for causal in (True, False):
            expected = reference.multi_head_attention(x, heads, causal)
            check_matrix(student.multi_head_attention(x, heads, causal), expected)


@weight(2)
@feedback(
    en="Stack the small results of the heads, put the output matrices side by side, in the same "
    "order: one product is the sum over the heads.",
    fr="Empilez les petits résultats des têtes, placez les matrices de sortie côte à côte, dans "
    "le même ordre : un seul produit fait la somme sur les têtes.",
)
def test_one_product(student, reference, rng):
    for sizes in ((2, 2), (1, 1, 1), (3,)):
        x, heads = draw(rng, sizes, 5)
        for causal in (True, False):
            expected = reference.multi_head_attention(x, heads, causal)
            check_matrix(student.multi_head_concatenated(x, heads, causal), expected)


@feedback(
    en="Heads may have different sizes: each is scaled by the square root of its own number of "
    "rows. The mask is the default.",
    fr="Les têtes peuvent être de tailles différentes : chacune a son facteur d'échelle, la "
    "racine de son nombre de lignes. Le masque est présent par défaut.",
)
def test_heads_of_different_sizes(student, reference, rng):
    x, heads = draw(rng, (1, 3, 2), 4)
    expected = reference.multi_head_attention(x, heads)
    check_matrix(student.multi_head_attention(x, heads), expected)
    check_matrix(student.multi_head_concatenated(x, heads), expected)


@feedback(
    en="If x holds whole numbers, the heads still write fractions: none may be cut, and no error "
    "may come of it.",
    fr="Même si x contient des entiers, les têtes écrivent des décimales : n'en coupez aucune, et "
    "qu'aucune erreur n'en résulte.",
)
def test_whole_numbers_in_x(student, reference, rng):
    # One head: what several heads do together is for the other tests.
    _, heads = draw(rng, (3,), 4)
    x = rng.integers(1, 5, size=(3, 4))
    expected = reference.multi_head_attention(x, heads)
    check_matrix(student.multi_head_attention(x, heads), expected)
    check_matrix(student.multi_head_concatenated(x, heads), expected)


@needs("test_sum_of_heads", "test_one_product")
@feedback(
    en="The stream x and the list of heads belong to the caller: compute a new matrix, and leave "
    "the list as it is.",
    fr="Le flux x et la liste des têtes appartiennent à l'appelant : calculez une nouvelle "
    "matrice, et laissez la liste telle quelle.",
)
def test_x_and_heads_are_unchanged(student, rng):
    x, heads = draw(rng, (2, 1), 3)
    check_unchanged(student.multi_head_attention, x, heads)
    check_unchanged(student.multi_head_concatenated, x, heads)


@needs("test_sum_of_heads", "test_one_product")
@feedback(
    en="The dimensions of the heads together make n; otherwise raise ValueError.",
    fr="Les dimensions des têtes font n à elles toutes ; sinon, levez ValueError.",
)
def test_refuses_a_wrong_total(student, rng):
    x = rng.normal(size=(5, 3))
    for sizes in ((2, 2), (3, 3), (5, 1)):
        heads = [weights_of_head(rng, 5, r) for r in sizes]
        check_raises(ValueError, student.multi_head_attention, x, heads)
        check_raises(ValueError, student.multi_head_concatenated, x, heads)
