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
@weight(2)
@feedback(
    en="X, Y and Z all have the shape (num, num): x grows along the rows with the column, y grows "
    "with the row, each on its own range.",
    fr="X, Y et Z sont tous trois de forme (num, num) : x croît avec la colonne, y croît avec la "
    "ligne, chacun sur son propre intervalle.",
)
def test_each_axis_has_its_range(student, remote, rng):
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    num = int(rng.integers(4, 9))
    X, Y, Z = student.sample_surface(model, xmin, xmax, ymin, ymax, num)
    ones = np.ones((num, num))
    check_close(X, ones * np.linspace(xmin, xmax, num), rtol=1e-12, atol=1e-12)
    check_close(Y, ones * np.linspace(ymin, ymax, num)[:, np.newaxis], rtol=1e-12, atol=1e-12)
    check_array(Z, shape=(num, num), dtype=None)


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
    heights = np.reshape(check_array(Z, dtype=None), (num, num))
    i, j = rng.integers(num, size=(2, 12))
    points = np.c_[np.linspace(xmin, xmax, num)[j], np.linspace(ymin, ymax, num)[i]]
    check_close(heights[i, j], forward(reference, points, layers), **KERAS)


_LEVEL_LINES = """
import numpy as np
from matplotlib.contour import ContourSet

def level_lines(ax):
    # For each picture the range of its values and, for each level or band of levels, its lowest
    # and highest value and the points of its lines.
    return [
        (float(artist.zmin), float(artist.zmax), lines(artist))
        for artist in ax.collections
        if isinstance(artist, ContourSet)
    ]

def lines(artist):
    lows = highs = artist.levels.tolist()
    if artist.filled:
        lows = [-np.inf] * (artist.extend in ("min", "both")) + lows
        highs = highs + [np.inf] * (artist.extend in ("max", "both"))
        lows, highs = lows[: len(artist.allsegs)], highs[-len(artist.allsegs) :]
    return [
        (low, high, np.vstack(segments))
        for low, high, segments in zip(lows, highs, artist.allsegs)
        if segments
    ]
"""

_SURFACE = """
import numpy as np
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

def surface(ax):
    # The corners of the surface as they lie on the screen, and the projection that puts them there.
    ax.M = ax.get_proj()
    drawn = [a for a in ax.collections if isinstance(a, (Line3DCollection, Poly3DCollection))]
    for artist in drawn:
        artist.do_3d_projection()
    paths = [np.asarray(path.vertices) for artist in drawn for path in artist.get_paths()]
    corners = np.vstack([np.empty((0, 2)), *paths])
    # Matplotlib fills up faces that have fewer corners than others.
    return corners[np.isfinite(corners).all(axis=1)], ax.M
"""


def check_drawn(drawn):
    check_true(
        len(drawn) > 0,
        en="Neither a surface on 3-D axes nor level lines on 2-D axes were found.",
        fr="Ni surface sur des axes 3D, ni lignes de niveau sur des axes 2D.",
    )


def check_heights(agree):
    check_true(
        bool(agree),
        en="The picture does not show the value of the network at each of its points.",
        fr="Le dessin ne montre pas la valeur du réseau en chacun de ses points.",
    )


def check_level_lines(pictures, heights, F):
    check_drawn(pictures)
    span = np.ptp(heights)
    for lowest, highest, lines in pictures:
        check_heights(np.allclose([lowest, highest], [heights.min(), heights.max()], 0, span / 20))
        for low, high, points in lines:
            values = F(points)
            # A line is straight between two sides of a cell of the grid, the function is not.
            check_heights(np.all((low - span / 10 <= values) & (values <= high + span / 10)))


def check_surface(corners, projection, points, heights):
    check_drawn(corners)
    seen = np.c_[points, heights, np.ones(len(heights))] @ projection.T
    seen = seen[:, :2] / seen[:, 3:]
    distances = np.linalg.norm(corners[:, np.newaxis] - seen, axis=-1).min(axis=1)
    check_heights(np.max(distances) <= 1e-3 * np.max(np.ptp(seen, axis=0)))


@weight(2)
@feedback(
    en="The plot is a surface on 3-D axes or level lines on 2-D axes, and shows at each point the "
    "value there of the network that was given; it returns its axes.",
    fr="Le tracé est une surface sur des axes 3D ou des lignes de niveau sur des axes 2D, et "
    "montre en chaque point la valeur du réseau donné ; il renvoie ses axes.",
)
def test_draws_a_surface_or_level_lines(student, remote, reference, rng):
    count_shows(remote)
    layers = random_layers(rng, SIZES, ACTIVATIONS)
    xmin, xmax, ymin, ymax = random_rectangle(rng)
    ax = student.plot_network_2d(build(remote, layers), xmin, xmax, ymin, ymax, 9)
    check_axes(remote, ax)
    x, y = np.meshgrid(np.linspace(xmin, xmax, 9), np.linspace(ymin, ymax, 9))
    points = np.c_[x.ravel(), y.ravel()]
    heights = forward(reference, points, layers)
    if ax.name == "3d":
        check_surface(*remote.define(_SURFACE, "surface")(ax), points, heights)
    else:
        pictures = remote.define(_LEVEL_LINES, "level_lines")(ax)
        check_level_lines(pictures, heights, lambda at: forward(reference, at, layers))


@needs("test_draws_a_surface_or_level_lines")
@feedback(
    en="Each picture has axes of its own: it is not drawn over an earlier one.",
    fr="Chaque dessin a ses propres axes : il ne recouvre pas un dessin précédent.",
)
def test_draws_on_new_axes(student, remote, rng):
    count_shows(remote)
    earlier = remote.module("matplotlib.pyplot").subplots()[1]
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    drawn = student.plot_network_2d(model, *random_rectangle(rng), 5)
    check_true(
        not remote.module("operator").is_(drawn, earlier),
        en="The axes of an earlier picture were drawn on.",
        fr="Le dessin a été fait sur les axes d'un dessin précédent.",
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
    ax = student.plot_network_2d(model, xmin, xmax, ymin, ymax, 5)
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
    en="Give the model the whole grid, num points per axis, in one batch: it is called at most "
    "twice, whatever num is.",
    fr="Donnez au modèle toute la grille, num points par axe, en un seul lot : il est appelé au "
    "plus deux fois, quel que soit num.",
)
def test_evaluates_batches(student, remote, rng):
    count_shows(remote)
    for function in (student.sample_surface, student.plot_network_2d):
        model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
        counts = count_calls(remote, model)
        function(model, -1.0, 1.0, -2.0, 2.0, 7)
        calls, points = counts()
        check_true(
            calls <= 2,
            en="The model was called more than twice.",
            fr="Le modèle a été appelé plus de deux fois.",
        )
        # An answer that applies the layers one by one is not seen to ask for any point.
        check_true(
            points in (0, 49),
            en="The model was not asked for num points per axis.",
            fr="Le modèle n'a pas été interrogé en num points par axe.",
        )
