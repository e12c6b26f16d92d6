"""Hidden tests of head_parameter_count (18.X17)."""

import numpy as np

from chainrule.grading import check_equal, check_true, exercise, feedback

pytestmark = exercise("head_parameter_count")


def counts(student, rng, *keys):
    """What the student and the formulas give for these keys."""
    r, heads = (int(number) for number in rng.integers([2, 3], [6, 9]))
    n = r * heads
    expected = {
        "rn": r * n,
        "two_rn": 2 * r * n,
        "four_rn": 4 * r * n,
        "n_squared": n * n,
        "heads": heads,
        "max_rank_OV": r,
    }
    return student.head_parameter_count(n, r), {key: expected[key] for key in keys}


@feedback(
    en="A head has four matrices of r times n entries; W_OV, written out, has n times n.",
    fr="Une tête a quatre matrices de r fois n coefficients ; W_OV écrite en entier en a n fois n.",
)
def test_numbers_of_weights(student, rng):
    for _ in range(2):
        check_equal(*counts(student, rng, "rn", "two_rn", "four_rn", "n_squared"))


@feedback(
    en="The heads of a layer share the n dimensions; a product has at most the rank of each "
    "factor, and W_V has r rows.",
    fr="Les têtes d'une couche se partagent les n dimensions ; le rang d'un produit est au plus "
    "celui de chaque facteur, et W_V a r lignes.",
)
def test_heads_and_rank(student, rng):
    for _ in range(2):
        got, expected = counts(student, rng, "heads", "max_rank_OV")
        check_equal(got, expected)
        check_true(
            isinstance(got["heads"], int | np.integer),
            en="The number of heads is not an int.",
            fr="Le nombre de têtes n'est pas un entier.",
        )
