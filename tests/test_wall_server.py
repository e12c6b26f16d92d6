"""A fork server starts warm, gives fresh workers, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from chainrule.box.enclosure import ENVIRONMENT, TIERS, Enclosure, Resources, Tier
from chainrule.box.probe import probe
from chainrule.course.manifest import Course
from chainrule.wall import ForkServer, ForkServerError, Limits, Remote, Student, WorkerDied

NOBODY = 65534
ROOT = Path(__file__).parents[1]

USER_AND_DESCRIPTORS = """
import fcntl, os
def users(): return [*os.getresuid(), *os.getresgid(), *os.getgroups()]
def is_open(number):
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
    except OSError:
        return False
    return True
def descriptors(): return [number for number in range(256) if is_open(number)]
def environment(): return list(os.environ)
"""


@pytest.fixture(params=TIERS)
def tier(request: pytest.FixtureRequest) -> Tier:
    found = probe(request.param)
    if not found.available:
        pytest.skip(f"tier {request.param} is not available here: {found.reason}")
    return found.tier


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty directory for temporary files that, like /tmp, every user may use."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o1777)
        monkeypatch.setattr("tempfile.tempdir", name)
        yield Path(name)


def gone(path: Path) -> bool:
    """Whether a path disappears, which may take a moment."""
    deadline = time.monotonic() + 5
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not path.exists()


def descendants(pid: int | None = None) -> set[psutil.Process]:
    return set(psutil.Process(pid).children(recursive=True))


def ended(processes: set[psutil.Process]) -> bool:
    """Whether processes end and are reaped."""
    _, alive = psutil.wait_procs(list(processes), timeout=5)
    return not alive


def run_as_nobody(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": "/tmp"},
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )


def test_workers_are_fresh_and_separate(tier: Tier) -> None:
    with ForkServer(tier=tier) as server, server.spawn() as first, server.spawn() as second:
        first.run_cell(1, "import numpy\nnumpy.mark = x = 1")
        assert Student(first).defines("x")
        assert not Student(second).defines("x")
        assert Student(second).evaluate("hasattr(__import__('numpy'), 'mark')") is False


def test_imports_are_done_before_the_fork(tier: Tier) -> None:
    with ForkServer(("colorsys",), tier=tier) as server, server.spawn() as worker:
        assert Student(worker).evaluate("'colorsys' in __import__('sys').modules") is True


def test_a_worker_never_is_root_and_keeps_one_descriptor(tier: Tier) -> None:
    with ForkServer(tier=tier) as server, server.spawn() as worker:
        worker.run_cell(1, USER_AND_DESCRIPTORS)
        student = Student(worker)
        assert 0 not in student.users()
        assert student.descriptors() == [0, 1, 2, 3]
        assert set(student.environment()) <= {*ENVIRONMENT, "HOME", "TMPDIR"}


def test_closing_a_worker_leaves_no_process_and_no_file(tier: Tier, temporary: Path) -> None:
    with ForkServer(tier=tier) as server:
        before = descendants()
        files = set(temporary.rglob("*"))
        with server.spawn() as worker:
            worker.run_cell(
                1,
                "import os, pathlib\n"
                "closed = pathlib.Path('closed/inner'); closed.mkdir(parents=True)\n"
                "(closed / 'file').write_text('x'); os.chmod('closed', 0)\n"
                "import subprocess; subprocess.Popen(['sleep', '60'])\n"
                "for _ in range(1500):\n    os.mkdir('d'); os.chdir('d')\n",
            )
            during = descendants()
            assert during > before
        assert ended(during - before)
        assert set(temporary.rglob("*")) == files
    assert list(temporary.iterdir()) == []


def test_closing_the_server_ends_its_workers(tier: Tier, temporary: Path) -> None:
    before = descendants()
    with ForkServer(tier=tier) as server:
        worker = server.spawn()
        assert worker.alive
        during = descendants()
    assert ended(during - before)
    assert not worker.alive
    with pytest.raises(WorkerDied):
        Student(worker).f()
    worker.close()
    assert list(temporary.iterdir()) == []


def test_a_worker_that_ended_by_itself_is_not_alive(tier: Tier) -> None:
    with ForkServer(tier=tier) as server, server.spawn() as worker:
        worker.run_cell(1, "import os, threading\nthreading.Timer(0.1, os._exit, [0]).start()")
        time.sleep(0.5)
        assert not worker.alive


def test_a_server_that_is_killed_takes_its_workers_along(tier: Tier) -> None:
    before = descendants()
    with ForkServer(tier=tier) as server:
        worker = server.spawn()
        during = descendants() - before
        # What they started ends with them, so all are looked up before the first is killed.
        for process in during & set(psutil.Process().children()):
            process.kill()
        with pytest.raises(ForkServerError, match="has ended"):
            server.spawn()
        assert ended(during)
        assert not worker.alive


def test_workers_end_with_a_grader_that_is_killed(tier: Tier, temporary: Path) -> None:
    program = (
        f"import tempfile; tempfile.tempdir = {str(temporary)!r}\n"
        "from chainrule.wall import ForkServer\n"
        f"server = ForkServer(tier={tier!r}); worker = server.spawn()\n"
        "print('ready', flush=True); input()"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "ready\n"
        started = descendants(grader.pid)
        assert len(started) >= 2
        grader.kill()
    assert ended(started)
    assert all(gone(path) for path in temporary.glob("chainrule-*"))


def test_an_import_that_fails_is_named() -> None:
    with pytest.raises(ForkServerError, match="cannot import no_such_module"):
        ForkServer(("numpy", "no_such_module"))


def test_a_process_with_threads_must_not_fork(tmp_path: Path) -> None:
    enclosure = Enclosure(str(tmp_path), Resources(100))
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="threads and must have one"):
            enclosure.fork()
    finally:
        done.set()
        thread.join()


@pytest.mark.tensorflow
def test_a_process_that_has_run_an_operation_must_not_fork(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow")
    program = (
        "import os, sys; from chainrule.box.enclosure import Enclosure, Resources\n"
        "enclosure = Enclosure(sys.argv[1], Resources(1000))\n"
        "enclosure.count_threads_of_this_process()\n"
        "import tensorflow as tf\n"
        "enclosure.require_one_thread()\n"
        "print('one thread after the import')\n"
        "tf.constant([1.0]) + 1.0\n"
        "enclosure.fork()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "threads and must have one" in done.stderr
    assert done.stdout == "one thread after the import\n"


@pytest.mark.tensorflow
def test_the_imports_of_every_chapter_leave_one_thread() -> None:
    pytest.importorskip("tensorflow")
    for imports in {tuple(chapter.imports) for chapter in Course.load(ROOT).manifest.chapters}:
        with ForkServer(imports) as server, server.spawn() as worker:
            assert worker.alive


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_the_wall_stands_without_privilege() -> None:
    program = (
        "from chainrule.wall import ForkServer, Student\n"
        "with ForkServer() as server, server.spawn() as worker:\n"
        "    worker.run_cell(1, 'import os\\ndef f(x): return x, os.getuid()')\n"
        "    print(Student(worker).f(1))"
    )
    try:
        done = run_as_nobody(program)
    except PermissionError:
        pytest.skip("another user cannot read this interpreter")
    assert done.stdout.strip() == f"(1, {NOBODY})", done.stderr


NETWORK = """
import keras
import numpy as np
import tensorflow as tf

def build():
    neuron = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.layers.Input((2,)), neuron])
    model.compile(loss="mse", optimizer="sgd")
    return model

def slope(x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = x**2
    return tape.gradient(y, x).numpy()
"""


@pytest.mark.tensorflow
def test_keras_learns_in_workers_of_one_server() -> None:
    pytest.importorskip("tensorflow")
    limits = Limits(call_seconds=30, statement_seconds=30)
    imports = ("numpy", "matplotlib.pyplot", "keras", "tensorflow")
    with ForkServer(imports, limits) as server:
        weights = []
        for _ in range(2):
            with server.spawn() as worker:
                assert worker.run_cell(1, NETWORK).failures == ()
                student = Student(worker)
                x = np.ones((3, 2), np.float32)
                model = student.build()
                weights.append(model.get_weights()[0])
                model.set_weights([np.ones((2, 1)), np.zeros(1)])
                expected = np.full((3, 1), 1 / (1 + np.exp(-2)), np.float32)
                np.testing.assert_allclose(model(x).numpy(), expected, rtol=1e-6)
                np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-6)
                losses = model.fit(x, np.zeros((3, 1)), epochs=2, verbose=0).history["loss"]
                assert losses[1] < losses[0]
                assert student.slope(3.0) == 6.0
                remote = Remote(worker)
                assert remote.module("keras").Sequential().layers == []
        assert np.array_equal(*weights)
