"""The layers of the wall, each by itself, and how they are found."""

from __future__ import annotations

import errno
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from chainrule.box import seccomp
from chainrule.box.doctor import remedy
from chainrule.box.enclosure import TIERS, Resources
from chainrule.box.launched import Launched, RefusedError
from chainrule.box.libraries import readable
from chainrule.box.probe import Finding, at_least, best_tier, probe

ALLOW = 0x7FFF_0000
KILL = 0x8000_0000
EPERM = 0x0005_0000 | errno.EPERM
ENOSYS = 0x0005_0000 | errno.ENOSYS
ARCHITECTURES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
ROOT = Path(__file__).parents[1]


def verdict(program: bytes, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What the kernel would do about a system call, by the rules of the classic BPF machine."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *padded)
    instructions = list(struct.iter_unpack("<HBBI", program))
    place = word = 0
    while True:
        code, if_true, if_false, operand = instructions[place]
        place += 1
        if code == 0x20:
            word = struct.unpack_from("<I", data, operand)[0]
        elif code == 0x06:
            return operand
        else:
            met = {
                0x15: word == operand,
                0x25: word > operand,
                0x35: word >= operand,
                0x45: bool(word & operand),
            }[code]
            place += if_true if met else if_false


# Numbers from the kernel's tables, written down here once more: a wrong one in the package shows.
NUMBERS = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "openat": 257,
        "futex": 202,
        "clock_gettime": 228,
        "exit_group": 231,
        "mmap": 9,
        "clone": 56,
        "clone3": 435,
        "prctl": 157,
        "fcntl": 72,
        "ioctl": 16,
        "prlimit64": 302,
        "fchmod": 91,
        "execve": 59,
        "execveat": 322,
        "socket": 41,
        "connect": 42,
        "kill": 62,
        "tgkill": 234,
        "ptrace": 101,
        "unshare": 272,
        "setns": 308,
        "mount": 165,
        "memfd_create": 319,
        "io_uring_setup": 425,
        "bpf": 321,
        "keyctl": 250,
        "userfaultfd": 323,
        "process_vm_readv": 310,
        "pidfd_open": 434,
        "shmget": 29,
        "truncate": 76,
        "openat2": 437,
        "setuid": 105,
        "perf_event_open": 298,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "openat": 56,
        "futex": 98,
        "clock_gettime": 113,
        "exit_group": 94,
        "mmap": 222,
        "clone": 220,
        "clone3": 435,
        "prctl": 167,
        "fcntl": 25,
        "ioctl": 29,
        "prlimit64": 261,
        "fchmod": 52,
        "execve": 221,
        "execveat": 281,
        "socket": 198,
        "connect": 203,
        "kill": 129,
        "tgkill": 131,
        "ptrace": 117,
        "unshare": 97,
        "setns": 268,
        "mount": 40,
        "memfd_create": 279,
        "io_uring_setup": 425,
        "bpf": 280,
        "keyctl": 219,
        "userfaultfd": 282,
        "process_vm_readv": 270,
        "pidfd_open": 434,
        "shmget": 194,
        "truncate": 45,
        "openat2": 437,
        "setuid": 146,
        "perf_event_open": 241,
    },
}
HARMLESS = ("read", "write", "openat", "futex", "clock_gettime", "exit_group")
REFUSED = (
    *("execve", "execveat", "socket", "connect", "kill", "tgkill", "ptrace", "unshare", "setns"),
    *("mount", "memfd_create", "io_uring_setup", "bpf", "keyctl", "userfaultfd", "truncate"),
    *("process_vm_readv", "pidfd_open", "shmget", "openat2", "setuid", "perf_event_open"),
)
MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS, MAP_GROWSDOWN = 1, 2, 0x20, 0x100
CLONE_THREAD, CLONE_NEWUSER = 0x1_0000, 0x1000_0000
BY_ARGUMENTS = [
    ("clone", (CLONE_THREAD,), ALLOW),
    ("clone", (17,), EPERM),
    ("clone", (CLONE_NEWUSER | 17,), EPERM),
    ("clone3", (), ENOSYS),
    ("mmap", (0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS), ALLOW),
    ("mmap", (0, 4096, 3, MAP_SHARED | MAP_ANONYMOUS), EPERM),
    ("mmap", (0, 4096, 3, 3 | MAP_ANONYMOUS), EPERM),
    ("mmap", (0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN), EPERM),
    ("prctl", (15,), ALLOW),
    ("prctl", (1,), EPERM),
    ("prctl", (22,), EPERM),
    ("fcntl", (0, 1030), ALLOW),
    ("fcntl", (0, 8), EPERM),
    ("fcntl", (0, 10), EPERM),
    ("ioctl", (0, 0x5401), ALLOW),
    ("ioctl", (0, 0x5412), EPERM),
    ("prlimit64", (0, 7, 0), ALLOW),
    ("prlimit64", (0, 7, 0x7FFF_0000_0000), EPERM),
    ("prlimit64", (1, 7, 0), EPERM),
]


@pytest.mark.parametrize("machine", ARCHITECTURES)
class TestFilter:
    def test_harmless_calls_pass(self, machine: str) -> None:
        program = seccomp.assemble(True, False, machine)
        for name in HARMLESS:
            number = NUMBERS[machine][name]
            assert verdict(program, ARCHITECTURES[machine], number) == ALLOW, name

    def test_other_processes_and_the_network_are_out_of_reach(self, machine: str) -> None:
        program = seccomp.assemble(True, False, machine)
        for name in REFUSED:
            number = NUMBERS[machine][name]
            assert verdict(program, ARCHITECTURES[machine], number) == EPERM, name

    @pytest.mark.parametrize(("name", "arguments", "expected"), BY_ARGUMENTS)
    def test_some_calls_pass_with_some_arguments(
        self, machine: str, name: str, arguments: tuple[int, ...], expected: int
    ) -> None:
        program = seccomp.assemble(True, False, machine)
        number = NUMBERS[machine][name]
        assert verdict(program, ARCHITECTURES[machine], number, arguments) == expected

    def test_unknown_calls_are_refused(self, machine: str) -> None:
        program = seccomp.assemble(True, False, machine)
        for number in range(463, 1000):
            assert verdict(program, ARCHITECTURES[machine], number) == EPERM

    def test_another_architecture_ends_the_process(self, machine: str) -> None:
        program = seccomp.assemble(True, False, machine)
        for architecture in (0x4000_0003, 0x4000_0028):
            assert verdict(program, architecture, 0) == KILL

    def test_without_a_directory_of_its_own_rights_cannot_change(self, machine: str) -> None:
        number = NUMBERS[machine]["fchmod"]
        architecture = ARCHITECTURES[machine]
        assert verdict(seccomp.assemble(True, False, machine), architecture, number) == ALLOW
        assert verdict(seccomp.assemble(False, False, machine), architecture, number) == EPERM

    def test_truncation_is_refused_where_landlock_cannot(self, machine: str) -> None:
        number = NUMBERS[machine]["openat"]
        architecture = ARCHITECTURES[machine]
        for refuse, expected in ((True, EPERM), (False, ALLOW)):
            program = seccomp.assemble(False, refuse, machine)
            assert verdict(program, architecture, number, (0, 0, os.O_TRUNC)) == expected
            assert verdict(program, architecture, number, (0, 0, os.O_RDONLY)) == ALLOW


def test_the_x32_interface_is_refused() -> None:
    program = seccomp.assemble(True, False, "x86_64")
    for number in (0, 1, 59, 520):
        assert verdict(program, ARCHITECTURES["x86_64"], 0x4000_0000 + number) == ENOSYS


def test_a_machine_without_a_table_is_named() -> None:
    with pytest.raises(OSError, match="riscv64"):
        seccomp.assemble(True, False, "riscv64")


def test_the_course_is_not_among_what_can_be_read() -> None:
    for path in readable():
        assert not ROOT.is_relative_to(path), path


def test_tiers_are_ordered() -> None:
    assert at_least("A", "B")
    assert at_least("B", "B")
    assert not at_least("C", "B")


def test_a_tier_that_cannot_be_had_is_refused_and_says_why() -> None:
    for tier in TIERS:
        finding = probe(tier)
        if not finding.available:
            launched = Launched(tier, Resources(100), {"body": "chainrule.box.probe:attempt"})
            try:
                with pytest.raises(RefusedError, match=r"cannot \w+"):
                    launched.receive(30)
            finally:
                launched.close()
            assert remedy(finding)


@pytest.mark.parametrize(("killed", "available"), [(2, True), (3, False)])
def test_a_process_that_is_killed_says_nothing_of_the_wall(
    killed: int, available: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Doomed(Launched):
        count = 0

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            Doomed.count += 1
            if Doomed.count <= killed:
                self._process.kill()
                self._process.wait()

    expected = probe(best_tier())
    monkeypatch.setattr("chainrule.box.probe.Launched", Doomed)
    found = probe.__wrapped__(expected.tier)
    assert found.available == available
    assert available or found.reason == "the process in it ended without a word"


# What a container's default filter refuses, as rules for a process that then runs a command.
CONTAINER = """
import struct, sys
from chainrule.box import kernel, seccomp
program = [(0x20, 0, 0, 0)]
for number in {refused!r}:
    program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050001)]
program.append((0x06, 0, 0, 0x7FFF0000))
kernel.forbid_new_privileges()
seccomp.load(b"".join(struct.pack("<HBBI", *each) for each in program))
from chainrule.cli import main
main()
"""
UNSHARE, SETNS, MOUNT, PIVOT_ROOT, MOUNT_SETATTR, LANDLOCK = 272, 308, 165, 155, 442, 444


def run_in_container(refused: tuple[int, ...], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CONTAINER.format(refused=refused), *command],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def doctor_in_container(*refused: int) -> str:
    done = run_in_container(refused, "doctor")
    assert done.returncode == 0, done.stderr
    return done.stdout


on_x86_64 = pytest.mark.skipif(
    platform.machine() != "x86_64" or best_tier() == "C", reason="needs x86_64 and Landlock"
)


@on_x86_64
def test_without_namespaces_there_is_tier_b_and_a_way_to_tier_a() -> None:
    said = doctor_in_container(*NO_NAMESPACES)
    assert re.search(r"tier A: not available: cannot make a (user|mount) namespace", said)
    assert "docker run --security-opt seccomp=unconfined" in said
    assert "Students' code runs in tier B." in said


@on_x86_64
def test_without_landlock_nothing_better_than_tier_c_is_claimed() -> None:
    said = doctor_in_container(UNSHARE, LANDLOCK)
    assert "tier B: not available: cannot use Landlock" in said
    assert "runs in tier A" not in said
    assert "runs in tier B" not in said


NO_NAMESPACES = (UNSHARE, SETNS, MOUNT, PIVOT_ROOT, MOUNT_SETATTR)


@on_x86_64
@pytest.mark.parametrize("by", ["option", "course.yml"])
def test_grading_behind_less_than_what_is_required_is_refused(
    by: str, released_course: Callable[[str], Path], tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(released_course("ch07_gradient"), root, symlinks=True)
    option = ["--require-tier", "A"]
    if by == "course.yml":
        manifest = yaml.safe_load((root / "course.yml").read_text(encoding="utf-8"))
        manifest["limits"]["require_tier"] = "A"
        text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
        (root / "course.yml").write_text(text, encoding="utf-8")
        option = []
    command = ["--course", str(root), "grade", "ch07_gradient", *option]
    done = run_in_container(NO_NAMESPACES, *command)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "tier A of the wall is required, and this machine has tier B" in line
    assert line.endswith("chainrule doctor")
    assert not (root / "build" / "records").exists()


@pytest.mark.parametrize(
    ("name", "bad", "command"),
    [
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            "kernel/unprivileged_userns_clone",
            "0",
            "sudo sysctl -w kernel.unprivileged_userns_clone=1",
        ),
        ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
    ],
)
def test_the_setting_that_forbids_namespaces_is_named(
    tmp_path: Path, name: str, bad: str, command: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text(bad + "\n")
    step = "map the user into the namespace"
    assert remedy(Finding("A", False, "", step, errno.EPERM), tmp_path) == command


def test_the_directory_that_keeps_the_interpreter_away_is_named(tmp_path: Path) -> None:
    private = tmp_path / "home"
    (private / "lib").mkdir(parents=True)
    for place in (tmp_path, private):
        place.chmod(0o755)
    private.chmod(0o700)
    closed = next(
        place for place in [*reversed(private.parents), private] if not place.stat().st_mode & 1
    )
    step = f"read {private / 'lib'} as user 64055, who is not root"
    said = remedy(Finding("B", False, "", step, errno.EACCES))
    assert said.startswith(f"chmod o+x {closed} ")
