"""System calls by their numbers: what is not needed is refused before the kernel looks at it.

The arguments are senseless on purpose, so that nothing happens where a call is let through: the
kernel then answers EINVAL, EFAULT, EBADF or success, and not the filter's EPERM.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import subprocess
import sys
from typing import Final

import pytest

from attacks.kit import PRELUDE, Attack, Scene, Wall, attacks, carry_out, require_harmless

MACHINE: Final = platform.machine()
REFUSED: Final = ("EPERM", "ENOSYS")

#: Name: numbers on x86_64 and aarch64, arguments.
CALLS: Final[dict[str, tuple[int | None, int | None, str]]] = {
    "mount": (165, 40, "0, 0, 0, 0, 0"),
    "umount2": (166, 39, "0, 0"),
    "pivot_root": (155, 41, "0, 0"),
    "chroot": (161, 51, "0"),
    "move_mount": (429, 429, "-1, 0, -1, 0, 0"),
    "open_tree": (428, 428, "-1, 0, 0"),
    "fsopen": (430, 430, "0, 0"),
    "fspick": (433, 433, "-1, 0, 0"),
    "mount_setattr": (442, 442, "-1, 0, 0, 0, 0"),
    "unshare-nothing": (272, 97, "0"),
    "unshare-user": (272, 97, "0x10000000"),
    "unshare-all": (272, 97, "0x7e020000"),
    "setns": (308, 268, "-1, 0"),
    "io_uring_setup": (425, 425, "1, 0"),
    "io_uring_enter": (426, 426, "-1, 0, 0, 0, 0, 0"),
    "io_setup": (206, 0, "0, 0"),
    "bpf": (321, 280, "0, 0, 0"),
    "add_key": (248, 217, "0, 0, 0, 0, 0"),
    "request_key": (249, 218, "0, 0, 0, 0"),
    "keyctl": (250, 219, "0, -1, 0, 0, 0"),
    "userfaultfd": (323, 282, "1"),
    "perf_event_open": (298, 241, "0, 0, 0, 0, 0"),
    "personality": (135, 92, "0xffffffff"),
    "name_to_handle_at": (303, 264, "-1, 0, 0, 0, 0"),
    "open_by_handle_at": (304, 265, "-1, 0, 0"),
    "openat2": (437, 437, "-1, 0, 0, 0"),
    "ptrace-me": (101, 117, "0, 0, 0, 0"),
    "process_vm_readv": (310, 270, "-1, 0, 0, 0, 0, 0"),
    "process_vm_writev": (311, 271, "-1, 0, 0, 0, 0, 0"),
    "process_madvise": (440, 440, "-1, 0, 0, 0, 0"),
    "kcmp": (312, 272, "-1, -1, 0, 0, 0"),
    "pidfd_open": (434, 434, "-1, 0"),
    "pidfd_getfd": (438, 438, "-1, 0, 0"),
    "pidfd_send_signal": (424, 424, "-1, 0, 0, 0"),
    "memfd_create": (319, 279, "0, 0"),
    "memfd_secret": (447, 447, "0xff"),
    "shmget": (29, 194, "0, 4096, 0"),
    "shmat": (30, 196, "-1, 0, 0"),
    "semget": (64, 190, "0, 0, 0"),
    "msgget": (68, 186, "0, 0"),
    "mq_open": (240, 180, "0, 0, 0, 0"),
    "kill-nobody": (62, 129, "0x7ffffff0, 0"),
    "tkill": (200, 130, "0x7ffffff0, 0"),
    "tgkill": (234, 131, "0x7ffffff0, 0x7ffffff0, 0"),
    "rt_sigqueueinfo": (129, 138, "0x7ffffff0, 0, 0"),
    "rt_tgsigqueueinfo": (297, 240, "0x7ffffff0, 0x7ffffff0, 0, 0"),
    "setuid": (105, 146, "0xffffffff"),
    "setgid": (106, 144, "0xffffffff"),
    "setreuid": (113, 145, "-1, -1"),
    "setresuid": (117, 147, "-1, -1, -1"),
    "setresgid": (119, 149, "-1, -1, -1"),
    "setgroups": (116, 159, "0x10000, 0"),
    "setfsuid": (122, 151, "-1"),
    "setfsgid": (123, 152, "-1"),
    "capset": (126, 91, "0, 0"),
    "seccomp": (317, 277, "0xff, 0, 0"),
    "landlock_create_ruleset": (444, 444, "0, 0, 0"),
    "landlock_restrict_self": (446, 446, "-1, 0"),
    "prctl-parent-death-signal": (157, 167, "1, 0, 0, 0, 0"),
    "prctl-dumpable": (157, 167, "4, 7, 0, 0, 0"),
    "prctl-keep-capabilities": (157, 167, "8, 7, 0, 0, 0"),
    "prctl-seccomp": (157, 167, "22, 7, 0, 0, 0"),
    "prctl-no-new-privileges": (157, 167, "38, 7, 0, 0, 0"),
    "prctl-memory-map": (157, 167, "35, 77, 0, 0, 0"),
    "prctl-subreaper": (157, 167, "36, 0, 0, 0, 0"),
    "prctl-tracer": (157, 167, "0x59616d61, 0, 0, 0, 0"),
    "prctl-ambient": (157, 167, "47, 77, 0, 0, 0"),
    "prctl-bounding-set": (157, 167, "24, 9999, 0, 0, 0"),
    "prctl-secure-bits": (157, 167, "28, 0xfffff, 0, 0, 0"),
    "setrlimit": (160, 164, "99, 0"),
    "prlimit-new-limit": (302, 261, "0, 99, 1, 0"),
    "prlimit-other": (302, 261, "0x7ffffff0, 0, 0, 0"),
    "setpriority": (141, 140, "0, 0x7ffffff0, 0"),
    "sched_setaffinity": (203, 122, "0x7ffffff0, 0, 0"),
    "sched_setscheduler": (144, 119, "0x7ffffff0, 99, 0"),
    "sched_setparam": (142, 118, "0x7ffffff0, 0"),
    "sched_setattr": (314, 274, "0x7ffffff0, 0, 0"),
    "ioprio_set": (251, 30, "9, 0, 0"),
    "migrate_pages": (256, 238, "0x7ffffff0, 0, 0, 0"),
    "move_pages": (279, 239, "0x7ffffff0, 0, 0, 0, 0, 0"),
    "clone-process": (56, 220, "0x10000011, 0, 0, 0, 0"),
    "clone-vfork": (56, 220, "0x80004111, 0, 0, 0, 0"),
    "clone3": (435, 435, "0, 0"),
    "execve": (59, 221, "0, 0, 0"),
    "execveat": (322, 281, "-1, 0, 0, 0, 0"),
    "socket": (41, 198, "99, 0, 0"),
    "socketpair": (53, 199, "99, 0, 0, 0"),
    "connect": (42, 203, "-1, 0, 0"),
    "bind": (49, 200, "-1, 0, 0"),
    "listen": (50, 201, "-1, 0"),
    "accept": (43, 202, "-1, 0, 0"),
    "accept4": (288, 242, "-1, 0, 0, 0"),
    "setsockopt": (54, 208, "-1, 0, 0, 0, 0"),
    "sethostname": (170, 161, "0, -1"),
    "setdomainname": (171, 162, "0, -1"),
    "reboot": (169, 142, "0, 0, 0, 0"),
    "kexec_load": (246, 104, "0, -1, 0, -1"),
    "init_module": (175, 105, "0, 0, 0"),
    "finit_module": (313, 273, "-1, 0, 0"),
    "delete_module": (176, 106, "0, 0"),
    "swapon": (167, 224, "0, 0"),
    "acct": (163, 89, "1"),
    "syslog": (103, 116, "99, 0, 0"),
    "quotactl": (179, 60, "0, 0, 0, 0"),
    "settimeofday": (164, 170, "1, 0"),
    "clock_settime": (227, 112, "99, 0"),
    "adjtimex": (159, 171, "0"),
    "iopl": (172, None, "9"),
    "ioperm": (173, None, "-1, 1, 1"),
    "modify_ldt": (154, None, "99, 0, 0"),
    "vhangup": (153, 58, ""),
    "fanotify_init": (300, 262, "-1, 0"),
    "inotify_init1": (294, 26, "-1"),
    "chown": (92, None, "0, 0, 0"),
    "fchownat": (260, 54, "-1, 0, 0, 0, 0"),
    "setxattr": (188, 5, "0, 0, 0, 0, 0"),
    "removexattr": (197, 14, "0, 0"),
    "mknod": (133, None, "0, 0, 0"),
    "mknodat": (259, 33, "-1, 0, 0, 0"),
    "splice": (275, 76, "-1, 0, -1, 0, 0, 0"),
    "vmsplice": (278, 75, "-1, 0, 0, 0"),
    "remap_file_pages": (216, 234, "0, 0, 0, 0, 0"),
    "mlock": (149, 228, "0, -1"),
    "mlockall": (151, 230, "0xff"),
    "mbind": (237, 235, "0, 4096, 99, 0, 0, 0"),
    "ioctl-inject-input": (16, 29, "0, 0x5412, 0"),
    "ioctl-inject-selection": (16, 29, "0, 0x541c, 0"),
    "ioctl-terminal": (16, 29, "0, 0x540e, 0"),
    "ioctl-signals": (16, 29, "-1, 0x5452, 0"),
    "ioctl-clone-file": (16, 29, "-1, 0x40049409, 0"),
    "ioctl-namespace": (16, 29, "-1, 0xb701, 0"),
    "ioctl-inject-high-bits": (16, 29, "0, 0x100005412, 0"),
    "fcntl-owner": (72, 25, "-1, 8, 0"),
    "fcntl-signal": (72, 25, "-1, 10, 0"),
    "fcntl-owner-group": (72, 25, "-1, 15, 0"),
    "fcntl-lease": (72, 25, "-1, 1024, 0"),
    "fcntl-notify": (72, 25, "-1, 1026, 0"),
    "fcntl-pipe-size": (72, 25, "-1, 1031, 0"),
    "fcntl-seals": (72, 25, "-1, 1033, 0"),
    "mmap-shared": (9, 222, "0, 4096, 3, 0x21, -1, 0"),
    "mmap-shared-validated": (9, 222, "0, 4096, 3, 0x23, -1, 0"),
    "mmap-stack-that-grows": (9, 222, "0, 4096, 3, 0x122, -1, 0"),
}
NUMBERS: Final = {
    name: (numbers[("x86_64", "aarch64").index(MACHINE)], arguments)
    for name, (*numbers, arguments) in CALLS.items()
}
#: Refused only where a worker has no directory of its own.
METADATA: Final = {
    "chmod": (90, None, "0, 0"),
    "fchmod": (91, 52, "-1, 0"),
    "fchmodat": (268, 53, "-1, 0, 0"),
    "utimensat": (280, 88, "-1, 0, 1, 0"),
}


def call(name: str) -> Attack:
    number, arguments = NUMBERS[name]
    code = f"def attack(bait): return answered({number}, {arguments})".replace(", )", ")")
    return Attack(name, code)


KNOWN: Final = [call(name) for name, (number, _) in NUMBERS.items() if number is not None]


@attacks(*KNOWN)
def test_a_call_is_refused(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    assert carry_out(wall.server, attack, a_scene.bait).value in REFUSED


@pytest.mark.parametrize("name", METADATA)
def test_rights_of_files_are_refused_without_an_own_directory(
    wall: Wall, a_scene: Scene, name: str
) -> None:
    *numbers, arguments = METADATA[name]
    number = numbers[("x86_64", "aarch64").index(MACHINE)]
    if number is None:
        pytest.skip(f"{MACHINE} has no {name}")
    attack = Attack(name, f"def attack(bait): return answered({number}, {arguments})")
    answer = carry_out(wall.server, attack, a_scene.bait).value
    assert (answer in REFUSED) == (wall.tier == "B")


#: Not compiled into every kernel, refused or harmful even without a wall, or answered EPERM for
#: these arguments.
NO_CONTROL: Final = {
    *("init_module", "finit_module", "delete_module", "ioperm"),
    *("prctl-memory-map", "prctl-secure-bits"),
    "io_uring_setup",
    "io_uring_enter",
    "userfaultfd",
    "memfd_secret",
    "iopl",
    "modify_ldt",
    "kcmp",
    "kexec_load",
    "vhangup",
    "clone3",
    "clone-process",
    "clone-vfork",
    "unshare-user",
    "unshare-all",
    "keyctl",
    "landlock_restrict_self",
}


def test_the_calls_would_be_answered_otherwise_without_a_wall() -> None:
    """Shows that the tests above can fail: root meets EPERM at the filter alone."""
    if os.geteuid() != 0:
        pytest.skip("not root: the kernel itself refuses much of it to an ordinary user")
    wanted = {each.name: each.code for each in KNOWN if each.name not in NO_CONTROL}
    program = PRELUDE + "\nimport json\nanswers = {}\n"
    for name, code in wanted.items():
        program += f"{code}\nanswers[{name!r}] = attack({{}})\n"
    program += "print(json.dumps(answers))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    answers = json.loads(done.stdout)
    silent = {name: answer for name, answer in answers.items() if answer in REFUSED}
    assert silent == {}


@pytest.mark.skipif(MACHINE != "x86_64", reason="tables of other calls that only x86_64 has")
@attacks(
    Attack(
        "32-bit-interrupt",
        """
def attack(bait):
    # mov eax, 20 (getpid of 32 bits); int 0x80; ret
    code = bytes.fromhex("b814000000cd80c3")
    libc.mmap.restype = ctypes.c_void_p
    where = libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0))
    if where == 2**64 - 1: raise PermissionError("no memory that can be run")
    ctypes.memmove(where, code, len(code))
    return ctypes.CFUNCTYPE(ctypes.c_long)(where)()
""",
        ends=("died", "refused"),
    ),
    Attack("x32", "def attack(bait): return system(0x40000000 | 39)"),
    Attack("x32-open", "def attack(bait): return system(0x40000000 | 2, b'/etc/passwd', 0, 0)"),
    Attack("number-of-the-future", "def attack(bait): return system(900)"),
    Attack("negative-number", "def attack(bait): return system(-1)"),
)
def test_other_tables_of_calls_are_closed(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


def test_errors_have_the_names_that_the_tests_ask_for() -> None:
    assert {errno.errorcode[1], errno.errorcode[38]} == set(REFUSED)
