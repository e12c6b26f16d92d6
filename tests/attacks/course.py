"""The hidden tests of the real chapters, run on hostile answers behind a wall of a given tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attacks.kit import ROOT
from chainrule.box.enclosure import Tier
from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.grading.answers import Answers
from chainrule.grading.cells import reference_cells
from chainrule.grading.grader import Grader, score_of, wall_limits
from chainrule.grading.record import TestResult
from chainrule.grading.suite import Suite, run_with_suite
from chainrule.submission import SourceCell
from chainrule.wall import ForkServer, Limits

PATIENT = Limits(call_seconds=120, statement_seconds=30)
#: Turns arguments and results into bytes that can be compared and kept, functions left out.
PLAIN = """
import pickle

def plain(value):
    try:
        return pickle.dumps([each if not callable(each) else "function" for each in value])
    except Exception:
        return None
"""
RECORDER = f"""{PLAIN}
calls = {{}}

def watch(names):
    for name in names:
        if not isinstance(globals()[name], type):
            globals()[name] = recording(name, globals()[name])

def recording(name, function):
    def recorded(*args, **kwargs):
        called = plain([*args, *sorted(kwargs.items())])
        value = function(*args, **kwargs)
        calls.setdefault(name, []).append((called, plain([value])))
        return value
    return recorded

def table():
    return pickle.dumps(calls)
"""
GRADIENT = "ch07_gradient"
KERAS = "ch06_keras"


@dataclass(frozen=True)
class Cheat:
    """A student's code; with `beside` it comes after the right answers, which it may replace."""

    source: str
    exercises: tuple[str, ...]
    beside: bool = False
    with_examples: bool = False


@dataclass(frozen=True)
class Mark:
    score: float
    results: tuple[TestResult, ...]
    #: How many of the docstrings' examples are right, and how many there are.
    examples: tuple[int, int] = (0, 0)

    @property
    def passed(self) -> list[str]:
        return [result.name for result in self.results if result.outcome == "passed"]


#: By name of the cheat, then by exercise.
Marks = dict[str, dict[str, Mark]]


def sources_of(slug: str) -> ChapterSources:
    course = Course.load(ROOT)
    return ChapterSources.load(course, course.chapter(slug))


def marks_of(sources: ChapterSources, tier: Tier, cheats: Mapping[str, Cheat]) -> Marks:
    """Grade all cheats of a chapter with one fork server and one session of its tests."""
    found: Marks = {}

    def work(suite: Suite) -> None:
        grader = Grader(sources, suite, server)
        for name, cheat in cheats.items():
            with Answers(server, _cells(sources, cheat), seconds=120) as answers:
                found[name] = {
                    exercise: _mark(grader, exercise, answers, cheat.with_examples)
                    for exercise in cheat.exercises
                }

    chapter, course = sources.chapter, sources.course
    with ForkServer(chapter.imports, wall_limits(course), tier=tier) as server:
        run_with_suite(course.autograder(chapter), chapter, course.languages, work)
    return found


def _mark(grader: Grader, exercise: str, answers: Answers, with_examples: bool) -> Mark:
    results = grader.run_tests(exercise, answers, seed=5, lang="en")
    points = grader.chapter.exercise(exercise).points
    examples = grader.run_examples(exercise, answers) if with_examples else (0, 0)
    return Mark(score_of(points, results), results, examples)


def _cells(sources: ChapterSources, cheat: Cheat) -> list[SourceCell]:
    text = sources.texts[sources.course.languages[0]]
    right = reference_cells(sources.solution, text)
    # What stands before the first answer of the reference is the set-up and its imports.
    base = right if cheat.beside else [cell for cell in right if cell.exercise is None]
    own = SourceCell(
        kind="added",
        exercise=None,
        grade_id=None,
        source=cheat.source,
        python=cheat.source,
        number=99,
    )
    return [*base, own]


def example_table(sources: ChapterSources, tier: Tier) -> bytes:
    """What the visible examples call and get, as a student could copy it from the docstrings.

    Pickled by a worker and unpickled by another one: in between it is bytes.
    """
    with ForkServer(sources.chapter.imports, PATIENT, tier=tier) as server:
        cells = _cells(sources, Cheat(RECORDER, (), beside=True))
        with Answers(server, cells, seconds=120) as answers:
            student, _ = answers.begin_test()
            for exercise in coded(sources):
                student.watch(list(names_of(sources, exercise)))
                for answer in sources.solution.answers_of(exercise):
                    student.evaluate_examples([each.source for each in answer.examples])
            table = student.table()
    assert type(table) is bytes
    return table


def names_of(sources: ChapterSources, exercise: str) -> tuple[str, ...]:
    return tuple(sources.names[exercise])


def coded(sources: ChapterSources) -> tuple[str, ...]:
    return tuple(exercise.id for exercise in sources.chapter.coded)
