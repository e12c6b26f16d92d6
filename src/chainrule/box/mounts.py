"""A root directory that holds nothing but libraries, read-only, and a temporary directory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Final

from . import kernel
from .libraries import COMMAND_LINE, DEVICES, EXECUTABLE

#: A worker's own directory. Not /tmp itself, as an environment may lie below that.
TEMPORARY: Final = "/worker"
#: What all files of one worker may take; memory, as it is a tmpfs.
_TEMPORARY_OPTIONS: Final = "size=60m,nr_inodes=4k,mode=1777"


def build_root(base: str, paths: Iterable[str]) -> None:
    """Make a minimal root on the directory `base` and enter it; needs a mount namespace."""
    with kernel.step("separate the mounts from the machine's"):
        kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_SLAVE)
    with kernel.step("mount a root directory in memory"):
        flags = kernel.MS_NOSUID
        kernel.mount("tmpfs", base, "tmpfs", flags, "size=1m,nr_inodes=4k,mode=755")
    for path in paths:
        with kernel.step(f"mount {path} read-only"):
            _show(base, path)
            if not os.path.islink(base + path):
                kernel.make_read_only(base + path, recursive=True)
    for device in DEVICES:
        with kernel.step(f"mount {device}"):
            _show(base, device)
    with kernel.step("imitate /proc"):
        _write(base + COMMAND_LINE, b"python\0")
        os.symlink(sys.executable, base + EXECUTABLE)
    with kernel.step("mount a temporary directory"):
        os.mkdir(base + TEMPORARY)
        mount_temporary(base + TEMPORARY)
        if not os.path.exists(base + "/tmp"):
            os.symlink(TEMPORARY, base + "/tmp")
    with kernel.step("enter the new root directory"):
        kernel.enter_root(base)
        kernel.make_read_only("/", recursive=False)


def mount_temporary(path: str) -> None:
    """Mount an empty directory in memory, of limited size."""
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", path, "tmpfs", flags, _TEMPORARY_OPTIONS)


def _show(base: str, path: str) -> None:
    """Show a file, directory or link of the machine at the same path below `base`."""
    target = base + path
    _make_parent(target)
    if os.path.islink(path) and not os.path.isabs(link := os.readlink(path)):
        # For instance /lib -> usr/lib: what it leads to is shown, too.
        os.symlink(link, target)
        return
    if os.path.isdir(path):
        os.mkdir(target, 0o755)
    else:
        _write(target, b"")
    kernel.mount(path, target, "", kernel.MS_BIND | kernel.MS_REC)


def _write(path: str, content: bytes) -> None:
    _make_parent(path)
    with open(path, "xb") as file:
        file.write(content)


def _make_parent(path: str) -> None:
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
