"""What student code may read of the machine: the interpreter, its packages, system libraries."""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

#: What the dynamic loader, the interpreter and matplotlib read of a Linux system.
_SYSTEM: Final = (
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib"),
    *("/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store"),
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo"),
    *("/etc/ld.so.cache", "/etc/localtime"),
)
#: Devices without memory. `null` may be written to.
DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

#: Of /proc, TensorFlow reads these two and aborts without them. (The second is a link.)
COMMAND_LINE: Final = "/proc/self/cmdline"
EXECUTABLE: Final = "/proc/self/exe"


def readable() -> list[str]:
    """The directories and files, by the paths under which they are looked for, parents first.

    Never a whole prefix: an environment may lie in the folder of a course. Of what is installed
    in place (`pip install -e`), chainrule itself alone.
    """
    wanted = set(_SYSTEM)
    homes = tuple(f"{prefix}/lib" for prefix in (sys.prefix, sys.base_prefix))
    wanted.update(entry for entry in sys.path if entry.startswith(homes))
    if site.ENABLE_USER_SITE:
        wanted.add(site.getusersitepackages())
    # Shared libraries: those of the interpreter, and of a conda environment.
    wanted.add(os.path.join(sys.base_exec_prefix, "lib"))
    wanted.add(str(Path(__file__).parents[1]))
    return _without_nested({path for path in wanted if os.path.exists(path)})


def _without_nested(paths: set[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(map(os.path.normpath, paths)):
        if not any(path.startswith(other + "/") for other in kept):
            kept.append(path)
    return kept


def unreadable(paths: Iterable[str]) -> str | None:
    """The first of the paths that this process may not read, or None."""
    for path in paths:
        mode = os.R_OK | (os.X_OK if os.path.isdir(path) else 0)
        # As the process is now, and not as the one that started it.
        if not os.access(path, mode, effective_ids=True):
            return path
    return None


def readable_by(uid: int, paths: Iterable[str]) -> bool:
    """Whether another user may read all of the paths. Only root can ask."""
    os.setgroups([])
    os.setegid(uid)
    os.seteuid(uid)
    try:
        return unreadable(paths) is None
    finally:
        os.seteuid(0)
        os.setegid(0)
