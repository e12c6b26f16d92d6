"""Pictures of computation graphs: boxes with values, arrows with local derivatives."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Point = tuple[float, float]

# Inches, as Graphviz counts: a line and a character of 10 points, the margin inside a box, the
# space between boxes, which a text of an arrow widens.
_LINE, _CHARACTER, _MARGIN, _GAP = 0.19, 0.085, 0.12, 0.55


@dataclass(frozen=True)
class _Arrow:
    start: Hashable
    end: Hashable
    text: str


@dataclass(frozen=True)
class _Layout:
    """Centres of the boxes; for each arrow the points of cubic Bézier pieces, and its text's."""

    centres: Mapping[Hashable, Point]
    curves: Sequence[Sequence[Point]]
    texts: Sequence[Point]


def draw_graph(
    nodes: Mapping[Hashable, str],
    edges: Iterable[tuple[Hashable, Hashable] | tuple[Hashable, Hashable, str]],
    ax: Axes | None = None,
) -> Figure:
    """Draw a directed graph without cycles from left to right.

    Graphviz places the boxes if its program ``dot`` is there; otherwise they stand in columns,
    each to the right of all that lead to it.

    Parameters
    ----------
    nodes
        The text of each node; it may have several lines.
    edges
        Pairs (from, to), or triples with a text for the arrow. Several edges may join the same
        two nodes.
    ax
        Where to draw; the axes of a new figure, as large as the graph needs, if absent.

    Returns
    -------
    The figure, for ``figure(fig, alt="...")``.

    Raises
    ------
    ValueError
        When an edge leads from or to a node that is not there, or the graph has a cycle.

    Examples
    --------
    >>> fig = draw_graph(
    ...     {"x": "x = 3", "y": "x² = 9", "z": "x² + 1 = 10"},
    ...     [("x", "y", "[6]"), ("y", "z", "[1]")],
    ... )
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['x = 3', 'x² = 9', 'x² + 1 = 10', '[6]', '[1]']
    """
    from matplotlib import pyplot as plt
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
    from matplotlib.path import Path

    arrows = [_Arrow(edge[0], edge[1], edge[2] if len(edge) > 2 else "") for edge in edges]
    sizes = {name: _size(text) for name, text in nodes.items()}
    columns = _columns(nodes, arrows)
    layout = _by_graphviz(sizes, arrows) or _in_columns(columns, sizes, arrows)
    left, right, low, high = _limits(layout, sizes)
    if ax is None:
        fig = plt.figure(figsize=(right - left, high - low))
        ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(left, right), ylim=(low, high), aspect="equal")
    ax.set_axis_off()
    for name, text in nodes.items():
        (x, y), (width, height) = layout.centres[name], sizes[name]
        style = "round,pad=0,rounding_size=0.08"
        corner = (x - width / 2, y - height / 2)
        ax.add_patch(FancyBboxPatch(corner, width, height, style, facecolor="none", edgecolor="C0"))
        ax.text(x, y, text, ha="center", va="center")
    for arrow, points, place in zip(arrows, layout.curves, layout.texts, strict=True):
        path = Path(points, [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)])
        ax.add_patch(
            FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, color="dimgrey")
        )
        if arrow.text:
            under = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}
            ax.text(*place, arrow.text, ha="center", va="center", color="C1", bbox=under)
    drawn = ax.get_figure(root=True)
    assert drawn is not None
    return drawn


def _size(text: str) -> tuple[float, float]:
    """Width and height of a box, in inches."""
    lines = text.split("\n")
    width = _CHARACTER * max(map(len, lines)) + 2 * _MARGIN
    return max(width, 0.5), _LINE * len(lines) + 2 * _MARGIN


def _columns(nodes: Iterable[Hashable], arrows: Iterable[_Arrow]) -> list[list[Hashable]]:
    """The nodes from left to right: each stands in the column after the last that leads to it."""
    before: dict[Hashable, list[Hashable]] = {name: [] for name in nodes}
    for arrow in arrows:
        for end in (arrow.start, arrow.end):
            if end not in before:
                raise ValueError(f"an edge names the node {end!r}, which is not in nodes")
        before[arrow.end].append(arrow.start)
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as error:
        cycle = " -> ".join(map(str, error.args[1]))
        raise ValueError(f"the graph has a cycle: {cycle}") from None
    column: dict[Hashable, int] = {}
    for name in order:
        column[name] = max((column[each] + 1 for each in before[name]), default=0)
    # A source with one arrow stands near what it leads to, not at the far left.
    for arrow in arrows:
        if not before[arrow.start]:
            ends = [column[each.end] for each in arrows if each.start == arrow.start]
            column[arrow.start] = min(ends) - 1
    columns: list[list[Hashable]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name in before:
        columns[column[name]].append(name)
    return columns


def _in_columns(
    columns: list[list[Hashable]], sizes: Mapping[Hashable, Point], arrows: Sequence[_Arrow]
) -> _Layout:
    # An arrow over several columns takes a place in each that it crosses, so that it meets no box.
    column = {name: number for number, names in enumerate(columns) for name in names}
    rows: list[list[Hashable]] = [list(names) for names in columns]
    ways: list[list[Hashable]] = []
    for index, arrow in enumerate(arrows):
        crossed = [(index, at) for at in range(column[arrow.start] + 1, column[arrow.end])]
        for _, at in crossed:
            rows[at].append((index, at))
        ways.append([arrow.start, *crossed, arrow.end])
    height = _heights(rows, ways, sizes)
    longest = max((len(arrow.text) for arrow in arrows), default=0)
    gap = _GAP + _CHARACTER * longest
    widths = [max(sizes[name][0] for name in names) for names in columns]
    middle = [sum(widths[:at]) + width / 2 + at * gap for at, width in enumerate(widths)]
    centres = {name: (middle[column[name]], height[name]) for name in column}
    curves = []
    same: Counter[tuple[Hashable, Hashable]] = Counter()
    for arrow, way in zip(arrows, ways, strict=True):
        x, y = centres[arrow.start]
        points = [(x + sizes[arrow.start][0] / 2, y)]
        # Arrows that join the same two boxes in neighbouring columns bend away from each other.
        doubled = sum((arrow.start, arrow.end) == (each.start, each.end) for each in arrows)
        turn = same[arrow.start, arrow.end] - (doubled - 1) / 2
        bend = 0.6 * turn if len(way) == 2 else 0.0
        same[arrow.start, arrow.end] += 1
        for place in way[1:]:
            if place == arrow.end:
                half, end = sizes[arrow.end][0] / 2, centres[arrow.end]
                points += _bezier(points[-1], (end[0] - half, end[1]), bend)
            else:
                at = column[arrow.start] + len(points) // 3 + 1
                points += _bezier(points[-1], (middle[at], height[place]), bend)
        curves.append(points)
    return _Layout(centres, curves, [_halfway(points) for points in curves])


def _heights(
    rows: Sequence[list[Hashable]],
    ways: Iterable[Sequence[Hashable]],
    sizes: Mapping[Hashable, Point],
) -> dict[Hashable, float]:
    """Heights in which the places of a row have room, near what they are joined with."""
    beside: dict[Hashable, list[Hashable]] = defaultdict(list)
    for way in ways:
        for one, other in pairwise(way):
            beside[one].append(other)
            beside[other].append(one)
    step = max((size[1] for size in sizes.values()), default=0) + _GAP / 2
    height = {
        place: step * ((len(row) - 1) / 2 - at) for row in rows for at, place in enumerate(row)
    }
    for _ in range(8):
        for row in rows:
            wish = {
                place: sum(height[other] for other in beside[place]) / len(beside[place])
                if beside[place]
                else height[place]
                for place in row
            }
            row.sort(key=lambda place, wish=wish: -wish[place])  # type: ignore[misc]
            # Those that are in order and a step apart, with the mean that was wished.
            mean = sum(wish.values()) / len(row)
            for at, place in enumerate(row):
                height[place] = mean + step * ((len(row) - 1) / 2 - at)
    return height


def _bezier(start: Point, end: Point, bend: float) -> list[Point]:
    """The three further points of a piece that leaves and arrives horizontally, if not bent."""
    third = (end[0] - start[0]) / 3
    return [(start[0] + third, start[1] + bend), (end[0] - third, end[1] + bend), end]


def _halfway(points: Sequence[Point]) -> Point:
    """The middle of the middle piece of a curve."""
    first = 3 * ((len(points) - 1) // 3 // 2)
    a, b, c, d = points[first : first + 4]
    x, y = ((p + 3 * q + 3 * r + s) / 8 for p, q, r, s in zip(a, b, c, d, strict=True))
    return x, y


def _by_graphviz(sizes: Mapping[Hashable, Point], arrows: Sequence[_Arrow]) -> _Layout | None:
    """None where the package or the program is missing, or no program may be started."""
    try:
        import graphviz
    except ImportError:
        return None
    # Names of our own: a node's may hold anything.
    number = {name: str(index) for index, name in enumerate(sizes)}
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": str(_GAP / 2), "ranksep": str(_GAP)},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    for name, (width, height) in sizes.items():
        graph.node(number[name], width=str(width), height=str(height))
    for index, arrow in enumerate(arrows):
        graph.edge(number[arrow.start], number[arrow.end], id=str(index), label=arrow.text or " ")
    try:
        drawn = json.loads(graph.pipe(format="json", encoding="utf-8"))
    except (OSError, graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        return None
    placed = {each["name"]: _inches(each["pos"]) for each in drawn.get("objects", ())}
    edges = {int(each["id"]): each for each in drawn.get("edges", ())}
    return _Layout(
        {name: placed[number[name]] for name in sizes},
        [[_inches(pair) for pair in edges[i]["pos"].split()] for i in range(len(arrows))],
        [_inches(edges[i]["lp"]) for i in range(len(arrows))],
    )


def _inches(pair: str) -> Point:
    x, y = (float(number) / 72 for number in pair.split(","))
    return x, y


def _limits(layout: _Layout, sizes: Mapping[Hashable, Point]) -> tuple[float, float, float, float]:
    """Left, right, low and high, with a margin around all."""
    xs, ys = [0.0], [0.0]
    for name, (x, y) in layout.centres.items():
        width, height = sizes[name]
        xs += [x - width / 2, x + width / 2]
        ys += [y - height / 2, y + height / 2]
    for points in layout.curves:
        xs += [x for x, _ in points]
        ys += [y for _, y in points]
    for x, y in layout.texts:
        xs += [x - _MARGIN, x + _MARGIN]
        ys += [y - _LINE / 2, y + _LINE / 2]
    return min(xs) - _MARGIN, max(xs) + _MARGIN, min(ys) - _MARGIN, max(ys) + _MARGIN
