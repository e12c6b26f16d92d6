"""Harming the grader, the fork server or the machine's other processes, and starting new ones."""

from __future__ import annotations

import os

from attacks.kit import Attack, Scene, Wall, attacks, carry_out, require_harmless

OTHERS = {
    "decoy": 'bait["decoy"]',
    "grader": 'bait["grader"]',
    # In tier A the server has no number here: 1 is the worker itself.
    "server": "os.getppid() or 2",
    "init": "(1 if os.getpid() != 1 else 3)",
}


def on_others(
    name: str, action: str, others: tuple[str, ...] = ("decoy", "server")
) -> list[Attack]:
    return [
        Attack(f"{name}-{other}", f"def attack(bait):\n    pid = {OTHERS[other]}\n    {action}")
        for other in others
    ]


SIGNALS = [
    # SIGCONT does nothing to a process that runs, and says whether a signal can be sent.
    *on_others("signal", "os.kill(pid, signal.SIGCONT)", ("decoy", "grader", "server", "init")),
    *on_others("kill", "os.kill(pid, signal.SIGKILL)", ("decoy",)),
    *on_others("probe", "os.kill(pid, 0)"),
    *on_others("kill-group", "os.killpg(os.getpgid(pid), signal.SIGCONT)"),
    Attack("signal-own-group", "def attack(bait): os.kill(0, signal.SIGURG)"),
    Attack("signal-everybody", "def attack(bait): os.kill(-1, 0)"),
    Attack(
        "signals-by-descriptor-owner",
        """
def attack(bait):
    import fcntl
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, bait["decoy"])
""",
    ),
    Attack(
        "signal-number-of-descriptor",
        """
def attack(bait):
    import fcntl
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETSIG, signal.SIGKILL)
""",
    ),
    Attack(
        "signals-of-the-connection",
        """
def attack(bait):
    import fcntl
    fcntl.ioctl(3, 0x5452, b"\\1\\0\\0\\0")  # FIOASYNC
""",
    ),
]

CHANGES = [
    *on_others("renice", "os.setpriority(os.PRIO_PROCESS, pid, 19)"),
    Attack("renice-user", "def attack(bait): os.setpriority(os.PRIO_USER, os.getuid(), 19)"),
    *on_others("pin", "os.sched_setaffinity(pid, {0})"),
    *on_others("schedule", "os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))"),
    *on_others("limit", "import resource; resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3))"),
    *on_others("read-limit", "import resource; resource.prlimit(pid, resource.RLIMIT_NOFILE)"),
    Attack(
        "raise-own-limit",
        """
def attack(bait):
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
""",
        ends=("refused", "ValueError"),
    ),
    *on_others(
        "read-memory",
        """
    class Vector(ctypes.Structure):
        _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))
    here = ctypes.create_string_buffer(40)
    local, remote = Vector(ctypes.addressof(here), 40), Vector(bait["address"], 40)
    result = libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
    if result < 0: raise OSError(ctypes.get_errno(), "process_vm_readv")
    return here.raw
""",
    ),
    *on_others(
        "trace",
        "libc.ptrace.restype = ctypes.c_long\n    "
        + """\
if libc.ptrace(16, pid, None, None) < 0: raise OSError(ctypes.get_errno(), "ptrace")""",
    ),
]

NEW_PROCESSES = [
    Attack(
        "subprocess",
        """
def attack(bait):
    import subprocess
    return subprocess.run(["/usr/bin/id", bait["trace"]], capture_output=True).stdout
""",
    ),
    Attack("shell", 'def attack(bait): return os.popen("id").read()'),
    Attack(
        "system",
        """
def attack(bait):
    # The C library reports a shell that it could not start as one that ended with 127.
    return os.system(f"exec -a {bait['trace']} sleep 100 &") not in (-1, 127 << 8)
""",
        ends="nothing",
    ),
    Attack("fork", "def attack(bait): return os.fork()"),
    Attack("fork-terminal", "def attack(bait): return os.forkpty()"),
    Attack(
        "vfork",
        """
def attack(bait):
    pid = libc.vfork()
    if pid < 0: raise OSError(ctypes.get_errno(), "vfork")
    return pid
""",
    ),
    Attack(
        "spawn",
        """
def attack(bait):
    return os.posix_spawn("/bin/sleep", ["sleep", "100", bait["trace"]], {})
""",
    ),
    Attack("execute", 'def attack(bait): os.execv("/bin/sleep", ["sleep", "100", bait["trace"]])'),
    Attack(
        "execute-python",
        'def attack(bait): os.execv(sys.executable, ["python", "-c", "0", bait["trace"]])',
    ),
    Attack(
        "execute-by-loader",
        """
def attack(bait):
    loader = "/lib64/ld-linux-x86-64.so.2"
    os.execv(loader, [loader, "/bin/sleep", "100", bait["trace"]])
""",
    ),
    Attack(
        "fork-bomb",
        """
def attack(bait):
    while True: os.fork()
""",
    ),
    Attack(
        "multiprocessing",
        """
def attack(bait):
    import multiprocessing
    context = multiprocessing.get_context("fork")
    process = context.Process(target=time.sleep, args=[100])
    process.start()
    return process.pid
""",
    ),
    Attack(
        "process-pool",
        """
def attack(bait):
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(os.getpid).result()
""",
    ),
    Attack(
        "daemon",
        """
def attack(bait):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(100)
        os._exit(0)
    return "started"
""",
    ),
    Attack("own-session", "def attack(bait): os.setsid()"),
    Attack("own-group", "def attack(bait): os.setpgid(0, 0)"),
    Attack(
        "survive-the-server",
        """
def attack(bait):
    if libc.prctl(1, 0, 0, 0, 0): raise OSError(ctypes.get_errno(), "PR_SET_PDEATHSIG")
""",
    ),
]

THREADS = [
    Attack(
        "thread-bomb",
        """
def attack(bait):
    count = 0
    try:
        while count < 2000:
            threading.Thread(target=time.sleep, args=[60], daemon=True).start()
            count += 1
    except RuntimeError:
        pass
    return count
""",
        ends=("nothing", "timeout"),
        most=256,
    ),
    Attack(
        "thread-bomb-of-small-stacks",
        """
def attack(bait):
    threading.stack_size(32768)
    count, start = 0, time.monotonic()
    try:
        while count < 6000 and time.monotonic() < start + 1.5:
            threading.Thread(target=time.sleep, args=[60], daemon=True).start()
            count += 1
    except (RuntimeError, MemoryError):
        pass
    return count
""",
        ends="nothing",
        # In tier B all processes of the user count, so that there is room for them.
        most=4200,
    ),
    Attack(
        "threads-left-behind",
        """
def attack(bait):
    def work():
        while True: time.sleep(0.01)
    for _ in range(5): threading.Thread(target=work).start()
""",
        ends="nothing",
    ),
    Attack(
        "at-exit",
        """
def attack(bait):
    import atexit
    atexit.register(time.sleep, 100)
    atexit.register(os.system, "sleep 100")
""",
        ends="nothing",
    ),
]


@attacks(*SIGNALS)
def test_no_signal_leaves_the_worker(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*CHANGES)
def test_no_other_process_is_read_or_changed(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*NEW_PROCESSES)
def test_no_process_is_started(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


@attacks(*THREADS)
def test_threads_are_few_and_end_with_the_worker(
    wall: Wall, a_scene: Scene, attack: Attack
) -> None:
    require_harmless(wall, a_scene, attack)


def test_the_worker_is_nobody_in_particular(wall: Wall, a_scene: Scene) -> None:
    code = """
def attack(bait):
    with open("/dev/null") as null:
        return [
            os.getresuid(), os.getresgid(), os.getgroups(), sorted(os.environ),
            [number for number in range(4096) if is_open(number)], sys.argv, os.umask(0),
        ]
def is_open(number):
    try: os.fstat(number)
    except OSError: return False
    return True
"""
    users, groups, more, environment, descriptors, arguments, _ = carry_out(
        wall.server, Attack("look-around", code), a_scene.bait
    ).value
    assert 0 not in (*users, *groups, *more)
    # 4 is what the attack itself opens.
    assert descriptors == [0, 1, 2, 3, 4]
    assert arguments == [""]
    for name in environment:
        assert name in {"HOME", "TMPDIR", "PATH", "LANG"} or not os.environ.get(name), name
