"""Where results are kept: the record, the gradebook, the notebook that shows them."""

from __future__ import annotations

import shutil
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from chainrule.course.notebook import to_json
from chainrule.gradebook.layout import Assignment, Layout
from chainrule.gradebook.store import save
from chainrule.gradebook.submitted import Submission
from chainrule.grading.record import Record, write_atomically

#: Files of a submission that nbgrader's later commands look for in the autograded folder.
_COMPANIONS = ("timestamp.txt", "submission_secret.txt")


class Keeper:
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
