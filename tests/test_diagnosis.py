"""Diagnosis: known mistakes are named, in whatever words they are written; the rest is silence."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rich.console import Console

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.gradebook.card import html_card, text_card
from chainrule.gradebook.report import Summary
from chainrule.gradebook.run import Outcome
from chainrule.gradebook.submitted import Submission
from chainrule.grading import words
from chainrule.grading.answers import Answers
from chainrule.grading.cells import ReferenceCells, cell
from chainrule.grading.chaffs import Chaff, load_chaffs
from chainrule.grading.checks import Compared
from chainrule.grading.diagnosis import Diagnostics, Match, sections_of
from chainrule.grading.grader import Grader, Work, fork_server
from chainrule.grading.kept import KeptTranscripts
from chainrule.grading.record import ExerciseResult, Record
from chainrule.grading.relations import Comparison, difference_quotients, relation_of
from chainrule.grading.stand_ins import standing_in
from chainrule.grading.suite import run_with_suite
from chainrule.grading.transcript import TestTranscript, Transcript, same, transcript_of
from chainrule.grading.uses import Uses
from chainrule.grading.wheats import load_wheats
from chainrule.proof.junk import junk
from chainrule.student.compare import difference
from chainrule.student.words import TEXTS
from chainrule.submission import Repaired
from chainrule.wall import ForkServer, Student

ROOT = Path(__file__).parents[1]

#: Answers by a name of ours: the exercise and the code.
Samples = dict[str, tuple[str, str]]

IN_OTHER_WORDS: dict[str, tuple[str, str]] = {
    "Twice the slope": (
        "partial_derivative",
        """
def partial_derivative(f, point, i, h=1e-6):
    if i not in range(len(point)):
        raise IndexError("no such variable")
    if not h > 0:
        raise ValueError("the step")
    left = [float(c) for c in point]
    right = list(left)
    left[i], right[i] = left[i] - h, right[i] + h
    return f(np.array(right)) / h - f(np.array(left)) / h
""",
    ),
    "Variables numbered from 1": (
        "partial_derivative",
        """
def partial_derivative(f, point, i, h=1e-6):
    i = i - 1
    if i < 0 or i >= len(point):
        raise IndexError
    if h <= 0:
        raise ValueError
    def along(t):
        q = np.array(point, dtype=float)
        q[i] += t
        return f(q)
    return (along(h) - along(-h)) / (2 * h)
""",
    ),
    "All variables move together": (
        "numerical_gradient",
        """
def numerical_gradient(f, point, h=1e-6):
    result = []
    for k in range(len(point)):
        right = f(np.array([c + h for c in point], dtype=float))
        left = f(np.array([c - h for c in point], dtype=float))
        result.append((right - left) / 2 / h)
    return np.asarray(result)
""",
    ),
    "The inner factor is missing": (
        "exact_gradients",
        """
import math
def grad_cos_exp(p):
    x, y, z = map(float, p)
    inner = x + y * y
    damping = 1 / math.exp(z)
    by_x = by_y = -math.sin(inner) * damping
    return np.array([by_x, by_y, -math.cos(inner) * damping])
""",
    ),
    "a and b instead of their squares": (
        "tangents",
        """
def ellipse_tangent(a, b, point):
    if min(a, b) <= 0:
        raise ValueError("no ellipse")
    u, v = point[0] / a, point[1] / b
    if not -1e-9 <= u * u + v * v - 1 <= 1e-9:
        raise ValueError("not on the ellipse")
    return [u, v, 1]
""",
    ),
    "The direction of steepest descent": (
        "directions",
        """
def steepest_ascent(grad, point):
    g = grad(np.array([float(c) for c in point]))
    length = np.sqrt(sum(c * c for c in g))
    if length == 0:
        raise ValueError
    return np.array([-c / length for c in g])
""",
    ),
    "v scaled to length 1": (
        "directions",
        """
def directional_derivative(grad, point, v):
    g = grad(np.asarray(point, float))
    if len(g) != len(v):
        raise ValueError
    norm = sum(c ** 2 for c in v) ** 0.5
    if norm == 0:
        return 0.0
    return sum(a * (b / norm) for a, b in zip(g, v))
""",
    ),
    "The change without the start": (
        "linear_approximation",
        """
def linear_approximation(f, grad, p0, dp):
    slopes = grad(np.array(p0, dtype=float))
    total = 0.0
    for slope, step in zip(slopes, dp):
        total += slope * step
    return total
""",
    ),
    "Strict comparisons": (
        "critical_points",
        """
import math
def classify_by_sampling(f, point, radius=1e-3, n=64):
    x, y = point
    centre = f(np.array([x, y], dtype=float))
    higher = lower = 0
    for k in range(n):
        t = 2 * math.pi * k / n
        there = f(np.array([x + radius * math.cos(t), y + radius * math.sin(t)]))
        higher += there > centre
        lower += there < centre
    return {n: "minimum"}.get(higher) or {n: "maximum"}.get(lower) or "neither"
""",
    ),
    "Arrows that go up": (
        "descent_field",
        """
def descent_field(grad, X, Y):
    U, V = np.empty(X.shape), np.empty(X.shape)
    for place in np.ndindex(*X.shape):
        g = grad(np.array([float(X[place]), float(Y[place])]))
        U[place], V[place] = g[0], g[1]
    return U, V
""",
    ),
    "A product of two sums": (
        "chain_rule",
        """
def chain_rule_curve(derivs_u, partials_f):
    if len(derivs_u) != len(partials_f):
        raise ValueError
    total = 0
    for d in derivs_u:
        for p in partials_f:
            total += d * p
    return float(total)
""",
    ),
    "The mean over the edges": (
        "smile_formula",
        """
def smile(f_val, g_val, dg_val, b, dF_db):
    weights, slopes = np.ravel(b), np.ravel(dF_db)
    if len(weights) != len(slopes):
        raise ValueError
    if g_val == 0:
        raise ZeroDivisionError
    terms = [f_val * dg_val * w * s / g_val for w, s in zip(weights, slopes)]
    return float(sum(terms) / len(terms))
""",
    ),
    "Weights and biases exchanged": (
        "chain_gradients",
        """
def chain_gradients(x, weights, biases, acts, dacts):
    if len({len(weights), len(biases), len(acts), len(dacts)}) > 1 or len(weights) == 0:
        raise ValueError
    def walk(g, k):
        if k == len(weights):
            return g, 1.0, [], []
        z = weights[k] * g + biases[k]
        F, back, by_a, by_b = walk(float(acts[k](z)), k + 1)
        delta = back * float(dacts[k](z))
        return F, delta * weights[k], [delta * g, *by_a], [delta, *by_b]
    F, by_x, by_a, by_b = walk(float(x), 0)
    by_a, by_b = np.array(by_b, dtype=float), np.array(by_a, dtype=float)
    return dict(input=float(by_x), biases=by_b, weights=by_a, output=F)
""",
    ),
    "A transposed kernel gradient": (
        "network_gradients",
        """
def network_gradient(x, params, acts, dacts):
    if params[-1][0].shape[1] != 1:
        raise ValueError
    h, states = x, []
    for (W, c), act in zip(params, acts):
        z = h @ W + c
        states.append((h, z))
        h = act(z)
    answer, upstream = [], np.array([1.0])
    for (W, c), dact, (before, z) in list(zip(params, dacts, states))[::-1]:
        d = upstream * dact(z)
        answer = [(d[:, np.newaxis] * before, d)] + answer
        upstream = W.dot(d)
    return float(h[0]), answer, upstream
""",
    ),
}

UNRELATED: Samples = {
    "a difference without the division": (
        "partial_derivative",
        """
def partial_derivative(f, point, i, h=1e-6):
    p, q = np.array(point, dtype=float), np.array(point, dtype=float)
    p[i] += h
    q[i] -= h
    return f(p) - f(q)
""",
    ),
    "a gradient of length 1": (
        "numerical_gradient",
        """
def numerical_gradient(f, point, h=1e-6):
    p = np.array(point, dtype=float)
    g = np.array([(f(p + s) - f(p - s)) / (2 * h) for s in h * np.eye(len(p))])
    return g / np.linalg.norm(g)
""",
    ),
    "a gradient of squares": (
        "numerical_gradient",
        """
def numerical_gradient(f, point, h=1e-6):
    p = np.array(point, dtype=float)
    return np.array([(f(p + s) - f(p - s)) / (2 * h) for s in h * np.eye(len(p))]) ** 2
""",
    ),
    "a wrong exponent": (
        "exact_gradients",
        "def grad_x2y3(p):\n    return np.array([2 * p[0] * p[1]**2, 3.0 * p[0]**2 * p[1]**2])\n",
    ),
    "a normal with a wrong sign in it": (
        "tangents",
        """
def level_set_tangent(grad, point):
    p = np.array(point, dtype=float)
    normal = grad(p)
    if not normal.any():
        raise ValueError
    normal[0] = -normal[0]
    return normal, float(normal @ p)
""",
    ),
    "absolute values of products": (
        "directions",
        """
def directional_derivative(grad, point, v):
    g = grad(np.array(point, dtype=float))
    if len(g) != len(v):
        raise ValueError
    return float(np.abs(g * np.array(v)).max())
""",
    ),
    "the change twice": (
        "linear_approximation",
        """
def linear_approximation(f, grad, p0, dp):
    p = np.array(p0, dtype=float)
    return float(f(p) + 2 * (grad(p) @ np.array(dp)))
""",
    ),
    "neither is a maximum": (
        "critical_points",
        """
def classify_by_sampling(f, point, radius=1e-3, n=64):
    p = np.array(point, dtype=float)
    t = 2 * np.pi * np.arange(n) / n
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    return "minimum" if min(values) >= f(p) else "maximum"
""",
    ),
    "arrows that turn right": (
        "descent_field",
        """
def descent_field(grad, X, Y):
    U, V = np.zeros(X.shape), np.zeros(X.shape)
    for place in np.ndindex(*X.shape):
        g = grad(np.array([X[place], Y[place]], dtype=float))
        U[place], V[place] = g[1], -g[0]
    return U, V
""",
    ),
    "the largest branch": (
        "chain_rule",
        """
def chain_rule_curve(derivs_u, partials_f):
    if len(derivs_u) != len(partials_f):
        raise ValueError
    return float(max(a * b for a, b in zip(derivs_u, partials_f)))
""",
    ),
    "a smile with a square": (
        "smile_formula",
        """
def smile(f_val, g_val, dg_val, b, dF_db):
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val / g_val**2 * np.sum(np.multiply(b, dF_db)))
""",
    ),
    "biases one too large": (
        "chain_gradients",
        """
_right = chain_gradients
def chain_gradients(x, weights, biases, acts, dacts):
    found = _right(x, weights, biases, acts, dacts)
    return {**found, "biases": found["biases"] + 1}
""",
    ),
    "a loss in absolute value": (
        "network_gradients",
        """
def loss_gradient(x, y0, params, acts, dacts):
    F, gradients, _ = network_gradient(x, params, acts, dacts)
    return [(np.sign(F - y0) * w, np.sign(F - y0) * b) for w, b in gradients]
""",
    ),
    "an error everywhere": (
        "smile_formula",
        """
def smile(*args, **kwargs):
    return args[0].shape[7]
half_smile = smile_input = smile
""",
    ),
}

#: The paths come in another order than in the chaff, so the last one is another one at times.
LAST_PATH_WINS = """
import math
class Var:
    def __init__(self, value, parents=()):
        self.value, self.grad, self.parents = float(value), 0.0, parents
    def __add__(self, o):
        o = lift(o)
        return Var(self.value + o.value, [(self, 1), (o, 1)])
    __radd__ = __add__
    def __neg__(self):
        return Var(-self.value, [(self, -1)])
    def __sub__(self, o):
        return self + (-lift(o))
    def __rsub__(self, o):
        return lift(o) + (-self)
    def __mul__(self, o):
        o = lift(o)
        return Var(self.value * o.value, [(self, o.value), (o, self.value)])
    __rmul__ = __mul__
    def __pow__(self, k):
        return Var(self.value ** k, [(self, k * self.value ** (k - 1))])
    def __truediv__(self, o):
        return self * lift(o) ** -1
    def __rtruediv__(self, o):
        return lift(o) * self ** -1
    def backward(self):
        found, order, todo = set(), [], [(self, iter(self.parents))]
        found.add(id(self))
        while todo:
            node, rest = todo[-1]
            for parent, _ in rest:
                if id(parent) not in found:
                    found.add(id(parent))
                    todo.append((parent, iter(parent.parents)))
                    break
            else:
                order.append(node)
                todo.pop()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents:
                parent.grad = slope * node.grad
def lift(o):
    return o if isinstance(o, Var) else Var(o)
def exp(v):
    return Var(math.exp(v.value), [(v, math.exp(v.value))])
def log(v):
    return Var(math.log(v.value), [(v, 1 / v.value)])
def sin(v):
    return Var(math.sin(v.value), [(v, math.cos(v.value))])
def cos(v):
    return Var(math.cos(v.value), [(v, -math.sin(v.value))])
def sqrt(v):
    return Var(math.sqrt(v.value), [(v, 0.5 / math.sqrt(v.value))])
def tanh(v):
    return Var(math.tanh(v.value), [(v, 1 - math.tanh(v.value) ** 2)])
def sigmoid(v):
    s = 1 / (1 + math.exp(-v.value))
    return Var(s, [(v, s * (1 - s))])
"""

TWICE_WITHOUT_CHECKS = """
def partial_derivative(f, point, i, h=1e-6):
    right = np.array(point, dtype=float)
    left = right.copy()
    right[i] += h
    left[i] -= h
    return (f(right) - f(left)) / h
"""


class _Renaming(ast.NodeTransformer):
    """Gives every local variable of a function another name."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"my_{node.id}", node.ctx) if node.id in self.names else node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.Nonlocal:
        return ast.Nonlocal([f"my_{n}" if n in self.names else n for n in node.names])


def renamed(source: str) -> str:
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        nodes = list(ast.walk(function))
        local = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
        shared = {name for n in nodes if isinstance(n, ast.Global) for name in n.names}
        _Renaming(local - arguments - shared).visit(function)
    return ast.unparse(ast.fix_missing_locations(tree))


@dataclass
class Chapter:
    """A chapter's grader at work, and what it says of some answers."""

    sources: ChapterSources
    chaffs: tuple[Chaff, ...]
    matches: dict[str, Match | None] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def work_of(grader: Grader, lang: str, source: str) -> Work:
    base = ReferenceCells.of(grader.sources.solution, grader.sources.texts["en"])
    cells = (*(cell(text) for text in base.setup), cell(source))
    repaired = Repaired(cells, {}, ())
    return Work("assignment", "ada", "submission", lang, repaired, {})


def run_chapter(slug: str, samples_of: Callable[[Chapter], Samples], works: Any) -> Chapter:
    course = Course.load(ROOT)
    sources = ChapterSources.load(course, course.chapter(slug))
    folder = course.autograder(sources.chapter)
    chapter = Chapter(sources, load_chaffs(folder / "chaffs.py", course.languages))

    def work(suite: Any) -> None:
        grader = Grader(sources, suite, server)
        reference = ReferenceCells.of(sources.solution, sources.texts["en"])
        for name, (exercise, source) in samples_of(chapter).items():
            with Answers(server, reference.for_exercise(exercise, source), 60) as answers:
                tests = suite.tests[exercise]
                found = transcript_of(answers, suite, tests, grader.reference, folder)
            match = None if found is None else grader.diagnostics.match(exercise, found)
            chapter.matches[name] = match
        for name, (lang, source) in works.items():
            chapter.records[name], _ = grader.grade(work_of(grader, lang, source))
        if "first" in works:
            grader.diagnostics = Diagnostics(
                sources, suite, server, grader.reference, grader.version
            )
            again, _ = grader.grade(work_of(grader, *works["last"]))
            chapter.records["last, without the others"] = again

    with fork_server(sources) as server:
        run_with_suite(folder, sources.chapter, course.languages, work)
    return chapter


def gradient_samples(chapter: Chapter) -> Samples:
    wheats = load_wheats(ROOT / "autograder/ch07_gradient/wheats.py")
    twice = "\n".join(IN_OTHER_WORDS[title][1] for title in _DIRECTIONS)
    exercises = ("partial_derivative", "directions", "critical_points", "chain_gradients")
    return {
        **{
            f"chaff {c.exercise} {c.title}": (c.exercise, renamed(c.source)) for c in chapter.chaffs
        },
        **{f"words {title}": sample for title, sample in IN_OTHER_WORDS.items()},
        **{f"unrelated {what}": sample for what, sample in UNRELATED.items()},
        **{f"wheat {w.exercise} {w.title}": (w.exercise, w.source) for w in wheats},
        **{
            f"junk {exercise} {kind}": (exercise, source)
            for exercise in exercises
            for kind, source in junk(chapter.sources, exercise)
        },
        "other paths": ("automatic_differentiation", LAST_PATH_WINS),
        "no checks": ("partial_derivative", TWICE_WITHOUT_CHECKS),
        "two mistakes": ("directions", twice),
    }


_DIRECTIONS = ("v scaled to length 1", "The direction of steepest descent")

BUILDS_ON = f"""{IN_OTHER_WORDS["Twice the slope"][1]}
slope = partial_derivative
def numerical_gradient(f, point, h=1e-6):
    n = len(point)
    return np.array([slope(f, point, i, h) for i in range(n)], dtype=float)
"""
#: `smile` is right and `half_smile` wrong, in one exercise.
TWO_HELPERS = """
def smile(f_val, g_val, dg_val, b, dF_db):
    return dF_db * dg_val * b / g_val
def half_smile(f_val, dg_val):
    raise ArithmeticError
def numerical_gradient(f, point, h=1e-6):
    p = np.array(point, dtype=float)
    slopes = [(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(p.size)]
    return np.array(slopes) + 0 * (smile(0.0, 1.0, 1.0, 1.0, 1.0) + half_smile(1.0, 1.0))
"""
BUILDS_ON_AND_WRONG = f"""{IN_OTHER_WORDS["Twice the slope"][1]}
def numerical_gradient(f, point, h=1e-6):
    slopes = np.zeros_like(np.array(point))
    for i in range(len(slopes)):
        slopes[i] = partial_derivative(f, np.array(point, dtype=float), i, h)
    return slopes
"""
CLASS = """
class Var:
    def __init__(self, value):
        self.value = value
"""
BUILDS_ON_A_CLASS = (
    CLASS
    + """
def numerical_gradient(f, point, h=1e-6):
    return np.array([Var(f(point)).value / h for _ in point], dtype=float)
"""
)
CUT_DOWN = """
def numerical_gradient(f, point, h=1e-6):
    slopes = np.zeros_like(np.array(point))
    p = np.array(point, dtype=float)
    for i, e in enumerate(h * np.eye(p.size)):
        slopes[i] = (f(p + e) - f(p - e)) / (2 * h) + NEEDED
    return slopes
"""
NEGATIVE = """
def grad_sum_of_squares(p):
    return np.array([3.0 * c for c in p])
def grad_x2_exp3y(p):
    x, y = p
    return np.array([2 * x * np.exp(3 * y), 3 * x**2 * np.exp(3 * y)])
def grad_cos_exp(p):
    x, y, z = p
    u = x + y**2
    return np.array([-np.sin(u), -2 * y * np.sin(u), -np.cos(u)]) * np.exp(-z)
def grad_x2y3(p):
    x, y = p
    return np.array([2.0 * x * y**3, 3.0 * x**2 * y**2])
def grad_x2_sin_yz(p):
    x, y, z = p
    c = x**2 * np.cos(y * z)
    return np.array([2 * x * np.sin(y * z), z * c, y * c])
"""
QUOTIENTS = """
def quotients(f, p, h=1e-4):
    p = np.array(p, dtype=float)
    return np.array([(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(p.size)])
def grad_x2_exp3y(p):
    return quotients(lambda p: p[0] ** 2 * np.exp(3 * p[1]), p)
def grad_cos_exp(p):
    return quotients(lambda p: np.cos(p[0] + p[1] ** 2) * np.exp(-p[2]), p)
def grad_sum_of_squares(p):
    return quotients(lambda p: np.sum(p**2), p)
def grad_x2y3(p):
    return quotients(lambda p: p[0] ** 2 * p[1] ** 3, p)
def grad_x2_sin_yz(p):
    return quotients(lambda p: p[0] ** 2 * np.sin(p[1] * p[2]), p)
"""
WORKS = {
    "first": ("en", IN_OTHER_WORDS["Twice the slope"][1]),
    "french": ("fr", IN_OTHER_WORDS["Twice the slope"][1]),
    "builds on": ("en", BUILDS_ON),
    "two helpers": ("en", TWO_HELPERS),
    "builds on and wrong": ("fr", BUILDS_ON_AND_WRONG),
    "builds on a class": ("en", BUILDS_ON_A_CLASS),
    "wrong beside a class": ("en", CUT_DOWN.replace("NEEDED", "Var(0).value") + CLASS),
    "wrong beside a helper": ("en", CUT_DOWN.replace("NEEDED", "0 * half_smile(1.0, 1.0)")
                              + "def half_smile(f_val, dg_val):\n    return 0.0\n"),
    "three times": ("en", NEGATIVE),
    "quotients": ("en", QUOTIENTS),
    "no slopes": ("en", NEGATIVE.replace("3.0 * c", "3.0 * c + 1")),
    "last": ("en", IN_OTHER_WORDS["The mean over the edges"][1]
             + "def half_smile(f_val, dg_val):\n    return f_val * dg_val\n"
             "def smile_input(x, weights, dF_dweights):\n"
             "    if len(weights) != len(dF_dweights):\n        raise ValueError\n"
             "    if x == 0:\n        raise ZeroDivisionError\n"
             "    return float(np.dot(weights, dF_dweights) / x)\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def gradient() -> Chapter:
    return run_chapter("ch07_gradient", gradient_samples, WORKS)


def test_a_kept_transcript_is_as_it_was(tmp_path: Path) -> None:
    test = TestTranscript(
        passed=False,
        events=(("gave", [1, 2.5, {"a": {3}}]), ("raised", "ValueError")),
        ended=("Mismatch", "test_x.py:3"),
        asked=(np.array([1.0, 2.0]), np.array([3.0])),
        failed=(),
    )
    kept = KeptTranscripts(tmp_path / "ch07", "version", ["numpy", "matplotlib.pyplot"])
    assert kept.read(["smile"]) is None
    kept.write(["smile"], Transcript({"test_x": test}))
    found = KeptTranscripts(tmp_path / "ch07", "version", ["numpy", "matplotlib.pyplot"])
    again = found.read(["smile"])
    assert again is not None
    assert again.tests["test_x"].equals(test)
    assert again.tests["test_x"].asks_like(test)
    assert found.read(["smile", "of another"]) is None
    newer = KeptTranscripts(tmp_path / "ch07", "another version", ["numpy"])
    assert newer.read(["smile"]) is None
    newer.write(["smile"], Transcript({"test_x": test}))
    assert len(list((tmp_path / "ch07").iterdir())) == 1
    [file] = (tmp_path / "ch07").glob("*/*")
    file.write_bytes(file.read_bytes()[:-1])
    assert newer.read(["smile"]) is None


def named(match: Match | None) -> tuple[str, ...]:
    return () if match is None else (match.kind, *(chaff.title for chaff in match.chaffs))


def of_kind(chapter: Chapter, kind: str) -> Iterator[tuple[str, Match | None]]:
    found = [(name, m) for name, m in chapter.matches.items() if name.startswith(f"{kind} ")]
    assert found
    yield from found


@pytest.mark.timeout(300)
def test_every_chaff_with_other_variable_names_is_named(gradient: Chapter) -> None:
    for chaff in gradient.chaffs:
        match = gradient.matches[f"chaff {chaff.exercise} {chaff.title}"]
        assert named(match) == ("misconception", chaff.title)


@pytest.mark.parametrize("title", IN_OTHER_WORDS)
def test_a_mistake_in_other_words_is_named(gradient: Chapter, title: str) -> None:
    assert named(gradient.matches[f"words {title}"]) == ("misconception", title)


@pytest.mark.parametrize("kind", ["wheat", "unrelated", "junk"])
def test_nothing_is_said_of_right_unrelated_and_thoughtless_answers(
    gradient: Chapter, kind: str
) -> None:
    assert {name: named(m) for name, m in of_kind(gradient, kind) if m is not None} == {}


def test_a_mistake_beside_others_is_named_with_a_may(gradient: Chapter) -> None:
    assert named(gradient.matches["no checks"]) == ("likely", "Twice the slope")
    assert named(gradient.matches["other paths"]) == ("likely", "The last path wins")


def test_mistakes_in_two_functions_are_both_named(gradient: Chapter) -> None:
    kind, *titles = named(gradient.matches["two mistakes"])
    assert kind == "both"
    assert sorted(titles) == sorted(_DIRECTIONS)


def result_of(record: Record, exercise: str) -> ExerciseResult:
    return next(result for result in record.exercises if result.id == exercise)


def test_the_record_tells_the_misconception_in_the_words_of_its_author(gradient: Chapter) -> None:
    [chaff] = [c for c in gradient.chaffs if c.title == "Twice the slope"]
    for name, lang in (("first", "en"), ("french", "fr")):
        result = result_of(gradient.records[name], "partial_derivative")
        assert result.diagnosis is not None
        assert result.diagnosis.kind == "misconception"
        # What the report counts does not depend on the student's language.
        assert result.diagnosis.misconceptions == ("Twice the slope",)
        title, text = chaff.texts[lang]
        first, second, where = result.diagnosis.sentences
        assert "1.3" in where
        assert title in first
        assert second == text
        for page in (html_card(result, lang), text_card(result, lang)):
            assert title in page


def test_an_answer_that_uses_a_wrong_one_is_sent_there(gradient: Chapter) -> None:
    result = result_of(gradient.records["builds on"], "numerical_gradient")
    assert result.diagnosis is not None
    assert result.diagnosis.kind == "builds_on"
    [sentence] = result.diagnosis.sentences
    assert sentence.startswith("Nothing is wrong here")
    assert "`partial_derivative` of exercise 7.1" in sentence
    own = result_of(gradient.records["builds on"], "partial_derivative")
    assert own.diagnosis is not None
    assert own.diagnosis.misconceptions == ("Twice the slope",)


def test_of_two_helpers_the_wrong_one_is_named(gradient: Chapter) -> None:
    diagnosis = result_of(gradient.records["two helpers"], "numerical_gradient").diagnosis
    assert diagnosis is not None
    assert "Begin there: `half_smile` of exercise" in diagnosis.sentences[0]


def test_a_mistake_of_its_own_is_named_beside_a_wrong_helper(gradient: Chapter) -> None:
    result = result_of(gradient.records["builds on and wrong"], "numerical_gradient")
    assert result.diagnosis is not None
    assert result.diagnosis.misconceptions == ("A gradient cut down to integers",)
    assert "`partial_derivative` de l'exercice 7.1" in result.diagnosis.sentences[-1]


def test_what_cannot_be_lent_is_named_all_the_same(gradient: Chapter) -> None:
    diagnosis = result_of(gradient.records["builds on a class"], "numerical_gradient").diagnosis
    assert diagnosis is not None
    assert diagnosis.kind == "builds_on"
    assert diagnosis.sentences[0].startswith("What your code uses is not right yet: `Var` of")


def test_a_plain_mistake_goes_before_a_helper_that_cannot_be_lent(gradient: Chapter) -> None:
    result = result_of(gradient.records["wrong beside a class"], "numerical_gradient")
    assert result.diagnosis is not None
    assert result.diagnosis.misconceptions == ("A gradient cut down to integers",)
    assert "`Var` of exercise" in result.diagnosis.sentences[-1]


def test_a_wrong_helper_that_makes_no_difference_is_not_named(gradient: Chapter) -> None:
    result = result_of(gradient.records["wrong beside a helper"], "numerical_gradient")
    assert result.diagnosis is not None
    assert result.diagnosis.misconceptions == ("A gradient cut down to integers",)
    assert "half_smile" not in " ".join(result.diagnosis.sentences)


def test_only_what_the_notebook_defines_is_built_upon() -> None:
    code = """
from math import exp
def sin(v):
    return helper(v)
def helper(v):
    return cos(v)
def cos(v):
    return v
def wave(tanh):
    from math import log
    sqrt = exp(tanh)
    return sin(log(sqrt))
"""
    assert Uses([cell(code)]).of(["wave"]) == {"sin", "helper", "cos"}


def test_rounding_of_float32_is_no_difference() -> None:
    third = np.array([1 / 3, 2 / 3], dtype=np.float32)
    other = third + np.float32(2e-6)
    assert same([third, float(third[0])], [other, float(other[0])])
    assert not same(third, third + np.float32(1e-4))
    assert not same(third.astype(np.float64), np.array([1 / 3, 2 / 3]) + 2e-6)
    assert not same(1 / 3, 1 / 3 + 2e-6)


GREEDY = """
def helper(n):
    return 0
def attempt(n):
    try:
        return helper(n)
    except Exception as error:
        return type(error).__name__
"""


def test_a_lent_helper_takes_little_time_and_memory() -> None:
    reference = ModuleType("reference")
    source = """
import numpy as np
def helper(n):
    while n == 0:
        pass
    return float(np.ones(n).sum())
"""
    exec(source, vars(reference))
    with ForkServer() as server, server.spawn() as worker:
        worker.run_cell(1, GREEDY)
        student = Student(worker)
        with standing_in(worker, reference, {"helper": "helper"}):
            given = [student.attempt(n) for n in (10, 0, 10**9, 20)]
        assert given == [10.0, "TimeoutError", "MemoryError", 20.0]
        assert student.attempt(10) == 0


def test_a_function_made_a_method_is_used_through_its_name() -> None:
    code = """
import numpy as np
class Node:
    def forward(self):
        return np.sin(self.x)
def sin(self):
    pass
def back(self):
    pass
Node.backward = back
def train(node):
    node.forward()
    node.backward()
"""
    assert Uses([cell(code)]).of(["train"]) == {"back", ".backward"}


def test_a_relation_is_told_where_no_chaff_fits(gradient: Chapter) -> None:
    result = result_of(gradient.records["three times"], "exact_gradients")
    assert result.diagnosis is not None
    assert result.diagnosis.kind == "relation"
    assert result.diagnosis.sentences == (TEXTS["relation.factor"]["en"],)


def test_a_record_does_not_depend_on_what_was_graded_before(gradient: Chapter) -> None:
    again = gradient.records["last, without the others"]
    assert again.model_dump_json() == gradient.records["last"].model_dump_json()
    diagnosis = result_of(again, "smile_formula").diagnosis
    assert diagnosis is not None
    assert diagnosis.misconceptions == ("The mean over the edges",)


def test_the_report_counts_misconceptions_the_commonest_first(gradient: Chapter) -> None:
    summary = Summary()
    for name in ("first", "french", "last", "three times"):
        submission = Submission.__new__(Submission)
        object.__setattr__(submission, "student", name)
        summary.add(Outcome(submission, gradient.records[name], fresh=True))
    assert summary.misconceptions[("partial_derivative", "Twice the slope")] == 2
    output = io.StringIO()
    summary.show(Console(file=output, width=120))
    lines = output.getvalue().splitlines()
    [twice] = [line for line in lines if "Twice the slope" in line]
    assert "7.1 partial_derivative" in twice
    assert twice.split()[-2] == "2"


def test_sections_that_chaffs_send_to_exist_in_every_text() -> None:
    course = Course.load(ROOT)
    for chapter in course.manifest.chapters:
        sources = ChapterSources.load(course, chapter)
        path = course.autograder(chapter) / "chaffs.py"
        for chaff in load_chaffs(path, course.languages):
            for text in sources.texts.values():
                assert not chaff.see or chaff.see in sections_of(text), chaff.title


@pytest.mark.tensorflow
@pytest.mark.timeout(300)
def test_mistakes_with_keras_are_named() -> None:
    titles = ["One bias per layer", "One row per neuron", "Last activation forgotten", "0 at 0"]

    def samples(chapter: Chapter) -> Samples:
        exercises = (
            "count_parameters",
            "kernel_from_neurons",
            "forward_pass",
            "heaviside_activation",
        )
        return {
            c.title: (c.exercise, renamed(c.source))
            for c in chapter.chaffs
            if c.title in titles and c.exercise in exercises
        }

    chapter = run_chapter("ch06_keras", samples, {})
    assert {name: named(match) for name, match in chapter.matches.items()} == {
        title: ("misconception", title) for title in titles
    }


VECTOR = np.array([1.5, -0.25, 3.0, 0.5, 2.25])
MATRIX = np.arange(1.0, 7.0).reshape(2, 3) ** 2 / 7
SQUARE = np.arange(1.0, 26.0).reshape(5, 5) ** 2 / 7
BORDER = np.pad(SQUARE[1:-1, 1:-1], 1)


def compared(expected: object, got: object, **arguments: object) -> Comparison:
    return Comparison(Compared(expected, got, 1e-9, 1e-9), arguments)


def key_of(*comparisons: Comparison) -> str:
    relation = relation_of(comparisons)
    return "" if relation is None else f"{relation.key} {relation.name}".strip()


@pytest.mark.parametrize(
    ("key", "expected", "got", "arguments"),
    [
        ("opposite", VECTOR, -VECTOR, {}),
        ("double", VECTOR, 2 * VECTOR, {}),
        ("half", VECTOR, VECTOR / 2, {}),
        ("times_size", VECTOR, 5 * VECTOR, {}),
        ("over_size", VECTOR, VECTOR / 5, {}),
        ("times_length xs", VECTOR[:3], 7 * VECTOR[:3], {"xs": [0.0] * 7}),
        ("over_length xs", VECTOR[:3], VECTOR[:3] / 7, {"xs": np.zeros((7, 2))}),
        ("times_argument rate", VECTOR, 0.1 * VECTOR, {"rate": 0.1}),
        ("over_argument rate", VECTOR, VECTOR / 0.1, {"rate": 0.1}),
        ("factor", VECTOR, 3.7 * VECTOR, {"rate": 0.1}),
        ("transposed", MATRIX, MATRIX.T, {}),
        ("reversed", VECTOR, VECTOR[::-1], {}),
        ("reversed", MATRIX, MATRIX[:, ::-1], {}),
        ("shifted", VECTOR, np.roll(VECTOR, 1), {}),
        ("shifted", VECTOR, np.append(VECTOR[1:], 0.0), {}),
        ("permuted", VECTOR, VECTOR[[2, 0, 1, 4, 3]], {}),
        ("border", SQUARE, BORDER, {}),
        ("dtype", VECTOR, VECTOR.astype(np.float128), {}),
        ("not_an_array", VECTOR, VECTOR.tolist(), {}),
        ("shape", VECTOR, VECTOR[:, np.newaxis], {}),
        ("one_missing", VECTOR, VECTOR[1:], {}),
        ("one_too_many", VECTOR[:-1], VECTOR, {}),
        ("axis x", MATRIX.sum(axis=0), MATRIX.sum(axis=1), {"x": MATRIX}),
        ("axis x", MATRIX.mean(axis=0), np.float64(MATRIX.mean()), {"x": MATRIX}),
    ],
)
def test_a_relation_is_said_when_it_holds_and_not_when_one_number_breaks_it(
    key: str, expected: Any, got: Any, arguments: Mapping[str, object]
) -> None:
    assert key_of(compared(expected, got, **arguments)) == key
    broken = np.array(got)
    # In the middle: an end is not what "shifted" and "border" speak of.
    broken.flat[broken.size // 2] += 0.3
    other = broken.tolist() if isinstance(got, list) else broken
    assert key_of(compared(expected, other, **arguments)) not in (key, "factor")


def test_one_number_is_not_enough_and_all_comparisons_have_to_agree() -> None:
    twice = [compared(x, 2 * x) for x in (0.3, 0.7)]
    assert key_of(twice[0]) == ""
    assert key_of(twice[0], compared(0.3, 0.6)) == ""
    assert key_of(compared(0.0, 0.5), *twice) == ""
    assert key_of(*twice) == "double"
    assert key_of(*twice, compared(0.9, 1.9)) == ""
    assert key_of(*twice, compared("a", "b")) == ""
    assert key_of(compared(np.zeros(4), np.ones(4))) == ""
    assert key_of(compared(np.eye(3), 0.5 * np.eye(3))) == ""


def test_of_two_numbers_none_is_shifted() -> None:
    # Both functions of a list behave like the second one: a loop's variable, bound too late.
    expected, late = np.array([[0.3, 0.7], [0.4, 0.9]]), np.array([[0.7, 0.7], [0.9, 0.9]])
    assert key_of(compared(expected, late)) == ""


def test_right_parts_of_a_result_are_left_out_of_account() -> None:
    expected = {"output": 0.5, "weights": VECTOR, "biases": [1.5, 2.5]}
    assert key_of(compared(expected, {**expected, "weights": -VECTOR})) == "opposite"
    assert key_of(compared(expected, {**expected, "weights": -VECTOR, "output": 0.1})) == ""
    assert key_of(compared(expected, {**expected, "weights": None})) == ""


def test_a_result_within_a_wide_tolerance_is_not_told_about() -> None:
    wide = Comparison(Compared(VECTOR, 2 * VECTOR, 0.1, 1e-9))
    assert relation_of([wide]) is None


def cubic(p: np.ndarray) -> float:
    return float(p[0] ** 3 * p[1] + np.sin(p[1]))


def slopes(p: np.ndarray) -> np.ndarray:
    return np.array([3 * p[0] ** 2 * p[1], p[0] ** 3 + np.cos(p[1])])


@pytest.mark.parametrize(
    ("key", "change", "function"),
    [
        ("quotients_agree", lambda g: g + 1e-6, cubic),
        (
            "quotients_of_another",
            lambda g: g + np.array([1.0, -0.5]),
            lambda p: cubic(p) + p @ (1, -0.5),
        ),
        ("quotients_differ", lambda g: g + np.array([0.3, -0.2]), cubic),
        ("", lambda g: g + 3e-3, cubic),
        ("", lambda g: g + 1e-6, lambda p: "no number"),
    ],
)
def test_difference_quotients_tell_what_is_wrong_with_a_gradient(
    key: str, change: Any, function: Any
) -> None:
    points = np.array([[1.2, -0.7], [0.4, 0.9]])
    assert (
        key_of(
            *(
                Comparison(
                    Compared(slopes(p), change(slopes(p)), 1e-9, 1e-9),
                    quotients=difference_quotients(function, p),
                )
                for p in points
            )
        )
        == key
    )


@pytest.mark.parametrize(
    ("work", "key"), [("quotients", "quotients_agree"), ("no slopes", "quotients_differ")]
)
def test_a_wrong_gradient_is_compared_with_difference_quotients(
    gradient: Chapter, work: str, key: str
) -> None:
    result = result_of(gradient.records[work], "exact_gradients")
    assert result.diagnosis is not None
    assert result.diagnosis.sentences == (words.say(f"relation.{key}", "en"),)


numbers = st.floats(0.1, 10).flatmap(lambda x: st.sampled_from([x, -x]))
vectors = arrays(np.float64, st.integers(4, 8), elements=numbers, unique=True).filter(
    lambda v: len(np.unique(np.round(np.abs(v), 3))) == len(v)
)
TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "opposite": lambda v: -v,
    "double": lambda v: 2 * v,
    "reversed": lambda v: v[::-1],
    "shifted": lambda v: np.roll(v, 1),
    "permuted": lambda v: v[[1, 0, *range(3, len(v)), 2]],
}


@given(vectors, st.sampled_from(sorted(TRANSFORMS)))
def test_what_is_done_to_any_array_is_named(vector: Any, key: str) -> None:
    got = TRANSFORMS[key](vector)
    assert key_of(compared(vector, got)) == key
    found = difference(vector, got)
    assert found is not None
    assert found.relation == key


@given(vectors, st.randoms(use_true_random=False))
def test_nothing_is_said_of_two_arrays_that_have_nothing_to_do_with_each_other(
    vector: Any, random: Any
) -> None:
    other = np.array([random.uniform(20, 30) for _ in vector])
    assert key_of(compared(vector, other)) == ""
    found = difference(vector, other)
    assert found is not None
    assert found.relation is None
