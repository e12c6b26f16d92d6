import numpy as np

from chainrule.grading import (
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("count_parameters")


@weight(4)
@feedback(
    en="Each neuron has one coefficient per input of its layer, and one bias; the last layer "
    "counts, and the input itself is not a layer of neurons.",
    fr="Chaque neurone a un coefficient par entrée de sa couche, et un biais ; la dernière couche "
    "compte aussi, et l'entrée n'est pas une couche de neurones.",
)
def test_counts_coefficients_and_biases(student, reference, rng):
    for depth in (2, 3, 5):
        input_dim = int(rng.integers(2, 20))
        units = rng.integers(2, 20, size=depth).tolist()
        got = student.count_parameters(input_dim, units)
        check_equal(got, reference.count_parameters(input_dim, units))
    check_equal(student.count_parameters(784, (8, 8, 10)), 6442)
    check_equal(student.count_parameters(1, [1]), 2)


@needs("test_counts_coefficients_and_biases")
@feedback(
    en="Sizes may be numpy integers, and the count is exact however large it is.",
    fr="Les tailles peuvent être des entiers numpy, et le compte est exact quelle que soit "
    "sa taille.",
)
def test_is_exact_for_every_size(student, reference, rng):
    # Products that no float64 holds, then products that no int64 holds.
    large = [int(size) for size in rng.integers(2_000_000_000, 2_100_000_000, size=2)]
    huge = [int(size) for size in rng.integers(2**33, 2**34, size=2)]
    small = rng.integers(2, 9, size=4)
    for input_dim, *units in (large, huge, [*small]):
        got = student.count_parameters(input_dim, units)
        check_equal(got, reference.count_parameters(input_dim, units))


@needs("test_counts_coefficients_and_biases")
@feedback(
    en="A count is a whole number: return an int, not a float.",
    fr="Un nombre de poids est un entier : renvoyez un int, pas un float.",
)
def test_count_is_an_integer(student, rng):
    got = student.count_parameters(*rng.integers(1, 9, 1).tolist(), rng.integers(1, 9, 2).tolist())
    check_true(
        np.asarray(got).dtype.kind in "iu",
        en="The result is not of an integer type.",
        fr="Le résultat n'est pas de type entier.",
    )


@needs("test_counts_coefficients_and_biases")
@feedback(
    en="Without any layer there is no weight.",
    fr="Sans aucune couche, il n'y a aucun poids.",
)
def test_counts_nothing_without_layers(student, rng):
    check_equal(student.count_parameters(int(rng.integers(1, 9)), []), 0)


@needs("test_counts_coefficients_and_biases")
@feedback(
    en="A size below 1 or not of an integer type is a ValueError, wherever it stands: check "
    "the number of inputs and every layer.",
    fr="Une taille inférieure à 1 ou qui n'est pas de type entier donne une ValueError, où "
    "qu'elle soit : vérifiez le nombre d'entrées et chaque couche.",
)
def test_refuses_bad_sizes(student):
    for size in (0, -1, 2.5, 2.0):
        check_raises(ValueError, student.count_parameters, 2, [size, 3])
        check_raises(ValueError, student.count_parameters, 2, [3, size])
        check_raises(ValueError, student.count_parameters, size, [3])
    check_raises(ValueError, student.count_parameters, 0, [])
