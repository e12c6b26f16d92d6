"""Grading an assignment's submissions: tasks out, records, gradebook and notebooks in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from chainrule.course.manifest import Chapter, Course
from chainrule.course.notebook import to_json
from chainrule.errors import fail
from chainrule.gradebook.layout import Assignment, Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse, load_release
from chainrule.gradebook.pool import Pool
from chainrule.gradebook.store import save
from chainrule.gradebook.submitted import Submission, submissions
from chainrule.gradebook.tasks import task_of
from chainrule.grading.record import Record, write_atomically
from chainrule.grading.version import grader_version

#: Files of a submission that nbgrader's later commands look for in the autograded folder.
_COMPANIONS = ("timestamp.txt", "submission_secret.txt")


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
            keeper = _Keeper(self.layout, gradebook, config)
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
        self, tasks: list[tuple[Submission, dict[str, Any]]], keeper: _Keeper
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


class _Keeper:
    """Writes results where they belong; whatever is interrupted can simply be written again."""

    def __init__(self, layout: Layout, gradebook: Gradebook, config: Config) -> None:
        self._layout = layout
        self._gradebook = gradebook
        self._late = AssignLatePenalties(config=config)
        self._late.init_plugin()

    def is_kept(self, submission: Submission) -> bool:
        """Whether the gradebook has this hand-in, and the notebook, written last, is there."""
        if not self._notebook(submission).exists():
            return False
        try:
            stored = self._gradebook.find_submission(submission.assignment.name, submission.student)
        except MissingEntry:
            return False
        # An unknown time leaves the stored one, as in nbgrader's own grading.
        return submission.timestamp in (None, stored.timestamp)

    def keep(self, submission: Submission, record: Record, notebook: dict[str, Any]) -> None:
        assignment = submission.assignment
        path = self._notebook(submission)
        path.unlink(missing_ok=True)
        record.write(self._layout.record(submission.student, assignment))
        save(self._gradebook, record, assignment.notebook, submission.timestamp)
        self.penalise(submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        for name in _COMPANIONS:
            # nbgrader leaves its files without permission to write.
            (path.parent / name).unlink(missing_ok=True)
            companion = submission.folder / name
            if companion.is_file() and not companion.is_symlink():
                shutil.copyfile(companion, path.parent / name)
        write_atomically(path, to_json(notebook))

    def _notebook(self, submission: Submission) -> Any:
        assignment = submission.assignment
        folder = self._layout.autograded(submission.student, assignment)
        return folder / f"{assignment.notebook}.ipynb"

    def penalise(self, submission: Submission) -> None:
        """What nbgrader's own step does for late submissions, with its plug-in."""
        assignment: Assignment = submission.assignment
        handed_in = self._gradebook.find_submission(assignment.name, submission.student)
        notebook = next(nb for nb in handed_in.notebooks if nb.name == assignment.notebook)
        notebook.late_submission_penalty = None
        if handed_in.total_seconds_late > 0:
            penalty = self._late.plugin_inst.late_submission_penalty(
                submission.student, notebook.score, handed_in.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = self._late._check_late_penalty(notebook, penalty)
        self._gradebook.db.commit()
