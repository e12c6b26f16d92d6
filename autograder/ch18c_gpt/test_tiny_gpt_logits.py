"""Hidden tests of tiny_gpt_logits (18.X24)."""

import numpy as np
from support import check_values, random_model

from chainrule.grading import check_raises, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("tiny_gpt_logits")


@weight(3)
@feedback(
    en="Without layers: token vectors, plus position vectors (cosine before sine, from position "
    "0), then B.",
    fr="Sans couche : vecteurs tokens, plus vecteurs positions (cosinus avant sinus, à partir de "
    "la position 0), puis B.",
)
def test_embedding_positions_unembedding(student, reference, rng):
    for sizes in ((4, 2), (2,)):
        params = random_model(rng, sizes, N=7, K=6, depth=0)
        for ids in ([3, 0, 6, 3], (5, 5), [0]):
            check_values(
                student.tiny_gpt_logits(params, ids), reference.tiny_gpt_logits(params, ids)
            )
    params = {"A": np.eye(2, 3, dtype=int), "B": np.ones((3, 2), dtype=int), "p": 9, "K": 4}
    expected = reference.tiny_gpt_logits(params | {"layers": []}, [2, 1, 0])
    check_values(student.tiny_gpt_logits(params | {"layers": []}, [2, 1, 0]), expected)


@weight(4)
@feedback(
    en="The layers follow one another, each reads the stream that the one before has left; all "
    "are causal.",
    fr="Les couches se suivent, chacune lit le flux laissé par la précédente ; toutes sont "
    "causales.",
)
def test_layers(student, reference, rng):
    for sizes, depth in (((3, 3), 2), ((2, 1, 1), 1), ((4,), 3)):
        params = random_model(rng, sizes, N=7, K=8, depth=depth)
        ids = rng.integers(7, size=5).tolist()
        check_values(student.tiny_gpt_logits(params, ids), reference.tiny_gpt_logits(params, ids))


@needs("test_embedding_positions_unembedding", "test_layers")
@feedback(
    en="An id is one of 0, ..., N-1, and there is at least one: raise ValueError otherwise.",
    fr="Un numéro est l'un de 0, ..., N-1, et il en faut au moins un : sinon, levez ValueError.",
)
def test_refuses_other_ids(student, rng):
    params = random_model(rng, (2, 2), N=7, K=5, depth=1)
    for ids in ([], [-1], [7], [2, -3, 1], [0, 1, 7]):
        check_raises(ValueError, student.tiny_gpt_logits, params, ids)


@needs("test_embedding_positions_unembedding", "test_layers")
@feedback(
    en="Exactly K tokens are allowed, one more is a ValueError.",
    fr="K tokens exactement sont permis ; un de plus donne ValueError.",
)
def test_longest_text(student, reference, rng):
    params = random_model(rng, (2, 2), N=7, K=5, depth=1)
    ids = rng.integers(7, size=6).tolist()
    expected = reference.tiny_gpt_logits(params, ids[:5])
    check_values(student.tiny_gpt_logits(params, ids[:5]), expected)
    check_raises(ValueError, student.tiny_gpt_logits, params, ids)


@needs("test_embedding_positions_unembedding", "test_layers")
@feedback(
    en="The model and the ids that you are given stay as they are, so that a second call gives the "
    "same.",
    fr="Le modèle et les numéros reçus doivent rester tels quels : un second appel donne la même "
    "chose.",
)
def test_arguments_are_unchanged(student, rng):
    check_unchanged(student.tiny_gpt_logits, random_model(rng, (2, 2), 7, 5, 2), [1, 4, 1])
