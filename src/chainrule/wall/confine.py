"""The one place where a forked worker gives up what student code must not have."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
import tempfile
from typing import Final

from .limits import Limits

# What a process with student code sees of the machine, apart from its own directory.
ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    # One thread: OpenBLAS starts its threads at import, and a process with threads must not fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
FILE_BYTES: Final = 32 * 2**20
_PR_SET_PDEATHSIG: Final = 1
_SOCKET_DESCRIPTOR: Final = 3
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def confine(
    connection: socket.socket, directory: str, parent: int, limits: Limits
) -> socket.socket:
    """Confine the calling process, just forked from `parent`; returns its only connection."""
    _die_with(parent)
    # A session of its own: a signal to its process group reaches neither server nor grader.
    os.setsid()
    connection = _keep_only(connection)
    os.environ.clear()
    os.environ.update(ENVIRONMENT, HOME=directory, TMPDIR=directory)
    # Both may have been set by what the server imported.
    tempfile.tempdir = None
    sys.argv[:] = [""]
    os.chdir(directory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    # Not RLIMIT_AS: TensorFlow reserves far more address space than it ever uses.
    _limit(resource.RLIMIT_DATA, limits.memory_mb * 2**20)
    return connection


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _keep_only(connection: socket.socket) -> socket.socket:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(connection.detach(), _SOCKET_DESCRIPTOR)
    os.set_inheritable(_SOCKET_DESCRIPTOR, False)
    os.closerange(_SOCKET_DESCRIPTOR + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=_SOCKET_DESCRIPTOR)


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))
