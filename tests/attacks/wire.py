"""A worker's connection fed with any bytes: whatever they are, the grader gets an answer."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, Final

from chainrule.wall.channel import HEADER, Channel, look_up
from chainrule.wall.client import Worker
from chainrule.wall.failures import AnswerFailure
from chainrule.wall.limits import Limits

#: Of a frame that is announced; more would only take more time.
LIMITS: Final = Limits(call_seconds=5, frame_mb=1, callbacks=20)
#: The number of the request that the bytes pretend to answer.
REQUEST: Final = 1


class NoServer:
    """The fork server of a worker that has no process."""

    deaths = 0

    def end(self, number: int) -> int | None:
        return None


def answer_to(content: bytes, ask: Callable[[Worker], Any]) -> Any:
    """What the grader makes of these bytes as the answer to its first request.

    Returns
    -------
    The value, or the AnswerFailure. Any other exception is a fault of the decoder.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)
        theirs.sendall(content[: 2**20])
        theirs.shutdown(socket.SHUT_WR)
        look_up(ours)
        worker = Worker(NoServer(), 1, Channel(ours, LIMITS.frame_bytes), LIMITS)  # type: ignore[arg-type]
        try:
            return ask(worker)
        except AnswerFailure as failure:
            return failure
        finally:
            worker.close()


def frame(envelope: bytes, payload: bytes = b"") -> bytes:
    return HEADER.pack(len(envelope), len(payload)) + envelope + payload


def call(worker: Worker) -> Any:
    """A request that passes a function, so that a callback has something to call."""
    return worker.request("call", lambda *args, **kwargs: (args, kwargs))


def cell(worker: Worker) -> Any:
    return worker.run_cell(1, "x = 1\ny = 2")


def items(worker: Worker) -> Any:
    return worker.request_tuple("items", 0, 5)
