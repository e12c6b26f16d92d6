"""Our step in stock ``nbgrader autograde``, and our page in ``nbgrader generate_feedback``."""

from __future__ import annotations

import atexit
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets import Unicode

from chainrule.course.manifest import Course
from chainrule.gradebook.autograded import RECORD_KEY
from chainrule.gradebook.card import typeset
from chainrule.gradebook.layout import Assignment, Layout, assignments
from chainrule.gradebook.pool import GraderDied, WarmGrader
from chainrule.gradebook.store import save
from chainrule.gradebook.submitted import Submission
from chainrule.gradebook.tasks import task_of
from chainrule.gradebook.words import WORDS, state_of
from chainrule.grading.record import Record
from chainrule.grading.version import grader_version

#: What lets a formula link to a script, or change how the page around it looks.
_ACTIVE_FORMULA = re.compile(r"\\(?:href|style|class|cssId|require)\b")

_warm: dict[tuple[str, str], tuple[str, WarmGrader]] = {}


def _graded(course: Course, submission: Submission) -> dict[str, Any]:
    """The result from a grader that is kept warm while the chapter's sources are the same."""
    chapter = submission.assignment.chapter
    version = grader_version(course, chapter)
    key = (str(course.root), chapter.slug)
    if key in _warm and _warm[key][0] != version:
        _warm.pop(key)[1].close()
    if key not in _warm:
        _warm[key] = version, WarmGrader(course, chapter)
    graded = _warm[key][1].grade(task_of(submission, Layout.of(course)))
    if graded.result is None:
        raise GraderDied(graded.failure)
    return graded.result


@atexit.register
def _close() -> None:
    while _warm:
        _, (_, grader) = _warm.popitem()
        grader.close()


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
        graded = _graded(course, submission)
        path = Layout.of(course).record(student, assignment)
        Record.model_validate(graded["record"]).write(path)
        notebook = nbformat.from_dict(json.loads(graded["notebook"]))
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


def plain_markdown(text: str) -> str:
    """Markdown of a student's as HTML, for formgrader: HTML in it is shown and does nothing.

    >>> "<script>" in plain_markdown("<script>alert(1)</script>")
    False
    """
    harmless = _ACTIVE_FORMULA.sub(r"\\text", text)
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return MarkdownWithMath(renderer=renderer).render(harmless)


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
