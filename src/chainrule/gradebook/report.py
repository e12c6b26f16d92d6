"""What an instructor sees of a grading run: progress, then who needs attention and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from chainrule.course.manifest import Chapter, Course
from chainrule.gradebook.run import Grading, Outcome


class _Rate(TextColumn):
    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")


def grade_with_progress(
    course: Course,
    chapter: Chapter,
    jobs: int,
    student: str | None,
    regrade: bool,
    console: Console,
) -> list[Outcome]:
    """Grade a chapter with a progress bar and the closing tables."""
    grading = Grading(course, chapter, jobs, student, regrade)
    total = len(grading.submissions())
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(chapter.slug, total=total)
        outcomes = grading.run(lambda outcome: progress.advance(bar))
    report(outcomes, console)
    return outcomes


def report(outcomes: Sequence[Outcome], console: Console) -> None:
    """The scores in one line, and a table of the submissions that a person should look at."""
    records = [outcome.record for outcome in outcomes if outcome.record is not None]
    fresh = sum(outcome.fresh for outcome in outcomes)
    console.print(
        f"{len(outcomes)} submissions, {fresh} graded now, {len(outcomes) - fresh} unchanged."
    )
    if records:
        scores = sorted(record.score for record in records)
        middle = scores[len(scores) // 2]
        console.print(
            f"Scores out of the {records[0].points:g} points that tests give: "
            f"lowest {scores[0]:g}, median {middle:g}, highest {scores[-1]:g}. "
            f"Wall: tier {records[0].tier}."
        )
    rows = sorted((o.submission.student, reason) for o in outcomes for reason in reasons(o))
    if not rows:
        console.print("No submission needs attention.")
        return
    table = Table("Student", "Why", title="Needs attention", title_justify="left")
    previous = ""
    for student, reason in rows:
        table.add_row("" if student == previous else Text(student), Text(reason))
        previous = student
    console.print(table)


def reasons(outcome: Outcome) -> list[str]:
    """Why a person should look at a submission."""
    record = outcome.record
    if record is None:
        return [f"not graded: {outcome.failure}"]
    found = [notice.sentence for notice in record.notices if notice.attention]
    for exercise in record.exercises:
        lost = [test for test in exercise.tests if test.outcome in ("timeout", "crashed")]
        if lost:
            what = "did not end" if lost[0].outcome == "timeout" else "crashed"
            found.append(f"{exercise.number} {exercise.id}: the code {what}")
    if record.exercises and all(e.status in ("untouched", "no_answer") for e in record.exercises):
        found.append("nothing was written")
    return found
