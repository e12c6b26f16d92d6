"""Hidden tests of token_probabilities and top_k_tokens (18.X1)."""

import numpy as np
from support import check_values

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("token_probabilities")


def distinct_logits(rng, size):
    """Logits in random order, any two of them at least 0.1 apart."""
    return rng.permutation(np.arange(size) * 0.3 - 2) + rng.uniform(0, 0.2, size=size)


@weight(3)
@feedback(
    en="A probability is the exponential of its logit, divided by the sum of all exponentials; "
    "lists, tuples and ints are allowed, equal logits too.",
    fr="Une probabilité est l'exponentielle de son logit, divisée par la somme de toutes les "
    "exponentielles ; listes, tuples et entiers sont permis, des logits égaux aussi.",
)
def test_softmax(student, reference, rng):
    numbers = rng.integers(-3, 4, size=5)
    for logits in (rng.normal(size=30), [0.5], tuple(numbers.tolist()), numbers, [0, 0, 0]):
        expected = reference.token_probabilities(logits)
        check_values(student.token_probabilities(logits), expected)


@weight(2)
@needs("test_softmax")
@feedback(
    en="Logits may be in the thousands, of either sign: the same number can be subtracted from "
    "all of them without changing the probabilities.",
    fr="Les logits peuvent valoir des milliers, positifs ou négatifs : retrancher le même nombre "
    "à tous ne change pas les probabilités.",
)
def test_logits_of_any_size(student, reference, rng):
    near = rng.normal(size=6)
    # One logit far above the others, one far below.
    for logits in (near - 2000, near + 3000, [3000, 0, 0], [-3000, 0, 1]):
        expected = reference.token_probabilities(logits)
        check_values(student.token_probabilities(logits), expected)


@weight(2)
@feedback(
    en="The best tokens: pairs (id, probability), the most probable first; the probability is "
    "the one among all tokens.",
    fr="Les meilleurs tokens : des couples (numéro, probabilité), le plus probable d'abord ; la "
    "probabilité est celle parmi tous les tokens.",
)
def test_best_tokens(student, reference, rng):
    logits = distinct_logits(rng, 9)
    for k in (1, int(rng.integers(3, 7)), 9):
        check_close(student.top_k_tokens(logits, k), reference.top_k_tokens(logits, k))
    logits = logits.tolist()
    check_close(student.top_k_tokens(logits, 2), reference.top_k_tokens(logits, 2))


@needs("test_best_tokens")
@feedback(
    en="Of tokens with equal logits, the smaller id comes first; nearly equal is not equal.",
    fr="Parmi des tokens de logits égaux, le plus petit numéro vient d'abord ; presque égaux ne "
    "veut pas dire égaux.",
)
def test_ties(student, reference, rng):
    logits = rng.permutation([0, 0, 0, 2, 2, 2, 2, 5, 5])
    for k in (2, 4, 9):
        check_close(student.top_k_tokens(logits, k), reference.top_k_tokens(logits, k))
    nearly = [1, 1.0000001, 0.5]
    check_close(student.top_k_tokens(nearly, 3), reference.top_k_tokens(nearly, 3))


@needs("test_softmax", "test_best_tokens")
@feedback(
    en="No logits at all, a single number or a matrix: both functions raise ValueError.",
    fr="Aucun logit, un nombre seul ou une matrice : les deux fonctions lèvent ValueError.",
)
def test_refuses_what_is_no_vector(student, rng):
    for logits in ([], np.zeros((1, 4)), rng.normal(size=(3, 1)), [[1, 2], [3, 4]], 2.5):
        check_raises(ValueError, student.token_probabilities, logits)
        check_raises(ValueError, student.top_k_tokens, logits, 1)


@needs("test_best_tokens")
@feedback(
    en="Between 1 and N tokens can be asked for; any other k is a ValueError.",
    fr="On peut demander entre 1 et N tokens ; tout autre k donne ValueError.",
)
def test_refuses_k_out_of_range(student, rng):
    logits = rng.normal(size=4)
    for k in (0, 5, -1):
        check_raises(ValueError, student.top_k_tokens, logits, k)


@needs("test_softmax", "test_best_tokens")
@feedback(
    en="The logits that you are given stay as they are.",
    fr="Les logits reçus doivent rester tels quels.",
)
def test_logits_are_unchanged(student, rng):
    check_unchanged(student.token_probabilities, rng.normal(size=5))
    check_unchanged(student.top_k_tokens, rng.normal(size=5), 3)
