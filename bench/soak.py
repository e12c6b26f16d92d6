"""What must go well many times: keras workers without a hang, a class graded while all is killed.

Ends with status 1 when something did not go well.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from common import PROCESSORS, ClassCourse, Report, parser
from postgres_server import postgres_server
from sqlalchemy import create_engine, text

from chainrule.wall import ForkServer, Limits

_KERAS = """
import keras
import numpy as np

model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(np.ones((8, 2)), np.ones(8), epochs=1, verbose=0)
assert model.predict(np.ones((4, 2)), verbose=0).shape == (4, 1)
"""
_SECONDS = 120.0

_DATABASE = "soak"
#: What is ended, and how often.
_KINDS = {"worker": 6, "grader": 4, "fork server": 4, "database": 4, "command": 1}
_VICTIM_SECONDS = 5.0
#: Runs of `chainrule grade` that may end early before something is wrong.
_RUNS = 200

_SCORES = """
SELECT submitted_assignment.student_id, count(*), sum(grade.auto_score)
FROM submitted_assignment
JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN grade ON grade.notebook_id = submitted_notebook.id
GROUP BY submitted_assignment.id, submitted_assignment.student_id
"""


def keras_workers(count: int, report: Report) -> bool:
    """Workers one after the other, each of which trains a network and predicts with it."""
    limits = Limits(
        memory_mb=2048, statement_seconds=_SECONDS, call_seconds=_SECONDS, cell_seconds=_SECONDS
    )
    seconds = []
    failures: Counter[str] = Counter()
    with ForkServer(("numpy", "keras", "tensorflow"), limits) as server:
        for _ in range(count):
            start = time.perf_counter()
            try:
                with server.spawn() as worker:
                    found = worker.run_cell(index=1, source=_KERAS, skip=frozenset()).failures
                    failures.update(failure.type_name for failure in found)
            except Exception as error:
                failures[type(error).__name__] += 1
            seconds.append(time.perf_counter() - start)
    report.add("a keras worker: started, fit, predict, ended", seconds, "s")
    report.add("the slowest of them", max(seconds), "s")
    report.note(f"{count} keras workers, {sum(failures.values())} failed {dict(failures) or ''}")
    return not failures


class Killer(threading.Thread):
    """Ends processes of one run, and its connections to the gradebook, at random times.

    Between two of them at least one submission gets a result, so that the run comes to an end on a
    slow machine, too.
    """

    def __init__(
        self,
        seconds: float,
        seed: int,
        progress: Callable[[], int],
        rattle_database: Callable[[random.Random], None],
    ) -> None:
        super().__init__(daemon=True)
        self.killed: Counter[str] = Counter()
        self._seconds = seconds
        self._progress = progress
        self._random = random.Random(seed)
        self._rattle_database = rattle_database
        self._run: psutil.Process | None = None
        self._ending = threading.Event()

    def aim(self, pid: int) -> None:
        """Turn to another run."""
        self._run = psutil.Process(pid)

    def stop(self) -> None:
        self._ending.set()
        self.join()

    def run(self) -> None:
        before = self._progress()
        while not self._ending.wait(self._random.expovariate(1 / self._seconds)):
            if self._progress() == before:
                continue
            before = self._progress()
            [kind] = self._random.choices(list(_KINDS), list(_KINDS.values()))
            if kind == "database":
                self._rattle_database(self._random)
                self.killed[kind] += 1
            elif self._kill(kind):
                self.killed[kind] += 1

    def _kill(self, kind: str) -> bool:
        """Kill a process of a kind, as soon as there is one."""
        deadline = time.monotonic() + _VICTIM_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(psutil.NoSuchProcess):
                if victims := self._victims(kind):
                    # psutil looks whether the number still belongs to the process that it knew.
                    self._random.choice(victims).kill()
                    return True
            time.sleep(0.002)
        return False

    def _victims(self, kind: str) -> list[psutil.Process]:
        assert self._run is not None
        if kind == "command":
            return [self._run]
        graders = self._run.children()
        servers = [child for grader in graders for child in grader.children()]
        below = [child for server in servers for child in server.children(recursive=True)]
        return {"grader": graders, "fork server": servers, "worker": below}[kind]


def class_under_fire(options: argparse.Namespace, report: Report) -> bool:
    """Grade a class while its processes are killed; compare with one that is left in peace."""
    course = ClassCourse(options.work, options.chapter)
    course.hand_in(options.submissions)
    with gradebook(options.postgres, course) as (url, rattle):
        killer = Killer(options.every, options.seed, lambda: len(record_files(course)), rattle)
        start = time.perf_counter()
        runs = graded_under(killer, course, options)
        seconds = time.perf_counter() - start
        report.add("under fire, each submission", seconds / options.submissions, "s")
        report.note(f"{runs} runs of chainrule grade; killed: {dict(killer.killed)}")
        good = once_in(url, course, options.submissions, report)
    records = {path.name: path.read_bytes() for path in record_files(course)}
    course.hand_in(options.sample)
    subprocess.run(course.command(options.jobs), check=True, stdout=subprocess.DEVNULL)
    peaceful = {path.name: path.read_bytes() for path in record_files(course)}
    different = [name for name, record in peaceful.items() if records.get(name) != record]
    report.note(f"{len(peaceful)} records compared with a run in peace, {len(different)} differ")
    for name in different:
        report.note(f"different: {name}")
        keep = options.work / "different"
        keep.mkdir(exist_ok=True)
        (keep / name).write_bytes(records.get(name, b""))
        (keep / f"peace-{name}").write_bytes(peaceful[name])
    return good and len(peaceful) == options.sample and not different


def graded_under(killer: Killer, course: ClassCourse, options: argparse.Namespace) -> int:
    """Run `chainrule grade` until all have a result; the number of runs."""
    try:
        for number in range(1, _RUNS + 1):
            process = subprocess.Popen(
                course.command(options.jobs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            killer.aim(process.pid)
            if number == 1:
                killer.start()
            _, told = process.communicate()
            if process.returncode not in (0, -9):
                sys.exit(f"chainrule grade ended with {process.returncode}:\n{told.decode()}")
            if not process.returncode and len(record_files(course)) == options.submissions:
                return number
        sys.exit(f"after {_RUNS} runs there are submissions without a result")
    finally:
        killer.stop()


def record_files(course: ClassCourse) -> list[Path]:
    return list((course.layout.root / "records" / course.assignment.name).glob("*.json"))


@contextlib.contextmanager
def gradebook(
    postgres: bool, course: ClassCourse
) -> Iterator[tuple[str, Callable[[random.Random], None]]]:
    """The URL of the gradebook, and what disturbs its users."""
    if not postgres:
        path = course.layout.root / "gradebook.db"

        def lock(rng: random.Random) -> None:
            with contextlib.closing(sqlite3.connect(path, timeout=60)) as other:
                other.execute("BEGIN EXCLUSIVE")
                time.sleep(rng.uniform(0, 2))
                other.rollback()

        yield f"sqlite:///{path}", lock
        return
    with postgres_server() as server:
        url = server.create(_DATABASE)
        (course.layout.root / "gradebook.db").unlink()
        with course.layout.config.open("a") as config:
            config.write(f'c.CourseDirectory.db_url = "{url}"\n')
        command = [*course.command(1)[:3], "build", course.chapter.slug]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        yield url, lambda _: server.disconnect(_DATABASE)


def once_in(url: str, course: ClassCourse, count: int, report: Report) -> bool:
    """Whether each submission stands once in the gradebook, with the score of its record."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(_SCORES)).all()
    engine.dispose()
    records = course.records()
    cells = {len(record.exercises) for record in records.values()}
    wrong = [
        student
        for student, graded, score in rows
        if {graded} != cells or abs((score or 0) - records[student].score) > 1e-6
    ]
    students = {student for student, _, _ in rows}
    report.note(
        f"{len(records)} records, {len(rows)} submissions of {len(students)} students in the "
        f"gradebook, {len(wrong)} with another score than their record"
    )
    return len(records) == len(rows) == len(students) == count and not wrong


def main() -> None:
    options = _options()
    report = Report("soak")
    good = True
    if options.workers:
        good &= keras_workers(options.workers, report)
    if options.submissions:
        good &= class_under_fire(options, report)
    report.note("all went well" if good else "NOT all went well")
    report.write(options.json)
    sys.exit(not good)


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--workers", type=int, default=1000, help="keras workers in a row")
    made.add_argument("--submissions", type=int, default=10_000, help="size of the class")
    made.add_argument(
        "--sample", type=int, default=200, help="records compared with a run in peace"
    )
    made.add_argument(
        "--every", type=float, default=3.0, help="seconds between two kills, on average"
    )
    made.add_argument("--seed", type=int, default=1, help="of what is killed, and when")
    made.add_argument("--postgres", action="store_true", help="gradebook in PostgreSQL")
    made.add_argument("--chapter", default="ch07_gradient", help="the slug of the chapter")
    made.add_argument("--jobs", type=int, default=PROCESSORS, help="grader processes")
    return made.parse_args()


if __name__ == "__main__":
    main()
