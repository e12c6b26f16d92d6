"""However a worker ends, the grader notices, says so, and goes on with the next one."""

from __future__ import annotations

import pytest

from attacks.kit import PRELUDE, Attack, Scene, Wall, attacks, carry_out, require_harmless
from chainrule.wall import ProtocolError, Student, StudentError, WorkerDied, WorkerTimeout

ENDINGS = [
    Attack("exit", "def attack(bait): sys.exit(0)", ends="SystemExit"),
    Attack("exit-at-once", "def attack(bait): os._exit(0)", ends="died"),
    Attack("abort", "def attack(bait): os.abort()", ends="died"),
    Attack("segmentation-fault", "def attack(bait): ctypes.string_at(0)", ends="died"),
    Attack("jump-to-nowhere", "def attack(bait): ctypes.CFUNCTYPE(None)(1)()", ends="died"),
    Attack("recursion", "def attack(bait): return attack(bait)", ends="RecursionError"),
    Attack(
        "stack-overflow",
        """
def attack(bait):
    sys.setrecursionlimit(10**9)
    nested = lambda depth: [nested(depth + 1) for _ in [0]]
    return nested(0)
""",
        ends=("died", "RecursionError", "MemoryError", "timeout"),
    ),
    Attack(
        "native-stack-overflow",
        """
def attack(bait):
    nested = None
    for _ in range(10**6): nested = (nested,)
    return repr(nested)
""",
        ends=("died", "RecursionError", "MemoryError"),
    ),
    Attack("close-the-connection", "def attack(bait): os.close(3)", ends=("died", "refused")),
    Attack(
        "shut-the-connection",
        "def attack(bait): socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_RDWR)",
        ends=("died", "refused"),
    ),
    Attack(
        "close-everything", "def attack(bait): os.closerange(0, 10**4)", ends=("died", "refused")
    ),
    Attack("kill-oneself", "def attack(bait): os.kill(os.getpid(), 9)"),
    Attack("raise-signal", "def attack(bait): signal.raise_signal(9)", ends=("died", "refused")),
    Attack("interrupt", "def attack(bait): raise KeyboardInterrupt", ends="KeyboardInterrupt"),
    Attack("stop-iteration", "def attack(bait): raise StopIteration", ends="StopIteration"),
    Attack("generator-exit", "def attack(bait): raise GeneratorExit", ends="GeneratorExit"),
    Attack(
        "pretend-to-be-refused-by-the-grader",
        """
class Mismatch(AssertionError): pass
class KeyboardInterrupt(BaseException): pass
def attack(bait): raise KeyboardInterrupt
""",
        ends="KeyboardInterrupt",
    ),
    Attack(
        "exception-that-cannot-be-described",
        """
class Meta(type):
    __name__ = property(lambda self: 1 / 0)
    __mro__ = property(lambda self: 1 / 0)
class Odd(Exception, metaclass=Meta):
    __class__ = property(lambda self: 1 / 0)
    __traceback__ = property(lambda self: 1 / 0)
    def __str__(self): os._exit(3)
def attack(bait): raise Odd
""",
        ends=("died", "Odd", "ZeroDivisionError"),
    ),
    Attack(
        "traceback-without-end",
        """
def attack(bait):
    error = ValueError()
    for _ in range(10**5):
        try: raise error
        except ValueError: pass
    raise error
""",
        ends="ValueError",
    ),
    Attack(
        "collector",
        """
class Bomb:
    def __del__(self): os._exit(5)
def attack(bait):
    Bomb()
""",
        ends="died",
    ),
    Attack(
        "tracing",
        """
def attack(bait):
    def trace(*_): os._exit(6)
    sys.settrace(trace)
    sys.setprofile(trace)
    threading.settrace(trace)
""",
        ends="died",
    ),
]


SILENCE = [
    Attack(
        "exception-that-never-ends",
        """
class Odd(Exception):
    def __str__(self):
        while True: pass
def attack(bait): raise Odd
""",
        ends="timeout",
    ),
    Attack(
        "close-and-sleep",
        "def attack(bait):\n    os.close(3)\n    time.sleep(1000)",
        ends=("timeout", "died"),
    ),
    Attack(
        "connection-to-null",
        'def attack(bait): os.dup2(os.open("/dev/null", os.O_RDWR), 3)',
        ends=("timeout", "died"),
    ),
]
#: The alarm inside the worker is an exception, too, so this one is ended from outside.
ENDLESS = """\
while True:
    try:
        while True:
            time.sleep(0.01)
    except BaseException:
        pass
"""


@attacks(*ENDINGS)
def test_an_ending_is_told(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*SILENCE)
def test_a_silence_is_told(hasty_wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(hasty_wall, a_scene, attack)


@pytest.mark.parametrize(
    ("deed", "ending"),
    [("ctypes.string_at(0)", "SIGSEGV"), ("os._exit(7)", "exit code 7")],
)
def test_a_crash_says_how(wall: Wall, a_scene: Scene, deed: str, ending: str) -> None:
    found = carry_out(wall.server, Attack("crash", f"def attack(bait): {deed}"), a_scene.bait)
    assert ending in str(found.failure)


@pytest.mark.parametrize(
    ("statement", "failure"),
    [
        (ENDLESS, WorkerTimeout),
        ("os._exit(4)", WorkerDied),
        ("os.write(3, b'x' * 100)", ProtocolError),
        ("os.write(3, struct.pack('<II', 5, 0) + b'\\x93\\x01\\xa1x\\xc0')", ProtocolError),
    ],
    ids=["endless", "exit", "noise", "forged-frame"],
)
def test_a_cell_that_loses_its_worker_says_which_statement(
    wall: Wall, a_scene: Scene, statement: str, failure: type[Exception]
) -> None:
    with wall.server.spawn() as worker:
        assert worker.run_cell(1, PRELUDE).failures == ()
        with pytest.raises(failure) as lost:
            worker.run_cell(2, f"x = 1\n{statement}\ny = 2")
        assert not worker.alive
    assert (lost.value.cell, lost.value.statement) == (2, 1)  # type: ignore[attr-defined]


def test_a_statement_that_waits_is_ended_from_inside(wall: Wall, a_scene: Scene) -> None:
    with wall.server.spawn() as worker:
        outcome = worker.run_cell(1, "import time\ntime.sleep(1000)\nx = 3\ndef f(): return x")
        assert [failure.type_name for failure in outcome.failures] == ["StatementTimeout"]
        assert Student(worker).f() == 3


def test_names_of_exceptions_are_capped(wall: Wall, a_scene: Scene) -> None:
    code = "def attack(bait): raise type('N' * 10**6, (Exception,), {})('m' * 10**6)"
    failure = carry_out(wall.server, Attack("long", code), a_scene.bait).failure
    assert isinstance(failure, StudentError)
    assert (len(failure.type_name), len(failure.message)) == (100, 500)
