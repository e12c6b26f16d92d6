"""Scores and comments into nbgrader's database, from the record alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nbgrader.api import Gradebook

from chainrule.gradebook.card import text_card, text_notices
from chainrule.grading.record import ExerciseResult, Record

#: nbgrader's answer cells are named after their exercise and counted.
_ANSWER = "-answer-"


def save(gradebook: Gradebook, record: Record, notebook: str, timestamp: datetime | None) -> None:
    """Write one record; doing it twice changes nothing.

    Parameters
    ----------
    gradebook
        An open nbgrader gradebook.
    record
        The result record.
    notebook
        The name of the notebook in the assignment.
    timestamp
        When the submission was handed in, if that is known.

    Notes
    -----
    A score or comment that a person gave stays; the cell is then marked for another look, as
    nbgrader itself does.
    """
    gradebook.update_or_create_student(record.student)
    facts: dict[str, Any] = {"timestamp": timestamp} if timestamp else {}
    submission = gradebook.update_or_create_submission(record.assignment, record.student, **facts)
    submitted = next(nb for nb in submission.notebooks if nb.name == notebook)
    results = {result.id: result for result in record.exercises}
    for grade in submitted.grades:
        result = results.get(grade.name)
        if result is None:
            continue
        grade.auto_score = result.score
        grade.needs_manual_grade = result.score is None or grade.manual_score is not None
    notices = text_notices(record)
    for comment in submitted.comments:
        exercise, _, part = comment.name.partition(_ANSWER)
        if part not in ("", "1") or exercise not in results:
            continue
        comment.auto_comment = _comment(results[exercise], record, notices)
        notices = ""
    gradebook.db.commit()


def _comment(result: ExerciseResult, record: Record, notices: str) -> str | None:
    """The comment beside an answer; the notices about the notebook stand at the first one."""
    text = "" if result.status == "by_hand" else text_card(result, record.lang)
    return "\n\n".join(part for part in (notices, text) if part) or None
