"""Landlock: what files a process may open, and whom it may signal or connect to.

Rights and their numbers: linux/landlock.h; which version ("ABI") of the kernel's interface knows
which: the kernel's documentation, userspace-api/landlock.
"""

from __future__ import annotations

import ctypes
import os
import stat
from typing import Final

from .kernel import call

EXECUTE: Final = 1 << 0
WRITE_FILE: Final = 1 << 1
READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
REMOVE_DIR: Final = 1 << 4
REMOVE_FILE: Final = 1 << 5
MAKE_DIR: Final = 1 << 7
MAKE_REG: Final = 1 << 8
MAKE_SYM: Final = 1 << 12
REFER: Final = 1 << 13
TRUNCATE: Final = 1 << 14

READ: Final = READ_FILE | READ_DIR
# What a directory of one's own needs; no devices, sockets or pipes with names.
_CHANGE: Final = WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG
OWN: Final = READ | _CHANGE | MAKE_SYM | REFER
_OF_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
# How many rights on files each version knows; later ones know as many as the last.
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP: Final = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1


def version() -> int:
    """The version of Landlock of this kernel; OSError when it has none."""
    return call("landlock_create_ruleset", None, 0, _VERSION_FLAG)


class Ruleset:
    """Rights on directories and files; whatever has no rule is refused."""

    def __init__(self) -> None:
        abi = version()
        self._handled = (1 << _FILE_RIGHTS.get(abi, 16)) - 1
        attributes = (ctypes.c_uint64 * 3)(
            self._handled,
            _TCP if abi >= 4 else 0,
            _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
        )
        size = 24 if abi >= 6 else 16 if abi >= 4 else 8
        self._descriptor = call("landlock_create_ruleset", attributes, size, 0)

    def allow(self, path: str, rights: int) -> None:
        """Grant rights on a file, or on a directory and all that is below it."""
        descriptor = open_path(path)
        try:
            self.allow_opened(descriptor, rights)
        finally:
            os.close(descriptor)

    def allow_opened(self, descriptor: int, rights: int) -> None:
        """The same for what `open_path` has opened."""
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        rule = _PathBeneath(rights & self._handled, descriptor)
        call("landlock_add_rule", self._descriptor, _PATH_BENEATH, ctypes.byref(rule), 0)

    def allow_null_device(self) -> None:
        """What is written there goes nowhere."""
        self.allow(os.devnull, READ | WRITE_FILE | TRUNCATE)

    def enforce(self) -> None:
        """Confine the calling thread and all that it starts; there is no way back."""
        call("landlock_restrict_self", self._descriptor, 0)


def open_path(path: str) -> int:
    """A descriptor that names a file or directory and cannot be read from."""
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("parent", ctypes.c_int32))
