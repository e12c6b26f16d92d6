"""A seccomp filter that allows what numpy, matplotlib and TensorFlow need, and nothing else.

Refused calls answer EPERM and do not kill: libraries then take another way. The filter is
assembled once in the fork server and loaded by every worker.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from typing import Final

from .kernel import MACHINE, call
from .syscalls import CONDITIONAL, METADATA, PLAIN, Numbers

# Instructions of the classic BPF machine: linux/bpf_common.h.
_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_GREATER: Final = 0x25
_AT_LEAST: Final = 0x35
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06

_ALLOW: Final = 0x7FFF_0000
_KILL: Final = 0x8000_0000
_ERRNO: Final = 0x0005_0000

# Offsets in struct seccomp_data; both machines are little-endian.
_NUMBER: Final = 0
_ARCHITECTURE: Final = 4
_ARGUMENTS: Final = 16

_SET_MODE_FILTER: Final = 1
# Without it, older kernels switch on a costly mitigation that protects nothing here.
_SPEC_ALLOW: Final = 4
_MACHINES: Final = {"x86_64": (0, 0xC000_003E), "aarch64": (1, 0xC000_00B7)}
# Numbers of the x32 interface start here on x86_64; a table of its own, refused as a whole.
_X32: Final = 0x4000_0000

_CLONE_THREAD: Final = 0x0001_0000
# Memory of both kinds is outside RLIMIT_DATA.
_MAP_SHARED_OR_GROWING: Final = 0x01 | 0x100
#: TCGETS, TIOCGWINSZ (is it a terminal?), FIONREAD, FIONBIO, FIONCLEX, FIOCLEX.
_IOCTLS: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
#: PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_SET_VMA.
_PRCTLS: Final = (15, 16, 3, 0x5356_4D41)
#: F_DUPFD to F_SETLKW, F_DUPFD_CLOEXEC; not F_SETOWN, which sends signals to other processes.
_FCNTLS: Final = (0, 1, 2, 3, 4, 5, 6, 7, 1030)

Instruction = tuple[int, int, int, int]


def assemble(own_directory: bool, refuse_truncation: bool, machine: str = MACHINE) -> bytes:
    """The filter as the kernel reads it.

    Parameters
    ----------
    own_directory
        Whether the worker has a directory of its own to write to (tier A).
    refuse_truncation
        Whether to refuse to open files with O_TRUNC: Landlock before version 3 lets it pass even
        for reading.
    machine
        "x86_64" or "aarch64".

    Raises
    ------
    OSError
        On another machine: its numbers are not known.
    """
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    column, architecture = _MACHINES[machine]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    decided = set()
    for name, checks in _checks(refuse_truncation).items():
        number = CONDITIONAL[name][column]
        if number is not None:
            program += [(_EQUAL, 0, len(checks), number), *checks]
            decided.add(number)
    allowed = _of(PLAIN, column) | (_of(METADATA, column) if own_directory else set())
    for first, last in _intervals(allowed, decided):
        program += [
            (_AT_LEAST, 0, 2, first),
            (_GREATER, 1, 0, last),
            (_RETURN, 0, 0, _ALLOW),
        ]
    program.append(_refusal())
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def load(filter_bytes: bytes) -> None:
    """Confine the calling process to the filter; needs no_new_privs."""
    instructions = ctypes.create_string_buffer(filter_bytes, len(filter_bytes))
    program = _Program(len(filter_bytes) // 8, ctypes.addressof(instructions))
    call("seccomp", _SET_MODE_FILTER, _SPEC_ALLOW, ctypes.byref(program))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _of(numbers: Numbers, column: int) -> set[int]:
    return {number for pair in numbers.values() if (number := pair[column]) is not None}


def _intervals(allowed: set[int], decided: set[int]) -> list[tuple[int, int]]:
    """Intervals that hold all allowed numbers, and no other but decided ones.

    The kernel runs a filter once for every number that there is when it is loaded, in every worker:
    a third of the instructions saves half a millisecond.
    """
    found: list[tuple[int, int]] = []
    for number in sorted(allowed):
        if found and decided.issuperset(set(range(found[-1][1] + 1, number)) - allowed):
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _checks(refuse_truncation: bool) -> dict[str, list[Instruction]]:
    """What follows when the number of a conditional call has been found."""
    truncating = os.O_TRUNC if refuse_truncation else 0
    return {
        # A new thread, never a new process; glibc falls back from clone3, which a filter cannot
        # look into.
        "clone": _with_bit(0, _CLONE_THREAD),
        "clone3": [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)],
        "mmap": _without_bit(3, _MAP_SHARED_OR_GROWING),
        "ioctl": _one_of(1, _IOCTLS),
        "prctl": _one_of(0, _PRCTLS),
        "fcntl": _one_of(1, _FCNTLS),
        # Only reading limits (no new ones: argument 2 is null), and only one's own.
        "prlimit64": _all_zero((_low(0), _low(2), _high(2))),
        "open": _without_bit(1, truncating),
        "openat": _without_bit(2, truncating),
    }


def _low(argument: int) -> int:
    return _ARGUMENTS + 8 * argument


def _high(argument: int) -> int:
    return _low(argument) + 4


def _with_bit(argument: int, bit: int) -> list[Instruction]:
    return [(_LOAD, 0, 0, _low(argument)), (_ANY_BIT, 0, 1, bit), *_verdicts(True)]


def _without_bit(argument: int, bit: int) -> list[Instruction]:
    return [(_LOAD, 0, 0, _low(argument)), (_ANY_BIT, 0, 1, bit), *_verdicts(False)]


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    found = [(_EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [(_LOAD, 0, 0, _low(argument)), *found, *_verdicts(False)]


def _all_zero(words: Iterable[int]) -> list[Instruction]:
    checks: list[Instruction] = []
    for word in words:
        checks += [(_LOAD, 0, 0, word), (_EQUAL, 1, 0, 0), _refusal()]
    return [*checks, (_RETURN, 0, 0, _ALLOW)]


def _verdicts(first: bool) -> list[Instruction]:
    """Two returns: what happens when the check before is met, and when it is not."""
    allow: Instruction = (_RETURN, 0, 0, _ALLOW)
    return [allow, _refusal()] if first else [_refusal(), allow]


def _refusal() -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | errno.EPERM)
