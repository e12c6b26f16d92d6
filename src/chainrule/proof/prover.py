"""Tries cases, one after the other, in workers of a warm grader."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

from chainrule.errors import Problem
from chainrule.grading.answers import Answers
from chainrule.grading.checks import observer
from chainrule.grading.grader import Grader, score_of, wall_limits
from chainrule.grading.record import Outcome, TestResult
from chainrule.proof.cases import USUAL, Case, Cases, Environment, threads_cell
from chainrule.proof.tolerances import Gauge, Place

#: A mutant that hangs need not hang for as long as a student may think: so many times as long as
#: the reference takes for the exercise, but at least so many seconds.
_PATIENCE = 10
_LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class TestRun:
    """What became of one hidden test.

    Parameters
    ----------
    outcome
        As it was, whatever other tests it needs.
    counted
        As it counts for the score.
    why
        What differed and where, when it did not pass.
    nearest
        The comparison that failed, and how many tolerances apart the numbers were.
    """

    __test__ = False  # not a test class, whatever pytest thinks of the name

    outcome: Outcome
    counted: Outcome
    why: str = ""
    nearest: tuple[Place, float] | None = None


@dataclass(frozen=True)
class Run:
    """One case with one seed."""

    seed: int
    tests: dict[str, TestRun]
    score: float
    gaps: dict[Place, float]


@dataclass(frozen=True)
class Result:
    """One case with all its seeds; ``cells`` says which of its cells failed."""

    case: Case
    runs: tuple[Run, ...]
    examples: tuple[int, int] = (0, 0)
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ready:
    """A process's first word: the names of each exercise's tests, or why there is no proof."""

    tests: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()


class Prover:
    """A grader that says more about an answer than a student is told."""

    def __init__(self, grader: Grader, environment: Environment) -> None:
        self._grader = grader
        self._reference = Cases(grader.sources).reference
        self._threads = () if environment == USUAL else (threads_cell(environment.threads),)
        self._seconds: dict[str, float] = {}

    def run(self, case: Case) -> Result:
        """Try one case."""
        limits = wall_limits(self._grader.course)
        if case.kind == "mutant":
            seconds = min(limits.call_seconds, self._patience(case.exercise))
            limits = replace(limits, call_seconds=seconds)
        self._grader.server.limits = limits
        seconds = self._grader.course.manifest.limits.submission_seconds * len(case.seeds)
        with Answers(self._grader.server, (*self._threads, *case.cells), seconds) as answers:
            runs = tuple(self._run(case.exercise, answers, seed) for seed in case.seeds)
            examples = (0, 0)
            if case.examples:
                examples = self._grader.run_examples(case.exercise, answers)
            failed = tuple(f"{f.error} in line {f.line}" for f in answers.failures)
        return Result(case, runs, examples, failed)

    def _patience(self, exercise: str) -> float:
        """Seconds for one test of a mutant: many times what the reference takes for all."""
        if exercise not in self._seconds:
            cells = self._reference.for_exercise(exercise)
            start = time.perf_counter()
            with Answers(self._grader.server, cells, math.inf) as answers:
                self._grader.run_tests(exercise, answers, seed=0)
            took = time.perf_counter() - start
            self._seconds[exercise] = max(_LEAST_SECONDS, _PATIENCE * took)
        return self._seconds[exercise]

    def _run(self, exercise: str, answers: Answers, seed: int) -> Run:
        gauge = Gauge(self._grader.course.autograder(self._grader.chapter))
        token = observer.set(gauge)
        try:
            results = self._grader.run_tests(exercise, answers, seed)
        finally:
            observer.reset(token)
        tests = {result.name: _test_run(result, gauge) for result in results}
        score = score_of(self._grader.chapter.exercise(exercise).points, results)
        return Run(seed, tests, score, gauge.widest)


def _test_run(result: TestResult, gauge: Gauge) -> TestRun:
    # A test that passed does not count when one that it needs has failed.
    outcome: Outcome = "passed" if result.outcome == "not_counted" else result.outcome
    why = "" if outcome == "passed" else f"{outcome} {result.detail} {result.place}".strip()
    last = gauge.last.get(result.name)
    nearest = last if outcome == "failed" and last is not None and last[1] > 1 else None
    return TestRun(outcome, result.outcome, why, nearest)
