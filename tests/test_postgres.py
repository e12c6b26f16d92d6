"""A gradebook in PostgreSQL beside SQLite, and several graders at one gradebook."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from postgres_server import PostgresServer, postgres_server
from results import files_of, graded_students, rows_of
from sqlalchemy.exc import OperationalError
from test_gradebook import RIGHT, SLUG, Classroom, run

from chainrule.errors import UserError
from chainrule.gradebook import database

SLOW = "import time\ntime.sleep(0.2)\n"
STUDENTS = 10

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except FileNotFoundError as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    room = Classroom.make(tmp_path_factory.mktemp("postgres") / "course")
    for number in range(STUDENTS):
        answers = RIGHT | {"double": f"{SLOW}def double(x):\n    return 2 * x  # {number}"}
        room.hand_in(f"student-{number}", **answers)
    room.hand_in("late", when="2026-12-15 12:00:00 UTC", **RIGHT)
    room.hand_in("Zoé Le Gall", **RIGHT)
    return room


def copy_of(classroom: Classroom, root: Path, url: str | None = None) -> Classroom:
    room = classroom.copy(root, *os.listdir(classroom.layout.submitted))
    if url is not None:
        (root / "build" / "gradebook.db").unlink()
        with room.layout.config.open("a") as config:
            config.write(f'c.CourseDirectory.db_url = "{url}"\n')
        room.build()
    return room


@pytest.fixture(scope="module")
def expected(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The class as one grader keeps it in SQLite."""
    room = copy_of(classroom, tmp_path_factory.mktemp("expected") / "course")
    room.grade()
    return room


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, classroom: Classroom, tmp_path: Path) -> Classroom:
    """The class, with nothing graded, on a gradebook of its own."""
    if request.param == "sqlite":
        return copy_of(classroom, tmp_path / "course")
    return request.getfixturevalue("postgres_room")  # type: ignore[no-any-return]


@pytest.fixture
def postgres_room(server: PostgresServer, classroom: Classroom, tmp_path: Path) -> Classroom:
    url = server.create(f"grades_{time.monotonic_ns()}")
    return copy_of(classroom, tmp_path / "course", url)


def assert_equal(room: Classroom, expected: Classroom) -> None:
    files = files_of(room)
    assert files == files_of(expected)
    assert len(files) > 2 * STUDENTS
    rows = rows_of(room)
    assert rows == rows_of(expected)
    assert len(rows) > 6 * STUDENTS


def grade(room: Classroom) -> subprocess.Popen[str]:
    return subprocess.Popen(
        room.command("grade", SLUG, "--jobs", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def graded_now(process: subprocess.Popen[str]) -> int:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err[-3000:]
    assert err == ""
    [line] = [line for line in out.splitlines() if "graded now" in line]
    return int(line.split(",")[1].split()[0])


def test_two_graders_at_once_share_the_work(room: Classroom, expected: Classroom) -> None:
    both = [grade(room), grade(room)]
    counts = [graded_now(process) for process in both]
    assert sum(counts) == STUDENTS + 2
    assert_equal(room, expected)
    assert graded_now(grade(room)) == 0


def test_export_and_feedback_read_postgresql(postgres_room: Classroom, expected: Classroom) -> None:
    postgres_room.grade()
    assert postgres_room.export() == expected.export()
    done = run(
        ["nbgrader", "generate_feedback", f"{SLUG}-en", "--student", "late"],
        postgres_room.root / "build",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    folder = postgres_room.layout.feedback("late", postgres_room.assignment)
    assert "6 of 7 points" in (folder / f"{SLUG}.html").read_text(encoding="utf-8")


def during(process: subprocess.Popen[str], action: Callable[[], None], pause: float) -> int:
    """How often something was done while a process ran."""
    count = 0
    while process.poll() is None:
        action()
        count += 1
        time.sleep(pause)
    return count


def test_a_lost_connection_is_made_again(
    server: PostgresServer, classroom: Classroom, expected: Classroom, tmp_path: Path
) -> None:
    postgres_room = copy_of(classroom, tmp_path / "course", server.create("unsteady"))
    process = grade(postgres_room)
    while not graded_students(postgres_room.root):
        time.sleep(0.05)
    assert during(process, lambda: server.disconnect("unsteady"), 0.3) > 3
    assert graded_now(process) == STUDENTS + 2
    assert_equal(postgres_room, expected)


def test_a_restart_of_the_server_costs_nothing(
    server: PostgresServer, postgres_room: Classroom, expected: Classroom
) -> None:
    process = grade(postgres_room)
    while not graded_students(postgres_room.root):
        time.sleep(0.05)
    server.stop()
    time.sleep(1)
    server.start()
    assert graded_now(process) == STUDENTS + 2
    assert_equal(postgres_room, expected)


def test_what_the_next_try_repairs_is_not_printed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> str:
        if tries:
            for name in ("psycopg", "tornado.application"):
                logging.getLogger(name).warning("the connection is lost")
            raise tries.pop()
        return "written"

    monkeypatch.setattr(database, "_PAUSES", (0.01,))
    tries: list[Exception] = [OperationalError("INSERT", {}, OSError("the connection is lost"))]
    with database.opened("sqlite://", "course") as gradebook:
        assert database.persistently(gradebook, write) == "written"
    assert not caplog.records


def test_a_writer_that_takes_long_is_waited_for(
    classroom: Classroom, expected: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course")
    monkeypatch.setattr(database, "_BUSY_SECONDS", "0.1")
    taken, stop = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with sqlite3.connect(room.root / "build" / "gradebook.db") as other:
            for _ in range(3):
                other.execute("BEGIN IMMEDIATE")
                taken.set()
                stop.wait(1)
                other.rollback()

    writer = threading.Thread(target=write_for_long)
    writer.start()
    taken.wait()
    room.grade()
    stop.set()
    writer.join()
    assert_equal(room, expected)


def test_a_gradebook_that_cannot_be_written_ends_the_run_in_one_line(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copy_of(classroom, tmp_path / "course")
    monkeypatch.setattr(database, "_BUSY_SECONDS", "0.1")
    monkeypatch.setattr(database, "_PAUSES", (0.1,))
    with sqlite3.connect(room.root / "build" / "gradebook.db") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as error:
            room.grade()
        other.rollback()
    [problem] = error.value.problems
    assert problem.what == "the gradebook cannot be written: database is locked"
    assert "run the command again" in problem.remedy


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("postgresql+psycopg://me:s3cret@127.0.0.1:1/grades", "the gradebook cannot be opened: "),
        ("postgresql+pg8000://me:s3cret@127.0.0.1/grades", "its driver is not installed: "),
        ("postgres", "its address is wrong: "),
        ("cobol://me:s3cret@host/grades", "its address is wrong: "),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_told_without_its_password(
    classroom: Classroom, tmp_path: Path, url: str, what: str
) -> None:
    room = copy_of(classroom, tmp_path / "course")
    with room.layout.config.open("a") as config:
        config.write(f'c.CourseDirectory.db_url = "{url}"\n')
    for action in (room.grade, room.build):
        with pytest.raises(UserError) as error:
            action()
        [problem] = error.value.problems
        assert problem.what.startswith(what)
        assert "db_url" in problem.remedy
        assert "s3cret" not in str(problem)
