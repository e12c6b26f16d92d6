"""Where results are kept: the record, the gradebook, the notebook that shows them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import contains_eager
from traitlets.config import Config

from chainrule.files import write_atomically
from chainrule.gradebook.layout import Layout
from chainrule.gradebook.store import save
from chainrule.gradebook.submitted import Submission
from chainrule.grading.record import Record

#: Files of a submission that nbgrader's later commands look for in the autograded folder.
_COMPANIONS = ("timestamp.txt", "submission_secret.txt")
_COMPANION_BYTES = 10_000


class Keeper:
    """Writes results where they belong; whatever is interrupted can simply be written again."""

    def __init__(self, layout: Layout, gradebook: api.Gradebook, config: Config) -> None:
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
        except api.MissingEntry:
            return False
        # An unknown time leaves the stored one, as in nbgrader's own grading.
        return submission.timestamp in (None, stored.timestamp)

    def keep(self, submission: Submission, record: Record, notebook: str) -> None:
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
            if _is_small_file(companion):
                shutil.copyfile(companion, path.parent / name)
        write_atomically(path, notebook, durably=True)

    def _notebook(self, submission: Submission) -> Any:
        assignment = submission.assignment
        folder = self._layout.autograded(submission.student, assignment)
        return folder / f"{assignment.notebook}.ipynb"

    def penalise(self, submission: Submission) -> None:
        """What nbgrader's own step does for late submissions, with its plug-in."""
        notebook = self._submitted(submission)
        late = notebook.assignment.total_seconds_late
        penalty = None
        if late > 0:
            penalty = self._late.plugin_inst.late_submission_penalty(
                submission.student, notebook.score, late
            )
        if penalty is not None:
            penalty = self._late._check_late_penalty(notebook, penalty)
        notebook.late_submission_penalty = penalty
        self._gradebook.db.commit()

    def _submitted(self, submission: Submission) -> Any:
        """The submitted notebook in the gradebook, loaded with what says whether it is late."""
        return (
            self._gradebook.db.query(api.SubmittedNotebook)
            .join(api.Notebook)
            .join(api.SubmittedNotebook.assignment)
            .join(api.SubmittedAssignment.assignment)
            .filter(
                api.Assignment.name == submission.assignment.name,
                api.Notebook.name == submission.assignment.notebook,
                api.SubmittedAssignment.student_id == submission.student,
            )
            .options(
                contains_eager(api.SubmittedNotebook.assignment).contains_eager(
                    api.SubmittedAssignment.assignment
                )
            )
            .populate_existing()
            .one()
        )


def _is_small_file(path: Path) -> bool:
    # A student may put anything in its place: a link, a pipe, a file that fills the disk.
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= _COMPANION_BYTES
