"""A submission as a task for a grader process: plain data, nothing else."""

from __future__ import annotations

from typing import Any

from chainrule.gradebook.layout import Layout
from chainrule.gradebook.submitted import Submission


def task_of(submission: Submission, layout: Layout) -> dict[str, Any]:
    """What the grader process needs to know to grade one submission."""
    path = submission.notebook
    return {
        "assignment": submission.assignment.name,
        "student": submission.student,
        "lang": submission.assignment.lang,
        "submission": submission.hash,
        "path": None if path is None else str(path),
        "release": str(layout.released_notebook(submission.assignment)),
    }
