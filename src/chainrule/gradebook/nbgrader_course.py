"""The nbgrader course folder: built from the sources, released by nbgrader's own commands."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader, NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Chapter, Course
from chainrule.course.notebook import examples_document, source_notebook, to_json
from chainrule.course.wheel import engine_wheel
from chainrule.errors import fail
from chainrule.gradebook.database import opened
from chainrule.gradebook.layout import Assignment, Layout, assignments

# nbgrader 0.9 builds its objects in an order that SQLAlchemy 2 remarks on, to no effect.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

_CONFIG = """\
# nbgrader reads this file. `chainrule build` made it and never changes it again: add your own
# settings below.
from chainrule.gradebook.config import configure

c = get_config()  # noqa: F821
configure(c, course="{course}")
"""

#: The extras of the engine, as requirements of a student's notebook.
_EXTRA_REQUIREMENTS = {
    "tensorflow": (
        "tensorflow-cpu>=2.20; (sys_platform == 'linux' and platform_machine == 'x86_64')"
        " or sys_platform == 'win32'\n"
        "tensorflow>=2.20; sys_platform == 'darwin'"
        " or (sys_platform == 'linux' and platform_machine != 'x86_64')\n"
    )
}


class NbgraderCourse:
    """A course folder in the state that nbgrader works with."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.layout = Layout.of(course)
        _find_alembic()

    @property
    def config(self) -> Config:
        """nbgrader's configuration of this course."""
        app = NbGrader()
        app.log.setLevel(logging.ERROR)
        app.initialize(argv=[], root=str(self.layout.root))
        app.config.CourseDirectory.root = str(self.layout.root)
        return app.config

    def api(self, config: Config | None = None) -> NbGraderAPI:
        """nbgrader's own commands on this course."""
        config = config or self.config
        config.NbGraderAPI.log_level = "ERROR"
        return NbGraderAPI(config=config)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        from nbgrader.coursedir import CourseDirectory

        coursedir = CourseDirectory(config=self.config)
        with opened(coursedir.db_url, coursedir.course_id) as gradebook:
            yield gradebook

    def build(self, chapter: Chapter) -> list[Assignment]:
        """Write the source notebooks of a chapter and let nbgrader make the release.

        Raises
        ------
        UserError
            When the sources contradict each other, or when nbgrader refuses: a release that has
            submissions keeps its cells.
        """
        sources = ChapterSources.load(self.course, chapter)
        self.layout.root.mkdir(exist_ok=True)
        if not self.layout.config.exists():
            text = _CONFIG.format(course=self.course.root.resolve().as_posix())
            self.layout.config.write_text(text, encoding="utf-8")
        with self.gradebook():
            pass  # one that cannot be opened is told here, in one line
        wheel = engine_wheel(self.layout.root / "wheel")
        made = list(assignments(self.course, chapter))
        for assignment in made:
            self._write_source(sources, assignment, wheel)
        api = self.api()
        for assignment in made:
            self._release(api, assignment)
        return made

    def _write_source(self, sources: ChapterSources, assignment: Assignment, wheel: Path) -> None:
        folder = self.layout.source(assignment)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        notebook = source_notebook(sources, assignment.lang)
        (folder / f"{assignment.notebook}.ipynb").write_text(to_json(notebook), encoding="utf-8")
        examples = examples_document(sources, assignment.lang)
        (folder / f"{assignment.notebook}.examples.json").write_text(
            to_json(examples), encoding="utf-8"
        )
        self._copy_template(folder, assignment, wheel)

    def _copy_template(self, folder: Path, assignment: Assignment, wheel: Path) -> None:
        template = self.course.student_template
        if template.is_dir():
            shutil.copytree(template, folder, dirs_exist_ok=True)
        # README.fr.md is the readme of the French notebook.
        readme = folder / f"README.{assignment.lang}.md"
        if readme.exists():
            readme.replace(folder / "README.md")
        for other in folder.glob("README.*.md"):
            other.unlink()
        requirements = folder / "requirements.txt"
        text = requirements.read_text(encoding="utf-8") if requirements.exists() else ""
        text += "".join(_EXTRA_REQUIREMENTS[extra] for extra in assignment.chapter.requires)
        requirements.write_text(f"{text}./{wheel.name}\n", encoding="utf-8")
        shutil.copy(wheel, folder / wheel.name)

    def _release(self, api: NbGraderAPI, assignment: Assignment) -> None:
        release = self.layout.release(assignment)
        kept = release.with_name(f".{release.name}.kept")
        if kept.exists():
            shutil.rmtree(kept)
        # nbgrader deletes a release that it then fails to make again.
        if release.exists():
            shutil.copytree(release, kept)
        result = api.generate_assignment(assignment.name, force=True)
        if not result["success"]:
            if kept.exists():
                shutil.rmtree(release, ignore_errors=True)
                kept.rename(release)
            reason = _reason(result)
            remedy = "keep the exercises of a released chapter, or make a new one"
            raise fail(f"nbgrader did not release {assignment.name}: {reason}", release, remedy)
        shutil.rmtree(kept, ignore_errors=True)
        due = assignment.chapter.due
        with self.gradebook() as gradebook:
            gradebook.update_or_create_assignment(
                assignment.name, duedate=due.isoformat() if due else None
            )


def _reason(result: dict[str, Any]) -> str:
    """The error in nbgrader's log, without the traceback around it."""
    lines = [line.strip() for line in f"{result.get('error')}\n{result.get('log')}".splitlines()]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Entry)\b.*: ", line)]
    return errors[-1] if errors else "no reason given"


def _find_alembic() -> None:
    """nbgrader starts ``alembic`` by name: the one of this environment has to be found."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if programs not in path.split(os.pathsep):
        os.environ["PATH"] = f"{programs}{os.pathsep}{path}"


def load_release(layout: Layout, assignment: Assignment) -> dict[str, Any]:
    """The released notebook of an assignment.

    Raises
    ------
    UserError
        When the chapter has not been built.
    """
    path = layout.released_notebook(assignment)
    try:
        notebook: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        remedy = f"run: chainrule build {assignment.chapter.slug}"
        raise fail(f"{assignment.name} is not released", path, remedy) from None
    return notebook
