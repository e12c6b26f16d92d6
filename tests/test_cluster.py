"""Grading on dask: the same results as the local pool's, whatever happens to the cluster."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Security
from results import files_of, graded_students, rows_of
from test_gradebook import RIGHT, SLUG, Classroom

import chainrule
from chainrule.errors import UserError
from chainrule.gradebook import cluster
from chainrule.gradebook.run import Grading

DASK = str(Path(sys.executable).parent / "dask")
SLOW = "import time\ntime.sleep(0.3)\n"
STUDENTS = 8

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    room = Classroom.make(tmp_path_factory.mktemp("cluster") / "course")
    for number in range(STUDENTS):
        answers = RIGHT | {"double": f"{SLOW}def double(x):\n    return 2 * x  # {number}"}
        room.hand_in(f"student-{number}", **answers)
    room.hand_in("wrong", **RIGHT | {"double": "def double(x):\n    return x + 'a'"})
    room.hand_in("Zoé Le Gall", name="mon devoir é (1).ipynb", **RIGHT)
    room.folder("no-notebook")
    (room.folder("empty") / f"{SLUG}.ipynb").touch()
    with (room.folder("too-long") / f"{SLUG}.ipynb").open("wb") as file:
        file.truncate(60_000_000)
    return room


@pytest.fixture
def room(classroom: Classroom, tmp_path: Path) -> Classroom:
    """The class, with nothing graded."""
    return classroom.copy(tmp_path / "course", *os.listdir(classroom.layout.submitted))


@pytest.fixture(scope="module")
def expected(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The class as the local pool grades it."""
    root = tmp_path_factory.mktemp("expected") / "course"
    room = classroom.copy(root, *os.listdir(classroom.layout.submitted))
    outcomes = room.grade()
    assert all(outcome.record is not None for outcome in outcomes.values())
    return room


def assert_equal(room: Classroom, expected: Classroom) -> None:
    files = files_of(room)
    assert files == files_of(expected)
    assert len(files) > 2 * STUDENTS
    assert rows_of(room) == rows_of(expected)


def until(condition: Callable[[], Any], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def grade_on(room: Classroom, address: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        room.command("grade", SLUG, "--jobs", "2", "--cluster", address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **settings},
    )


def finished(process: subprocess.Popen[str], status: int = 0) -> str:
    out, err = process.communicate(timeout=240)
    assert process.returncode == status, err[-3000:]
    return out + err


class HandMade:
    """A scheduler and workers that somebody started by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix: list[str] = []
        self.settings: dict[str, str] = {}
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""
        self._processes = ExitStack()

    def schedule(self, *options: str) -> subprocess.Popen[bytes]:
        file = self.folder / "scheduler.json"
        scheduler = self._start(
            "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file), *options
        )
        until(file.exists)
        until(lambda: '"address"' in file.read_text())
        self.address = json.loads(file.read_text())["address"]
        return scheduler

    def work(self, *options: str) -> subprocess.Popen[bytes]:
        folder = self.folder / f"worker-{len(self.workers)}"
        worker = self._start(
            *["worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard"],
            *["--local-directory", str(folder), *options],
        )
        self.workers.append(worker)
        return worker

    def private_folders(self) -> list[Path]:
        return list(self.folder.glob("worker-*/**/chainrule-*"))

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self.prefix, DASK, *command],
            env={**os.environ, **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.callback(process.wait)
        self._processes.callback(process.kill)
        return process

    def __enter__(self) -> HandMade:
        return self

    def __exit__(self, *error: object) -> None:
        self._processes.close()


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[HandMade]:
    with HandMade(tmp_path) as made:
        yield made


def test_the_embedded_cluster_gives_the_same_bytes(room: Classroom, expected: Classroom) -> None:
    told = finished(grade_on(room, "local"))
    assert "13 submissions, 13 graded now" in told
    assert_equal(room, expected)
    assert "13 submissions, 0 graded now" in finished(grade_on(room, "local"))


def test_a_worker_that_is_killed_loses_nothing(
    room: Classroom, expected: Classroom, by_hand: HandMade
) -> None:
    by_hand.schedule("--host", "127.0.0.1")
    first, second = by_hand.work(), by_hand.work()
    process = grade_on(room, by_hand.address)
    until(lambda: graded_students(room.root))
    until(lambda: len(by_hand.private_folders()) == 2)
    for folder in by_hand.private_folders():
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    until(lambda: len(graded_students(room.root)) > 3)
    graders = psutil.Process(first.pid).children(recursive=True)
    first.kill()
    first.wait()
    finished(process)
    assert_equal(room, expected)
    # What is left of the one is removed by dask, the other one has removed its own.
    until(lambda: len(by_hand.private_folders()) <= 1)
    until(lambda: not psutil.Process(second.pid).children(recursive=True))
    psutil.wait_procs(graders, timeout=10)
    assert not [grader for grader in graders if grader.is_running()]


def test_a_worker_may_come_late_and_grade_with_several_threads(
    room: Classroom, expected: Classroom, by_hand: HandMade
) -> None:
    by_hand.schedule("--host", "127.0.0.1")
    process = grade_on(room, by_hand.address)
    assert process.stderr is not None
    assert process.stderr.readline() == f"Waiting for a worker at {by_hand.address} ...\n"
    by_hand.work("--nthreads", "2")
    finished(process)
    assert_equal(room, expected)


def test_a_scheduler_that_goes_away_is_told_and_the_run_resumes(
    room: Classroom, expected: Classroom, by_hand: HandMade
) -> None:
    scheduler = by_hand.schedule("--host", "127.0.0.1")
    by_hand.work()
    process = grade_on(room, by_hand.address)
    until(lambda: graded_students(room.root))
    scheduler.kill()
    told = finished(process, status=2)
    assert "the connection to the scheduler is lost" in told
    assert "Traceback" not in told
    assert len(graded_students(room.root)) < 13
    room.grade()
    assert_equal(room, expected)


def test_an_interrupted_run_leaves_nothing_behind(room: Classroom, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = grade_on(room, "local", TMPDIR=str(temporary))
    until(lambda: graded_students(room.root))
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) > 4
    os.killpg(process.pid, signal.SIGINT)
    told = finished(process, status=130)
    assert "Interrupted." in told
    assert "Traceback" not in told
    psutil.wait_procs(family, timeout=10)
    assert not [each for each in family if each.is_running()]
    assert not list(temporary.iterdir())
    assert graded_students(room.root) < set(os.listdir(room.layout.submitted))


def test_a_worker_with_another_engine_is_refused(
    room: Classroom, by_hand: HandMade, tmp_path: Path
) -> None:
    package = tmp_path / "other" / "chainrule"
    shutil.copytree(Path(chainrule.__file__).parent, package)
    with (package / "student" / "compare.py").open("a") as code:
        code.write("# changed\n")
    by_hand.schedule("--host", "127.0.0.1")
    by_hand.settings["PYTHONPATH"] = str(package.parent)
    by_hand.work()
    told = finished(grade_on(room, by_hand.address), status=2)
    [line] = told.strip().splitlines()[-1:]
    assert line.startswith(f"{by_hand.address}: a worker has another chainrule than this one; ")
    assert not graded_students(room.root)


def test_what_a_worker_lacks_is_told(room: Classroom, by_hand: HandMade) -> None:
    room.change("course.yml", "[numpy]", "[numpy, no_such_module]")
    by_hand.schedule("--host", "127.0.0.1")
    by_hand.work()
    told = finished(grade_on(room, by_hand.address), status=2)
    assert f"{by_hand.address}: a worker cannot grade: " in told
    assert "no_such_module" in told


def test_a_scheduler_for_other_machines_is_refused_without_tls(
    room: Classroom, by_hand: HandMade
) -> None:
    by_hand.schedule("--host", "0.0.0.0")
    port = by_hand.address.rpartition(":")[2]
    told = finished(grade_on(room, f"tcp://127.0.0.1:{port}"), status=2)
    assert "for other machines and without TLS; start it with TLS" in told


def test_a_cluster_without_workers_is_given_up(
    room: Classroom, by_hand: HandMade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_WORKER_SECONDS", 0.5)
    by_hand.schedule("--host", "127.0.0.1")
    with pytest.raises(UserError, match=r"no worker has come for 0\.5 s; start one: dask worker"):
        Grading(room.course, room.chapter, jobs=1, cluster=by_hand.address).run()


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("tcp://192.0.2.1:8786", "another machine may be reached with TLS only"),
        ("192.0.2.1:8786", "another machine may be reached with TLS only"),
        ("http://localhost:8786", "this is no address of a dask scheduler"),
        ("tcp://localhost:port", "this is no address of a dask scheduler"),
        ("inproc://", "this is no address of a dask scheduler"),
        ("tcp://no-such-host.invalid:8786", "the host has no address"),
        ("tls://192.0.2.1:8786", "distributed.comm.tls.ca-file of dask's configuration names no"),
    ],
)
def test_a_wrong_address_is_refused_at_once(room: Classroom, address: str, what: str) -> None:
    with pytest.raises(UserError) as error:
        Grading(room.course, room.chapter, jobs=1, cluster=address).run()
    [problem] = error.value.problems
    assert problem.what.startswith(what)
    assert problem.remedy


def test_a_scheduler_that_does_not_answer_is_told(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(UserError, match=r"no scheduler answers: .*; start one with: dask sch"):
        Grading(room.course, room.chapter, jobs=1, cluster=address).run()


def test_the_missing_extra_is_named(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "chainrule.gradebook.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"needs the package distributed; pip install 'chainrule\["):
        Grading(room.course, room.chapter, jobs=1, cluster="local").run()


@contextmanager
def two_machines() -> Iterator[list[list[str]]]:
    """Commands in front of others that run them on two machines, joined by a cable."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("two network namespaces need root and the command ip")
    names = [f"chainrule-{os.getpid()}-{number}" for number in range(2)]
    with ExitStack() as stack:
        for name in names:
            if subprocess.run(["ip", "netns", "add", name], check=False).returncode:
                pytest.skip("network namespaces are not permitted here")
            stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=True)
        steps = [
            f"link add name eth0 netns {names[0]} type veth peer name eth0 netns {names[1]}",
            *(
                f"-n {name} {what}"
                for number, name in enumerate(names, 1)
                for what in (
                    "link set lo up",
                    "link set eth0 up",
                    f"address add 10.77.0.{number}/24 dev eth0",
                )
            ),
        ]
        for step in steps:
            subprocess.run(["ip", *step.split()], check=True)
        yield [["ip", "netns", "exec", name] for name in names]


def certificates(folder: Path) -> dict[str, str]:
    """dask's settings for a pair that was made for the test, as variables."""
    made = Security.temporary()
    settings = {}
    for role, texts in {
        "CA_FILE": made.tls_ca_file,
        "CLIENT__KEY": made.tls_client_key,
        "CLIENT__CERT": made.tls_client_cert,
        "SCHEDULER__KEY": made.tls_scheduler_key,
        "SCHEDULER__CERT": made.tls_scheduler_cert,
        "WORKER__KEY": made.tls_worker_key,
        "WORKER__CERT": made.tls_worker_cert,
    }.items():
        path = folder / f"{role}.pem"
        path.write_text(str(texts))
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{role}"] = str(path)
    return settings


def test_two_machines_without_a_common_folder_grade_over_tls(
    room: Classroom, expected: Classroom, by_hand: HandMade, tmp_path: Path
) -> None:
    with two_machines() as (here, there):
        by_hand.settings = certificates(tmp_path)
        by_hand.prefix = here
        by_hand.schedule("--protocol", "tls", "--host", "tls://10.77.0.1")
        # An empty folder covers the course there.
        hide = f'mount -t tmpfs none "{room.root}" && exec "$@"'
        for machine in (here, there):
            by_hand.prefix = [*machine, "unshare", "-m", "sh", "-c", hide, "sh"]
            by_hand.work()
        command = [*there, *room.command("grade", SLUG, "--cluster", by_hand.address)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **by_hand.settings},
        )
        until(lambda: len(by_hand.private_folders()) == 2)
        assert "13 graded now" in finished(process)
    assert_equal(room, expected)
