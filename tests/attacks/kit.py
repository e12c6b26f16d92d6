"""An attack, how it is carried out, and what it must neither gain nor leave behind."""

from __future__ import annotations

import hashlib
import os
import secrets
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import psutil  # type: ignore[import-untyped]
import pytest

from chainrule.box.enclosure import WORKER_UID, Tier
from chainrule.grading.explain import Reader, explain
from chainrule.submission import SourceCell
from chainrule.wall import (
    AnswerFailure,
    ForkServer,
    ForkServerError,
    Limits,
    ProtocolError,
    Student,
    StudentError,
    WorkerDied,
    WorkerTimeout,
)

ROOT: Final = Path(__file__).parents[2]
LIMITS: Final = Limits(call_seconds=2, statement_seconds=2, memory_mb=512)
#: Begins every secret of a test. Never written in one piece in an attack, which looks for it.
MARK: Final = "plum-and-custard"
#: In the name of all that an attack makes: what is found later was left behind.
TRACE: Final = f"trace{secrets.token_hex(6)}"

#: What every attack starts with: system calls by number, as libc hides some of them.
PRELUDE: Final = """\
import ctypes, errno, mmap, os, signal, socket, struct, sys, threading, time

libc = ctypes.CDLL(None, use_errno=True)

def system(number, *arguments):
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    libc.syscall.restype = ctypes.c_long
    result = libc.syscall(ctypes.c_long(number), *values)
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result

def answered(number, *arguments):
    try:
        system(number, *arguments)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "success"
"""


@dataclass(frozen=True)
class Attack:
    """Source text that defines ``attack(bait)``, and the endings that are harmless.

    An ending is ``refused`` (an OSError), the name of another exception, ``died``, ``timeout``,
    ``protocol``, or ``nothing``: a value that says that nothing was gained (None, False, 0, empty).
    With `most`, a number up to it is nothing gained, too.
    """

    name: str
    code: str
    ends: str | Sequence[str] = "refused"
    most: float = 0

    @property
    def source(self) -> str:
        return f"{PRELUDE}\n{self.code}"

    def allows(self, ending: str) -> bool:
        return ending in ([self.ends] if isinstance(self.ends, str) else self.ends)


def attacks(*found: Attack) -> pytest.MarkDecorator:
    """Parametrises a test by attacks, with their names as ids."""
    return pytest.mark.parametrize("attack", [pytest.param(each, id=each.name) for each in found])


@dataclass
class Ending:
    """How an attack ended, as the grader saw it."""

    kind: str
    value: Any = None
    failure: AnswerFailure | None = None
    seconds: float = 0.0
    line: str = ""


def carry_out(server: ForkServer, attack: Attack, bait: dict[str, Any]) -> Ending:
    """Run an attack in a fresh worker, which is ended afterwards."""
    start = time.monotonic()
    with server.spawn() as worker:
        ending = Ending("value")
        try:
            failed = worker.run_cell(1, attack.source).failures
            assert not failed, f"the attack cannot even start: {failed}"
            ending.value = Student(worker).attack(bait)
        except AnswerFailure as failure:
            ending = _ending(failure, attack, server.limits)
        else:
            if _is_nothing(ending.value, attack.most):
                ending.kind = "nothing"
    ending.seconds = time.monotonic() - start
    return ending


def _is_nothing(value: object, most: float) -> bool:
    if value is None or value is False:
        return True
    if type(value) in (int, float):
        return value <= most  # type: ignore[operator]
    return type(value) in (str, bytes, list, tuple, dict, set) and not value


def _ending(failure: AnswerFailure, attack: Attack, limits: Limits) -> Ending:
    match failure:
        case StudentError():
            refused = failure.is_a(OSError) and not failure.is_a(TimeoutError)
            kind = "refused" if refused else failure.type_name
        case WorkerTimeout():
            kind = "timeout"
        case WorkerDied():
            kind = "died"
        case ProtocolError():
            kind = "protocol"
        case _:
            kind = type(failure).__name__
    cell = SourceCell(
        kind="answer",
        exercise="attack",
        grade_id="attack",
        source=attack.source,
        python=attack.source,
        number=1,
    )
    reader = Reader("en", ("attack",), (cell,), limits.call_seconds)
    return Ending(kind, failure=failure, line=explain(failure, reader)[1])


def require_harmless(wall: Wall, scene: Scene, attack: Attack) -> Ending:
    """Carry out an attack; it must end as it says, in time, and with a line without secrets."""
    ending = carry_out(wall.server, attack, scene.bait)
    assert attack.allows(ending.kind), ending
    assert ending.seconds < wall.server.limits.call_seconds + 3, ending
    assert bool(ending.line) == (ending.failure is not None), ending
    for secret in (scene.token, scene.decoy.secret, TRACE):
        assert secret not in ending.line
    return ending


@dataclass
class Decoy:
    """A process that stands for the grader: the worker's own user might do it any harm."""

    process: subprocess.Popen[str]
    secret: str
    port: int = 0
    address: int = 0
    state: tuple[Any, ...] = ()

    PROGRAM = """\
import ctypes, os, socket, sys, threading
secret = ctypes.create_string_buffer(os.environ["SECRET"].encode())
tcp = socket.create_server(("127.0.0.1", 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", tcp.getsockname()[1]))
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\\0" + sys.argv[1])
abstract.listen()
path = socket.socket(socket.AF_UNIX)
path.bind(sys.argv[2])
path.listen()
os.chmod(sys.argv[2], 0o777)
touched = []
def watch(server):
    server.accept()
    touched.append(1)
    print("touched", flush=True)
for server in (tcp, abstract, path):
    threading.Thread(target=watch, args=[server], daemon=True).start()
def read():
    udp.recv(10)
    print("touched", flush=True)
threading.Thread(target=read, daemon=True).start()
print(tcp.getsockname()[1], ctypes.addressof(secret), flush=True)
sys.stdin.read()
"""

    @classmethod
    def start(cls, folder: Path) -> Self:
        secret = f"{MARK}-{secrets.token_hex(8)}"
        user = {"user": WORKER_UID, "group": WORKER_UID} if os.geteuid() == 0 else {}
        process = subprocess.Popen(
            ["/usr/bin/env", python(), "-c", cls.PROGRAM, TRACE, str(folder / "decoy.socket")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"SECRET": secret},
            cwd="/",
            text=True,
            **user,  # type: ignore[call-overload]
        )
        assert process.stdout is not None
        port, address = map(int, process.stdout.readline().split())
        decoy = cls(process, secret, port, address)
        decoy.state = decoy.current_state()
        return decoy

    def current_state(self) -> tuple[Any, ...]:
        """What others could change of the process."""
        seen = psutil.Process(self.process.pid)
        limits = Path(f"/proc/{self.process.pid}/limits").read_text()
        return seen.nice(), tuple(seen.cpu_affinity()), seen.ionice(), limits

    def require_unharmed(self) -> None:
        assert self.process.poll() is None, "the decoy was killed"
        assert self.current_state() == self.state, "the decoy was changed"
        assert self.process.stdout is not None
        reached = select.select([self.process.stdout], [], [], 0)[0]
        assert not reached, "the decoy was reached over a socket"

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def python() -> str:
    """An interpreter that any user of this machine may run, as the decoy is not root."""
    return "/usr/bin/python3" if os.geteuid() == 0 else sys.executable


@dataclass
class Scene:
    """What there is to be gained: secrets and processes, and how they were in the beginning."""

    folder: Path
    installed: Path
    decoy: Decoy
    token: str
    content: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def bait(self) -> dict[str, Any]:
        return {
            "decoy": self.decoy.process.pid,
            "address": self.decoy.address,
            "port": self.decoy.port,
            "abstract": TRACE,
            "grader": os.getpid(),
            "folder": str(self.folder),
            "installed": str(self.installed),
            "project": str(ROOT),
            "home": str(Path.home()),
            "trace": TRACE,
        }

    def require_unharmed(self) -> None:
        self.decoy.require_unharmed()
        # Noted before it is told, so that one attack that succeeds is one failure.
        before, self.content = self.content, state_of(self.folder) | state_of(self.installed)
        assert self.content == before, "files changed"
        assert traces() == [], "something was left behind"


@contextmanager
def scene(installed: Path) -> Iterator[Scene]:
    """Secrets in places that the file system itself guards against nobody.

    Parameters
    ----------
    installed
        A directory among the packages that every worker may read.
    """
    with ExitStack() as stack:
        token = f"{MARK}-{secrets.token_hex(8)}"
        folder = Path(stack.enter_context(_open_folder(Path("/tmp"))))
        for name in ("autograder/test_hidden.py", "submitted/ada/notebook.ipynb", "victim.txt"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o777)
            path.write_text(token)
            path.chmod(0o666)
        inside = Path(stack.enter_context(_open_folder(installed)))
        (inside / "victim.py").write_text("harmless = True\n")
        (inside / "victim.py").chmod(0o666)
        decoy = Decoy.start(folder)
        stack.callback(decoy.end)
        made = Scene(folder, inside, decoy, token)
        made.content = state_of(folder) | state_of(inside)
        yield made


@contextmanager
def _open_folder(parent: Path) -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="bait-", dir=parent)
    os.chmod(folder, 0o777)
    try:
        yield folder
    finally:
        os.chmod(folder, 0o700)
        shutil.rmtree(folder)


def state_of(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Everything about the files below a folder that an attack could change."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        attributes = tuple(os.listxattr(path)) if not path.is_socket() else ()
        facts = (status.st_mode, status.st_uid, status.st_gid, status.st_nlink, status.st_mtime_ns)
        found[str(path)] = (*facts, content, attributes)
    return found


def traces() -> list[str]:
    """Files and processes that carry the mark of an attack."""
    found = []
    for place in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", str(Path.home()), os.getcwd()):
        with os.scandir(place) as entries:
            found += [entry.path for entry in entries if TRACE in entry.name]
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        # The decoy carries the mark as the name of its socket.
        if any(TRACE in part for part in line) and not any("decoy" in part for part in line):
            found.append(f"process {process.pid}: {line}")
    return found


class Wall:
    """A fork server that is started again when an attack has ended it, so that one test fails."""

    def __init__(self, tier: Tier, limits: Limits = LIMITS) -> None:
        self.tier = tier
        self._limits = limits
        self.server = self._start()

    def _start(self) -> ForkServer:
        return ForkServer(("numpy",), self._limits, tier=self.tier)

    def require_working(self) -> None:
        try:
            with self.server.spawn() as worker:
                assert worker.run_cell(1, "def fine(): return 7").failures == ()
                assert Student(worker).fine() == 7
        except (ForkServerError, AnswerFailure):
            self.close()
            self.server = self._start()
            pytest.fail("the fork server does not work any more")

    def workers(self) -> list[int]:
        """Processes below the fork server that are not itself."""
        top = psutil.Process(self.server._launched._process.pid)
        return [child.pid for child in top.children(recursive=True)]

    def close(self) -> None:
        self.server.close()
