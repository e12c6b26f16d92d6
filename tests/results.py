"""Everything that grading leaves behind, in a form that two runs can be compared by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from test_gradebook import Classroom

from chainrule.gradebook.nbgrader_course import NbgraderCourse


def files_of(room: Classroom) -> dict[str, bytes]:
    """Records and autograded notebooks, by their place in the course folder."""
    build = room.root / "build"
    paths = [*(build / "records").rglob("*"), *(build / "autograded").rglob("*")]
    return {str(path.relative_to(build)): path.read_bytes() for path in paths if path.is_file()}


def rows_of(room: Classroom) -> list[tuple[Any, ...]]:
    """What the gradebook says of each cell of each submission; nothing twice, nothing missing."""
    rows: list[tuple[Any, ...]] = []
    with NbgraderCourse(room.course).gradebook() as gradebook:
        for assignment in gradebook.assignments:
            for submission in assignment.submissions:
                [notebook] = submission.notebooks
                place = (submission.student_id, assignment.name)
                rows.append((*place, submission.timestamp, notebook.late_submission_penalty))
                rows += [
                    (*place, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                    for g in notebook.grades
                ]
                rows += [(*place, c.name, c.auto_comment) for c in notebook.comments]
    assert len(rows) == len(set(rows))
    return sorted(rows, key=repr)


def graded_students(root: Path) -> set[str]:
    return {path.stem for path in (root / "build" / "records").rglob("*.json")}
