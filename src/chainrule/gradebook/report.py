"""What an instructor sees of a grading run: progress, then who needs attention and why."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

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

from chainrule.gradebook.run import Grading, Outcome
from chainrule.grading.record import Record
from chainrule.submission.reading import printable


class _Rate(TextColumn):
    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")


def grade_with_progress(grading: Grading, console: Console) -> Iterator[Outcome]:
    """The outcomes of a run, with a progress bar while they come and the tables after them."""
    total = sum(1 for _ in grading.submissions())
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    summary = Summary()
    with (
        Progress(*columns, console=console) as progress,
        closing(grading.outcomes()) as outcomes,
    ):
        bar = progress.add_task(grading.chapter.slug, total=total)
        for outcome in outcomes:
            summary.add(outcome)
            progress.advance(bar)
            yield outcome
    summary.show(console)


@dataclass
class Summary:
    """What the report needs of each outcome: a score, and why a person should look at it."""

    unchanged: int = 0
    fresh: int = 0
    points: float = 0.0
    scores: array[float] = field(default_factory=lambda: array("d"))
    tiers: set[str] = field(default_factory=set)
    attention: list[tuple[str, str]] = field(default_factory=list)
    exercises: dict[str, str] = field(default_factory=dict)
    misconceptions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        if outcome.fresh:
            self.fresh += 1
        else:
            self.unchanged += 1
        if outcome.record is not None:
            self.points = outcome.record.points
            self.scores.append(outcome.record.score)
            self.tiers.add(outcome.record.tier)
            self._count(outcome.record)
        self.attention += [(outcome.submission.student, reason) for reason in reasons(outcome)]

    def _count(self, record: Record) -> None:
        """The misconceptions that were named for sure: those that may be are for the student."""
        for exercise in record.exercises:
            self.exercises[exercise.id] = exercise.number
            if exercise.diagnosis is not None and exercise.diagnosis.kind in (
                "misconception",
                "both",
            ):
                self.misconceptions.update(
                    (exercise.id, t) for t in exercise.diagnosis.misconceptions
                )

    def show(self, console: Console) -> None:
        """The scores in one line, and a table of the submissions that a person should look at."""
        console.print(
            f"{self.fresh + self.unchanged} submissions, {self.fresh} graded now, "
            f"{self.unchanged} unchanged."
        )
        if self.scores:
            scores = sorted(self.scores)
            console.print(
                f"Scores out of the {self.points:g} points that tests give: "
                f"lowest {scores[0]:g}, median {scores[len(scores) // 2]:g}, "
                f"highest {scores[-1]:g}. Wall: tier {', '.join(sorted(self.tiers))}."
            )
        if "C" in self.tiers:
            console.print(
                "Warning: behind tier C students' code can read what the account that grades can "
                "read. What would raise it: chainrule doctor",
                style="bold red",
            )
        self._show_misconceptions(console)
        if not self.attention:
            console.print("No submission needs attention.")
            return
        table = Table("Student", "Why", title="Needs attention", title_justify="left")
        previous = ""
        for student, reason in sorted(self.attention):
            name = "" if student == previous else printable(student)
            table.add_row(Text(name), Text(printable(reason)))
            previous = student
        console.print(table)

    def _show_misconceptions(self, console: Console) -> None:
        """How many students each misconception was named to, by exercise, the commonest first."""
        if not self.misconceptions:
            return
        title = "What went wrong, by exercise"
        table = Table("Exercise", "Misconception", "Students", title=title, title_justify="left")
        for exercise, number in self.exercises.items():
            counts = [
                (each[1], n) for each, n in self.misconceptions.items() if each[0] == exercise
            ]
            name = f"{number} {exercise}"
            for misconception, count in sorted(counts, key=lambda each: (-each[1], each[0])):
                table.add_row(name, Text(misconception), str(count))
                name = ""
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
