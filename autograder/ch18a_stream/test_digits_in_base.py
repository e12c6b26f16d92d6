"""Hidden tests of digits_in_base (18.X8)."""

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("digits_in_base")


@weight(3)
@feedback(
    en="Units first: digit i is what is left of the quotient of k by the i-th power of the base, "
    "modulo the base, an int from 0 to b-1 whatever b is; zeros fill the end of the list.",
    fr="Les unités d'abord : le chiffre i est le reste, modulo la base, du quotient de k par la "
    "puissance i de la base, un entier de 0 à b-1 quel que soit b ; des zéros complètent la fin "
    "de la liste.",
)
def test_digits(student, reference, rng):
    for b, length in ((2, 8), (10, 5), (int(rng.integers(3, 10)), 6), (16, 5), (60, 4), (2, 1)):
        k = int(rng.integers(b**length))
        check_equal(student.digits_in_base(k, b, length), reference.digits_in_base(k, b, length))
        check_equal(student.digits_in_base(b**length - 1, b, length), [b - 1] * length)
    check_equal(student.digits_in_base(3, 10, 4), [3, 0, 0, 0])
    check_equal(student.digits_in_base(0, 7, 2), [0, 0])


@weight(2)
@needs("test_digits")
@feedback(
    en="Large integers need exact division: a float keeps 16 digits only.",
    fr="Les grands entiers demandent une division exacte : un flottant ne garde que 16 chiffres.",
)
def test_large_integers(student, reference, rng):
    for digits in (18, 30):
        k = int("".join(str(d) for d in rng.integers(1, 10, size=digits)))
        check_equal(student.digits_in_base(k, 10, 31), reference.digits_in_base(k, 10, 31))


@needs("test_digits")
@feedback(
    en="No digit may be lost: a number that needs more digits is a ValueError; the first such "
    "number is a power of the base.",
    fr="Aucun chiffre ne doit se perdre : un nombre qui en demande davantage donne ValueError ; "
    "le premier est une puissance de la base.",
)
def test_refuses_too_many_digits(student, rng):
    check_raises(ValueError, student.digits_in_base, int(rng.integers(200, 900)), 10, 2)
    for b in (2, 10, int(rng.integers(3, 10))):
        for length in range(1, 7):
            check_raises(ValueError, student.digits_in_base, b**length, b, length)


@needs("test_digits")
@feedback(
    en="The integer is not negative and the base is at least 2: raise ValueError otherwise.",
    fr="L'entier est positif ou nul et la base vaut au moins 2 : levez ValueError sinon.",
)
def test_refuses_negative_numbers_and_small_bases(student):
    for k, b in ((-1, 2), (-30, 10), (0, 1), (0, 0), (0, -2)):
        check_raises(ValueError, student.digits_in_base, k, b, 4)
