"""A tiny course on a real gradebook: odd hand-ins, and all that has to be graded again."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

import chainrule
from chainrule.box.probe import best_tier
from chainrule.course.manifest import Chapter, Course
from chainrule.errors import UserError
from chainrule.gradebook.export import export_csv
from chainrule.gradebook.layout import Assignment, Layout
from chainrule.gradebook.nbgrader_course import NbgraderCourse
from chainrule.gradebook.run import Grading, Outcome
from chainrule.grading import version
from chainrule.grading.record import Record
from chainrule.proof.report import verify_chapter

MANIFEST = """\
id: tiny
title: {en: Tiny}
languages: [en]
limits: {statement_seconds: 2}
chapters:
  - slug: ch01_tiny
    number: 1
    title: {en: Tiny}
    imports: [numpy]
    release: 2026-11-30
    due: 2026-12-14T23:59:00+00:00
    exercises:
      - {id: double, points: 2, difficulty: 1, minutes: 5}
      - {id: root, points: 4, difficulty: 1, minutes: 5}
      - {id: why, kind: written, points: 1, difficulty: 1, minutes: 5}
"""

SOLUTION = '''\
"""Reference solutions."""


# %% double
def double(x: float) -> float:
    """Twice a number.

    Examples
    --------
    >>> double(2)
    4
    """
    return 2 * x


# %% root
def root(x: float) -> float:
    """Square root of a number.

    Raises
    ------
    ValueError
        When x is negative.

    Examples
    --------
    >>> root(4)
    2.0
    >>> root(-4)
    Traceback (most recent call last):
    ValueError
    """
    if x < 0:
        raise ValueError
    return float(x) ** 0.5
'''

TEXT = """\
# Tiny

```{code-cell}
:tags: [setup]
import numpy as np

from chainrule import check
```

Two functions and a question.

:::{exercise} double
:title: Twice
Double a number.
:hints:
- One.
- Two.
- Three.
:::

:::{exercise} root
:title: Root
Draw the root.
:hints:
- One.
- Two.
- Three.
:::

:::{question} why
:title: Why?
Why is the root of a negative number not real?
:::
"""

TESTS = {
    "double": """\
from chainrule.grading import check_close, exercise, feedback

pytestmark = exercise("double")


@feedback(en="Twice the number.")
def test_doubles(student, reference, rng):
    x = rng.normal()
    check_close(student.double(x), reference.double(x))
""",
    "root": """\
from chainrule.grading import check_close, check_raises, exercise, feedback, needs

pytestmark = exercise("root")


@feedback(en="The root of a positive number.")
def test_root(student, reference, rng):
    x = rng.uniform(1, 2)
    check_close(student.root(x), reference.root(x))


@needs("test_root")
@feedback(en="A negative number has no real root.")
def test_refuses_negative_numbers(student):
    check_raises(ValueError, student.root, -1)
""",
}

SLUG = "ch01_tiny"
ASSIGNMENT = f"{SLUG}-en"
IN_TIME = "2026-12-14 20:00:00 UTC"
LATE = "2026-12-15 12:00:00 UTC"

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "root": ("def root(x):\n    if x < 0:\n        raise ValueError\n    return float(x) ** 0.5"),
    "why": "Because a square is never negative.",
}

#: Nothing inside the process can end this: not the alarm, which is an exception, too.
ENDLESS = """\
def double(x):
    return 2 * x

while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""

OWN_ERROR = """\
class NotReal(ValueError):
    pass

def root(x):
    if x < 0:
        raise NotReal
    return x / 2
"""


@dataclass
class Classroom:
    """The tiny course in a folder, with hand-made submissions."""

    root: Path

    @classmethod
    def make(cls, root: Path, build: bool = True) -> Classroom:
        sources = {
            "course.yml": MANIFEST,
            f"solutions/{SLUG}.py": SOLUTION,
            f"assignments/{SLUG}/en.md": TEXT,
        }
        sources |= {f"autograder/{SLUG}/test_{name}.py": text for name, text in TESTS.items()}
        for name, text in sources.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (root / f"autograder/{SLUG}/chaffs.py").touch()
        classroom = cls(root)
        if build:
            classroom.build()
        return classroom

    def copy(self, root: Path, *students: str) -> Classroom:
        """A copy with the submissions of these students only."""

        def others(folder: str, names: list[str]) -> list[str]:
            inside = Path(folder).name == "submitted"
            return [name for name in names if inside and name not in students]

        shutil.copytree(self.root, root, symlinks=True, ignore=others)
        config = root / "build" / "nbgrader_config.py"
        config.write_text(config.read_text().replace(str(self.root), str(root)))
        return Classroom(root)

    @property
    def course(self) -> Course:
        return Course.load(self.root)

    @property
    def chapter(self) -> Chapter:
        return self.course.chapter(SLUG)

    @property
    def layout(self) -> Layout:
        return Layout.of(self.course)

    @property
    def assignment(self) -> Assignment:
        return Assignment(self.chapter, "en")

    def build(self) -> None:
        NbgraderCourse(self.course).build(self.chapter)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def folder(self, student: str) -> Path:
        folder = self.layout.submission(student, self.assignment)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(
        self, student: str, name: str = f"{SLUG}.ipynb", when: str = IN_TIME, **answers: str
    ) -> None:
        notebook = json.loads(self.layout.released_notebook(self.assignment).read_bytes())
        for cell in notebook["cells"]:
            mark = cell["metadata"]["chainrule"]
            if mark["role"] in ("answer", "written") and mark["exercise"] in answers:
                cell["source"] = answers[mark["exercise"]]
        (self.folder(student) / name).write_text(json.dumps(notebook), encoding="utf-8")
        (self.folder(student) / "timestamp.txt").write_text(when)

    def grade(self, student: str | None = None) -> dict[str, Outcome]:
        outcomes = Grading(self.course, self.chapter, jobs=1, student=student).run()
        return {outcome.submission.student: outcome for outcome in outcomes}

    def grade_one(self, student: str) -> tuple[bool, Record]:
        """Whether the student's submission was graded anew, and the record."""
        outcome = self.grade(student)[student]
        assert outcome.record is not None, outcome.failure
        return outcome.fresh, outcome.record

    def export(self) -> dict[str, dict[str, str]]:
        with NbgraderCourse(self.course).gradebook() as gradebook:
            text = export_csv(gradebook, self.course, [self.chapter])
        return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "chainrule.cli", "--course", str(self.root), *arguments]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PATH": path},
    )


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    room = Classroom.make(tmp_path_factory.mktemp("tiny"))
    secret = room.root / "secret.ipynb"
    room.hand_in("ada", **RIGHT)
    shutil.copy(room.folder("ada") / f"{SLUG}.ipynb", secret)
    room.hand_in("untouched")
    room.hand_in("wrong", **RIGHT | {"double": "def double(x):\n    return x + 'a'"})
    room.hand_in("late", when=LATE, **RIGHT)
    room.hand_in("endless", **RIGHT | {"double": ENDLESS})
    room.hand_in("own-error", **RIGHT | {"root": OWN_ERROR})
    room.hand_in("Zoé Le Gall", **RIGHT)
    room.hand_in("renamed", name="my work (1).ipynb", **RIGHT)
    room.hand_in("no-time", when="yesterday, I think\x00", **RIGHT)
    room.hand_in("killer", **RIGHT | {"double": "import os\nos.kill(os.getppid(), 9)"})
    (room.folder("link") / f"{SLUG}.ipynb").symlink_to(secret)
    room.folder("no-notebook")
    (room.folder("empty") / f"{SLUG}.ipynb").touch()
    return room


@pytest.fixture(scope="module")
def outcomes(classroom: Classroom) -> dict[str, Outcome]:
    return classroom.grade()


def record_of(outcomes: dict[str, Outcome], student: str) -> Record:
    record = outcomes[student].record
    assert record is not None, outcomes[student].failure
    return record


@pytest.mark.parametrize(
    ("student", "score", "codes"),
    [
        ("ada", 6, []),
        ("untouched", 0, []),
        ("Zoé Le Gall", 6, []),
        ("renamed", 6, ["renamed"]),
        ("no-time", 6, []),
        ("link", 0, ["no_notebook"]),
        ("no-notebook", 0, ["no_notebook"]),
        ("empty", 0, ["empty_file"]),
    ],
)
def test_an_odd_hand_in_costs_only_itself(
    outcomes: dict[str, Outcome], student: str, score: float, codes: list[str]
) -> None:
    record = record_of(outcomes, student)
    assert (record.score, [notice.code for notice in record.notices]) == (score, codes)


@pytest.mark.skipif(best_tier() == "C", reason="in tier C a process may end others of its user")
def test_who_tries_to_end_the_fork_server_loses_that_exercise_alone(
    outcomes: dict[str, Outcome],
) -> None:
    assert all(outcome.record is not None for outcome in outcomes.values())
    record = record_of(outcomes, "killer")
    assert record.exercises[0].score == 0
    assert record.exercises[1].score == record.exercises[1].points
    assert any("PermissionError" in notice.sentence for notice in record.notices)


def test_a_statement_killed_from_outside_is_named_by_its_line(
    outcomes: dict[str, Outcome],
) -> None:
    record = record_of(outcomes, "endless")
    assert record.score == 6
    [notice] = record.notices
    assert notice.code == "cell_timeout"
    assert "line 4 " in notice.sentence


def test_an_example_accepts_a_subclass_of_the_error(outcomes: dict[str, Outcome]) -> None:
    exercise = record_of(outcomes, "own-error").exercises[1]
    assert exercise.score < exercise.points
    assert (exercise.examples_right, exercise.examples) == (2, 2)


WHOLE = """

@needs("test_root")
@feedback(en="A whole number has a root, too.")
def test_whole_numbers(student):
    check_close(student.root(9), 3.0)
    check_raises(ValueError, student.root, -9)
"""


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("return abs(x) ** 0.5", ["passed", "failed", "failed"]),
        # What it finds is the wrong value over again.
        ("return abs(x) / 2", ["failed", "failed", "not_counted"]),
        # The missing error is news.
        ("return abs(x) ** 0.5 + (x < 3) * (x > 0)", ["failed", "failed", "failed"]),
        ("raise ValueError", ["error", "not_counted", "error"]),
    ],
)
def test_a_wrong_value_is_told_by_the_test_that_others_need(
    classroom: Classroom, tmp_path: Path, root: str, expected: list[str]
) -> None:
    room = classroom.copy(tmp_path / "course")
    with (room.root / f"autograder/{SLUG}/test_root.py").open("a") as file:
        file.write(WHOLE)
    room.hand_in("ada", **RIGHT | {"root": f"def root(x):\n    {root}"})
    _, record = room.grade_one("ada")
    tests = record.exercises[1].tests
    assert [test.outcome for test in tests] == expected
    for test in tests:
        assert (test.detail == "Counts once the values are right.") == (
            test.outcome == "not_counted"
        )
        assert bool(test.place) == (
            test.outcome in ("failed", "error") or test.name == "test_whole_numbers"
        )


def test_an_answer_that_passes_all_tests_needs_no_examples(outcomes: dict[str, Outcome]) -> None:
    assert [exercise.examples for exercise in record_of(outcomes, "ada").exercises] == [0, 0, 0]


def test_the_place_is_the_line_of_the_test(outcomes: dict[str, Outcome]) -> None:
    [test] = record_of(outcomes, "wrong").exercises[0].tests
    line = TESTS["double"].splitlines().index("    x = rng.normal()") + 2
    assert (test.outcome, test.place) == ("error", f"test_double.py:{line}")


def test_what_nobody_can_date_is_not_graded_twice(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada", "no-time")
    (room.folder("ada") / "timestamp.txt").unlink()
    assert [outcome.fresh for outcome in room.grade().values()] == [False, False]


def test_grading_follows_stock_autograde(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada")
    stock = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"]
    done = run(stock, room.root / "build")
    assert done.returncode == 0, done.stderr[-2000:]
    folder = room.layout.autograded("ada", room.assignment)
    locked = [path for path in folder.iterdir() if not path.stat().st_mode & stat.S_IWUSR]
    assert {path.name for path in locked} >= {f"{SLUG}.ipynb", "timestamp.txt"}
    (room.folder("ada") / "timestamp.txt").write_text(LATE)
    done = run([*without_privilege(), *room.command("grade", SLUG, "--jobs", "1")], tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1 graded now" in done.stdout
    assert (folder / "timestamp.txt").read_text() == LATE


def without_privilege() -> list[str]:
    """What a command needs in front so that permissions of files count for root, too."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("run by root, who may write to any file")
    return prefix


@pytest.mark.parametrize("command", ["grade", "verify"])
def test_a_missing_import_is_told_in_one_line(
    classroom: Classroom, tmp_path: Path, command: str
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada")
    room.change("course.yml", "[numpy]", "[numpy, no_such_module]")
    done = run(room.command(command, SLUG), room.root)
    assert done.returncode == 2
    [line] = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith("course.yml:6: ")
    assert "no_such_module" in line
    assert "; install " in line


def test_an_exercise_that_was_taken_out_keeps_its_place_in_the_gradebook(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada")
    room.change("course.yml", "      - {id: root, points: 4, difficulty: 1, minutes: 5}\n", "")
    for file, begin, end in [
        (f"assignments/{SLUG}/en.md", ":::{exercise} root", ":::{question}"),
        (f"solutions/{SLUG}.py", "\n\n# %% root", ""),
    ]:
        text = (room.root / file).read_text(encoding="utf-8")
        before, _, rest = text.partition(begin)
        kept = end + rest.partition(end)[2] if end else ""
        (room.root / file).write_text(before + kept, encoding="utf-8")
    (room.root / f"autograder/{SLUG}/test_root.py").unlink()
    fresh, record = room.grade_one("ada")
    assert (fresh, record.score) == (True, 2)
    assert room.export()["ada"][f"{SLUG}.double"] == "2"


PLUGIN = """\
from nbgrader.plugins import LateSubmissionPlugin


class ThreePointsADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 3 * -(-total_seconds_late // 86400)
"""

CONFIG = """
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
c.AssignLatePenalties.plugin_class = "tiny_late.ThreePointsADay"
"""


def test_a_late_hand_in_loses_what_the_plugin_says(
    classroom: Classroom,
    outcomes: dict[str, Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    room = classroom.copy(tmp_path / "tiny", "ada", "late")
    (room.root / "build" / "tiny_late.py").write_text(PLUGIN)
    with (room.root / "build" / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG)

    def marks() -> dict[str, tuple[str, str]]:
        outcomes = room.grade()
        assert [outcome.fresh for outcome in outcomes.values()] == [False, False]
        rows = room.export()
        return {name: (rows[name]["late_penalty"], rows[name]["score"]) for name in outcomes}

    def due(when: str) -> None:
        with NbgraderCourse(room.course).gradebook() as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=when)

    assert marks() == {"ada": ("0", "6"), "late": ("3", "3")}
    due("2026-12-12T23:59:00+00:00")
    assert marks() == {"ada": ("6", "0"), "late": ("6", "0")}
    due("2026-12-11T23:59:00+00:00")
    assert {score for _, score in marks().values()} == {"0"}
    due("2026-12-16T00:00:00+00:00")
    assert marks() == {"ada": ("0", "6"), "late": ("0", "6")}


def test_a_rebuild_does_not_damage_notebooks_of_the_earlier_release(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada", "untouched")
    room.change(
        f"assignments/{SLUG}/en.md",
        "Two functions and a question.\n",
        "Two functions and a question.\n\n+++\n\nA new cell.\n\n+++\n\nAnd another one.\n",
    )
    room.change(f"solutions/{SLUG}.py", "Twice a number.", "Two times a number.")
    room.build()
    graded = room.grade()
    untouched = record_of(graded, "untouched")
    assert [e.status for e in untouched.exercises] == ["untouched", "untouched", "no_answer"]
    assert record_of(graded, "ada").score == 6
    for outcome in graded.values():
        assert outcome.fresh
        assert [n.sentence for n in record_of(graded, outcome.submission.student).notices] == []


def test_a_new_gradebook_gets_everything_again(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada", "late")
    before = room.export()
    (room.root / "build" / "gradebook.db").unlink()
    with pytest.raises(UserError, match="not in the gradebook; run: chainrule build"):
        room.grade()
    room.build()
    assert room.export() == {}
    assert [outcome.fresh for outcome in room.grade().values()] == [True, True]
    after = room.export()
    assert after == {name: before[name] for name in ("ada", "late")}


def test_the_same_notebook_handed_in_again_has_its_new_time(
    classroom: Classroom, outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    room = classroom.copy(tmp_path / "tiny", "ada")
    assert room.grade_one("ada")[0] is False
    (room.folder("ada") / "timestamp.txt").write_text(LATE)
    assert room.grade_one("ada")[0] is True
    assert room.export()["ada"]["submitted"] == "2026-12-15T12:00:00"
    folder = room.layout.autograded("ada", room.assignment)
    assert (folder / "timestamp.txt").read_text() == LATE
    assert room.grade_one("ada")[0] is False


def test_verify_catches_a_test_that_the_stub_passes(tmp_path: Path) -> None:
    room = Classroom.make(tmp_path, build=False)
    room.change(f"solutions/{SLUG}.py", "        raise ValueError\n", "        raise TypeError\n")
    room.change(f"solutions/{SLUG}.py", "    return 2 * x", "    raise NotImplementedError")
    room.change(f"solutions/{SLUG}.py", '    4\n    """\n', CALLED)
    (room.root / f"autograder/{SLUG}/test_double.py").write_text(STUB_PASSES)
    told = io.StringIO()
    verify_chapter(room.course, room.chapter, Console(file=told, width=200))
    assert "double: junk that is the stub (en) gets 2: test_raises" in told.getvalue()


CALLED = '    Traceback (most recent call last):\n    NotImplementedError\n    """\n'

STUB_PASSES = """\
from chainrule.grading import check_raises, exercise, feedback

pytestmark = exercise("double")


@feedback(en="It raises.")
def test_raises(student):
    check_raises(NotImplementedError, student.double, 1)
"""


def test_the_grader_version_is_new_when_the_engine_has_changed(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "chainrule"
    shutil.copytree(
        Path(chainrule.__file__).parent, package, ignore=shutil.ignore_patterns("*.pyc")
    )

    def current() -> str:
        version._engine.cache_clear()
        return version.grader_version(classroom.course, classroom.chapter)

    before = current()
    monkeypatch.setattr(chainrule, "__file__", str(package / "__init__.py"))
    assert current() == before
    with (package / "student" / "compare.py").open("a") as code:
        code.write("# changed\n")
    assert current() != before
    monkeypatch.undo()
    assert current() == before


def test_right_answers_that_only_prove_the_tests_do_not_make_another_grader(
    classroom: Classroom,
) -> None:
    before = version.grader_version(classroom.course, classroom.chapter)
    folder = classroom.course.autograder(classroom.chapter)
    try:
        (folder / "wheats.py").write_text("# none\n")
        assert version.grader_version(classroom.course, classroom.chapter) == before
        (folder / "support.py").write_text("# none\n")
        assert version.grader_version(classroom.course, classroom.chapter) != before
    finally:
        for name in ("wheats.py", "support.py"):
            (folder / name).unlink(missing_ok=True)


def test_a_due_date_before_the_release_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "course.yml").write_text(MANIFEST.replace("2026-12-14T", "2026-11-14T"))
    with pytest.raises(UserError) as error:
        Course.load(tmp_path)
    [problem] = error.value.problems
    line = MANIFEST[: MANIFEST.index("due:")].count("\n") + 1
    assert (problem.what, problem.line) == ("ch01_tiny is due before its release", line)
