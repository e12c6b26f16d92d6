"""Grading one submission: repaired source text in, a result record out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import MANIFEST, Course, Exercise
from chainrule.course.text import Directive
from chainrule.errors import fail
from chainrule.grading.answers import Answers, CellFailure, OutOfTime, lost
from chainrule.grading.checks import Mismatch
from chainrule.grading.diagnosis import Diagnostics
from chainrule.grading.explain import Reader, error_name, explain, line_of
from chainrule.grading.presence import Presence, is_answered
from chainrule.grading.record import ExerciseResult, Notice, Outcome, Record, TestResult
from chainrule.grading.reference import load_reference
from chainrule.grading.suite import Hands, HiddenTest, Suite, place_of
from chainrule.grading.tiers import tier_here
from chainrule.grading.version import answers_hash, grader_version
from chainrule.grading.words import say
from chainrule.student.compare import difference
from chainrule.student.examples import Example, expected_value
from chainrule.submission import Repaired
from chainrule.wall import (
    AnswerFailure,
    ForkServer,
    ForkServerEndedError,
    ForkServerError,
    Limits,
    ProtocolError,
    StudentError,
)

#: Tests of one exercise that may hang or crash before the others are left out.
_LOST_TESTS = 2


@dataclass(frozen=True)
class Work:
    """A repaired submission and where it came from."""

    assignment: str
    student: str
    submission: str
    lang: str
    repaired: Repaired
    stubs: dict[str, str]
    notices: tuple[Notice, ...] = ()


def wall_limits(course: Course) -> Limits:
    limits = course.manifest.limits
    return Limits(
        memory_mb=limits.memory_mb,
        call_seconds=limits.test_seconds,
        statement_seconds=limits.statement_seconds,
    )


def fork_server(sources: ChapterSources, hash_seed: int = 0) -> ForkServer:
    """The warm process for students' code, in the strongest tier of the wall that there is here.

    Raises
    ------
    UserError
        When it does not start, or the wall is weaker than what course.yml requires.
    ForkServerEndedError
        When something ends it while it starts.
    """
    course = sources.course
    tier = tier_here(course)
    try:
        return ForkServer(sources.chapter.imports, wall_limits(course), tier, hash_seed)
    except ForkServerEndedError:
        # Killed, by what runs out of memory for instance: nothing is wrong with the course.
        raise
    except ForkServerError as error:
        what = f"the process for students' code cannot start: {error}"
        remedy = (
            "install what the chapter's imports name, as in pip install 'chainrule[tensorflow]'"
        )
        if "tier" in str(error):
            remedy = "see what would mend it: chainrule doctor"
        raise fail(what, course.root / MANIFEST, remedy, course.line_of(sources.chapter)) from None


class Grader:
    """A chapter's grader: hidden tests, references and a warm fork server."""

    def __init__(self, sources: ChapterSources, suite: Suite, server: ForkServer) -> None:
        self.sources = sources
        self.course = sources.course
        self.chapter = sources.chapter
        self.suite = suite
        self.server = server
        self.reference: ModuleType = load_reference(sources.solution.path)
        self.version = grader_version(self.course, self.chapter)
        self.diagnostics = Diagnostics(sources, suite, server, self.reference, self.version)

    def grade(self, work: Work) -> tuple[Record, dict[str, list[bytes]]]:
        """Run all hidden tests of the chapter on one submission.

        Returns the record, and as PNG files what the plot cells drew, by exercise.
        """
        hashed = answers_hash(work.repaired)
        seed = int(hashlib.sha256(f"{self.version} {hashed}".encode()).hexdigest()[:8], 16)
        seconds = self.course.manifest.limits.submission_seconds
        presence = Presence(work.repaired.cells, work.stubs)
        draws = self._has_plots(work)
        with Answers(self.server, work.repaired.cells, seconds, draws) as answers:
            exercises = tuple(
                self._exercise(exercise, work, presence, answers, seed)
                for exercise in self.chapter.exercises
            )
            pictures = answers.pictures()
            failures = tuple(answers.failures)
            # After all scores: what it runs may change what the student's code keeps.
            exercises = self.diagnostics.diagnose(exercises, answers, work.lang)
        record = Record(
            course=self.course.manifest.id,
            chapter=self.chapter.slug,
            title=f"{self.chapter.label}. {self.chapter.title[work.lang]}",
            lang=work.lang,
            assignment=work.assignment,
            student=work.student,
            submission=work.submission,
            answers=hashed,
            grader=self.version,
            seed=seed,
            tier=self.server.tier,
            exercises=exercises,
            notices=(
                *work.notices,
                *_repairs(work),
                *self._cell_failures(failures, work.lang),
            ),
        )
        return record, pictures

    def _has_plots(self, work: Work) -> bool:
        plots = [e for e in self.chapter.exercises if e.kind == "plot"]
        return any(is_answered(plot, work.repaired, work.stubs) for plot in plots)

    def _exercise(
        self, exercise: Exercise, work: Work, presence: Presence, answers: Answers, seed: int
    ) -> ExerciseResult:
        directive = self._directive(exercise, work.lang)
        facts: dict[str, Any] = {
            "id": exercise.id,
            "number": self.chapter.number_of(exercise.id),
            "title": directive.title,
            "kind": exercise.kind,
            "points": exercise.points,
        }
        if exercise.kind != "code":
            answered = is_answered(exercise, work.repaired, work.stubs)
            return ExerciseResult(
                status="by_hand" if answered else "no_answer",
                score=None if answered else 0.0,
                **facts,
            )
        if not presence.touches(exercise.id, self.sources.names[exercise.id]):
            return ExerciseResult(status="untouched", score=0.0, **facts)
        results = self.run_tests(exercise.id, answers, seed, work.lang, echoes=False)
        score = score_of(exercise.points, results)
        lost_tests = sum(result.outcome in ("timeout", "crashed") for result in results)
        right = count = 0
        # An answer that passes all tests has nothing to learn from the examples, and what hangs in
        # the tests would most often hang in them, too.
        if score < exercise.points and not lost_tests:
            right, count = self.run_examples(exercise.id, answers)
        hints = directive.hints[: self.course.manifest.feedback.hints]
        return ExerciseResult(
            status="graded",
            score=score,
            examples_right=right,
            examples=count,
            tests=results,
            hints=hints if score < exercise.points else (),
            **facts,
        )

    def run_tests(
        self,
        exercise: str,
        answers: Answers,
        seed: int,
        lang: str | None = None,
        echoes: bool = True,
    ) -> tuple[TestResult, ...]:
        """Run an exercise's hidden tests, in the order of their file.

        Parameters
        ----------
        exercise
            Its id.
        answers
            The student's code.
        seed
            What the tests' inputs are drawn from.
        lang
            The language of what is said; the course's first one if None.
        echoes
            Whether a test fails that found nothing but a wrong value, while another one that it
            needs fails, too. To a student its feedback would accuse the answer of what it asks for
            besides.
        """
        lang = lang or self.course.languages[0]
        tests = self.suite.tests[exercise]
        results: dict[str, TestResult] = {}
        wrong_values: set[str] = set()
        lost_tests = 0
        for test in tests:
            if lost_tests >= _LOST_TESTS:
                result = self._result(test, lang, "not_run", say("stopped", lang))
            else:
                result, is_value = self._test(test, lang, answers, seed)
                if is_value:
                    wrong_values.add(test.name)
            lost_tests += result.outcome in ("timeout", "crashed")
            results[test.name] = result
        for test in tests:
            unmet = [name for name in test.needs if results[name].outcome != "passed"]
            result = results[test.name]
            is_echo = not echoes and test.name in wrong_values
            if unmet and (result.outcome == "passed" or is_echo):
                changed = {"outcome": "not_counted", "detail": say("needs", lang)}
                results[test.name] = result.model_copy(update=changed)
        return tuple(results.values())

    def _test(
        self, test: HiddenTest, lang: str, answers: Answers, seed: int
    ) -> tuple[TestResult, bool]:
        """What a test finds, and whether that is a wrong value of the right form."""
        try:
            hands = Hands(*answers.begin_test(), self.reference, seed)
        except OutOfTime:
            return self._result(test, lang, "not_run", say("out_of_time", lang)), False
        raised = self.suite.run(test, hands)
        if raised is None:
            return self._result(test, lang, "passed"), False
        if isinstance(raised, KeyboardInterrupt):
            raise raised
        if lost(raised) or isinstance(raised, ProtocolError):
            answers.close()
        outcome, detail = explain(raised, self._reader(test.exercise, lang, answers))
        if self.course.manifest.feedback.disclosure == "words":
            detail = ""
        place = place_of(raised, self.course.autograder(self.chapter))
        found = raised.difference if isinstance(raised, Mismatch) else None
        is_value = found is not None and found.kind == "value"
        return self._result(test, lang, outcome, detail, place), is_value

    def _result(
        self, test: HiddenTest, lang: str, outcome: Outcome, detail: str = "", place: str = ""
    ) -> TestResult:
        return TestResult(
            name=test.name,
            weight=test.weight,
            outcome=outcome,
            feedback=test.feedback[lang],
            detail=detail,
            place=place,
        )

    def _reader(self, exercise: str, lang: str, answers: Answers) -> Reader:
        seconds = self.course.manifest.limits.test_seconds
        return Reader(lang, self.sources.names[exercise], answers.cells, seconds)

    def run_examples(self, exercise: str, answers: Answers) -> tuple[int, int]:
        """How many of the docstring's examples are right: they are public and earn nothing."""
        right = count = 0
        for answer in self.sources.solution.answers_of(exercise):
            count += sum(example.states_something for example in answer.examples)
            try:
                student, _ = answers.begin_test()
                got = student.evaluate_examples([example.source for example in answer.examples])
                right += sum(
                    example.states_something and _is_met(example, value)
                    for example, value in zip(answer.examples, got, strict=True)
                )
            except (AnswerFailure, OutOfTime):
                answers.close()
        return right, count

    def _directive(self, exercise: Exercise, lang: str) -> Directive:
        return next(d for d in self.sources.texts[lang].directives if d.exercise == exercise.id)

    def _cell_failures(self, failures: Iterable[CellFailure], lang: str) -> Iterable[Notice]:
        seconds = f"{self.course.manifest.limits.statement_seconds:g}"
        for failure in failures:
            line = line_of(failure.cell, failure.line)
            yield Notice(
                code=failure.kind,
                sentence=say(
                    failure.kind,
                    lang,
                    cell=failure.cell.number,
                    line=failure.line,
                    error=error_name(failure.error, (), lang),
                    source=say("source", lang, line=line) if line else "",
                    seconds=seconds,
                ),
                cell=failure.cell.number,
                exercise=failure.cell.exercise,
                attention=failure.kind != "cell_failed",
            )


def _is_met(example: Example, got: object) -> bool:
    """Whether what the student's code gave, or raised, is what an example says."""
    if isinstance(got, StudentError):
        return example.error in (got.type_name, *got.builtin_mro)
    if example.error is not None:
        return False
    return example.expected is None or difference(_expected(example.expected), got) is None


@cache
def _expected(text: str) -> Any:
    """The value of an example's output, which is the same for every submission."""
    return expected_value(text)


def score_of(points: float, results: Sequence[TestResult]) -> float:
    """Points by weight of the passed tests, to the hundredth."""
    total = sum(result.weight for result in results)
    passed = sum(result.weight for result in results if result.outcome == "passed")
    return round(points * passed / total, 2)


def _repairs(work: Work) -> Iterable[Notice]:
    for note in work.repaired.notes:
        yield Notice(
            code=note.code,
            sentence=note.sentence(work.lang),
            cell=note.cell,
            exercise=note.exercise,
        )
