"""Start a fork server and have it fork workers."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import asdict
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from chainrule.box.enclosure import Resources, Tier
from chainrule.box.launched import EndedError, Launched, RefusedError
from chainrule.box.probe import best_tier

from .channel import Channel, look_up
from .client import Worker
from .failures import ForkServerEndedError, ForkServerError
from .fonts import font_list
from .limits import Limits
from .processor import SharedProcessor
from .wire import WireError

# Importing TensorFlow on a busy machine takes many seconds.
_START_SECONDS: Final = 180.0
_ANSWER_SECONDS: Final = 30.0
_SOCKET_BYTES: Final = 2**22


class ForkServer:
    """A warm process that has imported what students use, and forks a worker in milliseconds.

    Parameters
    ----------
    imports
        The modules to import.
    limits
        What each worker may use.
    tier
        The wall around the workers; None for the strongest that this machine has.
    hash_seed
        For hashes of strings in the workers.

    Raises
    ------
    ForkServerError
        When an import fails, or the tier is not available: nothing weaker is used in its place.
    ForkServerEndedError
        When something ended it, which need not happen again.
    """

    def __init__(
        self,
        imports: Iterable[str] = ("numpy",),
        limits: Limits | None = None,
        tier: Tier | None = None,
        hash_seed: int = 0,
    ) -> None:
        self.limits = limits or Limits()
        self.tier: Tier = tier or best_tier()
        #: Workers that ended before they were told to: by their own code, or by the machine.
        self.deaths = 0
        self._shared = SharedProcessor()
        modules = list(imports)
        settings = {
            "body": "chainrule.wall.server:main",
            "limits": asdict(self.limits),
            "imports": modules,
        }
        fonts = font_list() if any(name.startswith("matplotlib") for name in modules) else None
        resources = Resources(self.limits.memory_mb)
        self._launched = Launched(self.tier, resources, settings, fonts, hash_seed)
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
        """A fresh worker, ready for its first request.

        As long as it lives, it shares one processor with the thread that asked for it: they take
        turns, and to wake each other on two processors takes them several times as long.
        """
        connection, remote = socket.socketpair()
        for end in (connection, remote):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
        try:
            (number,) = self._request(["spawn", self._shared.take()], [remote.fileno()])
        except BaseException:
            connection.close()
            self._shared.give_back()
            raise
        finally:
            remote.close()
        look_up(connection)
        channel = Channel(connection, self.limits.frame_bytes)
        worker = Worker(self, number, channel, self.limits)
        try:
            # Nothing of the student has run yet, so this can be believed.
            (_, kind, *reason), _ = channel.receive(monotonic() + _ANSWER_SECONDS)
        except (OSError, EOFError, WireError):
            status = worker.close()
            raise ForkServerError(
                f"a worker did not start (it ended with {status}): "
                f"is memory_mb={self.limits.memory_mb} enough for what the server imports?"
            ) from None
        if kind == "refused":
            worker.close()
            raise ForkServerError(f"the wall of tier {self.tier} failed: {reason[0]}")
        return worker

    def end(self, number: int) -> int | None:
        """Kill and reap a worker; how it ended, None when the server itself has ended."""
        self._shared.give_back()
        try:
            status: int = self._request(["end", number])[0]
            return status
        except ForkServerError:
            return None

    def close(self) -> None:
        """End the server and its workers."""
        self._shared.free()
        self._launched.close()

    def _request(self, message: list[Any], descriptors: Iterable[int] = ()) -> list[Any]:
        try:
            self._launched.send(message, descriptors)
        except EndedError as error:
            raise ForkServerEndedError(str(error)) from None
        return self._answer(_ANSWER_SECONDS)

    def _answer(self, seconds: float) -> list[Any]:
        try:
            kind, *body = self._launched.receive(seconds)
        except RefusedError as error:
            raise ForkServerError(f"tier {self.tier} of the wall: {error}") from None
        except EndedError as error:
            raise ForkServerEndedError(str(error)) from None
        if kind == "error":
            raise ForkServerError(f"fork server: {body[0]}")
        return body
