"""A proof of a tiny course in which each exercise has one defect of its own, and one has none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chainrule.course.manifest import Course
from chainrule.errors import UserError
from chainrule.grading.cells import Piece
from chainrule.proof.mutants import mutants_of
from chainrule.proof.proof import prove
from chainrule.proof.statements import Statements
from chainrule.proof.tolerances import Gauge

SLUG = "ch01_tiny"

#: A function that doubles, under another name in each exercise.
DOUBLE = "def {name}(x):\n    return 2 * x\n"
DOUBLES = """
@feedback(en="Twice the number.")
def test_doubles(student, rng):
    x = rng.uniform(1, 2)
    check_close(student.{name}(x), 2 * x)
"""
#: Chaffs of it: each is caught by the test above.
WRONG = ("3 * x", "-2 * x", "x * x", "2 + x", "x / 2")
WHEATS = ("x + x", "x * 2")


@dataclass
class Exercise:
    """One exercise of the tiny course; in its texts {name} stands for its name."""

    name: str
    tests: str = DOUBLES
    reference: str = DOUBLE
    example: str = ">>> {name}(2)\n    4"
    wheats: tuple[str, ...] = WHEATS
    chaffs: tuple[str, ...] = WRONG
    fails: tuple[str, ...] = ("test_doubles",)
    more: str = ""

    def solution(self) -> str:
        head, _, body = self.reference.partition("\n")
        docstring = f'    """Do it.\n\n    Examples\n    --------\n    {self.example}\n    """'
        return self._named(f"# %% {self.name}\n{head}\n{docstring}\n{body}")

    def hidden(self) -> str:
        imports = "check_close, check_equal, check_true, exercise, feedback"
        head = f"import os\n\nfrom chainrule.grading import {imports}\n\n"
        return self._named(f"{head}pytestmark = exercise({self.name!r})\n\n{self.tests}")

    def right(self) -> str:
        return "\n".join(
            f"@wheat(exercise={self.name!r}, title={code!r})\n"
            f"def {self.name}(x):\n    return {code}\n"
            for code in self.wheats
        )

    def wrong(self) -> str:
        plain = "\n".join(
            f"@chaff(exercise={self.name!r}, fails={list(self.fails)}, en=({code!r}, 'Is it?'))\n"
            f"def {self.name}(x):\n    return {code}\n"
            for code in self.chaffs
        )
        return self._named(f"{plain}\n{self.more}")

    def _named(self, text: str) -> str:
        return text.replace("{name}", self.name)


def word_with_parities(*wanted: int) -> str:
    """A word whose hash is even or odd as wanted under the hash seeds 0, 1, ..."""
    words = [f"w{n}" for n in range(64)]
    ask = f"print(*(hash(w) % 2 for w in {words!r}))"
    found = [
        subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in range(len(wanted))
    ]
    parities = zip(*found, strict=True)
    return next(
        word
        for word, each in zip(words, parities, strict=True)
        if [int(p) for p in each] == list(wanted)
    )


def exercises() -> list[Exercise]:
    head = "def {name}(x):\n"
    tail = DOUBLES.replace("test_doubles", "test_{which}")
    return [
        Exercise("sound"),
        Exercise(
            "seeded",
            tests=DOUBLES
            + """
@feedback(en="By luck.")
def test_luck(rng):
    check_true(rng.integers(3) > 0, en="Bad luck.")
""",
        ),
        Exercise(
            "hashed",
            reference=f"{head}    return 2 * x + hash({word_with_parities(0, 1, 0)!r}) % 2\n",
        ),
        Exercise(
            "threaded",
            tests=DOUBLES
            + """
@feedback(en="Threads.")
def test_threads(student):
    check_close(student.{name}(1), 2)
    check_equal(os.environ["OMP_NUM_THREADS"], "1")
""",
        ),
        Exercise(
            "lenient",
            tests=DOUBLES
            + """
@feedback(en="It is there.")
def test_nothing(student):
    pass
""",
        ),
        Exercise("misprinted", example=">>> {name}(2)\n    5"),
        Exercise("unfair", wheats=(*WHEATS, "2 * x + 1")),
        Exercise("few", wheats=("x + x",), chaffs=WRONG[:3]),
        Exercise(
            "misdeclared",
            tests=DOUBLES + tail.replace("{which}", "one").replace("rng.uniform(1, 2)", "1"),
            chaffs=(),
            more="""
@chaff(exercise="{name}", fails=["test_doubles"], en=("Right", "Is it?"))
def {name}(x):
    return x + x

@chaff(exercise="{name}", fails=["test_doubles"], en=("Both fail", "Is it?"))
def {name}(x):
    return 3 * x

@chaff(exercise="{name}", fails=["test_doubles", "test_one"], en=("One fails", "Is it?"))
def {name}(x):
    return x * x + x

@chaff(exercise="{name}", fails=["test_doubles", "test_two"], en=("Unknown", "Is it?"))
def {name}(x):
    return x * x + x

@chaff(exercise="{name}", fails=["test_doubles"], en=("Silent", ""))
def {name}(x):
    return x * x + x
""",
        ),
        Exercise(
            "weak",
            reference=f"{head}    if x >= 0:\n        x = x + 0\n    return 2 * x\n",
        ),
        Exercise(
            "idle",
            tests=tail.replace("{which}", "one") + tail.replace("{which}", "two"),
            fails=("test_one", "test_two"),
        ),
        Exercise("tight", wheats=("x + x", "2 * x + 1e-10"), chaffs=(*WRONG, "2 * x + 2e-8")),
        Exercise(
            "endless",
            reference=f"{head}    y = 0\n    while y < 2 * x:\n        y += x\n    return y\n",
        ),
    ]


PROOF_YML = """\
equivalent:
  weak:
    - function: weak
      old: x = x + 0
      new: x = x - 0
      reason: a difference of 0
    - function: weak
      old: return 3 * x
      new: return 4 * x
      reason: there is no such line
redundant:
  idle: {test_two: kept to show that a reason is heard}
  sound: {test_doubles: it is not redundant}
  weak: {test_gone: it was taken out}
tolerances:
  threaded: {test_luck: it compares nothing}
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    all_of_them = exercises()
    entries = "".join(
        f"      - {{id: {e.name}, points: 1, difficulty: 1, minutes: 5}}\n" for e in all_of_them
    )
    hints = ":hints:\n- One.\n- Two.\n- Three.\n:::\n"
    statements = "\n".join(
        f":::{{exercise}} {e.name}\n:title: {e.name}\nDouble.\n{hints}" for e in all_of_them
    )
    texts = {
        "course.yml": (
            "id: tiny\ntitle: {en: Tiny}\nlanguages: [en]\nlimits: {test_seconds: 30}\n"
            f"chapters:\n  - slug: {SLUG}\n    number: 1\n    title: {{en: Tiny}}\n"
            f"    exercises:\n{entries}"
        ),
        f"solutions/{SLUG}.py": '"""Tiny."""\n\n\n'
        + "\n\n".join(e.solution() for e in all_of_them),
        f"assignments/{SLUG}/en.md": f"# Tiny\n\n{statements}",
        f"autograder/{SLUG}/wheats.py": "\n\n".join(e.right() for e in all_of_them),
        f"autograder/{SLUG}/chaffs.py": "\n\n".join(e.wrong() for e in all_of_them),
        f"autograder/{SLUG}/proof.yml": PROOF_YML,
    }
    texts |= {f"autograder/{SLUG}/test_{e.name}.py": e.hidden() for e in all_of_them}
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@dataclass
class Proved:
    """What the command said."""

    status: int
    said: str
    report: dict[str, Any]

    def failures(self, exercise: str) -> list[str]:
        found: list[str] = self.report["exercises"][exercise]["failures"]
        return found


def verify(root: Path, *options: str) -> Proved:
    report = root / "report.json"
    command = [sys.executable, "-m", "chainrule.cli", "--course", str(root), "verify", SLUG]
    done = subprocess.run(
        [*command, "--json", str(report), *options],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert report.exists(), done.stderr
    [chapter] = json.loads(report.read_text(encoding="utf-8"))["chapters"]
    return Proved(done.returncode, done.stdout, chapter)


@pytest.fixture(scope="module")
def proved(course: Path) -> Proved:
    return verify(course, "--jobs", "2")


def test_a_failure_ends_the_command_with_status_1(proved: Proved) -> None:
    assert proved.status == 1
    assert all(failure in proved.said for failure in proved.report["failures"])


def test_a_sound_exercise_is_proved_whatever_the_number_of_jobs(
    course: Path, proved: Proved
) -> None:
    (course / "autograder" / SLUG / "proof.yml").rename(course / "kept.yml")
    try:
        alone = verify(course, "--exercise", "sound", "--jobs", "1")
    finally:
        (course / "kept.yml").rename(course / "autograder" / SLUG / "proof.yml")
    assert (alone.status, alone.report["failures"]) == (0, [])
    assert list(alone.report["exercises"]) == ["sound"]
    [only], all_of_them = alone.report["exercises"].values(), proved.report["exercises"]
    assert {**all_of_them["sound"], "failures": []} == only


def test_a_reference_that_depends_on_the_seed_is_flaky(proved: Proved) -> None:
    [first, *_] = [line for line in proved.failures("seeded") if line.startswith("the reference")]
    assert first.startswith("the reference fails test_luck (seed ")
    assert 0 < proved.report["exercises"]["seeded"]["flaky"] < 31


def test_a_reference_that_depends_on_the_hash_seed_is_flaky(proved: Proved) -> None:
    [line, *_] = proved.failures("hashed")
    told = "the reference fails test_doubles (seed 0, hash seed 1, 2 threads and 4 more runs): "
    assert line.startswith(told)


def test_a_test_that_depends_on_threads_is_flaky(proved: Proved) -> None:
    [line, *_] = proved.failures("threaded")
    told = "the reference fails test_threads (seed 0, hash seed 1, 2 threads and 4 more runs): "
    assert line.startswith(told)


def test_junk_and_stubs_that_get_points_are_told(proved: Proved) -> None:
    lines = proved.failures("lenient")
    assert "junk that returns None gets 0.5: test_nothing" in lines
    assert "junk that is the stub (en) gets 0.5: test_nothing" in lines


def test_an_example_that_the_reference_does_not_meet_is_told(proved: Proved) -> None:
    assert proved.failures("misprinted") == ["the reference gives 0 of 1 examples"]


def test_a_wheat_that_fails_is_told_with_the_line_of_the_test(proved: Proved) -> None:
    [line, *_] = proved.failures("unfair")
    assert line.startswith("wheat '2 * x + 1' fails test_doubles (seed 0 and 4 more runs): failed")
    assert "test_unfair.py:" in line


def test_missing_wheats_and_chaffs_are_told(proved: Proved) -> None:
    assert proved.failures("few") == [
        "1 of at least 2 wheats: write 1 more in wheats.py",
        "3 of at least 5 chaffs: write 2 more in chaffs.py",
    ]


@pytest.mark.parametrize(
    "what",
    [
        "'Right' (line {line}) gets full marks (seed 0 and 2 more runs)",
        "'Both fail' (line {line}) fails also test_one (seed 0 and 2 more runs)",
        "'One fails' (line {line}) does not fail test_one (seed 0 and 2 more runs)",
        "'Unknown' (line {line}) names unknown tests: test_two",
        "'Silent' (line {line}) has no title or no text in 'en'",
    ],
)
def test_a_chaff_that_is_not_as_declared_is_told(course: Path, proved: Proved, what: str) -> None:
    lines = (course / "autograder" / SLUG / "chaffs.py").read_text().splitlines()
    title = what.partition("'")[2].partition("'")[0]
    [line] = [n for n, text in enumerate(lines, 2) if f'("{title}"' in text]
    assert f"chaff {what.format(line=line)}" in proved.failures("misdeclared")


def test_a_survivor_needs_a_reason(proved: Proved) -> None:
    lines = proved.failures("weak")
    assert any(
        line.startswith("a mutant of weak survives (line ")
        and line.endswith("): if x >= 0: -> if x > 0:")
        for line in lines
    )
    assert not any("x = x - 0" in line for line in lines)
    assert (
        "proof.yml: no surviving mutant of weak is return 3 * x -> return 4 * x: take the entry out"
        in lines
    )
    paste = proved.said.partition("with the reason why nothing can:")[2]
    assert "  - function: weak\n    old: 'if x >= 0:'\n    new: 'if x > 0:'" in paste


def test_too_few_killed_mutants_are_a_failure_of_the_chapter(proved: Proved) -> None:
    killed, mutants = proved.report["killed"], proved.report["mutants"]
    told = any(line.startswith(f"{SLUG}: ") for line in proved.report["failures"])
    assert told == (killed < 0.95 * mutants)


def test_a_test_that_alone_catches_nothing_is_told(proved: Proved) -> None:
    assert proved.failures("idle") == ["no chaff or mutant is caught by test_one alone"]


def test_reasons_that_are_not_needed_are_told(proved: Proved) -> None:
    assert proved.failures("sound") == [
        "proof.yml: test_doubles is not redundant, it alone catches something: take it out"
    ]
    assert "proof.yml: there is no test test_gone: take it out of redundant" in proved.failures(
        "weak"
    )
    assert "proof.yml: test_luck compares no floats: take it out of tolerances" in proved.failures(
        "threaded"
    )


def test_tolerances_that_wheats_or_chaffs_come_near_are_told(proved: Proved) -> None:
    wide, near = proved.failures("tight")
    assert wide.startswith("test_doubles (test_tight.py:")
    assert "right answers are 0.0" in wide
    assert "a chaff is only " in near


def test_a_mutant_that_hangs_is_killed_by_its_time(proved: Proved) -> None:
    mutants = proved.report["exercises"]["endless"]["mutants"]
    [hanging] = [each for each in mutants if each["new"] == "y -= x"]
    assert hanging["outcomes"] == {"test_doubles": "timeout"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("equivalent: {nothing: []}\n", "proof.yml:1: unknown exercise nothing; "),
        ("redundant:\n  weak: {test_one: ''}\n", "proof.yml:2: redundant.weak.test_one: "),
        ("equivalent: [\n", "proof.yml:2: cannot be read: "),
    ],
)
def test_a_proof_yml_that_cannot_be_read_is_bad_input(
    course: Path, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "proof.yml").write_text(text)
    with pytest.raises(UserError) as error:
        Statements.load(tmp_path / "proof.yml", Course.load(course).chapter(SLUG))
    assert told in str(error.value)


def test_an_unknown_exercise_is_bad_input(course: Path) -> None:
    tiny = Course.load(course)
    with pytest.raises(UserError, match="has no exercise nothing with hidden tests; choose one of"):
        prove(tiny, tiny.chapter(SLUG), only="nothing")


def test_a_section_that_is_not_there_is_bad_input(course: Path, tmp_path: Path) -> None:
    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    chaffs = copy / "autograder" / SLUG / "chaffs.py"
    text = chaffs.read_text().replace("@chaff(", "@chaff(see='9.9', ", 1)
    chaffs.write_text(text)
    tiny = Course.load(copy)
    with pytest.raises(UserError, match=r"there is no section of this number in en"):
        prove(tiny, tiny.chapter(SLUG))


SOURCE = '''
def _helper(x: int = 1) -> int:
    """Add 1 + 1."""
    return x + 1


class Thing:
    size = 1

    def __repr__(self):
        return "thing" * 2

    def grow(self, by):
        if by < 0:
            raise ValueError("by " + "what")
        return len([by]) * _helper(by)
'''


def test_mutants_change_only_what_functions_do() -> None:
    pieces = (
        Piece(None, "", 1),
        Piece("used", SOURCE, 10),
        Piece("other", "def f():\n    pass\n", 30),
    )
    found = [(m.function, m.old, m.new) for m in mutants_of(pieces)]
    assert found == [
        ("_helper", "return x + 1", "return x - 1"),
        ("_helper", "return x + 1", "return x + 2"),
        ("Thing.grow", "if by < 0:", "if False:"),
        ("Thing.grow", "if by < 0:", "if by <= 0:"),
        ("Thing.grow", "if by < 0:", "if by < 1:"),
        ("Thing.grow", "return len([by]) * _helper(by)", "return len([by]) / _helper(by)"),
        ("Thing.grow", "return len([by]) * _helper(by)", "return len([by]) * _helper(None)"),
    ]


def test_a_mutant_that_compiles_to_the_same_code_is_dropped() -> None:
    source = "def f(x):\n    y = 2 + 2\n    return y * x\n"
    new = [m.new for m in mutants_of((Piece(None, "", 1), Piece("one", source, 2)))]
    assert len(new) == len(set(new)) == 4
    # 2 + 3 and 3 + 2 are one mutant, both are folded to 5; 2 - 2 is 0.
    assert sum("y = " in each for each in new) == 3


def test_a_helper_counts_for_the_exercise_that_uses_it() -> None:
    pieces = (
        Piece(None, "def _shared(x):\n    return x + 1\n", 1),
        Piece("first", "def first(x):\n    return x\n", 4),
        Piece(
            "second",
            "def _own(x):\n    return -_shared(x)\n\ndef second(x):\n    return _own(x)\n",
            7,
        ),
    )
    owners = {m.function: m.exercise for m in mutants_of(pieces)}
    assert owners == {"_shared": "second", "_own": "second", "second": "second"}


@pytest.mark.parametrize(
    ("got", "expected", "gap"),
    [
        (1.0, 1.0, 0.0),
        (1.0 + 3e-6, 1.0, 1.5),
        ([1.0, 2.0], (1.0, 2.0), 0.0),
        ({"a": 1.0}, {"a": float("inf")}, float("inf")),
        (float("nan"), float("nan"), 0.0),
        ("x", 1.0, float("inf")),
        ([1.0], [1.0, 2.0], float("inf")),
        (2, 1, None),
        ("x", "y", None),
    ],
)
def test_a_gap_is_measured_in_tolerances(got: object, expected: object, gap: float | None) -> None:
    gauge = Gauge(Path(__file__).parent)
    gauge(got, expected, 1e-6, 1e-6)
    name = "test_a_gap_is_measured_in_tolerances"
    assert [place.test for place in gauge.widest] == [name] * (gap is not None)
    assert list(gauge.widest.values()) == ([] if gap is None else [pytest.approx(gap, rel=1e-6)])
