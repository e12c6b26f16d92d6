"""Hidden tests of newton_minimum (1.X13)."""

import math

from chainrule.grading import check_close, exercise, feedback, needs, weight

pytestmark = exercise("newton_minimum")


@weight(3)
@feedback(
    en="Newton's method looks for a zero, here of g': the step divides g' by g''. Return the point "
    "after exactly n steps, and g there.",
    fr="La méthode de Newton cherche un zéro, ici celui de g' : le pas divise g' par g''. Renvoyez "
    "le point obtenu après exactement n pas, et la valeur de g en ce point.",
)
def test_point_and_value_after_n_steps(student, reference, rng):
    def g(x):
        return x**2 - math.sin(x) + 1

    for x0 in (0, 10, rng.uniform(1, 3)):
        for n in (0, 1, 2, 3):
            problem = (g, lambda x: 2 * x - math.cos(x), lambda x: 2 + math.sin(x), x0, n)
            check_close(student.newton_minimum(*problem), reference.newton_minimum(*problem))
    for _ in range(3):
        a, (b, c, x0) = rng.uniform(0.5, 3), rng.uniform(-5, 5, size=3).tolist()
        got = student.newton_minimum(
            lambda x, a=a, b=b, c=c: a * x**2 + b * x + c,
            lambda x, a=a, b=b: 2 * a * x + b,
            lambda x, a=a: 2 * a,
            x0,
            1,
        )
        check_close(got, (-b / (2 * a), c - b**2 / (4 * a)))


@needs("test_point_and_value_after_n_steps")
@feedback(
    en="The method goes where g' is 0, be it a maximum: no step is turned round or taken back.",
    fr="La méthode va là où g' s'annule, fût-ce un maximum : aucun pas n'est retourné ni repris.",
)
def test_goes_uphill_as_well(student, rng):
    top = (1 - math.sqrt(3)) / 2
    got = student.newton_minimum(
        lambda x: x**4 - 3 * x**2 - 2 * x + 5,
        lambda x: 4 * x**3 - 6 * x - 2,
        lambda x: 12 * x**2 - 6,
        top + rng.uniform(0.05, 0.1),
        20,
    )
    check_close(got, (top, top**4 - 3 * top**2 - 2 * top + 5))
