"""Graders, files and machines that fail: every submission is graded once, and the class goes on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
from results import files_of, rows_of
from test_gradebook import RIGHT, SLUG, Classroom

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.course.scaffold import new_chapter
from chainrule.errors import UserError
from chainrule.gradebook import pool, run
from chainrule.gradebook.executor import Graded, Task
from chainrule.gradebook.layout import Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse
from chainrule.gradebook.process import result_of
from chainrule.gradebook.report import reasons
from chainrule.gradebook.run import Grading, Outcome
from chainrule.gradebook.submitted import Submission
from chainrule.gradebook.tasks import task_of
from chainrule.grading.grader import Grader, fork_server
from chainrule.grading.suite import Suite, run_with_suite
from chainrule.wall import Worker

ROOT = Path(__file__).parents[1]

#: A hidden test that ends the grader, or keeps it for ever, where the answer asks for it.
DANGEROUS = """\
import os
import time

from chainrule.grading import exercise, feedback

pytestmark = exercise("double")


@feedback(en="Twice the number.")
def test_doubles(student):
    answer = student.double(1)
    if answer == 666:
        os.kill(os.getpid(), 9)
    if answer == 777:
        time.sleep(1000)
    assert answer == 2
"""


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    room = Classroom.make(tmp_path_factory.mktemp("faults") / "course")
    for number in range(4):
        answers = RIGHT | {"double": f"def double(x):\n    return 2 * x  # {number}"}
        room.hand_in(f"student-{number}", **answers)
    room.hand_in("deadly", **RIGHT | {"double": "def double(x):\n    return 666"})
    room.hand_in("endless", **RIGHT | {"double": "def double(x):\n    return 777"})
    return room


def copy_of(classroom: Classroom, root: Path, *students: str) -> Classroom:
    return classroom.copy(root, *(students or os.listdir(classroom.layout.submitted)))


@pytest.fixture
def room(classroom: Classroom, tmp_path: Path) -> Classroom:
    return copy_of(classroom, tmp_path / "course")


@pytest.fixture(scope="module")
def graded(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    room = copy_of(classroom, tmp_path_factory.mktemp("graded") / "course")
    room.grade()
    return room


def soak(folder: Path, *options: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "soak.py"), "--work", str(folder), *options],
        capture_output=True,
        text=True,
        timeout=850,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "note: all went well" in done.stdout


@pytest.mark.tensorflow
@pytest.mark.timeout(900)
def test_keras_workers_in_a_row_do_not_hang(tmp_path: Path) -> None:
    soak(tmp_path, "--workers", "30", "--submissions", "0")


@pytest.mark.timeout(900)
def test_a_class_under_fire_gets_the_records_of_one_in_peace(tmp_path: Path) -> None:
    soak(tmp_path, *"--workers 0 --submissions 40 --sample 40 --every 4".split())


def test_who_ends_or_keeps_the_grader_is_told_in_one_line_and_the_others_are_graded(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_MARGIN_SECONDS", 3)
    room.change("course.yml", "limits: {", "limits: {submission_seconds: 1, test_seconds: 1, ")
    (room.root / f"autograder/{SLUG}/test_double.py").write_text(DANGEROUS)
    outcomes = room.grade()
    lost = {name: reasons(outcome) for name, outcome in outcomes.items() if not outcome.record}
    assert lost == {
        name: ["not graded: the grader ended with status -9"] for name in ("deadly", "endless")
    }
    scores = [outcome.record.score for outcome in outcomes.values() if outcome.record]
    assert scores == [6, 6, 6, 6]


class Doomed(pool.GraderProcess):
    """A grader process that may lose what it needs before it has anything to grade."""

    fates: Iterator[str]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        fate = next(self.fates)
        if fate == "killed":
            os.kill(self.pid, signal.SIGKILL)
        if fate == "without fork server":
            process = psutil.Process(self.pid)
            while not (server := [c for c in process.children() if _is_fork_server(c)]):
                time.sleep(0.001)
            server[0].kill()


def _is_fork_server(process: psutil.Process) -> bool:
    """Whether it is the warm process, not one that the wall is tried with."""
    with contextlib.suppress(psutil.Error):
        return "chainrule.wall.server" in " ".join(process.cmdline())
    return False


@pytest.fixture
def doomed(monkeypatch: pytest.MonkeyPatch) -> type[Doomed]:
    monkeypatch.setattr(pool, "GraderProcess", Doomed)
    return Doomed


def test_what_ends_a_grader_that_starts_is_no_submissions_doing(
    classroom: Classroom, doomed: type[Doomed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course", "student-0")
    fates = iter(["killed", "without fork server", "spared"])
    monkeypatch.setattr(doomed, "fates", fates, raising=False)
    [outcome] = Grading(room.course, room.chapter, jobs=1).run()
    assert outcome.record is not None
    assert outcome.record.score == 6
    assert not list(fates)


@pytest.mark.parametrize(
    ("fate", "reason"),
    [
        ("killed", "the grader ended with status -9"),
        ("without fork server", "ForkServerEndedError: the fork server has ended"),
    ],
)
def test_a_grader_that_never_starts_ends_the_run_with_one_line(
    fate: str,
    reason: str,
    classroom: Classroom,
    doomed: type[Doomed],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = copy_of(classroom, tmp_path / "course", "student-0")
    monkeypatch.setattr(doomed, "fates", iter([fate] * 3), raising=False)
    with pytest.raises(UserError) as error:
        Grading(room.course, room.chapter, jobs=1).run()
    [problem] = error.value.problems
    assert problem.what.startswith("no grader starts: ")
    assert problem.what.endswith(reason)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def test_what_a_power_cut_left_is_graded_again(graded: Classroom, tmp_path: Path) -> None:
    room = copy_of(graded, tmp_path / "course")
    cut(room.layout.record("student-0", room.assignment))
    room.layout.record("student-1", room.assignment).unlink()
    notebook = room.layout.autograded("student-2", room.assignment) / f"{SLUG}.ipynb"
    notebook.rename(notebook.with_name(f".{notebook.name}.half"))
    outcomes = room.grade()
    fresh = {name for name, outcome in outcomes.items() if outcome.fresh}
    assert fresh == {"student-0", "student-1", "student-2"}
    notebook.with_name(f".{notebook.name}.half").unlink()
    assert files_of(room) == files_of(graded)
    assert rows_of(room) == rows_of(graded)


class Counting:
    """An executor that grades nothing, and sees how much it is given at once."""

    window = 5

    def __init__(self) -> None:
        self.held: list[Task] = []
        self.most = 0

    def submit(self, task: Task) -> None:
        self.held.append(task)
        self.most = max(self.most, len(self.held))

    def take(self) -> Graded:
        return Graded(self.held.pop(0), None, "nothing is graded here")

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, *error: object) -> None:
        pass


def test_no_more_is_in_hand_than_the_executor_needs(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course", "student-0")
    for number in range(40):
        shutil.copytree(room.folder("student-0"), room.folder(f"copy-{number}"), dirs_exist_ok=True)
    executor = Counting()
    monkeypatch.setattr(Grading, "_executor", lambda self: executor)
    outcomes = Grading(room.course, room.chapter, jobs=1).outcomes()
    first = next(outcomes)
    assert first.failure == "nothing is graded here"
    # The next one is made room for when the first has been given out.
    assert len(executor.held) == executor.window - 1
    assert len(list(outcomes)) == 40
    assert executor.most == executor.window


class Unsteady(pool.GraderProcess):
    """A grader whose workers are ended from outside, the first so many times."""

    crashes = 1

    def grade(self, task: Task) -> dict[str, Any]:
        result = super().grade(task)
        if self.crashes:
            # Of the class, so that a second process goes on where the first one was.
            Unsteady.crashes -= 1
            test = result["record"]["exercises"][0]["tests"][0]
            test |= {"outcome": "crashed", "detail": f"{self.crashes} times more"}
            result["record"]["exercises"][0]["score"] = 0
            result["died"] = True
        return result


def graded_by_unsteady(
    room: Classroom, crashes: int, monkeypatch: pytest.MonkeyPatch
) -> list[Outcome]:
    monkeypatch.setattr(pool, "GraderProcess", Unsteady)
    monkeypatch.setattr(Unsteady, "crashes", crashes)
    return Grading(room.course, room.chapter, jobs=1).run()


def test_a_crash_that_the_next_grading_does_not_find_costs_nothing(
    classroom: Classroom, graded: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course", "student-0")
    [outcome] = graded_by_unsteady(room, 2, monkeypatch)
    assert outcome.record is not None
    assert outcome.record.score == 6
    name = f"records/{SLUG}-en/student-0.json"
    assert files_of(room)[name] == files_of(graded)[name]


def test_a_code_that_always_crashes_is_graded_so(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course", "student-0")
    [outcome] = graded_by_unsteady(room, 100, monkeypatch)
    assert outcome.record is not None
    assert outcome.record.score == 4


def test_a_file_that_cannot_be_read_costs_only_itself(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def task_of(submission: Any, layout: Any) -> Task:
        if submission.student == "student-1":
            raise PermissionError(13, "Permission denied")
        return make(submission, layout)

    make = run.task_of
    monkeypatch.setattr(run, "task_of", task_of)
    outcomes = room.grade()
    lost = [name for name, outcome in outcomes.items() if outcome.record is None]
    assert lost == ["student-1"]
    assert reasons(outcomes["student-1"]) == [
        "not graded: its files cannot be read: Permission denied"
    ]


ANSWERS = {
    "mean_of_squares": """\
def mean_of_squares(x):
    if len(x) == 0:
        raise ValueError
    total = sum(x)
    return total * total / len(x) ** 2
""",
    "square_plot": "plt.plot([1, 2], [mean_of_squares([1]), mean_of_squares([2])])",
}

NEW_COURSE = "id: new\ntitle: {en: New}\nlanguages: [en]\nchapters: []\n"


class KillerAt:
    """Ends the worker that a request is for, at the request of a number; counts all requests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = self._at = 0
        converse = Worker._converse

        def counted(worker: Worker, *operands: Any) -> Any:
            self.count += 1
            if self.count == self._at:
                server = psutil.Process(worker._server._launched._process.pid)
                [newest] = server.children(recursive=True)[-1:]
                newest.kill()
            return converse(worker, *operands)

        monkeypatch.setattr(Worker, "_converse", counted)

    def aim(self, number: int) -> None:
        self.count, self._at = 0, number


def test_a_worker_that_is_killed_anywhere_is_noticed_or_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "course.yml").write_text(NEW_COURSE)
    new_chapter(Course.load(tmp_path), "ch01_squares")
    course = Course.load(tmp_path)
    [chapter] = course.manifest.chapters
    NbgraderCourse(course).build(chapter)
    layout = Layout.of(course)
    [assignment] = assignments(course, chapter)
    notebook = json.loads(layout.released_notebook(assignment).read_bytes())
    for cell in notebook["cells"]:
        cell["source"] = ANSWERS.get(cell["metadata"]["chainrule"]["exercise"], cell["source"])
    submission = Submission("noa", assignment, tmp_path / "submitted")
    submission.folder.mkdir()
    (submission.folder / "ch01_squares.ipynb").write_text(json.dumps(notebook))
    task = task_of(submission, layout)
    killer = KillerAt(monkeypatch)
    sources = ChapterSources.load(course, chapter)

    def work(suite: Suite) -> None:
        def graded(number: int) -> dict[str, Any]:
            shutil.rmtree(course.generated / "transcripts", ignore_errors=True)
            killer.aim(number)
            # A new one, which does not know yet what the chaffs do.
            return result_of(Grader(sources, suite, server), task)

        in_peace = graded(0)
        last = killer.count
        assert "The square of the mean" in str(in_peace["record"])
        assert "image/png" in in_peace["notebook"]
        unnoticed = []
        for number in range(1, last + 1):
            result = graded(number)
            if not result["died"] and result != in_peace:
                unnoticed.append(number)
        assert not unnoticed

    with fork_server(sources) as server:
        run_with_suite(course.autograder(chapter), chapter, course.languages, work)
