"""Hidden tests of cube_root_digits (1.X14)."""

from chainrule.grading import check_equal, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("cube_root_digits")


def plain(reference, values, digits):
    """The first value where rounding and stripping zeros would change nothing."""

    def is_plain(value):
        last, following = reference.cube_root_digits(value, digits + 1)[-2:]
        return last != "0" and following in "1234"

    return next(value for value in values if is_plain(value))


@weight(2)
@feedback(
    en="A float knows 16 figures and a Decimal 28 unless told otherwise; every Newton step doubles "
    "the number of right ones. How many steps do 1000 decimals take?",
    fr="Un float connaît 16 chiffres, un Decimal 28 si rien d'autre n'est demandé ; chaque pas de "
    "Newton double le nombre de chiffres exacts. Combien de pas pour 1000 décimales ?",
)
def test_a_thousand_decimals(student, reference, rng):
    value = plain(reference, rng.integers(2, 900, size=60).tolist(), 1000)
    check_equal(student.cube_root_digits(value, 1000), reference.cube_root_digits(value, 1000))


@weight(2)
@feedback(
    en="The expansion is cut off, never rounded up: n figures after the point make a number whose "
    "cube is at most value, and one unit more of the last figure is too much.",
    fr="Le développement est tronqué, jamais arrondi au-dessus : le cube du nombre obtenu ne "
    "dépasse pas value, mais une unité de plus du dernier chiffre le ferait dépasser.",
)
def test_cuts_off(student, reference):
    for value in (2, 3, 7, 10, 999, 10**18 + 7):
        for digits in (1, 20):
            expected = reference.cube_root_digits(value, digits)
            check_equal(student.cube_root_digits(value, digits), expected)


@feedback(
    en="The cube root of a perfect cube is exact, for small and for huge integers: nothing but "
    "zeros after the point.",
    fr="La racine d'un cube parfait est exacte, pour les petits entiers comme pour les immenses : "
    "rien que des zéros après le point.",
)
def test_perfect_cubes(student, rng):
    for root in (
        1,
        *rng.integers(2, 2000, size=4).tolist(),
        10**4,
        10**40 + int(rng.integers(9999)),
        10**120 + int(rng.integers(9999)),
    ):
        check_equal(student.cube_root_digits(root**3, 12), f"{root}.{'0' * 12}")


@needs("test_cuts_off")
@feedback(
    en="Mind the layout: no point when no decimals are asked for, and zeros right after the point "
    "stay.",
    fr="Soignez l'écriture : pas de point si aucune décimale n'est demandée, et les zéros juste "
    "après le point restent.",
)
def test_layout(student, reference, rng):
    for value in (7, 70, 64, int(rng.integers(10**6, 10**7))):
        check_equal(student.cube_root_digits(value, 0), reference.cube_root_digits(value, 0))
    for _ in range(3):
        roots = rng.integers(10, 1000, size=60).tolist()
        value = plain(reference, [root**3 + 1 for root in roots], 9)
        check_equal(student.cube_root_digits(value, 9), reference.cube_root_digits(value, 9))


@needs("test_cuts_off")
@feedback(
    en="Raise ValueError when value is not positive or digits is negative.",
    fr="Levez ValueError si value n'est pas strictement positif ou si digits est négatif.",
)
def test_refuses_other_arguments(student):
    for value, digits in ((0, 3), (-8, 3), (8, -1)):
        check_raises(ValueError, student.cube_root_digits, value, digits)
