"""Proof of a chapter's graders: what must pass passes, what must fail fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Chapter, Course, Exercise
from chainrule.course.solution import Solution
from chainrule.course.text import ChapterText, Code
from chainrule.errors import Problem, UserError
from chainrule.grading.answers import Answers
from chainrule.grading.chaffs import Chaff, load_chaffs
from chainrule.grading.grader import Grader, fork_server, score_of
from chainrule.grading.record import TestResult
from chainrule.grading.samples import Sample
from chainrule.grading.suite import Suite, run_with_suite
from chainrule.grading.wheats import load_wheats
from chainrule.submission import SourceCell

SEEDS = 3

_ZEROS = """
def _zeros(value):
    if isinstance(value, dict):
        return {key: _zeros(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_zeros(item) for item in value)
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    return 0.0 if isinstance(value, (int, float)) else None
"""

#: A number that agrees with whatever it is compared with, and makes every difference vanish.
_LIAR = """
class _Liar(float):
    def _agree(self, *others):
        return True
    def _vanish(self, *others):
        return 0.0
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _agree
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = _vanish
    __hash__ = float.__hash__
"""

_NOTHING = "def {name}(*args, **kwargs):\n    return None\n"

#: Answers without any thought in them; {name} is the function, _right_{name} the reference.
JUNK = {
    "returns None": _NOTHING,
    "returns 0": "def {name}(*args, **kwargs):\n    return 0\n",
    "returns 1": "def {name}(*args, **kwargs):\n    return 1.0\n",
    "returns its argument": (
        "def {name}(*args, **kwargs):\n    return [*args, *kwargs.values(), None][0]\n"
    ),
    "returns zeros of the right shape": (
        "def {name}(*args, **kwargs):\n    return _zeros(_right_{name}(*args, **kwargs))\n"
    ),
    "returns infinity": "def {name}(*args, **kwargs):\n    return float('inf')\n",
    "returns NaN": "def {name}(*args, **kwargs):\n    return float('nan')\n",
    "returns what agrees with everything": "def {name}(*args, **kwargs):\n    return _Liar()\n",
    "returns an empty list": "def {name}(*args, **kwargs):\n    return []\n",
    "raises ValueError": "def {name}(*args, **kwargs):\n    raise ValueError\n",
    "raises IndexError": "def {name}(*args, **kwargs):\n    raise IndexError\n",
    "raises ZeroDivisionError": "def {name}(*args, **kwargs):\n    raise ZeroDivisionError\n",
}


@dataclass
class Verdict:
    """What the proof found for one exercise."""

    exercise: Exercise
    tests: int = 0
    wheats: int = 0
    chaffs: int = 0
    failures: list[str] = field(default_factory=list)


def verify_chapter(course: Course, chapter: Chapter, console: Console) -> int:
    """Prove a chapter's graders; prints a table, returns the number of failures."""
    sources = ChapterSources.load(course, chapter)
    folder = course.autograder(chapter)
    wheats = load_wheats(folder / "wheats.py")
    chaffs = load_chaffs(folder / "chaffs.py", course.languages)
    _require_known(chapter, folder / "wheats.py", wheats)
    _require_known(chapter, folder / "chaffs.py", chaffs)
    verdicts: list[Verdict] = []

    def prove(suite: Suite) -> None:
        grader = Grader(sources, suite, server)
        proof = _Proof(grader, wheats, chaffs)
        for exercise in chapter.coded:
            verdicts.append(proof.exercise(exercise))

    with fork_server(sources) as server:
        run_with_suite(course.autograder(chapter), chapter, course.languages, prove)
    _print(chapter, verdicts, console)
    return sum(len(verdict.failures) for verdict in verdicts)


def _require_known(chapter: Chapter, path: Path, samples: Sequence[Sample | Chaff]) -> None:
    known = {exercise.id for exercise in chapter.coded}
    problems = [
        Problem(f"an answer to unknown exercise {s.exercise}", path, s.line, "correct the id")
        for s in samples
        if s.exercise not in known
    ]
    if problems:
        raise UserError(problems)


class _Proof:
    def __init__(
        self, grader: Grader, wheats: tuple[Sample, ...], chaffs: tuple[Chaff, ...]
    ) -> None:
        self.grader = grader
        self.wheats = wheats
        self.chaffs = chaffs
        sources = grader.sources
        self.base = reference_cells(sources.solution, sources.texts[sources.course.languages[0]])

    def exercise(self, exercise: Exercise) -> Verdict:
        tests = self.grader.suite.tests[exercise.id]
        verdict = Verdict(exercise, tests=len(tests))
        for seed in range(SEEDS):
            bad = [r for r in self._run(exercise, self.base, seed) if r.outcome != "passed"]
            verdict.failures += [
                f"the reference fails {r.name} (seed {seed}): {r.outcome} {r.detail} {r.place}"
                for r in bad
            ]
        right, count = self._examples(exercise)
        if right != count:
            verdict.failures.append(f"the reference gives {right} of {count} examples")
        for kind, cell in self._junk(exercise):
            results = self._run(exercise, [*self.base, cell], seed=0)
            if score := score_of(exercise.points, results):
                passed = [r.name for r in results if r.outcome == "passed"]
                verdict.failures.append(f"junk that {kind} gets {score:g}: {', '.join(passed)}")
        for wheat in self.wheats:
            if wheat.exercise == exercise.id:
                verdict.wheats += 1
                verdict.failures += self._wheat(exercise, wheat)
        for chaff in self.chaffs:
            if chaff.exercise == exercise.id:
                verdict.chaffs += 1
                verdict.failures += self._chaff(exercise, chaff)
        return verdict

    def _wheat(self, exercise: Exercise, wheat: Sample) -> Iterator[str]:
        cells = [*self.base, _cell(wheat.source, exercise.id)]
        for result in self._run(exercise, cells, seed=0):
            if result.outcome != "passed":
                why = f"{result.outcome} {result.detail} {result.place}"
                yield f"wheat {wheat.title!r} (line {wheat.line}) fails {result.name}: {why}"

    def _chaff(self, exercise: Exercise, chaff: Chaff) -> Iterator[str]:
        cells = [*self.base, _cell(chaff.source, exercise.id)]
        results = self._run(exercise, cells, seed=0)
        failed = {r.name for r in results if r.outcome != "passed"}
        if not failed:
            yield f"chaff {chaff.title!r} gets full marks"
        elif failed != chaff.fails:
            more, fewer = sorted(failed - chaff.fails), sorted(chaff.fails - failed)
            yield f"chaff {chaff.title!r}: fails also {more}, does not fail {fewer}"

    def _junk(self, exercise: Exercise) -> Iterator[tuple[str, SourceCell]]:
        wanted = self.grader.sources.solution.answers_of(exercise.id)
        kept = "".join(f"_right_{answer.name} = {answer.name}\n" for answer in wanted)
        for kind, text in JUNK.items():
            # To call a reference that works by what it does would be to answer rightly.
            texts = [_NOTHING if a.returns_nothing and "_right_" in text else text for a in wanted]
            code = "".join(t.format(name=a.name) for t, a in zip(texts, wanted, strict=True))
            yield kind, _cell(f"import numpy as np\n{_ZEROS}{_LIAR}\n{kept}{code}", exercise.id)
        sources = self.grader.sources
        for lang in sources.course.languages:
            stubs = [sources.stub(s, lang) for s in sources.solution.sections_of(exercise.id)]
            yield f"is the stub ({lang})", _cell("\n\n".join(stubs), exercise.id)

    def _run(
        self, exercise: Exercise, cells: Iterable[SourceCell], seed: int
    ) -> tuple[TestResult, ...]:
        seconds = self.grader.course.manifest.limits.submission_seconds
        with Answers(self.grader.server, tuple(cells), seconds) as answers:
            return self.grader.run_tests(exercise.id, answers, seed)

    def _examples(self, exercise: Exercise) -> tuple[int, int]:
        seconds = self.grader.course.manifest.limits.submission_seconds
        with Answers(self.grader.server, self.base, seconds) as answers:
            return self.grader.run_examples(exercise.id, answers)


def reference_cells(solution: Solution, text: ChapterText) -> list[SourceCell]:
    """The reference as if a student had written it: set-up cells, then the solution file."""
    setup = [_cell(p.source) for p in text.pieces if isinstance(p, Code) and p.role == "setup"]
    sections = [_cell(section.source, section.exercise) for section in solution.sections]
    return [*setup, _cell(solution.preamble), *sections]


def _cell(source: str, exercise: str | None = None) -> SourceCell:
    return SourceCell(
        kind="added", exercise=exercise, grade_id=None, source=source, python=source, number=1
    )


def _print(chapter: Chapter, verdicts: list[Verdict], console: Console) -> None:
    table = Table("Exercise", "Tests", "Wheats", "Chaffs", "Verdict", title=chapter.slug)
    for verdict in verdicts:
        word = "ok" if not verdict.failures else f"{len(verdict.failures)} failures"
        counts = map(str, (verdict.tests, verdict.wheats, verdict.chaffs))
        table.add_row(verdict.exercise.id, *counts, word)
    console.print(table)
    for verdict in verdicts:
        for failure in verdict.failures:
            console.print(Text(f"{verdict.exercise.id}: {failure}"))
