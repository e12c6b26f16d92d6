"""Tier A: tier B inside namespaces, where nothing but libraries can be seen.

The server makes the namespaces once. Each worker is the first process of a namespace of processes
of its own, and has a temporary directory in memory that nobody else sees.
"""

from __future__ import annotations

import os
from typing import ClassVar, Final, NoReturn

from . import kernel, landlock, libraries, mounts
from .enclosure import WORKER_UID, Resources, Tier, become_worker_user
from .layers import LayersEnclosure

_NAMESPACES: Final = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)


class NamespacesEnclosure(LayersEnclosure):
    """Tier A. Entering it forks: the child returns, the parent stays until the child has ended."""

    tier: ClassVar[Tier] = "A"
    private_directory: ClassVar[bool] = True

    def __init__(self, directory: str, resources: Resources) -> None:
        super().__init__(mounts.TEMPORARY, resources)
        self._base = directory
        self._own_processes = -1

    def _enclose(self) -> None:
        with kernel.step("use Landlock"):
            landlock.version()
        self._prepare_filter()
        # There is no /proc inside; this one is asked before it is out of reach.
        machine = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        paths = libraries.readable()
        if os.geteuid() == 0 and _has_own_mounts(paths):
            # While still root, as the user for workers may not reach the interpreter.
            mounts.build_root(self._base, paths)
            become_worker_user(paths)
            _make_namespaces(machine)
        else:
            if os.geteuid() == 0:
                os.chown(self._base, WORKER_UID, WORKER_UID)
                become_worker_user(paths)
            _make_namespaces(machine)
            mounts.build_root(self._base, paths)
        child = os.fork()
        if child:
            _wait_for(child)
        kernel.die_with_parent()
        self._tasks = os.open("self/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=machine)
        self._own_processes = os.open("self/ns/pid", os.O_RDONLY, dir_fd=machine)
        os.close(machine)
        kernel.forbid_new_privileges()

    def fork(self) -> int:
        """Fork a worker into a namespace of its own."""
        self.require_one_thread()
        kernel.unshare(kernel.CLONE_NEWPID)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid:
                # What the server forks next has no place in the namespace of this worker.
                kernel.call("setns", self._own_processes, kernel.CLONE_NEWPID)
        return pid

    def leave(self) -> None:
        """All files of this tier are in memory, and go with the namespace."""

    def _require_parent(self, parent: int) -> None:
        # The kernel ends a worker with its server: that one is the first of its namespace.
        pass

    def _own_directory(self, directory: str) -> str:
        with kernel.step("give a worker mounts of its own"):
            kernel.unshare(kernel.CLONE_NEWNS)
            mounts.mount_temporary(mounts.TEMPORARY)
        os.chdir(mounts.TEMPORARY)
        return mounts.TEMPORARY

    def _grant(self, ruleset: landlock.Ruleset) -> None:
        ruleset.allow("/", landlock.READ)
        ruleset.allow(mounts.TEMPORARY, landlock.OWN)

    def _restrict_calls(self) -> None:
        with kernel.step("drop capabilities"):
            kernel.set_capabilities(0)
        super()._restrict_calls()


def _has_own_mounts(paths: list[str]) -> bool:
    """Whether root may have a mount namespace; in many containers only other users may."""
    try:
        with kernel.step("make a mount namespace"):
            kernel.unshare(kernel.CLONE_NEWNS)
    except kernel.BoxError:
        if not libraries.readable_by(WORKER_UID, paths):
            raise
        return False
    return True


def _make_namespaces(machine: int) -> None:
    uid, gid = os.geteuid(), os.getegid()
    with kernel.step("make a user namespace and those that it owns"):
        kernel.unshare(_NAMESPACES)
    with kernel.step("map the user into the namespace"):
        for name, text in [
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ]:
            file = os.open(f"self/{name}", os.O_WRONLY, dir_fd=machine)
            os.write(file, text.encode())
            os.close(file)


def _wait_for(child: int) -> NoReturn:
    """Stay as the process that the grader knows, and end as the server ends."""
    kernel.close_from(3)
    _, status = os.waitpid(child, 0)
    os._exit(abs(os.waitstatus_to_exitcode(status)))
