"""Tier B: Landlock, a filter of system calls, no capability, no directory to write to.

It needs no privilege, so it works in any container whose kernel has Landlock.
"""

from __future__ import annotations

import contextlib
import os
import resource
from typing import ClassVar

from . import kernel, landlock, libraries, seccomp
from .enclosure import WORKER_UID, Enclosure, Resources, Tier, become_worker_user, set_limit


class LayersEnclosure(Enclosure):
    """Tier B."""

    tier: ClassVar[Tier] = "B"
    #: Whether a worker has a directory that nothing else sees.
    private_directory: ClassVar[bool] = False

    def __init__(self, directory: str, resources: Resources) -> None:
        super().__init__(directory, resources)
        self._filter = b""
        self._readable: list[int] = []
        self._threads = resources.threads

    def _enclose(self) -> None:
        paths = libraries.readable()
        with kernel.step("use Landlock"):
            landlock.version()
            self._readable = [landlock.open_path(p) for p in (*paths, *libraries.DEVICES)]
        self._prepare_filter()
        if os.geteuid() == 0:
            os.chown(self.home, WORKER_UID, WORKER_UID)
            # The interpreter may lie in the home of root. Then Landlock alone says what can be
            # read, the paths above and nothing else, and not the rights of files.
            known = libraries.readable_by(WORKER_UID, paths)
            become_worker_user(paths, keep=None if known else kernel.CAP_DAC_READ_SEARCH)
        self._threads = _threads_of(os.geteuid()) + self._resources.threads_more
        kernel.forbid_new_privileges()

    def _prepare_filter(self) -> None:
        with kernel.step("use a filter of system calls"):
            self._filter = seccomp.assemble(
                self.private_directory, refuse_truncation=landlock.version() < 3
            )

    def clear(self, directory: str) -> None:
        """A worker of this tier leaves nothing."""

    def _own_directory(self, directory: str) -> str:
        # Nothing limits what all files of a directory take, so there is none.
        os.chdir("/")
        return "/"

    def _restrict_files(self) -> None:
        with kernel.step("restrict files with Landlock"):
            ruleset = landlock.Ruleset()
            self._grant(ruleset)
            ruleset.allow_null_device()
            ruleset.enforce()

    def _grant(self, ruleset: landlock.Ruleset) -> None:
        for descriptor in self._readable:
            ruleset.allow_opened(descriptor, landlock.READ)
        # Its own alone.
        ruleset.allow(libraries.COMMAND_LINE, landlock.READ)

    def _limit(self) -> None:
        super()._limit()
        set_limit(resource.RLIMIT_MEMLOCK, 0)
        set_limit(resource.RLIMIT_NPROC, self._threads)

    def _restrict_calls(self) -> None:
        with kernel.step("load the filter of system calls"):
            seccomp.load(self._filter)


def _threads_of(uid: int) -> int:
    """The threads of all processes of a user."""
    threads = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            # A process may end meanwhile.
            with contextlib.suppress(OSError):
                if entry.stat().st_uid == uid:
                    threads += len(os.listdir(f"{entry.path}/task"))
    return threads
