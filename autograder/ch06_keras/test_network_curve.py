import numpy as np
from support import (
    KERAS,
    build,
    check_axes,
    check_never_shown,
    check_one_line,
    count_calls,
    count_shows,
    forward,
    random_layers,
    set_weights,
)

from chainrule.grading import (
    check_array,
    check_close,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("network_curve")

SIZES = [1, 3, 1]
ACTIVATIONS = ["sigmoid", "linear"]


def random_interval(rng):
    a = rng.uniform(-5, 3)
    return a, a + rng.uniform(1, 2)


def samples(student, model, a, b, num):
    """The points of the student's own samples, one per row."""
    x, y = student.sample_curve(model, a, b, num)
    return np.column_stack([np.ravel(check_array(x)), np.ravel(check_array(y, dtype=None))])


@needs("test_samples_lie_on_the_graph")
@weight(2)
@feedback(
    en="There are num equally spaced points, not num intervals, and both ends belong to them; x "
    "and y both have the shape (num,), no column.",
    fr="Il y a num points régulièrement espacés, pas num intervalles, et les deux extrémités en "
    "font partie ; x et y sont tous deux de forme (num,), pas de colonne.",
)
def test_points_are_equally_spaced(student, remote, rng):
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    a, b = random_interval(rng)
    middle = int(rng.integers(5, 30))
    for arguments, num in [((), 100), ((middle,), middle), ((2,), 2)]:
        x, y = student.sample_curve(model, a, b, *arguments)
        check_close(x, np.linspace(a, b, num), rtol=1e-12, atol=1e-12)
        check_array(y, shape=(num,), dtype=None)


@weight(2)
@feedback(
    en="Each y is the value of the network at its x, with the weights of the moment.",
    fr="Chaque y est la valeur du réseau en son x, avec les poids du moment.",
)
def test_samples_lie_on_the_graph(student, remote, reference, rng):
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    a, b = random_interval(rng)
    for _ in range(2):
        layers = random_layers(rng, SIZES, ACTIVATIONS)
        set_weights(model, layers)
        x, y = samples(student, model, a, b, 12).T
        check_close(y, forward(reference, x[:, np.newaxis], layers), **KERAS)


@needs("test_samples_lie_on_the_graph")
@weight(2)
@feedback(
    en="The plot adds exactly one line, made of the samples, on the axes that were given, current "
    "or not, and returns these axes; it makes no figure then.",
    fr="Le tracé ajoute exactement une ligne, celle des points calculés, sur les axes donnés, même "
    "s'ils ne sont pas les axes courants, et renvoie ces axes ; il ne crée alors pas de figure.",
)
def test_draws_one_line_on_the_given_axes(student, remote, rng):
    count_shows(remote)
    plt = remote.module("matplotlib.pyplot")
    given = plt.subplots()[1]
    plt.subplots()  # from now on the axes given are not pyplot's current ones
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    a, b = random_interval(rng)
    num = int(rng.integers(5, 50))
    drawn = student.plot_network_1d(model, a, b, num, given)
    check_true(
        remote.module("operator").is_(drawn, given),
        en="The axes returned are not those given.",
        fr="Les axes renvoyés ne sont pas ceux donnés.",
    )
    check_one_line(given)
    check_close(given.lines[0].get_xydata(), samples(student, model, a, b, num), **KERAS)
    check_true(
        len(plt.get_fignums()) == 2,
        en="Another figure was made.",
        fr="Une autre figure a été créée.",
    )


@needs("test_samples_lie_on_the_graph")
@feedback(
    en="Without given axes the plot makes its own, with 100 points, and returns them.",
    fr="Sans axes donnés, le tracé crée les siens, avec 100 points, et les renvoie.",
)
def test_draws_without_given_axes(student, remote, rng):
    count_shows(remote)
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    a, b = random_interval(rng)
    ax = student.plot_network_1d(model, a, b)
    check_axes(remote, ax)
    check_one_line(ax)
    check_close(ax.lines[0].get_xydata(), samples(student, model, a, b, 100), **KERAS)


@needs("test_draws_without_given_axes")
@feedback(
    en="The function draws and leaves the showing to its caller: it does not call plt.show.",
    fr="La fonction dessine et laisse l'affichage à qui l'appelle : elle n'appelle pas plt.show.",
)
def test_does_not_call_show(student, remote, rng):
    shows = count_shows(remote)
    given = remote.module("matplotlib.pyplot").subplots()[1]
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    student.plot_network_1d(model, -1.0, 1.0, 5, given)
    student.plot_network_1d(model, -1.0, 1.0)
    check_never_shown(shows())


@needs("test_samples_lie_on_the_graph", "test_draws_without_given_axes")
@feedback(
    en="Give the model all the points in one batch: it is called at most twice, whatever num is.",
    fr="Donnez au modèle tous les points en un seul lot : il est appelé au plus deux fois, quel "
    "que soit num.",
)
def test_evaluates_batches(student, remote, rng):
    count_shows(remote)
    for function in (student.sample_curve, student.plot_network_1d):
        model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
        counts = count_calls(remote, model)
        function(model, -2.0, 3.0, 10)
        check_true(
            counts()[0] <= 2,
            en="The model was called more than twice.",
            fr="Le modèle a été appelé plus de deux fois.",
        )


@needs("test_samples_lie_on_the_graph", "test_draws_without_given_axes")
@feedback(
    en="An interval with a >= b, or fewer than 2 points, is a ValueError in both functions.",
    fr="Un intervalle avec a >= b, ou moins de 2 points, donne une ValueError dans les deux "
    "fonctions.",
)
def test_refuses_empty_intervals(student, remote, rng):
    count_shows(remote)
    model = build(remote, random_layers(rng, SIZES, ACTIVATIONS))
    for function in (student.sample_curve, student.plot_network_1d):
        for a, b, num in [(1.0, 1.0, 10), (2.0, 1.0, 10), (0.0, 1.0, 1), (0.0, 1.0, 0)]:
            check_raises(ValueError, function, model, a, b, num)
