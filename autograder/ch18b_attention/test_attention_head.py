"""Hidden tests of combine and attention_head (18.X15)."""

from support import check_matrix, weights_of_head

from chainrule.grading import check_unchanged, exercise, feedback, weight

pytestmark = exercise("attention_head")

SIZES = ((4, 5, 2), (3, 4, 3), (3, 2, 1))


@feedback(
    en="New column i is a combination of all values, weighted with row i of the attention matrix. "
    "Values that are whole numbers give fractions; the arguments stay as they are.",
    fr="La nouvelle colonne i combine toutes les valeurs, avec les poids de la ligne i de la "
    "matrice d'attention. Des valeurs entières donnent des décimales ; les arguments restent tels "
    "quels.",
)
def test_combine(student, reference, rng):
    for r, K in ((2, 4), (3, 3), (4, 2)):
        A = rng.dirichlet([1] * K, size=K)
        for values in (rng.normal(size=(r, K)), rng.integers(1, 9, size=(r, K))):
            check_matrix(student.combine(A, values), reference.combine(A, values))
            check_unchanged(student.combine, A, values)


@weight(2)
@feedback(
    en="Read with W_V, combine with the causal attention matrix, write with W_O; the residual "
    "stream itself is not added here. Whole numbers in x do not cut off decimals.",
    fr="Lire avec W_V, combiner avec la matrice d'attention masquée, écrire avec W_O ; le flux "
    "résiduel lui-même n'est pas ajouté ici. Des entiers dans x ne coupent pas les décimales.",
)
def test_read_attend_write(student, reference, rng):
    for n, K, r in SIZES:
        x, head = rng.normal(size=(n, K)), weights_of_head(rng, n, r)
        check_matrix(student.attention_head(x, *head), reference.attention_head(x, *head))
        check_unchanged(student.attention_head, x, *head)
    x, W_V, W_O = (rng.integers(1, 5, size=shape) for shape in ((4, 5), (2, 4), (4, 2)))
    head = *rng.normal(size=(2, 2, 4)), W_V, W_O
    check_matrix(student.attention_head(x, *head), reference.attention_head(x, *head))


@feedback(
    en="With causal=False every token looks at all tokens, the later ones too.",
    fr="Avec causal=False, chaque token regarde tous les tokens, même ceux qui suivent.",
)
def test_without_mask(student, reference, rng):
    for n, K, r in SIZES:
        x, head = rng.normal(size=(n, K)), weights_of_head(rng, n, r)
        expected = reference.attention_head(x, *head, causal=False)
        check_matrix(student.attention_head(x, *head, causal=False), expected)
