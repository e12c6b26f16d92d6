"""Grading an assignment's submissions: tasks out, records, gradebook and notebooks in."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from nbgrader.api import Gradebook, MissingEntry

from chainrule.box.enclosure import Tier
from chainrule.box.probe import at_least
from chainrule.course.manifest import Chapter, Course
from chainrule.errors import fail
from chainrule.gradebook.claims import Claims
from chainrule.gradebook.database import persistently
from chainrule.gradebook.executor import Executor, Graded, Task
from chainrule.gradebook.keeper import Keeper
from chainrule.gradebook.layout import Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse, load_release
from chainrule.gradebook.pool import Pool
from chainrule.gradebook.submitted import Submission, submissions
from chainrule.gradebook.tasks import task_of
from chainrule.grading.record import Record
from chainrule.grading.tiers import tier_here
from chainrule.grading.version import grader_version

#: Between two looks at submissions that another run is grading.
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Outcome:
    """What became of one submission."""

    submission: Submission
    record: Record | None
    fresh: bool
    failure: str = ""


@dataclass(frozen=True)
class Grading:
    """A grading run over one chapter."""

    course: Course
    chapter: Chapter
    jobs: int
    student: str | None = None
    regrade: bool = False
    cluster: str | None = None
    require_tier: Tier | None = None

    @property
    def layout(self) -> Layout:
        return Layout.of(self.course)

    def submissions(self) -> Iterator[Submission]:
        """The submissions of the chapter, in every language.

        Raises
        ------
        UserError
            When the chapter is not released, or the student has handed in nothing.
        """
        each = assignments(self.course, self.chapter)
        for assignment in each:
            load_release(self.layout, assignment)
        found = chain.from_iterable(submissions(self.layout, assignment) for assignment in each)
        if self.student is None:
            return found
        chosen = [submission for submission in found if submission.student == self.student]
        if not chosen:
            what = f"{self.student} has handed in nothing for {self.chapter.slug}"
            raise fail(what, self.layout.submitted, "check the name, or collect first")
        return iter(chosen)

    def run(self) -> list[Outcome]:
        """All outcomes, for a class whose records fit into memory."""
        return list(self.outcomes())

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Grade what is new or changed, and see to it that everything is in the gradebook.

        Each submission has one outcome, in the order in which they are done. Nothing is held of
        those that were given out.

        Raises
        ------
        UserError
            When the chapter is not released or not in the gradebook, or cannot be graded with, or
        the wall of this machine is weaker than what is required.
        """
        waiting: Iterable[Submission] = self.submissions()
        if self.cluster is None:
            # Before anything is started. On a cluster each result says what it was made behind.
            tier_here(self.course, self.require_tier)
        nbgrader = NbgraderCourse(self.course)
        with (
            nbgrader.gradebook() as gradebook,
            Claims(self.layout.root / ".grading.lock") as claims,
            self._executor() as executor,
        ):
            self._require_assignments(gradebook)
            keeper = Keeper(self.layout, gradebook, nbgrader.config)
            run = _Run(self, gradebook, keeper, claims, executor)
            yield from run.outcomes(waiting)
            while run.elsewhere:
                time.sleep(_LOOK_SECONDS)
                waiting, run.elsewhere = run.elsewhere, []
                yield from run.outcomes(waiting)

    def _executor(self) -> Executor:
        if self.cluster is None:
            return Pool(self.course, self.chapter, self.jobs)
        try:
            from chainrule.gradebook.cluster import Cluster
        except ModuleNotFoundError as error:
            what = f"grading on a cluster needs the package {error.name}"
            raise fail(what, "--cluster", "pip install 'chainrule[dask]'") from None
        return Cluster(self.cluster, self.course, self.chapter, self.jobs)

    def _require_assignments(self, gradebook: Gradebook) -> None:
        for assignment in assignments(self.course, self.chapter):
            try:
                gradebook.find_assignment(assignment.name)
            except MissingEntry:
                what = f"{assignment.name} is not in the gradebook"
                remedy = f"run: chainrule build {self.chapter.slug}"
                raise fail(what, self.layout.root, remedy) from None


class _Run:
    """What one run has in hand."""

    def __init__(
        self,
        grading: Grading,
        gradebook: Gradebook,
        keeper: Keeper,
        claims: Claims,
        executor: Executor,
    ) -> None:
        self.elsewhere: list[Submission] = []
        self._layout = grading.layout
        self._regrade = grading.regrade
        self._require_tier = grading.require_tier
        self._version = grader_version(grading.course, grading.chapter)
        self._gradebook = gradebook
        self._keeper = keeper
        self._claims = claims
        self._executor = executor
        self._graded: dict[tuple[str, str], Submission] = {}

    def outcomes(self, waiting: Iterable[Submission]) -> Iterator[Outcome]:
        """The outcomes of all but those that another run has in hand: they go to ``elsewhere``."""
        for submission in waiting:
            if not self._claims.take(submission):
                self.elsewhere.append(submission)
                continue
            found = self._task(submission)
            if isinstance(found, Outcome):
                self._claims.release(submission)
                yield found
                continue
            while len(self._graded) >= self._executor.window:
                yield self._next()
            self._graded[_key(found)] = submission
            self._executor.submit(found)
        while self._graded:
            yield self._next()

    def _task(self, submission: Submission) -> Task | Outcome:
        """What a grader has to do for a submission, or the outcome that it has without one."""
        try:
            return self._unchanged(submission) or task_of(submission, self._layout)
        except OSError as error:
            failure = f"its files cannot be read: {error.strerror}"
            return Outcome(submission, None, fresh=True, failure=failure)

    def _unchanged(self, submission: Submission) -> Outcome | None:
        """The outcome of a submission whose result is there and holds."""
        if self._regrade:
            return None
        record = Record.read(self._layout.record(submission.student, submission.assignment))
        if record is None or record.key != (submission.hash, self._version):
            return None
        if self._too_weak(record):
            return None
        # A record whose notebook was never written is graded again: the same bytes.
        if not persistently(self._gradebook, partial(self._keeper.is_kept, submission)):
            return None
        persistently(self._gradebook, partial(self._keeper.penalise, submission))
        return Outcome(submission, record, fresh=False)

    def _next(self) -> Outcome:
        """The outcome of the next submission that is done; it is kept before it is given out."""
        graded = self._executor.take()
        submission = self._graded[_key(graded.task)]
        outcome = self._outcome(submission, graded)
        del self._graded[_key(graded.task)]
        self._claims.release(submission)
        return outcome

    def _outcome(self, submission: Submission, graded: Graded) -> Outcome:
        if graded.result is None:
            return Outcome(submission, None, fresh=True, failure=graded.failure)
        record = Record.model_validate(graded.result["record"])
        if self._too_weak(record):
            failure = f"graded behind tier {record.tier}, and {self._require_tier} is required"
            return Outcome(submission, None, fresh=True, failure=failure)
        keep = partial(self._keeper.keep, submission, record, graded.result["notebook"])
        persistently(self._gradebook, keep)
        return Outcome(submission, record, fresh=True)

    def _too_weak(self, record: Record) -> bool:
        required = self._require_tier
        return required is not None and not at_least(record.tier, required)


def _key(task: Task) -> tuple[str, str]:
    return task["assignment"], task["student"]
