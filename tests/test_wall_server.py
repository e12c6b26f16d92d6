"""A fork server starts warm, gives fresh workers, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from chainrule.wall import ForkServer, ForkServerError, Limits, Remote, Student, WorkerDied
from chainrule.wall.server import require_one_thread

NOBODY = 65534


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def gone(path: Path) -> bool:
    """Whether a path disappears, which may take a moment."""
    deadline = time.monotonic() + 5
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not path.exists()


def ended(pid: int) -> bool:
    """Whether a process ends and is reaped."""
    return gone(Path(f"/proc/{pid}"))


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


def test_workers_are_fresh_and_separate() -> None:
    with ForkServer() as server, server.spawn() as first, server.spawn() as second:
        first.run_cell(1, "import numpy\nnumpy.mark = x = 1")
        assert Student(first).defines("x")
        assert not Student(second).defines("x")
        assert Student(second).evaluate("hasattr(__import__('numpy'), 'mark')") is False


def test_imports_are_done_before_the_fork() -> None:
    with ForkServer(("colorsys",)) as server, server.spawn() as worker:
        assert Student(worker).evaluate("'colorsys' in __import__('sys').modules") is True


def test_closing_a_worker_leaves_no_process_and_no_directory(temporary: Path) -> None:
    with ForkServer() as server:
        with server.spawn() as worker:
            worker.run_cell(
                1,
                "import os, pathlib\n"
                "closed = pathlib.Path('closed/inner'); closed.mkdir(parents=True)\n"
                "(closed / 'file').write_text('x'); os.chmod('closed', 0)\n"
                "import subprocess; subprocess.Popen(['sleep', '60'])\n"
                "for _ in range(1500):\n    os.mkdir('d'); os.chdir('d')\n",
            )
            (directory,) = temporary.glob("chainrule-*/worker*")
            pid = worker.pid
        assert not directory.exists()
        assert ended(pid)
    assert list(temporary.iterdir()) == []


def test_closing_the_server_ends_its_workers(temporary: Path) -> None:
    with ForkServer() as server:
        worker = server.spawn()
        assert worker.alive
    assert ended(worker.pid)
    assert not worker.alive
    with pytest.raises(WorkerDied):
        Student(worker).f()
    worker.close()
    assert list(temporary.iterdir()) == []


def test_a_worker_that_ended_by_itself_is_not_alive() -> None:
    with ForkServer() as server, server.spawn() as worker:
        worker.run_cell(1, "import os, threading\nthreading.Timer(0.1, os._exit, [0]).start()")
        time.sleep(0.5)
        assert not worker.alive


def test_workers_end_with_a_grader_that_is_killed(tmp_path: Path) -> None:
    program = (
        f"import os, signal, tempfile; tempfile.tempdir = {str(tmp_path)!r}\n"
        "from chainrule.wall import ForkServer\n"
        "server = ForkServer(); worker = server.spawn()\n"
        "print(worker.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended(int(killed.stdout))
    assert all(gone(path) for path in tmp_path.glob("chainrule-*"))


def test_an_import_that_fails_is_named() -> None:
    with pytest.raises(ForkServerError, match="cannot import no_such_module"):
        ForkServer(("numpy", "no_such_module"))


def test_a_process_with_threads_must_not_fork() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="threads and must have one"):
            require_one_thread()
    finally:
        done.set()
        thread.join()


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
