"""Hidden tests of category_vector and best_match (17.X20)."""

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

pytestmark = exercise("category_vectors")

NAMES = ["lake", "river", "oak", "pine", "fox", "crow"]


def vectors_of(rng, names, d):
    """A lexicon with vectors in every form that the text allows."""
    forms = [list, tuple, np.array]
    return {name: forms[i % 3](rng.normal(size=d)) for i, name in enumerate(names)}


@weight(3)
@feedback(
    en="Every occurrence of a known word adds its vector: a word that comes three times counts "
    "three times, and the sum is not divided.",
    fr="Chaque occurrence d'un mot connu ajoute son vecteur : un mot présent trois fois compte "
    "trois fois, et la somme n'est pas divisée.",
)
def test_every_occurrence_adds_its_vector(student, rng):
    for d in (2, 5):
        lexicon = vectors_of(rng, NAMES, d)
        words = [NAMES[i] for i in [0, 0, *rng.integers(len(NAMES), size=6)]]
        expected = np.sum([np.array(lexicon[word]) for word in words], axis=0)
        check_close(student.category_vector(words, lexicon), expected)


@needs("test_every_occurrence_adds_its_vector")
@feedback(
    en="A word that is not in the lexicon adds nothing.",
    fr="Un mot absent du lexique n'ajoute rien.",
)
def test_unknown_words_are_ignored(student, rng):
    lexicon = vectors_of(rng, NAMES[:2], 3)
    got = student.category_vector(("moon", "lake", "the"), lexicon)
    check_close(got, np.array(lexicon["lake"]))


@needs("test_every_occurrence_adds_its_vector")
@feedback(
    en="A text without any known word has no vector: raise ValueError. But the vectors of known "
    "words may well have the sum 0.",
    fr="Un texte sans aucun mot connu n'a pas de vecteur : levez ValueError. Mais la somme des "
    "vecteurs de mots connus peut très bien être nulle.",
)
def test_refuses_a_text_without_known_words(student, rng):
    lexicon = vectors_of(rng, NAMES[:2], 3)
    check_raises(ValueError, student.category_vector, ["moon", "the", "moon"], lexicon)
    check_raises(ValueError, student.category_vector, [], lexicon)
    lexicon = {"lake": [1.5, -2.0, 3.0], "river": [-1.5, 2.0, -3.0]}
    check_close(student.category_vector(["river", "lake"], lexicon), np.zeros(3))


@needs("test_every_occurrence_adds_its_vector")
@feedback(
    en="The result is an array of float64, also if the vectors of the lexicon hold ints.",
    fr="Le résultat est un tableau float64, même si les vecteurs du lexique contiennent des "
    "entiers.",
)
def test_vectors_of_ints_give_floats(student, rng):
    lexicon = {name: rng.integers(-5, 6, size=3) for name in NAMES}
    got = student.category_vector(["oak", "fox"], lexicon)
    check_close(got, (lexicon["oak"] + lexicon["fox"]).astype(float))


@weight(2)
@feedback(
    en="Compare directions: neither a long candidate nor a near one wins by that, and the "
    "opposite direction is the worst.",
    fr="Comparez les directions : ni la longueur d'un candidat ni sa proximité ne le font gagner, "
    "et la direction opposée est la pire.",
)
def test_best_match_has_the_nearest_direction(student, rng):
    for _ in range(3):
        v, aligned, near, long, opposite = fan(rng, 4, [0, 10, 25, 40, 180])
        vectors = [0.2 * aligned, 3 * near, 30 * long, opposite]
        names = [NAMES[i] for i in rng.permutation(len(NAMES))[:4]]
        pairs = list(zip(names, vectors, strict=True))
        candidates = dict(pairs[i] for i in rng.permutation(4))
        check_equal(student.best_match(3 * v, candidates), names[0])


@needs("test_best_match_has_the_nearest_direction")
@feedback(
    en="Some candidate is the best even if all cosines are negative.",
    fr="Il y a un meilleur candidat même si tous les cosinus sont négatifs.",
)
def test_all_cosines_may_be_negative(student, rng):
    v, best, worse, worst = fan(rng, 3, [0, 100, 130, 170])
    check_equal(student.best_match(v, {"pine": worse, "oak": best, "fox": worst}), "oak")


@needs("test_best_match_has_the_nearest_direction")
@feedback(
    en="If several cosines are equal, the candidate that comes first in the dict wins.",
    fr="Si plusieurs cosinus sont égaux, le premier candidat du dictionnaire gagne.",
)
def test_first_key_wins_a_tie(student, rng):
    v, best, other = fan(rng, 3, [0, 20, 60])
    candidates = {"lake": other, "oak": best, "pine": best, "crow": best, "moon": best}
    check_equal(student.best_match(v, candidates), "oak")


@needs("test_every_occurrence_adds_its_vector", "test_best_match_has_the_nearest_direction")
@feedback(
    en="The vectors of the lexicon and of the candidates stay as they are.",
    fr="Les vecteurs du lexique et des candidats doivent rester tels quels.",
)
def test_arguments_are_unchanged(student, rng):
    lexicon = {name: rng.normal(size=3) for name in NAMES}
    check_unchanged(student.category_vector, ["fox", "oak", "fox"], lexicon)
    check_unchanged(student.best_match, rng.normal(size=3), lexicon)
