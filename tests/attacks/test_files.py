"""Reading what is not the student's, and writing anywhere but in the own directory."""

from __future__ import annotations

import pytest

from attacks.kit import Attack, Scene, Wall, attacks, carry_out, require_harmless

HIDDEN_TEST = 'os.path.join(bait["folder"], "autograder/test_hidden.py")'
OTHER_STUDENT = 'os.path.join(bait["folder"], "submitted/ada/notebook.ipynb")'
VICTIM = 'os.path.join(bait["folder"], "victim.txt")'
INSTALLED = 'os.path.join(bait["installed"], "victim.py")'


def reading(name: str, path: str) -> Attack:
    return Attack(f"read-{name}", f"def attack(bait): return open({path}, 'rb').read(4096)")


def listing(name: str, path: str) -> Attack:
    """Of a directory nothing is seen but what leads to the interpreter and its libraries."""
    code = f"""
def attack(bait):
    known = [*sys.path, sys.base_prefix, "/etc/localtime", "/etc/ld.so.cache", "/proc/self"]
    seen = [os.path.join({path}, name) for name in os.listdir({path})]
    return [name for name in seen if not any(way.startswith(name) for way in known)]
"""
    return Attack(f"list-{name}", code, ends=("refused", "nothing"))


def on_victim(name: str, action: str) -> list[Attack]:
    """The same deed on a file of the machine, and on one among the installed packages."""
    return [
        Attack(f"{name}-{place}", f"def attack(bait):\n    victim = {path}\n    {action}")
        for place, path in [("outside", VICTIM), ("package", INSTALLED)]
    ]


READ = [
    reading("hidden-test", HIDDEN_TEST),
    reading("other-submission", OTHER_STUDENT),
    reading("reference", 'bait["project"] + "/solutions/ch07_gradient.py"'),
    reading("manifest", 'bait["project"] + "/course.yml"'),
    reading("gradebook", 'bait["project"] + "/build/gradebook.db"'),
    reading("passwd", '"/etc/passwd"'),
    reading("shadow", '"/etc/shadow"'),
    reading("hostname", '"/etc/hostname"'),
    reading("host-key", '"/etc/ssh/ssh_host_ed25519_key"'),
    reading("shell-history", 'bait["home"] + "/.bash_history"'),
    reading("decoy-environ", "f\"/proc/{bait['decoy']}/environ\""),
    reading("decoy-maps", "f\"/proc/{bait['decoy']}/maps\""),
    reading("decoy-command", "f\"/proc/{bait['decoy']}/cmdline\""),
    reading("grader-environ", "f\"/proc/{bait['grader']}/environ\""),
    reading("grader-maps", "f\"/proc/{bait['grader']}/maps\""),
    reading("server-environ", 'f"/proc/{os.getppid()}/environ"'),
    reading("server-maps", 'f"/proc/{os.getppid()}/maps"'),
    reading("init-environ", '"/proc/1/environ"'),
    reading("own-environ", '"/proc/self/environ"'),
    reading("kernel-memory", '"/proc/kcore"'),
    reading("physical-memory", '"/dev/mem"'),
    reading("kernel-log", '"/dev/kmsg"'),
    reading("mounts", '"/proc/self/mountinfo"'),
    reading("kernel-settings", '"/proc/sys/kernel/core_pattern"'),
    reading("disk", '"/dev/vda"'),
    reading("terminal", '"/dev/tty"'),
    listing("root-home", '"/root"'),
    listing("home", 'bait["home"]'),
    listing("project", 'bait["project"]'),
    listing("bait", 'bait["folder"]'),
    listing("processes", '"/proc"'),
    listing("shared-memory", '"/dev/shm"'),
    listing("system", '"/sys"'),
    listing("settings", '"/etc"'),
    Attack(
        "read-decoy-memory",
        """
def attack(bait):
    memory = os.open(f"/proc/{bait['decoy']}/mem", os.O_RDONLY)
    return os.pread(memory, 40, bait["address"])
""",
    ),
    Attack(
        "read-server-descriptors",
        "def attack(bait): return os.listdir(f'/proc/{os.getppid()}/fd')",
    ),
    Attack(
        "read-by-climbing",
        f"""
def attack(bait):
    os.chdir("/")
    return open("../" * 30 + {HIDDEN_TEST}[1:]).read()
""",
    ),
    Attack(
        "read-through-open-directory",
        f"""
def attack(bait):
    root = os.open("/", os.O_PATH)
    return os.open({HIDDEN_TEST}[1:], os.O_RDONLY, dir_fd=root)
""",
    ),
    Attack(
        "read-path-descriptor",
        f"""
def attack(bait):
    found = os.open({HIDDEN_TEST}, os.O_PATH)
    return os.read(os.open(f"/proc/self/fd/{{found}}", os.O_RDONLY), 100)
""",
    ),
    Attack(
        "read-by-mapping",
        f"""
def attack(bait):
    with open({HIDDEN_TEST}) as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)[:]
""",
    ),
    Attack(
        "read-with-numpy",
        f"""
def attack(bait):
    import numpy
    return numpy.fromfile({HIDDEN_TEST}, numpy.uint8)
""",
    ),
    Attack(
        "read-by-import",
        """
def attack(bait):
    sys.path.insert(0, os.path.join(bait["folder"], "autograder"))
    import test_hidden
""",
        ends="ModuleNotFoundError",
    ),
    Attack(
        "read-through-own-link",
        f"""
def attack(bait):
    os.symlink({HIDDEN_TEST}, "mine")
    return open("mine").read()
""",
    ),
    Attack(
        "read-by-linking-it-here",
        f"""
def attack(bait):
    os.link({HIDDEN_TEST}, "mine")
    return open("mine").read()
""",
    ),
    Attack(
        "read-by-renaming-it-here",
        f"""
def attack(bait):
    os.rename({HIDDEN_TEST}, "mine")
    return open("mine").read()
""",
    ),
    Attack(
        "read-server-directories",
        """
def attack(bait):
    return [name for name in os.listdir("/tmp") if name.startswith("chainrule-")]
""",
        ends=("refused", "nothing"),
    ),
]

WRITE = [
    *on_victim("write", 'open(victim, "w")'),
    *on_victim("append", 'open(victim, "a")'),
    *on_victim("update", 'open(victim, "r+b")'),
    *on_victim("truncate", "os.truncate(victim, 0)"),
    *on_victim("truncate-by-opening", "os.open(victim, os.O_RDONLY | os.O_TRUNC)"),
    *on_victim("unlink", "os.unlink(victim)"),
    *on_victim("rename", 'os.rename(victim, victim + "x")'),
    *on_victim("rename-over", 'os.rename(victim, os.path.dirname(victim) + "/new")'),
    *on_victim("link", 'os.link(victim, victim + bait["trace"])'),
    *on_victim("symlink", 'os.symlink("/dev/zero", victim + bait["trace"])'),
    *on_victim("create", 'open(victim + bait["trace"], "w")'),
    *on_victim("make-directory", 'os.mkdir(victim + bait["trace"])'),
    *on_victim("make-pipe", 'os.mkfifo(victim + bait["trace"])'),
    *on_victim("remove-directory", "os.rmdir(os.path.dirname(victim))"),
    *on_victim("chmod", "os.chmod(victim, 0o777)"),
    *on_victim("chmod-directory", "os.chmod(os.path.dirname(victim), 0)"),
    *on_victim("chown", "os.chown(victim, os.getuid(), os.getgid())"),
    *on_victim("utime", "os.utime(victim, (1, 1))"),
    *on_victim("set-attribute", 'os.setxattr(victim, "user.mark", b"x")'),
    *on_victim("lock-for-writing", "import fcntl; fcntl.lockf(open(victim, 'r+'), fcntl.LOCK_EX)"),
    Attack(
        "unnamed-file-outside",
        'def attack(bait): os.open(bait["folder"], os.O_TMPFILE | os.O_RDWR)',
    ),
    Attack(
        "create-in-temporary-directory",
        """
def attack(bait):
    # What can be written is one's own alone: the test looks for it on the machine.
    open(os.path.join("/tmp", bait["trace"]), "w").write("x")
    return None
""",
        ends=("refused", "nothing"),
    ),
    Attack(
        "create-in-shared-memory",
        'def attack(bait): open(os.path.join("/dev/shm", bait["trace"]), "w")',
    ),
    Attack("create-at-root", 'def attack(bait): open("/" + bait["trace"], "w")'),
    Attack("write-own-memory-file", 'def attack(bait): open("/proc/self/mem", "r+b")'),
    Attack("write-kernel-settings", 'def attack(bait): open("/proc/sys/kernel/core_pattern", "w")'),
    Attack("write-oom-score", 'def attack(bait): open("/proc/self/oom_score_adj", "w")'),
    Attack("write-control-group", 'def attack(bait): open("/sys/fs/cgroup/cgroup.procs", "w")'),
    Attack(
        "make-device",
        """
def attack(bait):
    import stat
    os.mknod("disk", 0o600 | stat.S_IFBLK, os.makedev(254, 0))
""",
    ),
    Attack(
        "set-user-bit",
        """
def attack(bait):
    with open("program", "wb") as file: file.write(open("/usr/lib/os-release", "rb").read())
    os.chmod("program", 0o4755)
    os.execv("program", ["program"])
""",
    ),
]


@attacks(*READ)
def test_nothing_else_can_be_read(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*WRITE)
def test_nothing_else_can_be_written(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


def test_own_files_are_possible_where_a_directory_is_given(wall: Wall, a_scene: Scene) -> None:
    attack = Attack(
        "own-file",
        """
def attack(bait):
    with open("notes.txt", "w") as file: file.write("mine")
    return open("notes.txt").read()
""",
    )
    ending = carry_out(wall.server, attack, a_scene.bait)
    assert ending.value == "mine" if wall.tier == "A" else ending.kind == "refused"


@pytest.mark.parametrize("path", ["/dev/null", "/dev/urandom"])
def test_harmless_devices_are_there(wall: Wall, a_scene: Scene, path: str) -> None:
    attack = Attack("device", f"def attack(bait): return open({path!r}, 'rb').read(3) or b'end'")
    assert carry_out(wall.server, attack, a_scene.bait).value
