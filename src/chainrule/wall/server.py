"""The fork server: imports once, then forks a fresh worker for each request.

It runs in a process of its own, started by exec, because the grader may have threads. It must have
exactly one thread itself, so it never runs an operation of TensorFlow: a forked child would wait
for ever for threads that it does not have.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import msgpack  # type: ignore[import-untyped]

from . import worker
from .channel import Channel
from .confine import confine
from .limits import Limits


@dataclass(frozen=True)
class _Child:
    pid: int
    directory: Path


class Server:
    """Forks workers and ends them; a worker is known by a number, as pids are used again."""

    def __init__(self, control: socket.socket, directory: Path, limits: Limits) -> None:
        self._control = control
        self._directory = directory
        self._limits = limits
        self._children: dict[int, _Child] = {}
        self._numbers = itertools.count(1)

    def serve(self, modules: list[str]) -> None:
        """Import the modules, then carry out requests until the grader closes the connection."""
        try:
            for name in modules:
                importlib.import_module(name)
        except BaseException as error:
            self._reply("error", f"cannot import {name}: {type(error).__name__}: {error}"[:1000])
            return
        gc.collect()
        # What is imported stays shared with the children: their collector never writes to it.
        gc.freeze()
        self._reply("ready")
        operations: dict[str, Callable[..., None]] = {"spawn": self._spawn, "end": self._end}
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
                if not message:
                    return
                operation, *operands = msgpack.unpackb(message)
                operations[operation](*operands, *descriptors)
        finally:
            for number in list(self._children):
                self._kill(number)
            # The grader does it too, unless it was killed.
            _remove(self._directory)

    def _reply(self, *message: Any) -> None:
        self._control.sendall(msgpack.packb(message))

    def _spawn(self, descriptor: int) -> None:
        try:
            require_one_thread()
            number = next(self._numbers)
            directory = self._directory / f"worker{number}"
            directory.mkdir(mode=0o700)
            server = os.getpid()
            pid = os.fork()
        except (RuntimeError, OSError) as error:
            os.close(descriptor)
            self._reply("error", str(error))
            return
        if pid == 0:
            self._become_worker(descriptor, directory, server)
        os.close(descriptor)
        self._children[number] = _Child(pid, directory)
        self._reply("worker", number, pid)

    def _become_worker(self, descriptor: int, directory: Path, server: int) -> NoReturn:
        # Nothing may return from here into the server's loop, and no cleanup of the server's run.
        try:
            self._control.detach()
            connection = confine(
                socket.socket(fileno=descriptor), str(directory), server, self._limits
            )
            worker.run(Channel(connection, self._limits.frame_bytes), self._limits)
        except EOFError:
            os._exit(0)
        finally:
            os._exit(1)

    def _end(self, number: int) -> None:
        self._reply("ended", self._kill(number))

    def _kill(self, number: int) -> int:
        """Kill and reap a worker, remove its directory; the negative signal or the exit code."""
        child = self._children.pop(number)
        # Not yet reaped, so the pid cannot belong to another process.
        os.kill(child.pid, signal.SIGKILL)
        # It may have no process group of its own yet, or only the dead worker is in it.
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
        _, status = os.waitpid(child.pid, 0)
        _remove(child.directory)
        return os.waitstatus_to_exitcode(status)


def require_one_thread() -> None:
    """A forked child has one thread only, and waits for ever for the others it had before."""
    try:
        threads = len(os.listdir("/proc/self/task"))
    except FileNotFoundError:
        threads = threading.active_count()
    if threads != 1:
        raise RuntimeError(
            f"the fork server has {threads} threads and must have one: one of the imported "
            "modules starts threads (for instance, it runs a TensorFlow operation)"
        )


def _remove(directory: Path) -> None:
    try:
        shutil.rmtree(directory)
    except (OSError, RecursionError):
        # The student may have closed directories or nested them deeper than Python recurses.
        subprocess.run(["chmod", "-R", "u+rwX", str(directory)], check=False)
        subprocess.run(["rm", "-rf", str(directory)], check=False)


def main() -> None:
    descriptor, directory, limits, *modules = sys.argv[1:]
    control = socket.socket(fileno=int(descriptor))
    Server(control, Path(directory), Limits(**json.loads(limits))).serve(modules)
