"""Pictures of computation graphs, placed by Graphviz and without it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from chainrule import draw_graph

mpl.use("agg")


@pytest.fixture(params=["graphviz", "columns"], autouse=True)
def layout(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "columns":
        monkeypatch.setenv("PATH", "")
    elif not shutil.which("dot"):
        pytest.skip("the program dot of Graphviz is not installed")
    yield
    plt.close("all")


def boxes(fig: Figure) -> list[tuple[float, float, float, float]]:
    """Left, right, low and high of each box, in the order of the nodes."""
    found = [patch for patch in fig.axes[0].patches if isinstance(patch, FancyBboxPatch)]
    return [
        (b.get_x(), b.get_x() + b.get_width(), b.get_y(), b.get_y() + b.get_height()) for b in found
    ]


def curves(fig: Figure) -> list[np.ndarray]:
    """Points along each arrow, of shape (number of points, 2)."""
    arrows = [patch for patch in fig.axes[0].patches if isinstance(patch, FancyArrowPatch)]
    return [
        np.asarray(arrow._path_original.interpolated(1).to_polygons(closed_only=False)[0])  # type: ignore[attr-defined]
        for arrow in arrows
    ]


def random_graph(rng: np.random.Generator) -> tuple[dict[int, str], list[tuple[int, int, str]]]:
    nodes = {i: f"v{i} = {rng.normal():.3f}" for i in range(8)}
    pairs = [pair for pair in itertools.combinations(nodes, 2) if rng.random() < 0.35]
    return nodes, [(one, other, f"[{rng.normal():.2f}]") for one, other in pairs]


@pytest.mark.parametrize("seed", range(5))
def test_boxes_are_apart_and_arrows_lead_to_the_right(seed: int) -> None:
    nodes, edges = random_graph(np.random.default_rng(seed))
    fig = draw_graph(nodes, edges)
    places = boxes(fig)
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(places, 2):
        assert b < e or f < a or d < g or h < c
    for one, other, _ in edges:
        assert places[one][1] < places[other][0]


@pytest.mark.parametrize("seed", range(5))
def test_an_arrow_runs_from_its_box_to_its_box_and_through_no_other(seed: int) -> None:
    nodes, edges = random_graph(np.random.default_rng(seed))
    fig = draw_graph(nodes, edges)
    places = boxes(fig)
    for (one, other, _), points in zip(edges, curves(fig), strict=True):
        for end, (left, right, low, high) in ((0, places[one]), (-1, places[other])):
            x, y = points[end]
            assert left - 0.05 <= x <= right + 0.05
            assert low - 0.05 <= y <= high + 0.05
        for name in set(nodes) - {one, other}:
            left, right, low, high = places[name]
            inside = (points > (left, low)) & (points < (right, high))
            assert not inside.all(axis=1).any()


def test_all_is_inside_the_picture() -> None:
    nodes, edges = random_graph(np.random.default_rng(9))
    fig = draw_graph(nodes, edges)
    (left, right), (low, high) = fig.axes[0].get_xlim(), fig.axes[0].get_ylim()
    for a, b, c, d in boxes(fig):
        assert left < a < b < right
        assert low < c < d < high
    width, height = fig.get_size_inches()
    assert (width, height) == pytest.approx((right - left, high - low))


def test_two_arrows_between_the_same_boxes_are_seen() -> None:
    fig = draw_graph({"x": "x = 3", "y": "x·x = 9"}, [("x", "y", "[3]"), ("x", "y", "[3]")])
    one, other = (points[len(points) // 2] for points in curves(fig))
    assert np.linalg.norm(one - other) > 0.1


def test_texts_of_arrows_may_be_left_out() -> None:
    fig = draw_graph({1: "a", 2: "b", 3: "c"}, [(1, 2), (2, 3, "[4]")])
    assert [text.get_text() for text in fig.axes[0].texts] == ["a", "b", "c", "[4]"]


def test_a_graph_is_drawn_where_one_asks() -> None:
    fig = Figure()
    axes = fig.subplots(1, 2)
    assert draw_graph({"x": "2"}, [], ax=axes[1]) is fig
    assert not axes[0].patches
    assert len(axes[1].patches) == 1


def test_an_empty_graph_is_an_empty_picture() -> None:
    assert boxes(draw_graph({}, [])) == []


def test_an_edge_to_nowhere_and_a_cycle_are_refused() -> None:
    with pytest.raises(ValueError, match="an edge names the node 'z', which is not in nodes"):
        draw_graph({"x": "2"}, [("x", "z")])
    with pytest.raises(ValueError, match="the graph has a cycle: "):
        draw_graph({"x": "2", "y": "3"}, [("x", "y"), ("y", "x")])
