"""The proof of a chapter: its cases made, tried and judged."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import MANIFEST, Chapter, Course, Exercise
from chainrule.errors import Problem, UserError, fail
from chainrule.grading.chaffs import Chaff, load_chaffs
from chainrule.grading.diagnosis import sections_of
from chainrule.grading.samples import Sample
from chainrule.grading.wheats import load_wheats
from chainrule.proof.verdict import LEAST_KILLED, Evidence, Verdict, judge

STATEMENTS = "proof.yml"


@dataclass(frozen=True)
class Proof:
    """What was found for each exercise, and for the chapter if ``whole``."""

    chapter: Chapter
    verdicts: tuple[Verdict, ...]
    whole: bool

    @property
    def mutants(self) -> int:
        return sum(verdict.mutants for verdict in self.verdicts)

    @property
    def killed(self) -> int:
        return sum(verdict.killed for verdict in self.verdicts)

    @property
    def failures(self) -> tuple[str, ...]:
        """Every failure, one line each."""
        lines = [f"{v.exercise.id}: {each}" for v in self.verdicts for each in v.failures]
        # One exercise may have more equivalent mutants than a chapter.
        if self.whole and self.killed < LEAST_KILLED * self.mutants:
            rate = self.killed / self.mutants
            least = f"at least {LEAST_KILLED:.0%}"
            lines.append(f"{self.chapter.slug}: {rate:.1%} of the mutants are killed, not {least}")
        return tuple(lines)


def prove(
    course: Course,
    chapter: Chapter,
    jobs: int = 1,
    only: str | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Proof:
    """Prove a chapter's graders.

    Parameters
    ----------
    course, chapter
        What to prove.
    jobs
        Processes at a time; the proof does not depend on how many.
    only
        The one exercise to prove; all of them if None.
    progress
        Told how many cases are done, and of how many.

    Raises
    ------
    UserError
        When the chapter's files are not as they must be, or graders cannot work here.
    """
    if importlib.util.find_spec("mutmut") is None:
        what = "a proof makes its mutants with mutmut, which is not installed"
        raise fail(what, chapter.slug, "install it: pip install 'chainrule[verify]'")
    from chainrule.proof.cases import ELSEWHERE, Case, Cases
    from chainrule.proof.crew import Crew
    from chainrule.proof.mutants import mutants_of
    from chainrule.proof.statements import Statements

    sources = ChapterSources.load(course, chapter)
    folder = course.autograder(chapter)
    wheats = load_wheats(folder / "wheats.py")
    chaffs = load_chaffs(folder / "chaffs.py", course.languages)
    _require_known(chapter, folder / "wheats.py", wheats)
    _require_known(chapter, folder / "chaffs.py", chaffs)
    _require_sections(sources, folder / "chaffs.py", chaffs)
    statements = Statements.load(folder / STATEMENTS, chapter)
    exercises = [each for each in chapter.coded if only in (None, each.id)]
    if not exercises:
        known = ", ".join(each.id for each in chapter.coded)
        what = f"{chapter.slug} has no exercise {only} with hidden tests"
        raise fail(what, course.root / MANIFEST, f"choose one of {known}")
    with Crew(course, chapter, jobs) as crew:
        cases = Cases(sources)
        mutants = list(mutants_of(cases.reference.pieces))
        tests = crew.tests()
        todo: list[Case] = []
        for each in exercises:
            own = _of(each, wheats)
            todo += cases.usual(each.id, own, _of(each, chaffs), _of(each, mutants))
            for environment in ELSEWHERE:
                todo += cases.elsewhere(each.id, own, environment)
        results = []
        for result in crew.results(todo):
            results.append(result)
            progress(len(results), len(todo))
    verdicts = [
        judge(
            Evidence(
                exercise=each,
                tests=tests[each.id],
                chaffs=_of(each, chaffs),
                mutants=_of(each, mutants),
                results=[result for result in results if result.case.exercise == each.id],
                equivalent=statements.equivalent.get(each.id, ()),
                redundant=statements.redundant.get(each.id, {}),
                tolerances=statements.tolerances.get(each.id, {}),
            )
        )
        for each in exercises
    ]
    return Proof(chapter, tuple(verdicts), whole=only is None)


class _Belongs(Protocol):
    @property
    def exercise(self) -> str: ...


_Belonging = TypeVar("_Belonging", bound=_Belongs)


def _of(exercise: Exercise, items: Iterable[_Belonging]) -> list[_Belonging]:
    return [item for item in items if item.exercise == exercise.id]


def _require_known(chapter: Chapter, path: Path, samples: Sequence[Sample | Chaff]) -> None:
    known = {exercise.id for exercise in chapter.coded}
    problems = [
        Problem(f"an answer to unknown exercise {s.exercise}", path, s.line, "correct the id")
        for s in samples
        if s.exercise not in known
    ]
    if problems:
        raise UserError(problems)


def _require_sections(sources: ChapterSources, path: Path, chaffs: Iterable[Chaff]) -> None:
    problems = [
        Problem(
            f"see={chaff.see!r}: there is no section of this number in {lang}.md",
            path,
            chaff.line,
            "write the number of a section, as in see='2.3', or leave it out",
        )
        for chaff in chaffs
        for lang, text in sources.texts.items()
        if chaff.see and chaff.see not in sections_of(text)
    ]
    if problems:
        raise UserError(problems)
