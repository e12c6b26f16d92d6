"""Why a tier of the wall cannot be had here, and the one thing that would change it."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

from .enclosure import TIERS, Tier
from .probe import Finding, probe

#: What each tier keeps from students' code, in one line for people.
MEANING: Final[dict[Tier, str]] = {
    "A": "sees libraries and its own answers; no files, no network, no other process",
    "B": "cannot open files, use the network or touch other processes; can see that files exist",
    "C": "a process of its own, with limits; IT CAN READ FILES: grade nobody you do not trust",
}
_SETTINGS: Final = {
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "user/max_user_namespaces": ("0", "15000"),
}
_SYSTEM_SETTINGS: Final = Path("/proc/sys")


def lines() -> list[str]:
    """What `chainrule doctor` says."""
    said = []
    best: Tier | None = None
    for tier in TIERS:
        finding = probe(tier)
        if finding.available:
            best = best or tier
            said.append(f"tier {tier}: available ({MEANING[tier]})")
        else:
            said.append(f"tier {tier}: not available: {finding.reason}")
            if best is None:
                said.append(f"        to have it: {remedy(finding)}")
    if best is None:
        said.append("Students' code cannot run here.")
    else:
        said.append(f"Students' code runs in tier {best}.")
    return said


def remedy(finding: Finding, settings: Path = _SYSTEM_SETTINGS) -> str:
    """The command or the change that would make a tier available."""
    if sys.platform != "linux":
        return "grade on Linux: in Docker or a virtual machine, or on Windows in WSL2"
    if finding.step.startswith("read "):
        path = finding.step.removeprefix("read ").partition(" as user ")[0]
        return f"chmod o+x {_closed(path)}   (or grade as a user who is not root)"
    if "Landlock" in finding.step:
        if finding.errno == errno.EOPNOTSUPP:
            return "start the kernel with landlock among its security modules: lsm=landlock,..."
        return "a kernel of Linux 5.13 or later, with Landlock"
    for name, (bad, good) in _SETTINGS.items():
        file = settings / name
        if file.exists() and file.read_text().strip() == bad:
            return f"sudo sysctl -w {name.replace('/', '.')}={good}"
    if _is_filtered():
        return "start the container with: docker run --security-opt seccomp=unconfined"
    if finding.errno == errno.EPERM:
        return "start the container with: docker run --cap-add SYS_ADMIN"
    return "send us this line, please: it is a case that we do not know"


def _closed(path: str) -> str:
    """The first directory on the way to a path that other users may not enter."""
    for place in [*reversed(Path(path).parents), Path(path)]:
        if not os.stat(place).st_mode & 0o001:
            return str(place)
    return path


def _is_filtered() -> bool:
    """Whether a filter of system calls lies on this process, as containers have it."""
    status = Path("/proc/self/status").read_text()
    return any(line.split() == ["Seccomp:", "2"] for line in status.splitlines())
