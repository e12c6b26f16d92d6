"""Hidden tests of scaled_dot_product_attention_rows (S0.X7)."""

from support import LARGE_SCORES, check_matrix

from chainrule.grading import check_array, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("attention_rows")

SIZES = ((4, 3, 1, 2), (2, 5, 3, 3), (3, 3, 9, 3), (2, 4, 16, 5))


def draw(rng, n_q, n_k, d_k, d_v):
    return rng.normal(size=(n_q, d_k)), rng.normal(size=(n_k, d_k)), rng.normal(size=(n_k, d_v))


@weight(2)
@feedback(
    en="Row i of the weights is the softmax of query i with all keys, after the division by the "
    "square root of the number of columns of Q, for whole numbers, too. No argument is changed.",
    fr="La ligne i des poids est le softmax de la requête i avec toutes les clés, après division "
    "par la racine carrée du nombre de colonnes de Q, même avec des entiers. Aucun argument n'est "
    "modifié.",
)
def test_weights(student, reference, rng):
    for sizes in SIZES:
        arrays = draw(rng, *sizes)
        got, _ = student.scaled_dot_product_attention_rows(*arrays)
        check_matrix(got, reference.scaled_dot_product_attention_rows(*arrays)[0])
        check_unchanged(student.scaled_dot_product_attention_rows, *arrays)
    whole = [rng.integers(1, 5, size=(4, 3)) for _ in range(3)]
    got, _ = student.scaled_dot_product_attention_rows(*whole)
    check_matrix(got, reference.scaled_dot_product_attention_rows(*whole)[0])


@needs("test_weights")
@feedback(
    en="Each row of the output is a combination of the rows of V, one row for each query. Whole "
    "numbers in V do not cut off decimals.",
    fr="Chaque ligne de la sortie combine les lignes de V : une ligne par requête. Des entiers "
    "dans V ne coupent pas les décimales.",
)
def test_output(student, rng):
    for n_q, n_k, d_k, d_v in SIZES:
        Q, K, fractions = draw(rng, n_q, n_k, d_k, d_v)
        for V in (fractions, rng.integers(1, 9, size=(n_k, d_v))):
            weights, got = student.scaled_dot_product_attention_rows(Q, K, V)
            # With the student's own weights: whether these are right is for the other tests.
            check_matrix(got, check_array(weights, shape=(n_q, n_k)) @ V)


@feedback(
    en="Large scores must not overflow, nor may one huge row silence the others: each row has a "
    "maximum of its own.",
    fr="De grands scores ne doivent pas déborder, ni une ligne énorme faire taire les autres : "
    "chaque ligne a son propre maximum.",
)
def test_large_scores(student, reference, rng):
    for size in (1e3, 1e5):
        # With d_k = 1 the scale is 1: only the size of the scores matters here.
        Q, K, V = draw(rng, 4, 5, 1, 2)
        Q *= size
        Q[0] /= 1000
        got, _ = student.scaled_dot_product_attention_rows(Q, K, V)
        expected, _ = reference.scaled_dot_product_attention_rows(Q, K, V)
        check_matrix(got, expected, **LARGE_SCORES)
