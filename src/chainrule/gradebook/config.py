"""nbgrader's configuration for a chainrule course: what nbgrader_config.py calls."""

from __future__ import annotations

from pathlib import Path

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from traitlets.config import Config

from chainrule.course.manifest import Course
from chainrule.gradebook.card import TEMPLATES


def configure(c: Config, course: str | Path) -> None:
    """Let stock nbgrader commands and formgrader work on a chainrule course.

    Parameters
    ----------
    c
        nbgrader's configuration object, ``get_config()``.
    course
        The course folder, where course.yml lies.
    """
    from chainrule.gradebook.step import FeedbackExporter, GetScores, GradingExporter, SaveRecord

    root = Path(course).resolve()
    c.CourseDirectory.course_id = Course.load(root).manifest.id
    # The source notebooks hold no solutions and no hidden tests, so nothing has to be cut out.
    c.GenerateAssignment.preprocessors = [
        LockCells,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        SaveCells,
        CheckCellMetadata,
    ]
    # Grading reads the submitted file itself: a damaged notebook would not survive nbgrader's
    # own first steps, and student code must not run in a kernel beside the tests.
    c.Autograde.exporter_class = GradingExporter
    c.GradingExporter.course = str(root)
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [SaveRecord, AssignLatePenalties]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetScores]
    # formgrader shows written answers beside its own controls, and as nbgrader has it with all
    # of their HTML.
    c.HTMLExporter.filters = {"markdown2html": "chainrule.gradebook.step.plain_markdown"}
    c.FeedbackExporter.template_name = "chainrule"
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
