"""Scores and comments into nbgrader's database, from the record alone.

nbgrader's own functions load each row for itself, which takes longer than grading it. The rows
written here are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Boolean, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from chainrule.gradebook.card import text_card, text_notices
from chainrule.grading.record import Record

#: Answer cells of code are named after their exercise and counted.
_FIRST_ANSWER = "-answer-1"

#: The kinds of cells that have a grade, and those that have a comment.
_GRADED = ("GradeCell", "TaskCell")
_COMMENTED = ("SolutionCell", "TaskCell")

_SCORE = (
    update(Grade.__table__)
    .where(Grade.cell_id == bindparam("cell"), Grade.notebook_id == bindparam("notebook"))
    .values(
        auto_score=bindparam("score"),
        needs_manual_grade=or_(
            bindparam("unscored", type_=Boolean), Grade.manual_score.is_not(None)
        ),
    )
)
_COMMENT = (
    update(Comment.__table__)
    .where(Comment.cell_id == bindparam("cell"), Comment.notebook_id == bindparam("notebook"))
    .values(auto_comment=bindparam("text"))
)


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
    db: Session = gradebook.db
    cells = _cells(db, record.assignment)
    submitted = _submitted(db, record, notebook)
    if submitted is None:
        _add_submission(db, record, cells)
        submitted = _submitted(db, record, notebook)
        assert submitted is not None
    if timestamp is not None:
        chosen = SubmittedAssignment.id == submitted.assignment_id
        db.execute(update(SubmittedAssignment.__table__).where(chosen).values(timestamp=timestamp))
    own = [cell for cell in cells if cell.notebook == notebook]
    graded = {cell.name: cell.id for cell in own if cell.type in _GRADED}
    commented = {cell.name: cell.id for cell in own if cell.type in _COMMENTED}
    scores = [
        {
            "cell": graded[result.id],
            "notebook": submitted.id,
            "score": result.score,
            "unscored": result.score is None,
        }
        for result in record.exercises
        if result.id in graded
    ]
    comments = [
        {"cell": cell, "notebook": submitted.id, "text": text}
        for cell, text in _comments(commented, record)
    ]
    if scores:
        db.execute(_SCORE, scores)
    if comments:
        db.execute(_COMMENT, comments)
    db.commit()


def _cells(db: Session, assignment: str) -> list[Any]:
    """The cells of an assignment that nbgrader grades or comments on.

    Raises
    ------
    MissingEntry
        When the assignment is not in the gradebook.
    """
    columns = BaseCell.id, BaseCell.name, BaseCell.type
    rows = db.execute(
        select(*columns, Notebook.id.label("notebook_id"), Notebook.name.label("notebook"))
        .join_from(Assignment, Notebook, Notebook.assignment_id == Assignment.id)
        .join(BaseCell, BaseCell.notebook_id == Notebook.id)
        .where(Assignment.name == assignment)
    ).all()
    if not rows:
        raise MissingEntry(f"No such assignment: {assignment}")
    return list(rows)


def _submitted(db: Session, record: Record, notebook: str) -> Any:
    """The row of a submitted notebook; None when the student has none."""
    return db.execute(
        select(SubmittedNotebook.id, SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(
            Assignment.name == record.assignment,
            Notebook.name == notebook,
            SubmittedAssignment.student_id == record.student,
        )
    ).one_or_none()


def _add_submission(db: Session, record: Record, cells: list[Any]) -> None:
    """The rows of ``Gradebook.add_submission``: one for each cell that can get points or words."""
    if db.get(Student, record.student) is None:
        db.execute(insert(Student.__table__).values(id=record.student))
    assignment = db.scalars(select(Assignment.id).where(Assignment.name == record.assignment)).one()
    submission = {"id": new_uuid(), "assignment_id": assignment, "student_id": record.student}
    db.execute(insert(SubmittedAssignment.__table__).values(submission))
    notebooks = {cell.notebook_id: new_uuid() for cell in cells}
    db.execute(
        insert(SubmittedNotebook.__table__),
        [
            {"id": new, "notebook_id": released, "assignment_id": submission["id"]}
            for released, new in notebooks.items()
        ],
    )
    for table, kinds in ((Grade.__table__, _GRADED), (Comment.__table__, _COMMENTED)):
        rows = [
            {"notebook_id": notebooks[cell.notebook_id], "cell_id": cell.id}
            for cell in cells
            if cell.type in kinds
        ]
        if rows:
            db.execute(insert(table), rows)


def _comments(cells: dict[str, str], record: Record) -> Iterator[tuple[str, str | None]]:
    """The comment beside each answer; the notices about the notebook stand at the first one."""
    notices = text_notices(record)
    for result in record.exercises:
        # An answer in several cells has its comment at the first of them.
        cell = cells.get(result.id) or cells.get(f"{result.id}{_FIRST_ANSWER}")
        if cell is None:
            continue
        text = "" if result.status == "by_hand" else text_card(result, record.lang)
        yield cell, "\n\n".join(part for part in (notices, text) if part) or None
        notices = ""
