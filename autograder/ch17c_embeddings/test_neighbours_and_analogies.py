"""Hidden tests of nearest_tokens and analogy (17.X21)."""

import numpy as np
from support import fan

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("neighbours_and_analogies")

VOCAB = ["sun", "moon", "star", "sea", "wind", "rain", "snow", "fire"]


def embedding(rng):
    """Vectors of all lengths for the words of VOCAB."""
    return rng.normal(size=(4, 8)) * rng.uniform(0.2, 3, size=8)


@weight(3)
@feedback(
    en="One pair (id, cosine) per column, the largest cosine first: a long column gains nothing, "
    "nor does a near one.",
    fr="Un couple (identifiant, cosinus) par colonne, le plus grand cosinus d'abord : ni la "
    "longueur d'une colonne ni sa proximité n'y changent rien.",
)
def test_largest_cosine_first(student, rng):
    for n in (2, 4):
        v, *columns = fan(rng, n, [0, 10, 25, 40, 70, 120, 180])
        lengths = [0.2, 3, 30, 1, 5, 2]
        order = rng.permutation(6)
        embeddings = np.array([lengths[i] * columns[i] for i in order]).T
        cosines = np.cos(np.radians([10, 25, 40, 70, 120, 180]))
        expected = [(int(np.argwhere(order == i)[0, 0]), float(cosines[i])) for i in range(6)]
        check_close(student.nearest_tokens(3 * v, embeddings, 6), expected)
        check_close(student.nearest_tokens(tuple(v), embeddings, 2), expected[:2])


@needs("test_largest_cosine_first")
@feedback(
    en="Excluded columns leave before the k best are chosen, and the others keep their numbers.",
    fr="Les colonnes exclues partent avant le choix des k meilleures, et les autres gardent leur "
    "numéro.",
)
def test_exclusion_comes_before_the_choice(student, reference, rng):
    embeddings = rng.normal(size=(3, 7))
    v = rng.normal(size=3)
    ranking = [i for i, _ in reference.nearest_tokens(v, embeddings, 7)]
    for form in (list, tuple, set):
        for out, expected in (([0, 2], [1, 3, 4]), ([0, 1, 2], [3, 4, 5, 6])):
            excluded = form(ranking[place] for place in out)
            got = student.nearest_tokens(v, embeddings, len(expected), excluded)
            check_equal([i for i, _ in got], [ranking[place] for place in expected])


@needs("test_largest_cosine_first")
@feedback(
    en="Equal cosines are listed by increasing id.",
    fr="À cosinus égaux, les identifiants vont en croissant.",
)
def test_smaller_id_wins_a_tie(student, rng):
    # Exact in every order of operations: v has one component, and the tied columns are equal.
    tied = rng.integers(1, 9, size=3).astype(float)
    worse = tied * [-1, 1, 1]
    best = np.sort(rng.permutation(50)[:30])
    embeddings = np.array([tied if i in best else worse for i in range(50)]).T
    got = student.nearest_tokens([2, 0, 0], embeddings, 25)
    check_equal([i for i, _ in got], best[:25].tolist())


@weight(2)
@feedback(
    en="The best words are near v_a - v_b + v_c, and a, b and c themselves do not count.",
    fr="Les meilleurs mots sont proches de v_a - v_b + v_c, sans compter a, b et c eux-mêmes.",
)
def test_analogy_without_its_inputs(student, reference, rng):
    for k in (1, 5, 5, 5):
        embeddings = embedding(rng)
        a, b, c = (VOCAB[i] for i in rng.permutation(8)[:3])
        expected = reference.analogy(embeddings, VOCAB, a, b, c, k)
        check_equal(student.analogy(embeddings, VOCAB, a, b, c, k), expected)
    check_equal(student.analogy(embeddings, VOCAB, a, b, c), expected[:1])


@needs("test_analogy_without_its_inputs")
@feedback(
    en="With exclude_inputs=False the words a, b and c may be answers, too.",
    fr="Avec exclude_inputs=False, les mots a, b et c peuvent aussi être des réponses.",
)
def test_analogy_with_its_inputs(student, reference, rng):
    embeddings = embedding(rng)
    a, b, c = (VOCAB[i] for i in rng.permutation(8)[:3])
    expected = reference.analogy(embeddings, VOCAB, a, b, c, 8, False)
    got = student.analogy(embeddings, VOCAB, a, b, c, k=8, exclude_inputs=False)
    check_equal(got, expected)


@needs("test_largest_cosine_first", "test_analogy_without_its_inputs")
@feedback(
    en="If fewer than k words remain after the exclusion, and only then, raise ValueError.",
    fr="S'il reste moins de k mots après l'exclusion, et seulement alors, levez ValueError.",
)
def test_refuses_too_large_a_k(student, reference, rng):
    embeddings, v = rng.normal(size=(2, 5)), [1.0, 2.0]
    check_raises(ValueError, student.nearest_tokens, v, embeddings, 6)
    check_raises(ValueError, student.nearest_tokens, v, embeddings, 4, [0, 3])
    check_raises(ValueError, student.analogy, embeddings, VOCAB[:5], *VOCAB[:3], 4)
    # An id or a word that stands there twice is one less, not two: three remain.
    got = student.nearest_tokens(v, embeddings, 3, [0, 3, 0])
    check_equal(sorted(i for i, _ in got), [1, 2, 4])
    a, b = VOCAB[:2]
    expected = reference.analogy(embeddings, VOCAB[:5], a, b, b, 3)
    check_equal(student.analogy(embeddings, VOCAB[:5], a, b, b, 3), expected)


@needs("test_largest_cosine_first", "test_analogy_without_its_inputs")
@feedback(
    en="The vector and the matrix that you are given stay as they are.",
    fr="Le vecteur et la matrice reçus doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    embeddings, v = rng.normal(size=(2, 5)), rng.normal(size=2)
    check_unchanged(student.nearest_tokens, v, embeddings, 2)
    check_unchanged(student.analogy, embeddings, VOCAB[:5], *VOCAB[:3])
