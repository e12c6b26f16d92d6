"""The wall of a fork server: entered once by the server, completed by each of its workers.

This module is what every tier shares, and all that tier C is: processes with limits.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from . import kernel, libraries

Tier = Literal["A", "B", "C"]
#: The strongest first.
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)

#: The user that workers run as when the grader is root; nothing else on a machine has its number.
WORKER_UID: Final = 64055
#: The descriptor of a worker's only connection.
CONNECTION: Final = 3
#: What a server and its workers see of the machine's environment.
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


@dataclass(frozen=True)
class Resources:
    """What the kernel lets one worker use.

    `memory_mb` is private memory, what the server had imported included. The address space is
    far larger, as TensorFlow reserves much more than it ever uses; its limit bounds the page
    tables. `threads` are those of all workers that the kernel counts together.
    """

    memory_mb: int
    address_space_mb: int = 65_536
    stack_mb: int = 64
    file_mb: int = 32
    descriptors: int = 256
    threads: int = 256
    #: Where those of other programs of the same user count, too: so many more than at the start.
    threads_more: int = 4096


class Enclosure:
    """What a fork server does about the wall, and, forked from it, each worker.

    Parameters
    ----------
    directory
        An empty directory for this server alone.
    resources
        What each worker may use.
    """

    tier: ClassVar[Tier] = "C"

    def __init__(self, directory: str, resources: Resources) -> None:
        self.home = directory
        self._resources = resources
        self._tasks: int | None = None
        #: In a worker: the descriptor of its connection to the grader.
        self.connection = -1

    def enter(self) -> None:
        """Enclose the calling process, a server to be.

        Raises
        ------
        BoxError
            When a layer of this tier cannot be put up. Nothing weaker is put up instead.
        """
        os.umask(0o022)
        self._enclose()
        if self._tasks is None:
            self.count_threads_of_this_process()
        cache = os.path.join(self.home, "matplotlib")
        os.environ.update(HOME=self.home, TMPDIR=self.home, MPLCONFIGDIR=cache)

    def count_threads_of_this_process(self) -> None:
        """From now on, see threads that Python does not know of, where the system shows them."""
        if sys.platform == "linux":
            self._tasks = os.open("/proc/self/task", os.O_RDONLY | os.O_DIRECTORY)

    def require_one_thread(self) -> None:
        """A forked child has one thread only, and waits for ever for the others it had before.

        Raises
        ------
        RuntimeError
            When this process has several: something that was imported has started them.
        """
        threads = threading.active_count()
        if self._tasks is not None:
            # A directory has one link for itself, one in its parent, and one from each child.
            threads = os.fstat(self._tasks).st_nlink - 2
        if threads != 1:
            raise RuntimeError(
                f"the fork server has {threads} threads and must have one: one of the imported "
                "modules starts threads (for instance, it runs a TensorFlow operation)"
            )

    def fork(self) -> int:
        """Fork a worker; as `os.fork`."""
        self.require_one_thread()
        return os.fork()

    def confine(self, directory: str, parent: int) -> None:
        """Complete the wall around the calling process, which `fork` has just made.

        Of its descriptors it keeps `connection`, which becomes number 3.

        Parameters
        ----------
        directory
            A directory that it may have for its own.
        parent
            The process that it must not outlive.

        Raises
        ------
        BoxError
            When a layer cannot be put up. The process must end then.
        """
        if sys.platform == "linux":
            kernel.die_with_parent()
            self._require_parent(parent)
        # A session of its own: a signal to its process group reaches neither server nor grader.
        os.setsid()
        home = self._own_directory(directory)
        self._restrict_files()
        with kernel.step("close descriptors"):
            _keep_only(self.connection)
        self.connection = CONNECTION
        os.environ.clear()
        os.environ.update(ENVIRONMENT, HOME=home, TMPDIR=home)
        # Both may have been set by what the server imported.
        tempfile.tempdir = None
        sys.argv[:] = [""]
        with kernel.step("set limits"):
            self._limit()
        self._restrict_calls()
        with kernel.step("be another user than root"):
            if os.geteuid() == 0:
                raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    def clear(self, directory: str) -> None:
        """Remove what an ended worker has left in the directory that it had."""
        _remove(directory)

    def leave(self) -> None:
        """Remove what the server itself has written; its last act."""
        # The grader does it too, unless it was killed.
        _remove(self.home)

    def _enclose(self) -> None:
        if os.geteuid() == 0:
            paths = libraries.readable()
            os.chown(self.home, WORKER_UID, WORKER_UID)
            become_worker_user(paths)

    def _require_parent(self, parent: int) -> None:
        if os.getppid() != parent:
            os._exit(1)

    def _own_directory(self, directory: str) -> str:
        """Where the worker is from now on, and may write if the tier permits it."""
        os.mkdir(directory, 0o700)
        os.chdir(directory)
        return directory

    def _restrict_files(self) -> None:
        """Only other tiers can."""

    def _restrict_calls(self) -> None:
        """Only other tiers can."""

    def _limit(self) -> None:
        megabyte = 2**20
        set_limit(resource.RLIMIT_CORE, 0)
        set_limit(resource.RLIMIT_FSIZE, self._resources.file_mb * megabyte)
        set_limit(resource.RLIMIT_DATA, self._resources.memory_mb * megabyte)
        set_limit(resource.RLIMIT_STACK, self._resources.stack_mb * megabyte)
        set_limit(resource.RLIMIT_AS, self._resources.address_space_mb * megabyte)
        set_limit(resource.RLIMIT_NOFILE, self._resources.descriptors)


def become_worker_user(libraries_here: list[str], keep: int | None = None) -> None:
    """Change from root to the user for workers, with no capability but `keep`.

    Raises
    ------
    BoxError
        When this user cannot read the libraries.
    """
    with kernel.step(f"become user {WORKER_UID} in place of root"):
        kernel.become(WORKER_UID, keep)
    if unreadable := libraries.unreadable(libraries_here):
        with kernel.step(f"read {unreadable} as user {WORKER_UID}, who is not root"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def set_limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


def _keep_only(connection: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if connection != CONNECTION:
        os.dup2(connection, CONNECTION)
    os.set_inheritable(CONNECTION, False)
    kernel.close_from(CONNECTION + 1)


def _remove(directory: str) -> None:
    try:
        shutil.rmtree(directory)
    except FileNotFoundError:
        pass
    except (OSError, RecursionError):
        # The student may have closed directories or nested them deeper than Python recurses.
        subprocess.run(["chmod", "-R", "u+rwX", directory], check=False)
        subprocess.run(["rm", "-rf", directory], check=False)
