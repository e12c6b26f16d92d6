"""The demo's run: a temporary course, a real exchange, every step of a term."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from rich.console import Console
from rich.table import Table
from rich.text import Text
from traitlets.config import Config

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import MANIFEST, Chapter, Course
from chainrule.demo.recipes import Classroom, Recipe
from chainrule.errors import fail
from chainrule.gradebook.export import export_csv
from chainrule.gradebook.layout import Assignment, Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse, load_release
from chainrule.gradebook.report import grade_with_progress
from chainrule.gradebook.run import Grading, Outcome
from chainrule.grading.chaffs import load_chaffs

_COPIED = ("assignments", "solutions", "autograder", "student_template")


def run_demo(
    course: Course, chapter: Chapter, folder: Path | None, jobs: int, console: Console
) -> int:
    """Take a class of 24 through one chapter; returns how many scores are not as stated.

    Parameters
    ----------
    course, chapter
        What to demonstrate.
    folder
        Where to work, new or empty; ``build/demo/<slug>`` of the course if None.
    jobs
        Grader processes at a time.
    console
        Where to tell of it.
    """
    demo = Demo(course, chapter, prepared(course, chapter, folder), console)
    recipes = demo.release()
    demo.hand_in(recipes)
    outcomes = list(grade_with_progress(Grading(demo.course, demo.chapter, jobs), console))
    wrong = demo.compare(recipes, outcomes)
    demo.feedback()
    demo.where_to_look()
    return wrong


def prepared(course: Course, chapter: Chapter, folder: Path | None) -> Path:
    if folder is None:
        folder = Layout.of(course).root / "demo" / chapter.slug
        shutil.rmtree(folder, ignore_errors=True)
    elif folder.exists() and any(folder.iterdir()):
        raise fail("the folder is not empty", folder, "name a new or an empty one with --keep")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


class Demo:
    def __init__(self, course: Course, chapter: Chapter, folder: Path, console: Console) -> None:
        self.folder = folder
        self.console = console
        root = folder / "course"
        root.mkdir()
        shutil.copy(course.root / MANIFEST, root / MANIFEST)
        for name in _COPIED:
            if (course.root / name).is_dir():
                shutil.copytree(
                    course.root / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
                )
        self.course = Course.load(root)
        self.chapter = self.course.chapter(chapter.slug)
        self.assignments = assignments(self.course, self.chapter)
        self.nbgrader = NbgraderCourse(self.course)
        self.exchange = folder / "exchange"
        self.exchange.mkdir()
        # nbgrader asks that everyone may write into the exchange.
        self.exchange.chmod(0o777)

    def release(self) -> list[Recipe]:
        """Build, and release to the exchange."""
        self.console.print(
            f"[bold]1[/] Build {self.chapter.slug} in {len(self.assignments)} languages"
        )
        self.nbgrader.build(self.chapter)
        self.console.print("[bold]2[/] Release through nbgrader's exchange")
        api = self.api()
        for assignment in self.assignments:
            _succeed(api.release_assignment(assignment.name), f"release of {assignment.name}")
        sources = ChapterSources.load(self.course, self.chapter)
        releases = {a.lang: load_release(self.nbgrader.layout, a) for a in self.assignments}
        chaffs = load_chaffs(
            self.course.autograder(self.chapter) / "chaffs.py", self.course.languages
        )
        return Classroom(sources, releases, chaffs).recipes()

    def hand_in(self, recipes: list[Recipe]) -> None:
        """Each student fetches, writes and submits; then the instructor collects."""
        self.console.print(f"[bold]3[/] {len(recipes)} students fetch, write and submit")
        for recipe in recipes:
            assignment = self._assignment(recipe)
            home = self.folder / "students" / recipe.student
            home.mkdir(parents=True)
            config = self.config(recipe.student, home)
            config.CourseDirectory.assignment_id = assignment.name
            exchange = ExchangeFactory(config=config)
            steps = {
                "coursedir": CourseDirectory(config=config),
                "authenticator": Authenticator(config=config),
                "config": config,
            }
            exchange.FetchAssignment(**steps).start()
            (home / assignment.name / f"{assignment.notebook}.ipynb").unlink()
            (home / assignment.name / recipe.name).write_bytes(recipe.file)
            exchange.Submit(**steps).start()
        self.console.print("[bold]4[/] Collect, and grade")
        api = self.api()
        for assignment in self.assignments:
            _succeed(api.collect(assignment.name), f"collection of {assignment.name}")

    def compare(self, recipes: list[Recipe], outcomes: list[Outcome]) -> int:
        """Print what each student handed in and got; count what is not as the recipe states."""
        found = {outcome.submission.student: outcome for outcome in outcomes}
        table = Table("Student", "Handed in", "Score", "As stated", title="The class")
        wrong = 0
        for recipe in recipes:
            record = found[recipe.student].record if recipe.student in found else None
            differences = (
                ["not graded"]
                if record is None
                else [
                    f"{result.id} {result.score} instead of {recipe.expected(result)}"
                    for result in record.exercises
                    if result.score != recipe.expected(result)
                ]
            )
            wrong += bool(differences)
            score = "–" if record is None else f"{record.score:g} / {record.points:g}"
            verdict = "yes" if not differences else "NO: " + "; ".join(differences)
            table.add_row(recipe.student, Text(recipe.what), score, Text(verdict))
        self.console.print(table)
        return wrong

    def feedback(self) -> None:
        """nbgrader's own feedback and export."""
        self.console.print("[bold]5[/] Feedback, released to the students, and export")
        api = self.api()
        for assignment in self.assignments:
            _succeed(
                api.generate_feedback(assignment.name, force=True),
                f"feedback for {assignment.name}",
            )
            _succeed(api.release_feedback(assignment.name), f"release of {assignment.name}")
        with self.nbgrader.gradebook() as gradebook:
            text = export_csv(gradebook, self.course, [self.chapter])
        (self.folder / "scores.csv").write_text(text, encoding="utf-8")

    def where_to_look(self) -> None:
        layout = self.nbgrader.layout
        assignment = self.assignments[0]
        notebook = f"{assignment.notebook}.ipynb"
        page = layout.feedback("emil", assignment) / f"{assignment.notebook}.html"
        self.console.print("[bold]Where to look[/]")
        for what, path in (
            ("what a student receives", layout.release(assignment)),
            ("a feedback page", page),
            ("its result record", layout.record("emil", assignment)),
            ("an autograded notebook", layout.autograded("emil", assignment) / notebook),
            ("points of every exercise", self.folder / "scores.csv"),
            ("nbgrader's course folder", layout.root),
        ):
            self.console.print(Text(f"  {what}: {_shown(path)}"), soft_wrap=True)

    def api(self) -> NbGraderAPI:
        """nbgrader's commands for the instructor of the temporary course."""
        return self.nbgrader.api(self.config())

    def config(self, student: str | None = None, home: Path | None = None) -> Config:
        """nbgrader's configuration for the instructor, or for a student's own folder."""
        config: Config = self.nbgrader.config
        config.Exchange.root = str(self.exchange)
        config.Exchange.cache = str((home or self.folder) / ".cache")
        # All students of the demo share one account.
        config.ExchangeCollect.check_owner = False
        if student is not None:
            config.CourseDirectory.student_id = student
            config.Exchange.assignment_dir = str(home)
        return config

    def _assignment(self, recipe: Recipe) -> Assignment:
        return next(a for a in self.assignments if a.lang == recipe.lang)


def _succeed(result: dict[str, object], what: str) -> None:
    if not result["success"]:
        log = json.dumps(result.get("log") or result.get("error"))
        raise RuntimeError(f"nbgrader: {what} failed: {log}")


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
