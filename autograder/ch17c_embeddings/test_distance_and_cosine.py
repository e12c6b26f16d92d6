"""Hidden tests of euclidean_distance, cosine_similarity and angle_degrees (17.X19)."""

import numpy as np
from support import each, fan

from chainrule.grading import (
    check_close,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("distance_and_cosine")


@weight(2)
@feedback(
    en="The distance is the square root of the sum of the squared differences; computed from the "
    "differences, it stays right for large vectors that are close to each other.",
    fr="La distance est la racine carrée de la somme des carrés des différences ; calculée à "
    "partir des différences, elle reste juste pour de grands vecteurs proches l'un de l'autre.",
)
def test_distance_is_the_norm_of_the_difference(student, rng):
    for n, form in ((1, list), (2, tuple), (5, np.array)):
        x, y = rng.normal(size=(2, n))
        check_close(student.euclidean_distance(form(x), form(y)), float(np.linalg.norm(x - y)))
    x = rng.uniform(1e6, 2e6, size=4)
    y = x + rng.uniform(0.1, 1, size=4)
    check_close(student.euclidean_distance(x, y), float(np.linalg.norm(x - y)))
    check_close(student.euclidean_distance([0, 0], [3, 4]), 5.0)


@weight(2)
@feedback(
    en="The cosine is the dot product divided by both norms; it has a sign, and the vectors are "
    "taken as they are.",
    fr="Le cosinus est le produit scalaire divisé par les deux normes ; il a un signe, et les "
    "vecteurs sont pris tels quels.",
)
def test_cosine_divides_by_both_norms(student, rng):
    for angle, form in ((40, list), (75, tuple), (110, np.array), (155, list)):
        x, y = fan(rng, 4, [0, angle])
        r, s = rng.uniform(0.1, 0.8), rng.uniform(2, 5)
        got = student.cosine_similarity(form(r * x), form(s * y))
        check_close(got, float(np.cos(np.radians(angle))))


@feedback(
    en="Rounding can push the quotient a little beyond 1 or -1, where the inverse cosine is "
    "undefined: bring it back into [-1, 1].",
    fr="Les arrondis peuvent pousser le quotient un peu au-delà de 1 ou de -1, où l'arc cosinus "
    "n'est pas défini : ramenez-le dans [-1, 1].",
)
def test_cosine_of_parallel_vectors_stays_in_the_interval(student, remote, rng):
    vectors = rng.normal(size=(300, 3))
    for sign in (1, -1):
        cosines = each(remote, student.cosine_similarity, [(x, sign * x) for x in vectors])
        check_close(cosines, [float(sign)] * len(vectors))
        check_true(
            max(abs(float(cosine)) for cosine in cosines) <= 1,
            en="A cosine is larger than 1 or smaller than -1.",
            fr="Un cosinus est plus grand que 1 ou plus petit que -1.",
        )
    angles = each(remote, student.angle_degrees, [(x, x) for x in vectors])
    # Near 1 the inverse cosine turns a rounding of 1e-16 into 1e-6 degrees.
    check_close(angles, [0.0] * len(vectors), atol=1e-3)


@feedback(
    en="The angle is the inverse cosine of the cosine similarity, turned into degrees: less than "
    "90 for a positive cosine, more than 90 for a negative one.",
    fr="L'angle est l'arc cosinus de la similarité cosinus, converti en degrés : moins de 90 pour "
    "un cosinus positif, plus de 90 pour un cosinus négatif.",
)
def test_angle_in_degrees(student, rng):
    for angle in (*rng.uniform(20, 80, size=2), *rng.uniform(100, 160, size=2)):
        x, y = fan(rng, 3, [0, angle])
        check_close(student.angle_degrees(3 * x, y), float(angle))


@needs(
    "test_distance_is_the_norm_of_the_difference",
    "test_cosine_divides_by_both_norms",
    "test_angle_in_degrees",
)
@feedback(
    en="Vectors of different lengths have neither distance nor angle: raise ValueError, also when "
    "one of them has only one component.",
    fr="Des vecteurs de longueurs différentes n'ont ni distance ni angle : levez ValueError, même "
    "si l'un n'a qu'une composante.",
)
def test_refuses_different_lengths(student, rng):
    x = rng.uniform(1, 2, size=3)
    for function in (student.euclidean_distance, student.cosine_similarity, student.angle_degrees):
        for n in (1, 2):
            check_raises(ValueError, function, x, x[:n])
            check_raises(ValueError, function, x[:n], x)


@needs("test_cosine_divides_by_both_norms", "test_angle_in_degrees")
@feedback(
    en="The zero vector has no direction: cosine and angle raise ValueError.",
    fr="Le vecteur nul n'a pas de direction : cosinus et angle lèvent ValueError.",
)
def test_refuses_the_zero_vector(student, rng):
    x, zero = rng.uniform(1, 2, size=3), np.zeros(3)
    for function in (student.cosine_similarity, student.angle_degrees):
        check_raises(ValueError, function, x, zero)
        check_raises(ValueError, function, zero, x)


@needs("test_cosine_divides_by_both_norms", "test_angle_in_degrees")
@feedback(
    en="The vectors that you are given stay as they are.",
    fr="Les vecteurs reçus doivent rester tels quels.",
)
def test_vectors_are_unchanged(student, rng):
    x, y = rng.uniform(1, 2, size=(2, 3))
    for function in (student.euclidean_distance, student.cosine_similarity, student.angle_degrees):
        check_unchanged(function, x, y)
