"""What the grader knows is nowhere in the worker: not in its memory, its modules or its files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from attacks.kit import LIMITS, MARK, PRELUDE, Attack, Scene, Wall, carry_out
from chainrule.box.enclosure import Tier
from chainrule.wall import ForkServer, Student, Worker

#: Finds a text without holding it: what looks for a secret must not find itself.
CLASSES: Final = "".join(f"[{letter}]" if letter.isalnum() else "[-]" for letter in MARK)

SEARCH: Final = f"""
import gc, re
wanted = re.compile(rb"{CLASSES}[-][0-9a-f]+")
own = re.compile(rb"[o][w][n][-][s][e][c][r][e][t][-][0-9]+")

def regions():
    "Mapped pieces of memory around all addresses that an object of Python is known to have."
    libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    seen, state = set(), ctypes.create_string_buffer(1)
    def mapped(page):
        return libc.mincore(page << 12, 4096, state) == 0
    here = ctypes.c_int()
    seeds = [id(each) >> 12 for each in gc.get_objects()]
    seeds += [id(sys), id(None), id(int), ctypes.addressof(here)>> 12 << 12]
    seeds += [ctypes.cast(f, ctypes.c_void_p).value for f in (libc.malloc, libc.environ)]
    for seed in {{*seeds[:-5], *(each >> 12 for each in seeds[-5:])}}:
        for step in (1, -1):
            page = seed
            while page not in seen and mapped(page):
                seen.add(page)
                page += step
    return seen

def content(page):
    "A page by way of the kernel, which answers EFAULT where reading would end the process."
    if libc.write(pipe[1], ctypes.c_void_p(page << 12), ctypes.c_size_t(4096)) < 0:
        return b""
    return os.read(pipe[0], 4096)

pipe = os.pipe()
libc.write.restype = ctypes.c_ssize_t
"""

MEMORY: Final = f"""{SEARCH}
kept = "-".join(["own", "secret", str(os.getpid() + 10**9)])
def attack(bait):
    found, proof, last = [], 0, b""
    pages = sorted(regions())
    for page in pages:
        # With the end of the page before it, as a text may lie across.
        here = content(page)
        found += wanted.findall(last[-60:] + here)
        proof += len(own.findall(last[-60:] + here))
        last = here
    return found, proof, len(pages)
"""

#: Everything that can be opened, except below the folders of the libraries.
FILES: Final = f"""{SEARCH}
def attack(bait):
    libraries = ("/usr", "/lib", "/nix", "/gnu", "/dev", sys.base_prefix, *filter(None, sys.path))
    if os.access(".", os.W_OK):
        with open("mine", "w") as file: file.write("-".join(["own", "secret", "5"]))
    found, proof = [], 0
    tops = ["/", "/tmp", "/etc", "/root", "/home", "/var", "/run", "/proc", "/opt", "/srv", "/work",
            bait["folder"], bait["project"], bait["home"], os.path.dirname(bait["home"])]
    for top in tops:
        for folder, names, files in os.walk(top):
            names[:] = [
                each for each in names if not os.path.join(folder, each).startswith(libraries)
            ]
            for path in (os.path.join(folder, name) for name in files):
                try:
                    with open(path, "rb") as file: text = file.read(10**7)
                except OSError:
                    continue
                proof += len(own.findall(text))
                found += [path] if wanted.search(text) or bait["project"] in path else []
    return found, proof
"""


@pytest.fixture(scope="module")
def patient(tier: Tier, a_scene: Scene, a_grader_with_secrets: None) -> Iterator[ForkServer]:
    with ForkServer(("numpy",), replace(LIMITS, call_seconds=60), tier=tier) as server:
        yield server


@pytest.fixture(scope="module")
def a_grader_with_secrets(a_scene: Scene) -> Iterator[None]:
    """This process plays the grader: a secret in its environment, and one in an object of it."""
    os.environ["EXPECTED_VALUES"] = a_scene.token
    yield
    del os.environ["EXPECTED_VALUES"]


def test_the_memory_of_the_worker_holds_no_secret(patient: ForkServer, a_scene: Scene) -> None:
    found, proof, pages = carry_out(patient, Attack("memory", MEMORY), a_scene.bait).value
    # That its own secret is found shows that the search works, and that it reached the heap.
    assert proof > 0
    assert pages > 2000
    assert found == []


def test_no_file_that_it_can_read_holds_a_secret(patient: ForkServer, a_scene: Scene) -> None:
    found, proof = carry_out(patient, Attack("files", FILES), a_scene.bait).value
    assert found == []
    if patient.tier == "A":
        # Its own file is the only one that it could find.
        assert proof > 0


def test_its_modules_are_the_libraries_alone(patient: ForkServer, a_scene: Scene) -> None:
    code = """
def attack(bait):
    import gc
    names = set(sys.modules) | {getattr(each, "__module__", None) for each in gc.get_objects()}
    return sorted(name for name in names if isinstance(name, str))
"""
    names = carry_out(patient, Attack("modules", code), a_scene.bait).value
    assert "numpy" in names
    for secret in (
        "chainrule.grading",
        "chainrule.course",
        "chainrule.gradebook",
        "pytest",
        "_pytest",
    ):
        assert not [name for name in names if name.startswith(secret)]


def test_no_frame_or_closure_leads_out(patient: ForkServer, a_scene: Scene) -> None:
    """Up the stack and into the grader's functions there is nothing but our own machinery."""
    secret = a_scene.token

    def expected(x: float) -> float:
        return x + len(secret)

    code = f"""
import gc, inspect, re
wanted = re.compile("{CLASSES}")
def attack(function):
    todo, seen, found = [function, inspect.stack(), sys._getframe()], set(), []
    while todo and len(seen) < 300_000:
        each = todo.pop()
        if id(each) in seen: continue
        seen.add(id(each))
        if isinstance(each, str) and wanted.search(each): found.append(each)
        todo += gc.get_referents(each)
    return function(1.0), found, len(seen)
"""
    with patient.spawn() as worker:
        student = prepared(worker, code)
        value, found, seen = student.attack(expected)
    assert value == expected(1.0)
    assert found == []
    assert seen > 1000


def test_an_error_of_the_graders_function_tells_nothing(
    patient: ForkServer, a_scene: Scene
) -> None:
    def expected(x: float) -> float:
        raise ValueError(f"{a_scene.token} and {x}")

    code = """
def attack(function):
    try: function(2.0)
    except Exception as error:
        import traceback
        return type(error).__name__, "".join(traceback.format_exception(error))
"""
    with patient.spawn() as worker:
        name, text = prepared(worker, code).attack(expected)
    assert name == "ValueError"
    assert a_scene.token not in text
    assert "test_secrets" not in text


def test_functions_passed_have_no_number_but_their_own(patient: ForkServer, a_scene: Scene) -> None:
    """A worker may call only functions that it was given; neither builtins nor the grader's own."""
    code = """
import gc
def attack(function):
    session = next(each for each in gc.get_objects() if type(each).__name__ == "Session")
    return session._stand_in(1)(2.0)
"""
    with patient.spawn() as worker:
        student = prepared(worker, code)
        with pytest.raises(Exception, match="not an answer"):
            student.attack(lambda x: x)


def prepared(worker: Worker, code: str) -> Student:
    assert worker.run_cell(1, PRELUDE + code).failures == ()
    return Student(worker)


def test_the_engine_that_it_can_import_knows_no_course(patient: ForkServer, a_scene: Scene) -> None:
    """The package lies where the worker can read it; the course is data and lies elsewhere."""
    code = """
def attack(bait):
    del sys.modules["chainrule"]
    sys.path.insert(0, bait["project"] + "/src")
    from pathlib import Path
    from chainrule.course.manifest import Course
    return Course.load(Path(bait["project"])).manifest.id
"""
    ending = carry_out(patient, Attack("engine", code), a_scene.bait)
    assert ending.kind != "value"


def test_another_submission_of_the_same_server_leaves_nothing(wall: Wall, a_scene: Scene) -> None:
    first = Attack(
        "plant",
        """
def attack(bait):
    import builtins, numpy, random
    for place in (builtins, numpy, random, sys): place.planted = 1
    os.environ["PLANTED"] = "1"
    random.seed(7); numpy.random.seed(7)
    try: open("/tmp/planted", "w").write("1")
    except OSError: pass
""",
    )
    second = Attack(
        "harvest",
        """
def attack(bait):
    import builtins, numpy, random
    found = [p.__name__ for p in (builtins, numpy, random, sys) if hasattr(p, "planted")]
    found += ["PLANTED"] * ("PLANTED" in os.environ)
    found += ["/tmp/planted"] * os.path.exists("/tmp/planted")
    return found, random.random(), float(numpy.random.random())
""",
    )
    draws = []
    for _ in range(2):
        assert carry_out(wall.server, first, a_scene.bait).kind == "nothing"
        found, *drawn = carry_out(wall.server, second, a_scene.bait).value
        assert found == []
        draws.append(drawn)
    assert draws[0] == draws[1]


def test_two_workers_at_once_do_not_meet(wall: Wall, a_scene: Scene) -> None:
    code = """
import gc
def attack(bait): return os.getpid(), sorted(os.listdir(".")) if os.getpid() == 1 else []
"""
    with wall.server.spawn() as first, wall.server.spawn() as second:
        one, two = prepared(first, code), prepared(second, code)
        if wall.tier == "A":
            first.run_cell(2, "open('mine.txt', 'w').write('x')")
            assert one.attack({}) == (1, ["mine.txt"])
            assert two.attack({}) == (1, [])
        pid = two.attack({})[0]
        first.run_cell(3, f"def signal_it():\n    os.kill({pid}, 9)")
        with pytest.raises(Exception, match="PermissionError"):
            one.signal_it()
        assert two.attack({})[0] == pid
