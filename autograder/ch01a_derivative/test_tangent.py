"""Hidden tests of linear_approximation, tangent_line and plot_tangent (1.2)."""

import math

import numpy as np

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("tangent")

FUNCTIONS = [
    (lambda x: x**3, lambda x: 3 * x**2),
    (math.exp, math.exp),
    (math.sin, math.cos),
]

#: Draws on the left one of two axes; the right one is pyplot's current one.
_DRAW = """
import math
import matplotlib.pyplot as plt
import numpy as np

FUNCTIONS = {
    "square": (lambda x: math.pow(x, 2), lambda x: 2 * float(x)),
    "root": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
}

def draw(plot_tangent, name, *numbers):
    plt.close("all")
    fig, (ax, other) = plt.subplots(1, 2)
    plot_tangent(ax, *FUNCTIONS[name], *numbers)
    # One point without a marker cannot be seen.
    seen = [line for line in ax.lines
            if len(line.get_xdata()) > 1 or line.get_marker() not in ("None", None, "", " ")]
    lines = [np.array(line.get_xydata(), dtype=float) for line in seen]
    spots = [np.array(marks.get_offsets(), dtype=float) for marks in ax.collections]
    elsewhere = [len(other.lines), len(other.collections), len(plt.get_fignums()) - 1]
    plt.close("all")
    return lines, spots, elsewhere
"""


def drawn(student, remote, *arguments):
    """The lines, the scattered points, and how much was drawn elsewhere."""
    return remote.define(_DRAW, "draw")(student.plot_tangent, *arguments)


def random_pictures(rng):
    """Arguments of drawn; then the x of the lines, and slope and value of f at x0."""
    num = int(rng.integers(5, 40))
    for name, counts in (("square", ()), ("root", (num,))):
        xmin, x0, xmax = rng.uniform(0.1, 1), rng.uniform(1.5, 2.5), rng.uniform(3, 5)
        slope, value = (2 * x0, x0**2) if name == "square" else (0.5 / x0**0.5, x0**0.5)
        x = np.linspace(xmin, xmax, *counts or (100,))
        yield (name, x0, xmin, xmax, *counts), x, slope, value


def check_one_of(lines, x, y):
    """Ask that a line has these points: the nearest one is compared."""
    expected = np.column_stack([x, y])
    same_size = [check_array(line) for line in lines if np.shape(line) == expected.shape]
    check_true(
        len(same_size) > 0,
        en="No line on the axes has num points.",
        fr="Aucune ligne du repère n'a num points.",
    )
    nearest = min(same_size, key=lambda line: np.max(np.abs(line - expected)))
    check_close(nearest, expected)


@weight(3)
@feedback(
    en="The approximation starts at the value at x0 and adds h times the slope at x0, to the left "
    "or to the right.",
    fr="L'approximation part de la valeur en x0 et ajoute h fois la pente en x0, vers la gauche "
    "ou vers la droite.",
)
def test_value_on_the_tangent(student, rng):
    for f, df in FUNCTIONS:
        for sign in (1, -1):
            x0, h = rng.uniform(0.5, 2), sign * rng.uniform(0.1, 1)
            check_close(student.linear_approximation(f, df, x0, h), f(x0) + h * df(x0))


@weight(2)
@feedback(
    en="For an array of steps there is one value for each step, in the same place; the array "
    "itself stays as it is.",
    fr="Pour un tableau de pas, il y a une valeur par pas, à la même place ; le tableau lui-même "
    "reste tel quel.",
)
def test_arrays_of_steps(student, rng):
    for shape in ((3,), (2, 3)):
        for f, df in FUNCTIONS:
            x0, h = rng.uniform(0.5, 2), rng.uniform(-1, 1, size=shape)
            got = check_unchanged(student.linear_approximation, f, df, x0, h)
            check_close(got, f(x0) + h * df(x0))


@weight(3)
@feedback(
    en="The tangent goes through the point of the graph, with the slope of the graph there; the "
    "intercept is its height at x = 0.",
    fr="La tangente passe par le point du graphe, avec la pente du graphe à cet endroit ; "
    "l'ordonnée à l'origine est sa hauteur en x = 0.",
)
def test_slope_and_intercept(student, rng):
    for f, df in FUNCTIONS:
        for sign in (1, -1):
            x0 = sign * rng.uniform(0.5, 3)
            check_close(student.tangent_line(f, df, x0), (df(x0), f(x0) - x0 * df(x0)))


@weight(2)
@feedback(
    en="One line is the graph: num equally spaced x from xmin to xmax, both included, each with "
    "the value of f there; num is 100 when it is left out.",
    fr="L'une des lignes est le graphe : num abscisses régulières de xmin à xmax, bornes "
    "comprises, chacune avec la valeur de f ; sans num, il y en a 100.",
)
def test_draws_the_graph(student, remote, rng):
    for arguments, x, _, _ in random_pictures(rng):
        lines, _, _ = drawn(student, remote, *arguments)
        check_one_of(lines, x, x**2 if arguments[0] == "square" else np.sqrt(x))


@weight(2)
@feedback(
    en="One line is the tangent, over the same x as the graph: it touches the graph at x0 and is "
    "no secant.",
    fr="L'une des lignes est la tangente, sur les mêmes abscisses que le graphe : elle touche le "
    "graphe en x0, ce n'est pas une sécante.",
)
def test_draws_the_tangent(student, remote, rng):
    for arguments, x, slope, value in random_pictures(rng):
        lines, _, _ = drawn(student, remote, *arguments)
        check_one_of(lines, x, value + slope * (x - arguments[1]))


@feedback(
    en="The point of contact, x0 with the value of f there, is drawn as one single point that can "
    "be seen.",
    fr="Le point de contact, x0 avec la valeur de f, est dessiné comme un point isolé, et visible.",
)
def test_marks_the_point(student, remote, rng):
    for arguments, _, _, value in random_pictures(rng):
        lines, spots, _ = drawn(student, remote, *arguments)
        single = [mark for mark in [*lines, *spots] if np.shape(mark) == (1, 2)]
        check_true(
            len(single) > 0,
            en="There is no single point to be seen on the axes.",
            fr="On ne voit pas de point isolé dans le repère.",
        )
        expected = np.array([[arguments[1], value]])
        check_close(min(single, key=lambda mark: np.max(np.abs(mark - expected))), expected)


@needs("test_draws_the_graph", "test_draws_the_tangent")
@feedback(
    en="All is drawn on the axes that were given, current or not; no other figure is made.",
    fr="Tout est dessiné dans le repère donné, courant ou non ; aucune autre figure n'est créée.",
)
def test_draws_nowhere_else(student, remote, rng):
    for arguments, *_ in random_pictures(rng):
        _, _, elsewhere = drawn(student, remote, *arguments)
        check_equal(elsewhere, [0, 0, 0])
