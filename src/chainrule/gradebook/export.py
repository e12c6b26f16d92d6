"""A CSV file with the points of every exercise, from nbgrader's gradebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry

from chainrule.course.manifest import Chapter, Course
from chainrule.gradebook.layout import assignments

_FIXED = (
    "student", "last_name", "first_name", "assignment", "lang", "submitted", "status",
)  # fmt: skip


def export_csv(gradebook: Gradebook, course: Course, chapters: Sequence[Chapter]) -> str:
    """One line for each submission: points per exercise, penalty, total.

    Columns are ``student, last_name, first_name, assignment, lang, submitted, status``, one per
    exercise as ``ch07_gradient.smile_formula``, then ``late_penalty, score, max_score``; the
    score is what remains after the penalty. The status is ``graded``, or ``waiting`` while a
    person still has to grade something.
    """
    exercises = [f"{chapter.slug}.{e.id}" for chapter in chapters for e in chapter.exercises]
    output = io.StringIO()
    names = [*_FIXED, *exercises, "late_penalty", "score", "max_score"]
    # The gradebook keeps exercises that course.yml no longer has.
    writer = csv.DictWriter(output, names, extrasaction="ignore")
    writer.writeheader()
    for chapter in chapters:
        for assignment in assignments(course, chapter):
            try:
                handed_in = gradebook.find_assignment(assignment.name).submissions
            except MissingEntry:
                continue
            for submission in sorted(handed_in, key=lambda s: s.student_id):
                penalty = sum(nb.late_submission_penalty or 0 for nb in submission.notebooks)
                row = {
                    "student": submission.student_id,
                    "last_name": submission.student.last_name or "",
                    "first_name": submission.student.first_name or "",
                    "assignment": assignment.name,
                    "lang": assignment.lang,
                    "submitted": submission.timestamp.isoformat() if submission.timestamp else "",
                    "status": "waiting" if submission.needs_manual_grade else "graded",
                    "late_penalty": _number(penalty),
                    "score": _number(max(0.0, submission.score - penalty)),
                    "max_score": _number(submission.max_score),
                }
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        row[f"{chapter.slug}.{grade.name}"] = _number(grade.score)
                writer.writerow({name: _harmless(value) for name, value in row.items()})
    return output.getvalue()


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return (
        f"'{value}"
        if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(value)
        else value
    )


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
