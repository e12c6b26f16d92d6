"""Start a fork server and have it fork workers."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

import msgpack  # type: ignore[import-untyped]

from .channel import Channel
from .client import Worker
from .confine import ENVIRONMENT
from .failures import ForkServerError
from .limits import Limits
from .wire import WireError

# Importing TensorFlow on a busy machine takes many seconds.
_START_SECONDS: Final = 180.0
_ANSWER_SECONDS: Final = 30.0
_SOCKET_BYTES: Final = 2**22
_PACKAGE_ROOT: Final = Path(__file__).parents[2]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from chainrule.wall.server import main; main()"
)
# The server's own: caches of what it imports lie under them. Workers get a directory of their own.
_INHERITED: Final = ("HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")


class ForkServer:
    """A warm process that has imported what students use, and forks a worker in milliseconds."""

    def __init__(self, imports: Iterable[str] = ("numpy",), limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._control, remote = socket.socketpair()
        self._directory = Path(tempfile.mkdtemp(prefix="chainrule-"))
        options = ["-P", "-c", _START, str(_PACKAGE_ROOT)]
        settings = [
            str(remote.fileno()),
            str(self._directory),
            json.dumps(asdict(self.limits)),
        ]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *options, *settings, *imports],
                env=_server_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[remote.fileno()],
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            shutil.rmtree(self._directory)
            raise
        finally:
            remote.close()
        try:
            self._answer(_START_SECONDS)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def spawn(self) -> Worker:
        """A fresh worker, ready for its first request."""
        connection, remote = socket.socketpair()
        for end in (connection, remote):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
        try:
            number, pid = self._request(["spawn"], [remote.fileno()])
        except BaseException:
            connection.close()
            raise
        finally:
            remote.close()
        connection.setblocking(False)
        channel = Channel(connection, self.limits.frame_bytes)
        worker = Worker(self, number, pid, channel, self.limits)
        try:
            channel.receive(monotonic() + _ANSWER_SECONDS)
        except (OSError, EOFError, WireError):
            status = worker.close()
            raise ForkServerError(
                f"a worker did not start (it ended with {status}): "
                f"is memory_mb={self.limits.memory_mb} enough for what the server imports?"
            ) from None
        return worker

    def end(self, number: int) -> int | None:
        """Kill and reap a worker; how it ended, None when the server itself has ended."""
        try:
            status: int = self._request(["end", number])[0]
            return status
        except ForkServerError:
            return None

    def close(self) -> None:
        """End the server and its workers."""
        self._control.close()
        try:
            self._process.wait(_ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _request(self, message: list[Any], descriptors: Iterable[int] = ()) -> list[Any]:
        try:
            socket.send_fds(self._control, [msgpack.packb(message)], list(descriptors))
        except OSError:
            raise ForkServerError("the fork server has ended") from None
        return self._answer(_ANSWER_SECONDS)

    def _answer(self, seconds: float) -> list[Any]:
        try:
            self._control.settimeout(seconds)
            reply = self._control.recv(2**16)
        except OSError as error:
            raise ForkServerError(f"the fork server does not answer: {error}") from None
        if not reply:
            raise ForkServerError("the fork server has ended")
        kind: str
        body: list[Any]
        kind, *body = msgpack.unpackb(reply)
        if kind == "error":
            raise ForkServerError(f"fork server: {body[0]}")
        return body


def _server_environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # One fixed seed for hashes of strings, so that the order of a set is the same in every grading.
    return {**ENVIRONMENT, **inherited, "PYTHONHASHSEED": "0"}
