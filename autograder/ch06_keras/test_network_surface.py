import numpy as np
from support import (
    KERAS,
    build,
    check_axes,
    check_never_shown,
    count_calls,
    count_shows,
    forward,
    random_layers,
)

from chainrule.grading import (
    check_array,
    check_close,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("network_surface")

SIZES = [2, 4, 1]
ACTIVATIONS = ["sigmoid", "linear"]


def random_rectangle(rng):
    xmin, ymin = rng.uniform(-5, -1, 2).tolist()
    return xmin, xmin + rng.uniform(1, 2), ymin, ymin + rng.uniform(3, 5)


@needs("test_heights_belong_to_their_points")
@feedback(
    en="x grows along the rows with the column, y grows with the row, each on its own range.",
    fr="x croît avec la colonne, y croît avec la ligne, chacun sur son propre intervalle.",
)
def test_each_axis_has_its_range(student, remote, rng):
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    num = int(rng.integers(4, 9))
    X, Y, _ = student.sample_surface(model, xmin, xmax, ymin, ymax, num)
    ones = np.ones((num, num))
    check_close(X, ones * np.linspace(xmin, xmax, num), rtol=1e-12, atol=1e-12)
    check_close(Y, ones * np.linspace(ymin, ymax, num)[:, np.newaxis], rtol=1e-12, atol=1e-12)


@weight(3)
@feedback(
    en="Z[i, j] is the value at the point (X[i, j], Y[i, j]): x first, then y.",
    fr="Z[i, j] est la valeur au point (X[i, j], Y[i, j]) : x d'abord, puis y.",
)
def test_heights_belong_to_their_points(student, remote, reference, rng):
    layers = random_layers(rng, SIZES, ACTIVATIONS)
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    num = int(rng.integers(4, 9))
    _, _, Z = student.sample_surface(build(remote, layers), xmin, xmax, ymin, ymax, num)
    heights = np.reshape(Z, (num, num))
    i, j = rng.integers(num, size=(2, 12))
    points = np.c_[np.linspace(xmin, xmax, num)[j], np.linspace(ymin, ymax, num)[i]]
    check_close(heights[i, j], forward(reference, points, layers), **KERAS)


@needs("test_heights_belong_to_their_points")
@feedback(
    en="X, Y and Z all have the shape (num, num).",
    fr="X, Y et Z sont tous trois de forme (num, num).",
)
def test_shapes(student, remote, rng):
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    for num, arguments in [(20, ()), (3, (3,))]:
        X, Y, Z = student.sample_surface(model, *random_rectangle(rng), *arguments)
        for array in (X, Y):
            check_array(array, shape=(num, num), dtype=np.float64)
        check_array(Z, shape=(num, num), dtype=None)


_HEIGHTS = """
from matplotlib.contour import ContourSet

def heights(ax):
    # The range of what a surface or level lines were drawn from; nothing when there are none.
    if ax.name == "3d":
        return tuple(map(float, ax.zz_dataLim.intervalz)) if ax.collections else ()
    for artist in ax.collections:
        if isinstance(artist, ContourSet):
            return float(artist.zmin), float(artist.zmax)
    return ()
"""


@weight(2)
@feedback(
    en="The plot is a surface on 3-D axes or level lines on 2-D axes, of the values of the network "
    "that was given; it returns its axes.",
    fr="Le tracé est une surface sur des axes 3D ou des lignes de niveau sur des axes 2D, celles "
    "des valeurs du réseau donné ; il renvoie ses axes.",
)
def test_draws_a_surface_or_level_lines(student, remote, reference, rng):
    count_shows(remote)
    layers = random_layers(rng, SIZES, ACTIVATIONS)
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    ax = student.plot_network_2d(build(remote, layers), xmin, xmax, ymin, ymax, 9)
    check_axes(remote, ax)
    drawn = remote.define(_HEIGHTS, "heights")(ax)
    check_true(
        len(drawn) == 2,
        en="Neither a surface on 3-D axes nor level lines were found.",
        fr="Ni surface sur des axes 3D, ni lignes de niveau.",
    )
    x, y = np.meshgrid(np.linspace(xmin, xmax, 9), np.linspace(ymin, ymax, 9))
    values = forward(reference, np.c_[x.ravel(), y.ravel()], layers)
    check_close(
        np.array(drawn), np.array([values.min(), values.max()]), rtol=0, atol=0.05 * np.ptp(values)
    )


@needs("test_draws_a_surface_or_level_lines")
@feedback(
    en="The function draws and leaves the showing to its caller: it does not call plt.show.",
    fr="La fonction dessine et laisse l'affichage à qui l'appelle : elle n'appelle pas plt.show.",
)
def test_does_not_call_show(student, remote, rng):
    shows = count_shows(remote)
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    student.plot_network_2d(model, *random_rectangle(rng), 5)
    check_never_shown(shows())


@weight(2)
@feedback(
    en="The picture shows the rectangle, x on the first axis and y on the second, with a margin "
    "of at most 10 % per side.",
    fr="L'image montre le rectangle, x sur le premier axe et y sur le second, avec une marge d'au "
    "plus 10 % de chaque côté.",
)
def test_limits_frame_the_rectangle(student, remote, rng):
    count_shows(remote)
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    ax = student.plot_network_2d(model, xmin, xmax, ymin, ymax, 10)
    check_axes(remote, ax)
    for low, high, limits in [(xmin, xmax, ax.get_xlim()), (ymin, ymax, ax.get_ylim())]:
        margin, rounding = 0.1 * (high - low), 1e-6 * (high - low)
        check_true(
            low - margin - rounding <= limits[0] <= low + rounding
            and high - rounding <= limits[1] <= high + margin + rounding,
            en="The limits of an axis do not frame its range.",
            fr="Les limites d'un axe n'encadrent pas son intervalle.",
        )


@needs("test_heights_belong_to_their_points", "test_draws_a_surface_or_level_lines")
@feedback(
    en="Give the model the whole grid in one batch: it is called at most twice, whatever num is.",
    fr="Donnez au modèle toute la grille en un seul lot : il est appelé au plus deux fois, quel "
    "que soit num.",
)
def test_evaluates_batches(student, remote, rng):
    count_shows(remote)
    for function in (student.sample_surface, student.plot_network_2d):
        model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
        calls = count_calls(remote, model)
        function(model, -1.0, 1.0, -2.0, 2.0, 5)
        check_true(
            calls() <= 2,
            en="The model was called more than twice.",
            fr="Le modèle a été appelé plus de deux fois.",
        )
