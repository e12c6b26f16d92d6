"""Our step in stock ``nbgrader autograde``, and our page in ``nbgrader generate_feedback``."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets import Unicode

from chainrule.course.manifest import Course
from chainrule.gradebook.autograded import RECORD_KEY
from chainrule.gradebook.card import typeset
from chainrule.gradebook.layout import Assignment, Layout, assignments
from chainrule.gradebook.pool import GraderProcess
from chainrule.gradebook.store import save
from chainrule.gradebook.submitted import Submission
from chainrule.gradebook.tasks import task_of
from chainrule.gradebook.words import WORDS, state_of
from chainrule.grading.record import Record
from chainrule.grading.version import grader_version

_warm: dict[tuple[str, str], GraderProcess] = {}


def _process(course: Course, assignment: Assignment) -> GraderProcess:
    """A grader for the chapter, kept warm between submissions while its sources are the same."""
    key = (str(course.root), assignment.chapter.slug)
    process = _warm.get(key)
    if process is not None and process.version != grader_version(course, assignment.chapter):
        _warm.pop(key).close()
        process = None
    if process is None:
        process = _warm[key] = GraderProcess(course.root, assignment.chapter.slug)
    return process


@atexit.register
def _close() -> None:
    while _warm:
        _warm.popitem()[1].close()


def find_assignment(course: Course, name: str) -> Assignment:
    """The assignment that nbgrader calls ``name``."""
    return next(
        assignment
        for chapter in course.manifest.chapters
        for assignment in assignments(course, chapter)
        if assignment.name == name
    )


class GradingExporter(NotebookExporter):
    """Reads a submitted notebook by grading it.

    nbgrader converts twice: first the submitted file into the autograded folder (here it is
    repaired and graded), then that file in place (here the score goes to the database).
    """

    course = Unicode("", help="The course folder, where course.yml lies.").tag(config=True)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        if not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources, **kwargs)
        assert resources is not None
        course = Course.load(Path(self.course))
        student = resources["nbgrader"]["student"]
        assignment = find_assignment(course, resources["nbgrader"]["assignment"])
        submission = Submission(student, assignment, Path(filename).resolve().parent)
        layout = Layout.of(course)
        graded = _process(course, assignment).grade(task_of(submission, layout))
        Record.model_validate(graded["record"]).write(layout.record(student, assignment))
        notebook = nbformat.from_dict(graded["notebook"])
        return self.from_notebook_node(notebook, resources, **kwargs)


class SaveRecord(NbGraderPreprocessor):
    """Writes the scores and comments of the record into the gradebook."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        record = Record.model_validate(dict(nb.metadata["chainrule"][RECORD_KEY]))
        facts = resources["nbgrader"]
        with Gradebook(facts["db_url"]) as gradebook:
            save(gradebook, record, facts["notebook"], timestamp=None)
        return nb, resources


class GetScores(GetGrades):
    """Scores, and the comments that a person wrote: ours stand in the cards."""

    def _get_comment(self, cell: Any, resources: dict[str, Any]) -> None:
        comment = self.gradebook.find_comment(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        cell.metadata.nbgrader["comment"] = comment.manual_comment

    def _get_score(self, cell: Any, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        cell.metadata.nbgrader["waiting"] = grade.needs_manual_grade


class FeedbackExporter(HTMLExporter):
    """The feedback page: an overview, then each exercise with its result and the student's code."""

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        yield from super().default_filters()
        yield "typeset", typeset

    def _init_resources(self, resources: dict[str, Any] | None) -> dict[str, Any]:
        found: dict[str, Any] = super()._init_resources(resources)
        found["words"] = WORDS
        found["state_of"] = state_of
        return found
