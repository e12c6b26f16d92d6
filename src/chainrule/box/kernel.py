"""System calls that Python does not offer, for Linux on x86_64 and aarch64."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
from collections.abc import Iterator
from typing import Any, Final

CLONE_NEWNS: Final = 0x0002_0000
CLONE_NEWUTS: Final = 0x0400_0000
CLONE_NEWIPC: Final = 0x0800_0000
CLONE_NEWUSER: Final = 0x1000_0000
CLONE_NEWPID: Final = 0x2000_0000
CLONE_NEWNET: Final = 0x4000_0000

MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_SLAVE: Final = 1 << 19
_MNT_DETACH: Final = 2
_MOUNT_ATTR_RDONLY: Final = 1
_MOUNT_ATTR_NOSUID: Final = 2
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000
_MADV_COLLAPSE: Final = 25

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_KEEPCAPS: Final = 8
_PR_SET_NO_NEW_PRIVS: Final = 38
_CAPABILITY_VERSION: Final = 0x2008_0522
CAP_DAC_READ_SEARCH: Final = 2

MACHINE: Final = platform.machine()
_NUMBERS: Final[dict[str, dict[str, int]]] = {
    "x86_64": {
        "capset": 126,
        "close_range": 436,
        "landlock_add_rule": 445,
        "landlock_create_ruleset": 444,
        "landlock_restrict_self": 446,
        "mount_setattr": 442,
        "pivot_root": 155,
        "seccomp": 317,
        "setns": 308,
        "unshare": 272,
    },
    "aarch64": {
        "capset": 91,
        "close_range": 436,
        "landlock_add_rule": 445,
        "landlock_create_ruleset": 444,
        "landlock_restrict_self": 446,
        "mount_setattr": 442,
        "pivot_root": 41,
        "seccomp": 277,
        "setns": 268,
        "unshare": 97,
    },
}

_libc: Final = ctypes.CDLL(None, use_errno=True)


class BoxError(RuntimeError):
    """One layer of the wall cannot be put up; `step` says which, `errno` why."""

    def __init__(self, step: str, error: OSError) -> None:
        super().__init__(f"cannot {step}: {error.strerror or error}")
        self.step = step
        self.errno = error.errno


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Name what is being done, for the report of what failed."""
    try:
        yield
    except OSError as error:
        raise BoxError(name, error) from None


def call(name: str, *arguments: Any) -> int:
    """Make a system call by its name; OSError as the kernel says."""
    number = _NUMBERS.get(MACHINE, {}).get(name)
    if number is None:
        raise OSError(38, f"system call {name} is not known on {MACHINE}")
    return _checked(_libc.syscall(number, *map(_argument, arguments)))


def _argument(value: Any) -> Any:
    # A variadic C function: a plain int would be passed as 32 bits.
    return ctypes.c_long(value) if isinstance(value, int) else value


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def unshare(flags: int) -> None:
    call("unshare", flags)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    _checked(
        _libc.mount(
            source.encode(),
            target.encode(),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            options.encode() or None,
        )
    )


def make_read_only(target: str, recursive: bool) -> None:
    """Make a mount read-only, and with `recursive` all mounts below it."""
    attributes = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID, 0, 0, 0)
    call(
        "mount_setattr",
        _AT_FDCWD,
        target.encode(),
        _AT_RECURSIVE if recursive else 0,
        attributes,
        ctypes.sizeof(attributes),
    )


def this_processor() -> int | None:
    """The processor on which the calling thread runs just now; None where nothing says it."""
    number = _libc.sched_getcpu() if hasattr(_libc, "sched_getcpu") else -1
    return number if number >= 0 else None


def collapse(address: int, length: int) -> bool:
    """Move a range of this process's memory into huge pages; whether the kernel could."""
    result: int = _libc.madvise(
        ctypes.c_void_p(address), ctypes.c_size_t(length), ctypes.c_int(_MADV_COLLAPSE)
    )
    return result == 0


def end_of_heap() -> int:
    """The address at which the C library's heap ends now."""
    _libc.sbrk.restype = ctypes.c_void_p
    return int(_libc.sbrk(ctypes.c_ssize_t(0)) or 0)


def enter_root(root: str) -> None:
    """Make the directory the root of the mount namespace and let go of the old one."""
    os.chdir(root)
    # The old root ends up on top of the new one, and is taken off there.
    call("pivot_root", b".", b".")
    _checked(_libc.umount2(b".", _MNT_DETACH))
    os.chdir("/")


def close_from(first: int) -> None:
    """Close all descriptors from this one on."""
    try:
        call("close_range", first, 0x7FFF_FFFF, 0)
    except OSError:
        os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, 9)


def forbid_new_privileges() -> None:
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def become(uid: int, keep: int | None = None) -> None:
    """Change from root to this user and group, without capabilities except `keep`."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    if keep is not None:
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setresuid(uid, uid, uid)
    if keep is not None:
        set_capabilities(1 << keep)
    # Otherwise the files of /proc/self belong to root, among them the map of user numbers.
    _prctl(_PR_SET_DUMPABLE, 1)


def set_capabilities(bits: int) -> None:
    """Set the permitted and effective capabilities, and empty the inheritable ones."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    low, high = bits & 0xFFFF_FFFF, bits >> 32
    data = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)
    call("capset", header, data)


def _prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3))
