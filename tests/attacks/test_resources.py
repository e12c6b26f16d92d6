"""Memory, disk, descriptors and time: each is bounded, and given back with the worker."""

from __future__ import annotations

import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest

from attacks.kit import LIMITS, Attack, Ending, Scene, Wall, attacks, carry_out, require_harmless
from chainrule.wall import Student

#: What a worker may have written, which is more than what its memory may hold: in MB.
DISK_MB = 64


def mapping(name: str, flags: str, protection: int = 3) -> Attack:
    """Maps memory in pieces that could be filled; gives how many MB were had."""
    return Attack(
        name,
        f"""
def attack(bait):
    libc.mmap.restype = ctypes.c_void_p
    size, got = 2**25, 0
    while got < 1024:
        where = libc.mmap(
            None, ctypes.c_size_t(size), {protection}, {flags}, -1, ctypes.c_long(0)
        )
        if where == 2**64 - 1: break
        got += size >> 20
    return got
""",
        ends=("nothing", "refused", "MemoryError"),
        most=LIMITS.memory_mb,
    )


MEMORY = [
    Attack(
        "lists",
        """
def attack(bait):
    grown = []
    while True: grown.append(bytes(10**7))
""",
        ends="MemoryError",
    ),
    Attack(
        "arrays",
        """
def attack(bait):
    import numpy
    return len([numpy.empty(10**7) for _ in range(100)])
""",
        ends="MemoryError",
    ),
    Attack(
        "one-array",
        "def attack(bait):\n    import numpy\n    return numpy.ones(10**10)",
        ends="MemoryError",
    ),
    Attack("one-number", "def attack(bait): return 1 << 10**11", ends="MemoryError"),
    Attack("one-text", "def attack(bait): return 'x' * 10**12", ends="MemoryError"),
    Attack("one-range", "def attack(bait): return list(range(10**12))", ends="MemoryError"),
    Attack(
        "native",
        """
def attack(bait):
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    got = 0
    while got < 1024 and libc.malloc(2**24): got += 16
    return got
""",
        ends="nothing",
        most=LIMITS.memory_mb,
    ),
    mapping("anonymous", "0x22"),
    mapping("anonymous-shared", "0x21"),
    mapping("stack-that-grows", "0x122"),
    mapping("locked", "0x2022"),
    mapping("huge-pages", "0x40022"),
    Attack(
        "made-writable-later",
        """
def attack(bait):
    libc.mmap.restype = ctypes.c_void_p
    size, got = 2**25, 0
    while got < 1024:
        where = libc.mmap(None, ctypes.c_size_t(size), 1, 0x22, -1, ctypes.c_long(0))
        if where == 2**64 - 1: break
        if libc.mprotect(ctypes.c_void_p(where), ctypes.c_size_t(size), 3): break
        got += size >> 20
    return got
""",
        ends="nothing",
        most=LIMITS.memory_mb,
    ),
    Attack(
        "moved-and-grown",
        """
def attack(bait):
    libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
    where = libc.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, ctypes.c_long(0))
    size = 2**30
    where = libc.mremap(
        ctypes.c_void_p(where), ctypes.c_size_t(4096), ctypes.c_size_t(size), 1
    )
    if where == 2**64 - 1: raise MemoryError
    return 1024
""",
        ends="MemoryError",
    ),
    Attack("memory-file", 'def attack(bait): return os.memfd_create(bait["trace"])'),
    Attack("shared-map", "def attack(bait): return mmap.mmap(-1, 2**31)"),
    Attack(
        "shared-memory-object",
        """
def attack(bait):
    from multiprocessing.shared_memory import SharedMemory
    return SharedMemory(bait["trace"], create=True, size=2**30).name
""",
    ),
    Attack(
        "pipes",
        """
def attack(bait):
    held = 0
    try:
        while held < 2**28:
            read, write = os.pipe()
            os.set_blocking(write, False)
            while True:
                try: held += os.write(write, bytes(65536))
                except BlockingIOError: break
    except OSError:
        pass
    return held / 2**20
""",
        ends="nothing",
        most=64,
    ),
    Attack(
        "descriptors",
        """
def attack(bait):
    held = []
    while True: held.append(os.open("/dev/null", os.O_RDONLY))
""",
    ),
    Attack(
        "descriptors-limit",
        """
def attack(bait):
    count = 0
    try:
        while True: count += os.dup(1) > 0
    except OSError:
        return count
""",
        ends="nothing",
        most=1024,
    ),
    Attack(
        "deep-lists",
        """
def attack(bait):
    nested = []
    for _ in range(10**6): nested = [nested]
    return nested
""",
        ends="ResultTooLarge",
    ),
    Attack(
        "list-in-itself",
        "def attack(bait):\n    around = []\n    around.append(around)\n    return around",
        ends="ResultTooLarge",
    ),
    Attack("text-above-the-frame", "def attack(bait): return 'x' * 9 * 2**20", "ResultTooLarge"),
    Attack(
        "billion-laughs",
        """
def attack(bait):
    laugh = ["ha"] * 10
    for _ in range(30): laugh = [laugh] * 10
    return laugh
""",
        ends="ResultTooLarge",
    ),
    Attack(
        "endless-text",
        """
class Text(str):
    def __str__(self): return "x" * 10**8
def attack(bait): raise ValueError(Text())
""",
        ends="ValueError",
    ),
]

DISK = [
    Attack(
        "one-file",
        """
def attack(bait):
    with open("big", "wb") as file:
        while True: file.write(bytes(2**20))
""",
    ),
    Attack(
        "many-files",
        """
def attack(bait):
    written = 0
    try:
        for number in range(1000):
            with open(f"file{number}", "wb", buffering=0) as file:
                for _ in range(16): written += file.write(bytes(2**20))
    except OSError:
        pass
    return written / 2**20
""",
        ends="nothing",
        most=DISK_MB,
    ),
    Attack(
        "many-names",
        """
def attack(bait):
    made = 0
    try:
        while True:
            os.mkdir(f"folder{made}")
            made += 1
    except OSError:
        return made
""",
        ends="nothing",
        most=5000,
    ),
    Attack(
        "sparse-file",
        """
def attack(bait):
    with open("sparse", "wb") as file: file.truncate(2**40)
""",
    ),
    Attack(
        "deep-folders",
        """
def attack(bait):
    for _ in range(3000):
        os.mkdir("deeper")
        os.chdir("deeper")
    os.chmod("..", 0)
""",
        ends=("nothing", "refused"),
    ),
    Attack(
        "held-after-removal",
        """
def attack(bait):
    held = []
    for number in range(200):
        file = open("hidden", "wb", buffering=0)
        os.unlink("hidden")
        held.append(file)
        for _ in range(16): file.write(bytes(2**20))
""",
    ),
]

TIME = [
    Attack(
        "regular-expression",
        """
def attack(bait):
    import re
    re.match("(a*)*b", "a" * 40)
""",
        ends="timeout",
    ),
    Attack("loop", "def attack(bait):\n    while True: pass", ends="timeout"),
    Attack("sleep", "def attack(bait): time.sleep(1000)", ends="timeout"),
    Attack("wait-for-ever", "def attack(bait): threading.Event().wait()", ends="timeout"),
    Attack("native-loop", "def attack(bait): sum(range(10**13))", ends="timeout"),
    Attack(
        "catch-everything",
        """
def attack(bait):
    while True:
        try:
            while True: time.sleep(0.01)
        except BaseException: pass
""",
        ends="timeout",
    ),
    Attack(
        "block-signals",
        """
def attack(bait):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True: pass
""",
        ends="timeout",
    ),
    Attack(
        "ignore-alarm",
        """
def attack(bait):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True: pass
""",
        ends="timeout",
    ),
    Attack(
        "slow-printing",
        """
def attack(bait):
    while True: print("x" * 1000, flush=True)
""",
        ends="timeout",
    ),
    Attack(
        "endless-iteration",
        """
class Endless:
    def __len__(self): return 10**18
    def __iter__(self):
        while True: yield 1
def attack(bait): return sum(Endless())
""",
        ends="timeout",
    ),
]


def peak_memory() -> int:
    """Of this process: the grader's."""
    return int(psutil.Process().memory_info().rss)


@pytest.fixture
def small_grader() -> object:
    before = peak_memory()
    yield
    assert peak_memory() - before < 100 * 2**20


@attacks(*MEMORY)
def test_memory_is_bounded(
    wall: Wall, a_scene: Scene, small_grader: object, attack: Attack
) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*DISK)
def test_the_disk_is_not_filled(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    before = psutil.disk_usage("/").free
    require_harmless(wall, a_scene, attack)
    # Others write to this disk, too.
    assert before - psutil.disk_usage("/").free < 200 * 2**20


@attacks(*TIME)
def test_a_call_ends_at_its_deadline(hasty_wall: Wall, a_scene: Scene, attack: Attack) -> None:
    ending = require_harmless(hasty_wall, a_scene, attack)
    assert "still running after 0.6 s" in ending.line


def test_what_is_no_bomb_passes_both_ways(wall: Wall, a_scene: Scene) -> None:
    array = np.arange(2.0**21).reshape(2, -1)
    with wall.server.spawn() as worker:
        worker.run_cell(1, "def echo(x): return x")
        assert np.array_equal(Student(worker).echo(array), array)


def test_what_is_left_of_a_bomb_is_given_back(wall: Wall, a_scene: Scene) -> None:
    """Twenty bombs in a row are no larger than one."""
    bomb = Attack("bomb", "def attack(bait):\n    held = bytes(3 * 10**8)\n    os._exit(1)")
    before = psutil.virtual_memory().available
    for _ in range(20):
        ending: Ending = carry_out(wall.server, bomb, a_scene.bait)
        assert ending.kind == "died"
    assert before - psutil.virtual_memory().available < 10**9
