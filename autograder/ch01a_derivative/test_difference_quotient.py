"""Hidden tests of difference_quotient and numerical_derivative (1.1)."""

import math

from chainrule.grading import check_close, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("difference_quotient")


@weight(3)
@feedback(
    en="The quotient is a change of f divided by the change of x that caused it, for a step to "
    "the right or to the left, however small.",
    fr="Le taux est une variation de f divisée par la variation de x qui l'a produite, pour un "
    "pas vers la droite ou vers la gauche, si petit soit-il.",
)
def test_slope_of_a_secant(student, rng):
    for sign in (1, -1):
        x0, h = rng.uniform(-2, 2), sign * rng.uniform(0.1, 1)
        check_close(student.difference_quotient(lambda x: x**2, x0, h), 2 * x0 + h)
        for f in (math.exp, math.cos, lambda x: 1 / (1 + x * x)):
            check_close(student.difference_quotient(f, x0, h), (f(x0 + h) - f(x0)) / h)
        check_close(student.difference_quotient(lambda x: 3 * x, 0.0, sign * 1e-20), 3.0)


@weight(2)
@feedback(
    en="The central scheme takes f at the distance h on both sides of the point: for x³ its "
    "error is exactly h².",
    fr="Le schéma centré prend f à la distance h de chaque côté du point : pour x³, son erreur "
    "vaut exactement h².",
)
def test_central_scheme(student, rng):
    x0, h = rng.uniform(0.5, 2), rng.uniform(0.2, 0.8)
    got = student.numerical_derivative(lambda x: x**3, x0, h, "central")
    check_close(got, 3 * x0**2 + h**2)


@weight(2)
@feedback(
    en="The forward scheme takes f at the point and at the distance h to its right: for x³ its "
    "error is exactly 3xh + h².",
    fr="Le schéma avant prend f au point et à la distance h à sa droite : pour x³, son erreur "
    "vaut exactement 3xh + h².",
)
def test_forward_scheme(student, rng):
    x0, h = rng.uniform(0.5, 2), rng.uniform(0.2, 0.8)
    got = student.numerical_derivative(lambda x: x**3, x0, h, method="forward")
    check_close(got, 3 * x0**2 + 3 * x0 * h + h**2)


@feedback(
    en="Without further arguments the scheme is central and its step is 1e-5: neither larger, nor "
    "so small that rounding takes over.",
    fr="Sans autre argument, le schéma est centré et son pas vaut 1e-5 : ni plus grand, ni si "
    "petit que les arrondis l'emportent.",
)
def test_default_step_and_method(student, rng):
    x0 = rng.uniform(-1, 1)
    check_close(student.numerical_derivative(math.exp, x0), math.exp(x0), rtol=1e-8, atol=1e-8)
    rate = rng.uniform(0.8e5, 1.2e5)
    got = student.numerical_derivative(lambda x: math.exp(rate * x), 0.0)
    check_close(got, math.sinh(rate * 1e-5) / 1e-5)


@needs("test_slope_of_a_secant")
@feedback(
    en="One point alone has no secant: for h = 0 difference_quotient raises ValueError.",
    fr="Un seul point ne définit pas de sécante : pour h = 0, difference_quotient lève ValueError.",
)
def test_refuses_a_zero_step(student, rng):
    for zero in (0, 0.0):
        check_raises(ValueError, student.difference_quotient, math.exp, rng.uniform(-1, 1), zero)


@needs("test_central_scheme", "test_forward_scheme")
@feedback(
    en="numerical_derivative accepts positive steps and two names of schemes, spelt exactly so; "
    "everything else raises ValueError.",
    fr="numerical_derivative accepte un pas strictement positif et deux noms de schémas, écrits "
    "exactement ainsi ; tout le reste lève ValueError.",
)
def test_refuses_bad_steps_and_methods(student, rng):
    x0 = rng.uniform(-1, 1)
    for method in ("central", "forward"):
        for h in (0, -rng.uniform(0.1, 1)):
            check_raises(ValueError, student.numerical_derivative, math.exp, x0, h, method)
    for method in ("backward", "Central", ""):
        check_raises(ValueError, student.numerical_derivative, math.exp, x0, method=method)
