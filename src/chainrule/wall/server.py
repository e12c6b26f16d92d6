"""The fork server: imports once, then forks a fresh worker for each request.

It runs in a process of its own, started by exec, because the grader may have threads, and enclosed
before it imports anything. It must have exactly one thread itself, so it never runs an operation of
TensorFlow: a forked child would wait for ever for threads that it does not have.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import itertools
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from chainrule.box.enclosure import Enclosure
from chainrule.box.kernel import BoxError

from . import pages, worker
from .channel import Channel
from .limits import Limits
from .notebook import engine_modules


@dataclass(frozen=True)
class _Child:
    pid: int
    directory: str


class Server:
    """Forks workers and ends them; a worker is known by a number, as pids are used again."""

    def __init__(self, control: socket.socket, enclosure: Enclosure, limits: Limits) -> None:
        self._control = control
        self._enclosure = enclosure
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
        _draw_once()
        engine_modules()
        gc.collect()
        pages.gather()
        # What is imported stays shared with the children: their collector never writes to it.
        gc.freeze()
        self._reply("ready")
        operations: dict[str, Callable[..., None]] = {"spawn": self._spawn, "end": self._end}
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
                if not message:
                    return
                operation, *operands = json.loads(message)
                operations[operation](*operands, *descriptors)
        finally:
            for number in list(self._children):
                self._kill(number)
            self._enclosure.leave()

    def _reply(self, *message: Any) -> None:
        self._control.sendall(json.dumps(message).encode())

    def _spawn(self, processor: int | None, descriptor: int) -> None:
        if processor is not None:
            # The worker inherits it.
            os.sched_setaffinity(0, {processor})
        number = next(self._numbers)
        directory = os.path.join(self._enclosure.home, f"worker{number}")
        server = os.getpid()
        try:
            pid = self._enclosure.fork()
        except (RuntimeError, OSError) as error:
            os.close(descriptor)
            self._reply("error", str(error))
            return
        if pid == 0:
            self._become_worker(descriptor, directory, server)
        os.close(descriptor)
        self._children[number] = _Child(pid, directory)
        self._reply("worker", number)

    def _become_worker(self, descriptor: int, directory: str, server: int) -> NoReturn:
        # Nothing may return from here into the server's loop, and no cleanup of the server's run.
        try:
            self._control.detach()
            enclosure = self._enclosure
            enclosure.connection = descriptor
            try:
                enclosure.confine(directory, server)
            except BoxError as error:
                connection = socket.socket(fileno=enclosure.connection)
                Channel(connection, 0).send([0, "refused", str(error)])
                os._exit(1)
            connection = socket.socket(fileno=enclosure.connection)
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
        self._enclosure.clear(child.directory)
        return os.waitstatus_to_exitcode(status)


def _draw_once() -> None:
    """Draw a figure to nowhere: what matplotlib loads for it, no worker has to load again."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        figure, axes = pyplot.subplots()
        axes.plot([0, 1])
        axes.set_title("$x$")
        # It has a library of its own, loaded at first use.
        axes.contour([[0, 1], [1, 2]])
        figure.savefig(io.BytesIO())
        pyplot.close(figure)


def main(control: socket.socket, enclosure: Enclosure, settings: Mapping[str, Any]) -> None:
    Server(control, enclosure, Limits(**settings["limits"])).serve(settings["imports"])
