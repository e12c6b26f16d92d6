"""Grading an assignment's submissions: tasks out, records, gradebook and notebooks in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from chainrule.course.manifest import Chapter, Course
from chainrule.errors import fail
from chainrule.gradebook.keeper import Keeper
from chainrule.gradebook.layout import Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse, load_release
from chainrule.gradebook.pool import Pool
from chainrule.gradebook.submitted import Submission, submissions
from chainrule.gradebook.tasks import task_of
from chainrule.grading.record import Record
from chainrule.grading.version import grader_version


@dataclass
class Outcome:
    """What became of one submission."""

    submission: Submission
    record: Record | None
    fresh: bool
    failure: str = ""


@dataclass
class Grading:
    """A grading run over one chapter."""

    course: Course
    chapter: Chapter
    jobs: int
    student: str | None = None
    regrade: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.layout = Layout.of(self.course)

    def submissions(self) -> list[Submission]:
        """The submissions of the chapter, in every language.

        Raises
        ------
        UserError
            When the chapter is not released, or the student has handed in nothing.
        """
        found = []
        for assignment in assignments(self.course, self.chapter):
            load_release(self.layout, assignment)
            found += list(submissions(self.layout, assignment))
        if self.student is not None:
            found = [s for s in found if s.student == self.student]
            if not found:
                what = f"{self.student} has handed in nothing for {self.chapter.slug}"
                raise fail(what, self.layout.submitted, "check the name, or collect first")
        return found

    def run(self, progress: Callable[[Outcome], None] = lambda outcome: None) -> list[Outcome]:
        """Grade what is new or changed, and see to it that everything is in the gradebook.

        Raises
        ------
        UserError
            When the chapter is not released or not in the gradebook, or cannot be graded with.
        """
        handed_in = self.submissions()
        version = grader_version(self.course, self.chapter)
        tasks: list[tuple[Submission, dict[str, Any]]] = []
        nbgrader = NbgraderCourse(self.course)
        config = nbgrader.config
        with nbgrader.gradebook() as gradebook:
            self._require_assignments(gradebook)
            keeper = Keeper(self.layout, gradebook, config)
            for submission in handed_in:
                record = Record.read(self.layout.record(submission.student, submission.assignment))
                current = record is not None and record.key == (submission.hash, version)
                if current and not self.regrade and keeper.is_kept(submission):
                    keeper.penalise(submission)
                    self._done(Outcome(submission, record, fresh=False), progress)
                else:
                    # A record whose notebook was never written is graded again: the same bytes.
                    tasks.append((submission, task_of(submission, self.layout)))
            for outcome in self._graded(tasks, keeper):
                self._done(outcome, progress)
        return self.outcomes

    def _require_assignments(self, gradebook: Gradebook) -> None:
        for assignment in assignments(self.course, self.chapter):
            try:
                gradebook.find_assignment(assignment.name)
            except MissingEntry:
                what = f"{assignment.name} is not in the gradebook"
                remedy = f"run: chainrule build {self.chapter.slug}"
                raise fail(what, self.layout.root, remedy) from None

    def _done(self, outcome: Outcome, progress: Callable[[Outcome], None]) -> None:
        self.outcomes.append(outcome)
        progress(outcome)

    def _graded(
        self, tasks: list[tuple[Submission, dict[str, Any]]], keeper: Keeper
    ) -> Iterator[Outcome]:
        by_task = {id(task): submission for submission, task in tasks}
        if not tasks:
            return
        pool = Pool(self.course.root, self.chapter.slug, self.jobs)
        for graded in pool.run([task for _, task in tasks]):
            submission = by_task[id(graded.task)]
            if graded.result is None:
                yield Outcome(submission, None, fresh=True, failure=graded.failure)
                continue
            record = Record.model_validate(graded.result["record"])
            keeper.keep(submission, record, graded.result["notebook"])
            yield Outcome(submission, record, fresh=True)
