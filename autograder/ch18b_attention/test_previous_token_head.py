"""Hidden tests of previous_token_head (18.X18)."""

import numpy as np
from support import check_matrix

from chainrule.grading import exercise, feedback, weight

pytestmark = exercise("previous_token_head")


@weight(2)
@feedback(
    en="Position vectors as tokens, W_Q the rotation by one step backwards times beta, W_K the "
    "identity: then the attention matrix with mask and scale.",
    fr="Des vecteurs position comme tokens, pour W_Q la rotation d'un pas en arrière fois beta, "
    "pour W_K l'identité : puis la matrice d'attention, avec masque et facteur d'échelle.",
)
def test_follows_the_rule(student, reference, rng):
    for num_positions, n, p, beta in (
        (4, 6, 100, 1),
        (int(rng.integers(5, 9)), 8, 10000.0, float(rng.uniform(1, 3))),
        (3, 2, float(rng.uniform(10, 50)), 0.5),
        (5, 4, 100, 0),
    ):
        expected = reference.previous_token_head(num_positions, n, p, beta)
        check_matrix(student.previous_token_head(num_positions, n, p, beta), expected)


@feedback(
    en="The larger beta, the sharper the look: at the limit each token sees the previous one "
    "only, and no exponential overflows on the way.",
    fr="Plus beta est grand, plus le regard est net : à la limite, chaque token ne voit que le "
    "précédent, et aucune exponentielle ne déborde en chemin.",
)
def test_sharp_look(student, rng):
    K = int(rng.integers(4, 8))
    previous = np.eye(K, k=-1)
    previous[0, 0] = 1
    check_matrix(student.previous_token_head(K, 6, 100, 1e5), previous)
