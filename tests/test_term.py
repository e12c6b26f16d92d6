"""A whole term of chapter 7 on a real nbgrader course: the demo's class, and what must hold."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from chainrule.course.manifest import Course
from chainrule.demo.course import Demo, prepared
from chainrule.demo.recipes import Recipe
from chainrule.gradebook.layout import Assignment, Layout
from chainrule.gradebook.report import grade_with_progress, reasons
from chainrule.gradebook.run import Grading, Outcome
from chainrule.grading.record import Record

ROOT = Path(__file__).parents[1]
CHAPTER = "ch07_gradient"
LOOPING = ("marek", "pavel", "quentin")

pytestmark = pytest.mark.timeout(900)


@dataclass
class Term:
    demo: Demo
    recipes: list[Recipe]
    outcomes: list[Outcome]
    ungraded: Path

    @property
    def layout(self) -> Layout:
        return Layout.of(self.demo.course)

    def record(self, student: str, lang: str = "en") -> Record:
        record = Record.read(self.layout.record(student, self.assignment(lang)))
        assert record is not None
        return record

    def assignment(self, lang: str = "en") -> Assignment:
        return Assignment(self.demo.chapter, lang)


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    folder = tmp_path_factory.mktemp("term")
    course = Course.load(ROOT)
    console = Console(file=io.StringIO())
    chapter = course.chapter(CHAPTER)
    demo = Demo(course, chapter, prepared(course, chapter, folder / "demo"), console)
    recipes = demo.release()
    demo.hand_in(recipes)
    ungraded = folder / "ungraded"
    shutil.copytree(demo.course.root, ungraded)
    outcomes = list(grade_with_progress(Grading(demo.course, demo.chapter, jobs=2), console))
    demo.feedback()
    return Term(demo, recipes, outcomes, ungraded)


def gradebook_of(root: Path) -> dict[str, object]:
    """Everything that grading wrote into a gradebook, by student and cell."""
    found: dict[str, object] = {}
    with Gradebook(f"sqlite:///{root / 'build' / 'gradebook.db'}") as gradebook:
        for assignment in gradebook.assignments:
            for submission in assignment.submissions:
                for notebook in submission.notebooks:
                    key = f"{submission.student_id}/{assignment.name}/{notebook.name}"
                    assert key not in found
                    found[key] = {
                        "grades": {
                            g.name: (g.auto_score, g.manual_score, g.needs_manual_grade)
                            for g in notebook.grades
                        },
                        "comments": {c.name: c.auto_comment for c in notebook.comments},
                    }
    return found


def records_of(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "build" / "records").rglob("*.json"))
    }


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chainrule.cli", "--course", str(root), *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_each_of_the_class_gets_the_score_that_its_recipe_states(term: Term) -> None:
    records = {o.submission.student: o.record for o in term.outcomes}
    assert len(records) == len(term.recipes) == 24
    for recipe in term.recipes:
        record = records[recipe.student]
        assert record is not None, recipe.student
        got = {e.id: e.score for e in record.exercises}
        assert got == {e.id: recipe.expected(e) for e in record.exercises}, recipe.student


def test_scores_reach_the_gradebook(term: Term) -> None:
    stored = gradebook_of(term.demo.course.root)
    assert len(stored) == 24
    for outcome in term.outcomes:
        record = outcome.record
        assert record is not None
        key = f"{record.student}/{record.assignment}/{CHAPTER}"
        grades = stored[key]["grades"]  # type: ignore[index]
        assert {name: score for name, (score, _, _) in grades.items()} == {
            e.id: e.score for e in record.exercises
        }


def test_written_answers_wait_for_a_person_and_empty_ones_do_not(term: Term) -> None:
    stored = gradebook_of(term.demo.course.root)
    right = stored[f"ada/{CHAPTER}-en/{CHAPTER}"]["grades"]  # type: ignore[index]
    assert right["smile_proof"] == (None, None, True)
    assert right["descent_plot"] == (None, None, True)
    assert right["smile_formula"] == (6.0, None, False)
    untouched = stored[f"jonas/{CHAPTER}-en/{CHAPTER}"]["grades"]  # type: ignore[index]
    assert untouched["smile_proof"] == (0.0, None, False)


def test_grading_again_gives_the_same_bytes(term: Term) -> None:
    before = records_of(term.demo.course.root)
    assert len(before) == 24
    Grading(term.demo.course, term.demo.chapter, jobs=2, regrade=True).run()
    assert records_of(term.demo.course.root) == before


def test_what_is_unchanged_is_not_graded_again(term: Term) -> None:
    outcomes = Grading(term.demo.course, term.demo.chapter, jobs=1).run()
    assert [o.fresh for o in outcomes] == [False] * 24


def test_a_killed_run_loses_nothing_and_doubles_nothing(term: Term, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(term.ungraded, root)
    repoint(root, term.ungraded, term.demo.course.root)
    for student in LOOPING:  # they only cost time here
        shutil.rmtree(root / "build" / "submitted" / student)
    command = [sys.executable, "-m", "chainrule.cli", "--course", str(root), "grade", CHAPTER]
    process = subprocess.Popen([*command, "--jobs", "1"], stdout=subprocess.DEVNULL)
    folder = root / "build" / "records"
    deadline = time.monotonic() + 120
    while len(list(folder.rglob("*.json"))) < 5:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    half = records_of(root)
    assert 5 <= len(half) < 21
    done = run(root, "grade", CHAPTER)
    assert done.returncode == 0, done.stderr
    expected = {
        name: text
        for name, text in records_of(term.demo.course.root).items()
        if not any(student in name for student in LOOPING)
    }
    assert records_of(root) == expected
    stored = gradebook_of(root)
    whole = gradebook_of(term.demo.course.root)
    assert stored == {key: value for key, value in whole.items() if key in stored}
    assert len(stored) == 21


def repoint(root: Path, *old: Path) -> None:
    """nbgrader_config.py names the course folder; a copy has another one."""
    config = root / "build" / "nbgrader_config.py"
    text = config.read_text()
    for path in old:
        text = text.replace(f'course="{path}"', f'course="{root}"')
    config.write_text(text)


def test_stock_autograde_gives_equal_scores_and_comments(term: Term, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(term.ungraded, root)
    repoint(root, term.ungraded, term.demo.course.root)
    nbgrader = [sys.executable, "-m", "nbgrader", "autograde"]
    for lang in ("en", "fr"):
        done = subprocess.run(
            [*nbgrader, f"{CHAPTER}-{lang}"],
            cwd=root / "build",
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
        assert done.returncode == 0, done.stderr[-2000:]
    assert gradebook_of(root) == gradebook_of(term.demo.course.root)
    assert records_of(root) == records_of(term.demo.course.root)


def test_feedback_shows_results_and_never_a_hidden_test(term: Term) -> None:
    page = term.layout.feedback("iris", term.assignment()) / f"{CHAPTER}.html"
    html = page.read_text(encoding="utf-8")
    record = term.record("iris")
    for exercise in record.exercises:
        assert f'id="{exercise.id}"' in html
    assert f"{record.score:g} of 67 points" in html
    failed = [t for e in record.exercises for t in e.tests if t.outcome == "failed"]
    assert failed
    text = re.sub(r"&#39;", "'", html)
    assert sum(test.feedback in text for test in failed) == len(failed)
    sources = sorted((term.demo.course.root / "autograder" / CHAPTER).glob("*.py"))
    hidden = {
        line.strip()
        for path in sources
        if path.name.startswith("test_")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "check_" in line or "rng." in line or "reference." in line
    }
    assert len(hidden) > 100
    assert not [line for line in hidden if line in html]
    assert "test_" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_feedback_speaks_the_students_language(term: Term) -> None:
    page = term.layout.feedback("adele", term.assignment("fr")) / f"{CHAPTER}.html"
    html = page.read_text(encoding="utf-8")
    assert '<html lang="fr">' in html
    assert "62 points sur 67" in html


def test_feedback_reached_the_students(term: Term) -> None:
    exchange = term.demo.exchange / term.demo.course.manifest.id / "feedback"
    assert len(list(exchange.glob("*.html"))) == 24


def test_repairs_are_told(term: Term) -> None:
    told = {
        recipe.student: [n.sentence for n in term.record(recipe.student, recipe.lang).notices]
        for recipe in term.recipes
    }
    assert told["ada"] == []
    assert any("%matplotlib" in sentence for sentence in told["bao"])
    for student in ("rosa", "selma", "viktor", "wei", "lina", "quentin"):
        assert told[student], student


def test_a_warning_or_text_on_stderr_costs_nothing(term: Term) -> None:
    assert term.record("chiara").score == 62


def test_who_needs_attention_is_listed_with_the_reason(term: Term) -> None:
    listed = {o.submission.student for o in term.outcomes if reasons(o)}
    assert listed == {"jonas", "marek", "noor", "pavel", "quentin", "wei"}


def test_the_export_has_the_points_of_every_exercise(term: Term) -> None:
    rows = list(csv.DictReader((term.demo.folder / "scores.csv").open(encoding="utf-8")))
    assert len(rows) == 24
    emil = next(row for row in rows if row["student"] == "emil")
    for exercise in term.record("emil").exercises:
        assert float(emil[f"{CHAPTER}.{exercise.id}"]) == (exercise.score or 0)
    assert emil["status"] == "waiting"


def test_manual_scores_stay_when_graded_again(term: Term) -> None:
    url = f"sqlite:///{term.layout.root / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade("smile_proof", CHAPTER, f"{CHAPTER}-en", "bao")
        grade.manual_score = 0.5
        grade.needs_manual_grade = False
        comment = gradebook.find_comment("smile_proof", CHAPTER, f"{CHAPTER}-en", "bao")
        comment.manual_comment = "Which step uses (3)?"
        gradebook.db.commit()
    Grading(term.demo.course, term.demo.chapter, jobs=1, student="bao", regrade=True).run()
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade("smile_proof", CHAPTER, f"{CHAPTER}-en", "bao")
        assert (grade.score, grade.needs_manual_grade) == (0.5, True)
        submission = gradebook.find_submission(f"{CHAPTER}-en", "bao")
        assert submission.score == 62.5
    demo = term.demo
    assert demo.api().generate_feedback(f"{CHAPTER}-en", student_id="bao", force=True)["success"]
    page = term.layout.feedback("bao", term.assignment()) / f"{CHAPTER}.html"
    html = page.read_text(encoding="utf-8")
    assert "Which step uses (3)?" in html
    assert "62.5 of 67 points" in html


def test_the_autograded_notebook_shows_what_the_plot_cell_drew(term: Term) -> None:
    path = term.layout.autograded("ada", term.assignment()) / f"{CHAPTER}.ipynb"
    notebook = json.loads(path.read_bytes())
    [plot] = [
        c for c in notebook["cells"] if c["metadata"].get("chainrule", {}).get("role") == "plot"
    ]
    assert [sorted(output["data"]) for output in plot["outputs"]] == [["image/png", "text/plain"]]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["grade", "ch99"], "names no chapter"),
        (["grade", CHAPTER, "--student", "nobody"], "nobody has handed in nothing"),
        (["grade", CHAPTER, "--jobs", "0"], "--jobs"),
    ],
)
def test_bad_input_gets_one_line_and_status_2(term: Term, arguments: list[str], what: str) -> None:
    done = run(term.demo.course.root, *arguments)
    assert done.returncode == 2
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chapter_that_is_not_released_is_named(tmp_path: Path) -> None:
    for name in ("course.yml", "assignments", "solutions", "autograder"):
        target = tmp_path / name
        shutil.copytree(ROOT / name, target) if (ROOT / name).is_dir() else shutil.copy(
            ROOT / name, target
        )
    (tmp_path / "build").mkdir()
    done = run(tmp_path, "grade", CHAPTER)
    assert done.returncode == 2
    assert "chainrule build" in done.stderr


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    left = [process.cmdline() for process in psutil.Process().children(recursive=True)]
    assert not [command for command in left if "chainrule.gradebook.process" in command]
