"""The wall: student code runs in a process of its own, which never holds an answer."""

from .client import Worker
from .failures import (
    AnswerFailure,
    CellOutcome,
    ForkServerEndedError,
    ForkServerError,
    MissingAttributeError,
    ProtocolError,
    StatementFailure,
    StudentError,
    WorkerDied,
    WorkerTimeout,
)
from .fork_server import ForkServer
from .handles import Handle, Remote, RemoteFunction, Student, handle_type, is_handle
from .limits import Limits

__all__ = [
    "AnswerFailure",
    "CellOutcome",
    "ForkServer",
    "ForkServerEndedError",
    "ForkServerError",
    "Handle",
    "Limits",
    "MissingAttributeError",
    "ProtocolError",
    "Remote",
    "RemoteFunction",
    "StatementFailure",
    "Student",
    "StudentError",
    "Worker",
    "WorkerDied",
    "WorkerTimeout",
    "handle_type",
    "is_handle",
]
