"""Whatever student code does to its process, the grader gets a failure, in time."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import numpy as np
import pytest

from chainrule.wall import (
    AnswerFailure,
    ForkServer,
    Limits,
    ProtocolError,
    Student,
    StudentError,
    Worker,
    WorkerDied,
    WorkerTimeout,
)

# The student's code writes to the grader itself. `current` is the number of the request being
# answered, which it can find: it owns everything in its process.
FORGER = """
import gc, os, socket, struct, time
import msgpack

def current():
    for thing in gc.get_objects():
        if type(thing).__name__ == "Session":
            return thing._request

def send(message, payload=b"", announced=None):
    packed = message if isinstance(message, bytes) else msgpack.packb(message)
    length = len(packed) if announced is None else announced
    os.write(3, struct.pack("<II", length, len(payload)) + packed + payload)

def forge_other_request(): send([current() + 1, "value", 7])
def forge_bad_msgpack(): send(b"\\xc1\\xc1")
def forge_nesting(): send(b"\\x91" * 9000 + b"\\x01")
def forge_tree_nesting():
    tree = 1
    for _ in range(100): tree = [0, tree]
    send([current(), "value", tree])
def forge_length(): send(b"", announced=2**32 - 1)
def forge_dtype(): send([current(), "value", [9, 77, 1]], bytes(8))
def forge_shape(): send([current(), "value", [9, 11, 2**40]], bytes(8))
def forge_payload(): send([current(), "value", 1], bytes(64))
def forge_kind(): send([current(), "exec", "import os"])
def forge_nothing(): send([])
def forge_map(): send({"a": 1})
def forge_callback(): send([current(), "callback", 12345, [0], [4]])
def forge_negative_callback(): send([current(), "callback", -1, [0], [4]])
def forge_statement(): send([current(), "statement", 1])
def forge_callable(): send([current(), "value", [12, 0]])
def forge_error(): send([current(), "error", 1, 2, 3])
def forge_names(): send([current(), "error", "E", ["eval", "KeyError"], "", None, None, None, 0])
def forge_value(): send([current(), "value", 7])
def drip():
    packed = msgpack.packb([current(), "value", "x" * 1000])
    for byte in struct.pack("<II", len(packed), 0) + packed:
        os.write(3, bytes([byte]))
        time.sleep(0.05)
def flood():
    while True:
        send([current(), "callback", 0, [0], [4]])
def close_socket():
    os.close(3)
    time.sleep(60)
"""

MISDEEDS = """
import ctypes, os, sys, time
import numpy as np

def loop():
    while True: pass
def stubborn():
    while True:
        try:
            while True: time.sleep(0.01)
        except BaseException: pass
def crash(): ctypes.string_at(0)
def leave(): os._exit(7)
def memory(): return len([np.empty(10**7) for _ in range(100)])
def array(): return np.ones(10**9)
def huge(): return np.zeros(70 * 2**20, np.uint8)
def text(): return "x" * (9 * 2**20)
def unfold():
    x = [1.5]
    for _ in range(40): x = [x, x]
    return x
def cyclic():
    x = []
    x.append(x)
    return x
def fill_disk():
    with open("big", "wb") as file:
        for _ in range(40): file.write(bytes(2**20))
class Hidden(Exception):
    def __str__(self): return "x" * 10**7
def hidden(): raise Hidden
def environment(): return dict(os.environ)
def descriptors(): return sorted(int(name) for name in os.listdir("/proc/self/fd"))
def place(): return os.getcwd(), os.listdir(), os.environ["HOME"]
def echo(x): return x
def fine(): return 1
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(limits=Limits(call_seconds=0.8, statement_seconds=2, memory_mb=512)) as server:
        yield server


@pytest.fixture
def worker(server: ForkServer) -> Iterator[Worker]:
    with server.spawn() as worker:
        assert worker.run_cell(1, FORGER + MISDEEDS).failures == ()
        yield worker


@pytest.fixture(scope="module")
def patient_server() -> Iterator[ForkServer]:
    with ForkServer(limits=Limits(call_seconds=20, memory_mb=512)) as server:
        yield server


@pytest.fixture
def patient(patient_server: ForkServer) -> Iterator[Student]:
    with patient_server.spawn() as worker:
        assert worker.run_cell(1, MISDEEDS).failures == ()
        yield Student(worker)


@pytest.mark.parametrize(
    "forgery",
    [
        "other_request",
        "bad_msgpack",
        "nesting",
        "tree_nesting",
        "length",
        "dtype",
        "shape",
        "payload",
        "kind",
        "nothing",
        "map",
        "callback",
        "negative_callback",
        "statement",
        "callable",
        "error",
    ],
)
def test_a_forged_frame_is_a_protocol_error_and_ends_the_worker(
    worker: Worker, forgery: str
) -> None:
    with pytest.raises(ProtocolError):
        getattr(Student(worker), f"forge_{forgery}")()
    assert not worker.alive
    with pytest.raises(WorkerDied):
        Student(worker).fine()


def test_a_forged_reply_is_only_a_wrong_answer_and_the_next_request_notices(
    worker: Worker,
) -> None:
    assert Student(worker).forge_value() == 7
    with pytest.raises(ProtocolError):
        Student(worker).fine()


def test_a_forged_error_names_only_builtin_exceptions(worker: Worker) -> None:
    with pytest.raises(StudentError) as caught:
        Student(worker).forge_names()
    assert caught.value.builtin_mro == ("KeyError",)


@pytest.mark.parametrize("name", ["loop", "stubborn", "drip", "close_socket"])
def test_a_call_ends_at_its_deadline(worker: Worker, name: str) -> None:
    start = time.monotonic()
    with pytest.raises((WorkerTimeout, WorkerDied)):
        getattr(Student(worker), name)()
    assert time.monotonic() - start < 5
    assert not worker.alive


def test_callbacks_and_their_flood_share_the_deadline_of_the_call(worker: Worker) -> None:
    def sleep(*_: object) -> None:
        time.sleep(0.1)

    worker.run_cell(
        2, "def keep(f):\n    global kept\n    kept = f\ndef use():\n    while True: kept()"
    )
    Student(worker).keep(sleep)
    with pytest.raises(WorkerTimeout):
        Student(worker).use()


def test_a_flood_of_callbacks_ends(worker: Worker) -> None:
    worker.run_cell(2, "def keep(f): pass")
    Student(worker).keep(lambda: None)
    with pytest.raises(AnswerFailure):
        Student(worker).flood()
    assert not worker.alive


@pytest.mark.parametrize(("name", "ending"), [("crash", "SIGSEGV"), ("leave", "exit code 7")])
def test_a_crash_in_a_call_is_told(worker: Worker, name: str, ending: str) -> None:
    with pytest.raises(WorkerDied, match=ending):
        getattr(Student(worker), name)()


@pytest.mark.parametrize("name", ["memory", "array"])
def test_a_memory_bomb_is_a_memory_error(patient: Student, name: str) -> None:
    with pytest.raises(StudentError) as caught:
        getattr(patient, name)()
    assert caught.value.is_a(MemoryError)
    assert patient.fine() == 1


@pytest.mark.parametrize("name", ["huge", "text", "unfold", "cyclic"])
def test_a_result_above_the_frame_is_an_error_of_the_call(patient: Student, name: str) -> None:
    with pytest.raises(StudentError, match="result too large") as caught:
        getattr(patient, name)()
    assert caught.value.builtin_mro == ()
    assert patient.fine() == 1


def test_the_disk_cannot_be_filled_by_one_file(patient: Student) -> None:
    with pytest.raises(StudentError) as caught:
        patient.fill_disk()
    assert caught.value.is_a(OSError)


def test_a_message_is_capped(patient: Student) -> None:
    with pytest.raises(StudentError) as caught:
        patient.hidden()
    assert len(caught.value.message) == 500


def test_the_worker_sees_only_its_own_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRADER_SECRET", "answer")
    with ForkServer() as server, server.spawn() as worker:
        worker.run_cell(1, MISDEEDS)
        student = Student(worker)
        environment = student.environment()
        assert environment["MPLBACKEND"] == "Agg"
        assert not {name for name in environment if "SECRET" in name or "PYTEST" in name}
        started_with = student.evaluate("open('/proc/self/environ').read()")
        assert "SECRET" not in started_with
        # The fourth is the listing itself.
        assert student.descriptors()[:4] == [0, 1, 2, 3]
        assert len(student.descriptors()) == 5
        directory, content, home = student.place()
        assert (directory, content) == (home, [])


def test_the_grader_stays_small(worker: Worker) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("forge_length", "forge_nesting"):
        with pytest.raises(AnswerFailure):
            getattr(Student(worker), name)()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_large_arrays_pass_both_ways(patient: Student) -> None:
    array = np.arange(2.0**21).reshape(2, -1)
    assert np.array_equal(patient.echo(array), array)
