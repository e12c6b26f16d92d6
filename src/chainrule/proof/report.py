"""What an author sees of a proof: a table, the failures, survivors to paste, a JSON report."""

from __future__ import annotations

import math
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from chainrule.course.manifest import Chapter, Course
from chainrule.proof.cases import Environment
from chainrule.proof.proof import STATEMENTS, Proof, prove
from chainrule.proof.prover import Result
from chainrule.proof.statements import states, to_paste
from chainrule.proof.verdict import Margin, Verdict


def verify_chapter(
    course: Course, chapter: Chapter, console: Console, jobs: int = 1, only: str | None = None
) -> Proof:
    """Prove a chapter's graders with a progress bar, and print what was found."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        bar = progress.add_task(chapter.slug, total=None)

        def advance(done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of)

        proof = prove(course, chapter, jobs, only, advance)
    _print(proof, course, console)
    return proof


def _print(proof: Proof, course: Course, console: Console) -> None:
    columns = ("Exercise", "Tests", "Runs", "Wheats", "Chaffs", "Mutants", "Verdict")
    # Without lines between columns it fits 80 of them.
    table = Table(*columns, title=proof.chapter.slug, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for verdict in proof.verdicts:
        killed = f"{verdict.killed}/{verdict.mutants}"
        if verdict.equivalent:
            killed += f" ({verdict.equivalent})"
        word = f"{len(verdict.failures)} fail" if verdict.failures else "ok"
        counts = (len(verdict.evidence.tests), verdict.runs, verdict.wheats, verdict.chaffs)
        table.add_row(verdict.exercise.id, *map(str, counts), killed, word)
    console.print(table)
    rate = f" ({proof.killed / proof.mutants:.1%})" if proof.mutants else ""
    runs, flaky = (sum(getattr(v, name) for v in proof.verdicts) for name in ("runs", "flaky"))
    console.print(
        f"Mutants are killed/all (equivalent): {proof.killed} of {proof.mutants}{rate} are killed. "
        f"{flaky} of {runs} runs of the reference fail a test.",
        highlight=False,
        soft_wrap=True,
    )
    for failure in proof.failures:
        # One line each, whatever the width of the terminal.
        console.print(Text(failure), soft_wrap=True)
    unstated = [mutant for v in proof.verdicts for mutant in v.survivors if not _reason(v, mutant)]
    if unstated:
        path = course.autograder(proof.chapter) / STATEMENTS
        console.print(
            f"Survivors: write a test that catches them, or paste them into {path.name} "
            "with the reason why nothing can:",
            soft_wrap=True,
        )
        console.print(Text(to_paste(unstated)), soft_wrap=True)


def _reason(verdict: Verdict, mutant: Any) -> str:
    return next((e.reason for e in verdict.evidence.equivalent if states(e, mutant)), "")


def as_json(proof: Proof) -> dict[str, Any]:
    """Everything that a proof found, as plain data."""
    return {
        "chapter": proof.chapter.slug,
        "mutants": proof.mutants,
        "killed": proof.killed,
        "failures": list(proof.failures),
        "exercises": {verdict.exercise.id: _exercise(verdict) for verdict in proof.verdicts},
    }


def _exercise(verdict: Verdict) -> dict[str, Any]:
    evidence = verdict.evidence
    return {
        "tests": list(evidence.tests),
        "runs": verdict.runs,
        "flaky": verdict.flaky,
        "junk": [_case(result) for result in evidence.of("junk")],
        "wheats": [_case(result) for result in evidence.of("wheat")],
        "chaffs": [_case(result) for result in evidence.of("chaff")],
        "mutants": [
            {
                "function": mutant.function,
                "line": mutant.line,
                "old": mutant.old,
                "new": mutant.new,
                "outcomes": _outcomes(result),
                "equivalent": _reason(verdict, mutant),
            }
            for mutant, result in zip(evidence.mutants, evidence.of("mutant"), strict=True)
        ],
        "tolerances": [
            {"test": place.test, "line": place.line, **_margin(margin)}
            for place, margin in sorted(verdict.margins.items(), key=lambda item: str(item[0]))
        ],
        "failures": verdict.failures,
    }


def _case(result: Result) -> dict[str, Any]:
    environment: Environment = result.case.environment
    return {
        "title": result.case.title,
        "hash_seed": environment.hash_seed,
        "threads": environment.threads,
        "seeds": list(result.case.seeds),
        "scores": [run.score for run in result.runs],
        "outcomes": _outcomes(result),
    }


def _outcomes(result: Result) -> dict[str, str]:
    """Of the first seed, before what a test needs was looked at."""
    return {name: test.outcome for name, test in result.runs[0].tests.items()}


def _margin(margin: Margin) -> dict[str, Any]:
    nearest = margin.nearest
    return {
        "spread": margin.spread,
        "widest": margin.widest,
        # JSON has no infinity: the nearest chaff returns something of another form.
        "nearest": nearest if nearest is None or math.isfinite(nearest) else "form",
        "chaff": margin.chaff,
    }
