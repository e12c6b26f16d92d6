"""Hidden tests of gelu_tanh, gelu_sigmoid and max_abs_error (18.X20)."""

import numpy as np
from support import check_every_shape, check_values

from chainrule.grading import check_close, check_true, exercise, feedback, needs, weight

pytestmark = exercise("gelu_approximations")

FAR = [-1000.0, -30.0, 0.0, 30.0, 1000.0]


@weight(2)
@feedback(
    en="Inside tanh, one factor multiplies the whole bracket x + 0.044715 x³; far from 0 the "
    "result is 0 or x.",
    fr="Dans tanh, un seul facteur multiplie toute la parenthèse x + 0.044715 x³ ; loin de 0, le "
    "résultat est 0 ou x.",
)
def test_tanh_form(student, reference, rng):
    x = np.concatenate([rng.uniform(-6, 6, size=8), FAR])
    check_values(student.gelu_tanh(x), reference.gelu_tanh(x))


@weight(2)
@feedback(
    en="The sigmoid form is x times the sigmoid of 1.702 x, a number between 0 and 1 even far "
    "from 0.",
    fr="La forme sigmoïde est x multiplié par la sigmoïde de 1.702 x, un nombre entre 0 et 1, "
    "même loin de 0.",
)
def test_sigmoid_form(student, reference, rng):
    x = np.concatenate([rng.uniform(-6, 6, size=8), FAR])
    check_values(student.gelu_sigmoid(x), reference.gelu_sigmoid(x))


@needs("test_tanh_form", "test_sigmoid_form")
@feedback(
    en="Numbers, lists and tables work too, element by element, and ints as well as floats.",
    fr="Les nombres, les listes et les tableaux de toute forme conviennent aussi, élément par "
    "élément, entiers ou flottants.",
)
def test_every_shape(student, rng):
    for name in ("gelu_tanh", "gelu_sigmoid"):
        check_every_shape(getattr(student, name), rng)


@weight(2)
@feedback(
    en="Take the absolute value of the difference at every point of the grid, then the largest "
    "one, and the point of the grid where it stands. It may be 0 everywhere.",
    fr="Prenez la valeur absolue de la différence en chaque point de la grille, puis la plus "
    "grande, et le point de la grille où elle se trouve. Elle peut être nulle partout.",
)
def test_largest_error(student, remote, rng):
    low, high = -rng.uniform(1, 2), rng.uniform(3, 4)

    def square(x):
        return x**2

    def zero(x):
        return 0 * x

    for f, g in ((square, zero), (zero, square)):
        check_close(student.max_abs_error(f, g, low, high, num=7), (high**2, high))
        check_close(student.max_abs_error(f, g, -high, -low, 5), (high**2, -high))
    # A narrow peak between two points of the default grid: another grid has another maximum.
    c = 0.005 * int(rng.integers(-1000, 1000)) + 0.0012
    peak = f"def peak(x): return 1 / (0.01 + abs(x - {c}))"
    flat = remote.define("def flat(x): return 0 * x - 3", "flat")
    x = np.linspace(-6, 6, 2401)
    t = x[np.abs(x - c).argmin()]
    expected = (3 + 1 / (0.01 + abs(t - c)), t)
    check_close(student.max_abs_error(remote.define(peak, "peak"), flat), expected)
    # Of two equal functions every point of the grid will do.
    got = student.max_abs_error(square, square, -1, 2, num=4)
    check_close(got, (0, 0.5), atol=1e9)
    check_close(got[0], 0)
    check_true(
        min(abs(got[1] - point) for point in (-1, 0, 1, 2)) < 1e-9,
        en="Of two equal functions: the point that you name is not one of the grid.",
        fr="Pour deux fonctions égales : le point indiqué n'est pas un point de la grille.",
    )
