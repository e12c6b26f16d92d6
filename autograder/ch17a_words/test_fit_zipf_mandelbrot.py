"""Hidden tests of fit_zipf_mandelbrot (17.X3)."""

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

pytestmark = exercise("fit_zipf_mandelbrot")


@weight(3)
@feedback(
    en="Values that follow the law exactly give its a and c back, for every b: look at X, which "
    "holds b, and at what intercept and slope of the line stand for.",
    fr="Des valeurs qui suivent exactement la loi redonnent a et c, pour tout b : voyez X, qui "
    "contient b, et ce que représentent l'ordonnée à l'origine et la pente de la droite.",
)
def test_an_exact_law_is_found(student, rng):
    for size, form in ((200, np.array), (20, list), (2, tuple)):
        a, b, c = rng.uniform(0.05, 3), rng.uniform(0, 4), rng.uniform(0.3, 2)
        values = a / (np.arange(1, size + 1) + b) ** c
        got = student.fit_zipf_mandelbrot(form(values.tolist()), b)
        check_close(got, (a, c), rtol=1e-8, atol=1e-8)


@weight(2)
@feedback(
    en="When the values scatter, the line is that of ordinary least squares on (X, Y): all points "
    "count, with the same weight, in the order given.",
    fr="Quand les valeurs se dispersent, la droite est celle des moindres carrés ordinaires sur "
    "(X, Y) : tous les points comptent, avec le même poids, dans l'ordre donné.",
)
def test_values_that_scatter(student, rng):
    ranks = np.arange(1, 101)
    values = 0.1 / (ranks + 1.5) ** 0.95 * np.exp(rng.normal(scale=0.2, size=100))
    slope, intercept = np.polyfit(np.log(ranks + 1.5), np.log(values), 1)
    got = student.fit_zipf_mandelbrot(values, 1.5)
    check_close(got, (float(np.exp(intercept)), -float(slope)), rtol=1e-7, atol=1e-9)


@needs("test_an_exact_law_is_found")
@feedback(
    en="The values that you are given stay as they are: make a new array.",
    fr="Les valeurs reçues doivent rester telles quelles : créez un nouveau tableau.",
)
def test_values_are_unchanged(student, rng):
    check_unchanged(student.fit_zipf_mandelbrot, rng.uniform(0.1, 0.9, size=6), 1.5)


@needs("test_an_exact_law_is_found")
@feedback(
    en="A value that is not positive has no logarithm: raise ValueError.",
    fr="Une valeur négative ou nulle n'a pas de logarithme : levez ValueError.",
)
def test_refuses_values_that_are_not_positive(student, rng):
    values = rng.uniform(0.1, 1, size=6)
    for wrong in (0.0, -0.5):
        values[rng.integers(6)] = wrong
        check_raises(ValueError, student.fit_zipf_mandelbrot, values, 1.5)


@needs("test_an_exact_law_is_found")
@feedback(
    en="One point determines no line: raise ValueError for fewer than 2 values.",
    fr="Un seul point ne détermine pas de droite : levez ValueError avec moins de 2 valeurs.",
)
def test_refuses_fewer_than_two_values(student):
    for values in ([], [0.5]):
        check_raises(ValueError, student.fit_zipf_mandelbrot, values, 1.5)
