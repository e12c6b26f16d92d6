"""Hidden tests of softmax_temperature (17.X9)."""

import numpy as np

from chainrule.grading import (
    check_close,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("softmax_temperature")


@weight(4)
@feedback(
    en="Each number, used as it is, is divided by T inside the exponential; then softmax as "
    "before, so the results sum to 1.",
    fr="Chaque nombre, pris tel quel, est divisé par T dans l'exponentielle ; puis softmax comme "
    "avant, donc les résultats ont pour somme 1.",
)
def test_several_temperatures(student, reference, rng):
    integers = rng.integers(-4, 5, size=5)
    for x in (rng.dirichlet(np.ones(6)), rng.uniform(-2, 3, size=4), integers.tolist(), (-2,)):
        for temperature in (0.2, 1, 5):
            got = student.softmax_temperature(x, temperature)
            check_close(got, reference.softmax_temperature(x, temperature))


@weight(2)
@feedback(
    en="Near 0 the largest entry takes everything; at a very high temperature all get the same. "
    "The formula holds for every positive T.",
    fr="Près de 0, le plus grand coefficient prend tout ; à très haute température, tous ont la "
    "même part. La formule vaut pour tout T strictement positif.",
)
def test_limits(student, rng):
    x = rng.permutation([0.05, 0.15, 0.3, 0.5])
    check_close(student.softmax_temperature(x, 1e-3), (x == 0.5).astype(float))
    check_close(student.softmax_temperature(x, 1e12), np.full(4, 0.25))


@feedback(
    en="A large entry over a small temperature is larger still: what has to be subtracted, and "
    "when?",
    fr="Un grand coefficient sur une petite température est encore plus grand : que faut-il "
    "retrancher, et à quel moment ?",
)
def test_large_entries_at_a_low_temperature(student, rng):
    large = rng.uniform(900, 1100)
    for x, wanted in (([large, 0.0], [1.0, 0.0]), ([large, large], [0.5, 0.5])):
        check_close(student.softmax_temperature(x, 0.1), np.array(wanted))


@needs("test_several_temperatures")
@feedback(
    en="The numbers that you are given stay as they are: make a new array.",
    fr="Les nombres reçus doivent rester tels quels : créez un nouveau tableau.",
)
def test_numbers_are_unchanged(student, rng):
    check_unchanged(student.softmax_temperature, rng.uniform(1, 3, size=5), 0.5)


@needs("test_several_temperatures")
@feedback(
    en="The temperature must be positive: raise ValueError otherwise.",
    fr="La température doit être strictement positive : levez ValueError sinon.",
)
def test_refuses_a_temperature_that_is_not_positive(student):
    for temperature in (0, -1.0):
        check_raises(ValueError, student.softmax_temperature, [0.5, 0.5], temperature)
