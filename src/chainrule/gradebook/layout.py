"""Where things lie in the generated course folder that nbgrader works in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chainrule.course.manifest import Chapter, Course


@dataclass(frozen=True)
class Assignment:
    """A chapter in one language, as nbgrader knows it."""

    chapter: Chapter
    lang: str

    @property
    def name(self) -> str:
        return f"{self.chapter.slug}-{self.lang}"

    @property
    def notebook(self) -> str:
        """The notebook's name without its ending."""
        return self.chapter.slug


@dataclass(frozen=True)
class Layout:
    """nbgrader's folders, and ours beside them."""

    root: Path

    @classmethod
    def of(cls, course: Course) -> Layout:
        return cls(course.generated)

    @property
    def config(self) -> Path:
        return self.root / "nbgrader_config.py"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    def source(self, assignment: Assignment) -> Path:
        return self.root / "source" / assignment.name

    def release(self, assignment: Assignment) -> Path:
        return self.root / "release" / assignment.name

    def released_notebook(self, assignment: Assignment) -> Path:
        return self.release(assignment) / f"{assignment.notebook}.ipynb"

    def submission(self, student: str, assignment: Assignment) -> Path:
        return self.submitted / student / assignment.name

    def autograded(self, student: str, assignment: Assignment) -> Path:
        return self.root / "autograded" / student / assignment.name

    def feedback(self, student: str, assignment: Assignment) -> Path:
        return self.root / "feedback" / student / assignment.name

    def record(self, student: str, assignment: Assignment) -> Path:
        return self.root / "records" / assignment.name / f"{student}.json"


def assignments(course: Course, chapter: Chapter) -> tuple[Assignment, ...]:
    """The chapter's assignments: one for each language of the course."""
    return tuple(Assignment(chapter, lang) for lang in course.languages)
