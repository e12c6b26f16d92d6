"""Which tier of the wall this machine has: found by putting it up and attacking it from inside."""

from __future__ import annotations

import errno
import json
import mmap
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from .enclosure import TIERS, Enclosure, Resources, Tier
from .kernel import BoxError
from .launched import EndedError, Launched, RefusedError

_SECONDS: Final = 30.0
_MEMORY_MB: Final = 512
#: What ends the process in it without a word may be no wall at all: a machine without memory.
_TRIES: Final = 3


@dataclass(frozen=True)
class Finding:
    """Whether a tier can be had, and if not, which step failed and how."""

    tier: Tier
    available: bool
    reason: str = ""
    step: str = ""
    errno: int | None = None


@cache
def probe(tier: Tier) -> Finding:
    """Put up the wall of a tier around a throw-away process, and try to get out of it."""
    with tempfile.NamedTemporaryFile(prefix="chainrule-probe-") as canary:
        # Everybody on the machine may read it, so only a wall can keep a process from it.
        os.chmod(canary.name, 0o644)
        settings = {"body": "chainrule.box.probe:attempt", "canary": canary.name}
        for _ in range(_TRIES):
            launched = Launched(tier, Resources(_MEMORY_MB), settings)
            try:
                _, escapes = launched.receive(_SECONDS)
                return Finding(tier, not escapes, "; ".join(escapes))
            except RefusedError as error:
                return Finding(tier, False, str(error), error.step, error.errno)
            except EndedError:
                continue
            finally:
                launched.close()
    return Finding(tier, False, "the process in it ended without a word")


def best_tier() -> Tier:
    """The strongest tier that can be had here."""
    return next(tier for tier in TIERS if tier == TIERS[-1] or probe(tier).available)


def at_least(tier: Tier, required: Tier) -> bool:
    """Whether a tier is as strong as the required one."""
    return TIERS.index(tier) <= TIERS.index(required)


def attempt(control: socket.socket, enclosure: Enclosure, settings: Mapping[str, Any]) -> None:
    """The body of the throw-away server: fork one worker and hear what it could do."""
    ours, theirs = socket.socketpair()
    directory = os.path.join(enclosure.home, "worker")
    server = os.getpid()
    pid = enclosure.fork()
    if pid == 0:
        enclosure.connection = theirs.detach()
        try:
            enclosure.confine(directory, server)
            reply: list[Any] = ["escapes", list(_escapes(enclosure, settings["canary"]))]
        except BoxError as error:
            reply = ["refused", error.step, error.errno, str(error)]
        os.write(enclosure.connection, json.dumps(reply).encode())
        os._exit(0)
    theirs.close()
    control.sendall(ours.recv(2**16) or b'["refused", "confine a worker", null, "it ended"]')
    os.waitpid(pid, 0)


def _escapes(enclosure: Enclosure, canary: str) -> Iterator[str]:
    """What the wall should have refused and did not."""
    if os.geteuid() == 0:
        yield "its process is root"
    if enclosure.tier == "C":
        return
    attempts: dict[str, Callable[[], object]] = {
        "it reads files": lambda: open(canary, "rb").close(),
        "it writes files": lambda: open(f"{os.__file__}.written", "wb").close(),
        "it has a network": lambda: socket.socket().close(),
        "it starts processes": _fork,
        "it shares memory": lambda: mmap.mmap(-1, 4096).close(),
        "it sends signals": lambda: os.kill(os.getpid(), 0),
    }
    for escape, action in attempts.items():
        try:
            action()
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EACCES, errno.ENOENT, errno.EROFS):
                yield f"{escape} ({error.strerror})"
        else:
            yield escape
    if enclosure.tier == "A" and (os.path.exists(canary) or os.getpid() != 1):
        yield "it sees the machine's files or processes"


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
