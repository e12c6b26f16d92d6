"""What the benchmarks share: a class of submissions, environments of peers, clocks, reports."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from rich.console import Console

from chainrule.course.manifest import Chapter, Course
from chainrule.demo.course import Demo
from chainrule.demo.recipes import Recipe
from chainrule.errors import UserError
from chainrule.gradebook.layout import Layout
from chainrule.grading.record import Record

Notebook = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
PROCESSORS = len(os.sched_getaffinity(0))

_PR_SET_CHILD_SUBREAPER = 36

#: Students of the demo that no comparison can hold, and why.
LEFT_OUT = {
    "adele": "writes in the other language, which is another assignment",
    "bao": "runs pip from a cell, which chainrule leaves out",
    "marek": "loops for ever: costs the time limit, not the grader's speed",
    "noor": "ends the process: a stock kernel loses the whole notebook",
    "pavel": "prints for ever: costs the time limit, not the grader's speed",
    "quentin": "loops for ever: costs the time limit, not the grader's speed",
    "rosa": "damaged notebook: deleted cell",
    "selma": "damaged notebook: duplicated cell",
    "tariq": "damaged notebook: split cell",
    "uma": "damaged notebook: moved cells",
    "viktor": "damaged notebook: retyped cell",
    "wei": "not a notebook",
}


def parser(description: str | None) -> argparse.ArgumentParser:
    """A command line with the options that all benchmarks have."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    made.add_argument(
        "--work",
        type=Path,
        default=ROOT / "build" / "bench",
        metavar="FOLDER",
        help="where courses and environments of peers are made and kept",
    )
    return made


def start(main: Callable[[], None]) -> None:
    """Run a benchmark; bad input ends in one line for each problem and status 2."""
    try:
        main()
    except UserError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)


@dataclass
class Report:
    """Figures of one benchmark, printed as they come, and kept for a JSON file."""

    name: str
    figures: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = {
            "processors": PROCESSORS,
            "load_before": os.getloadavg(),
            "machine": platform.machine(),
            "kernel": platform.release(),
            "python": platform.python_version(),
            "started": time.strftime("%Y-%m-%d %H:%M:%S"),
        }
        load = " ".join(f"{value:.2f}" for value in os.getloadavg())
        print(f"{self.name}: {PROCESSORS} processors, load average {load}", flush=True)

    def add(self, key: str, values: Sequence[float] | float, unit: str, target: str = "") -> None:
        """One measure: the median and the minimum of its runs, or a single figure."""
        runs = [values] if isinstance(values, int | float) else list(values)
        self.figures[key] = {
            "median": statistics.median(runs),
            "minimum": min(runs),
            "runs": runs,
            "unit": unit,
        }
        text = f"{statistics.median(runs):.4g} {unit}"
        if len(runs) > 1:
            text += f" (minimum {min(runs):.4g}, {len(runs)} runs)"
        if target:
            self.figures[key]["target"] = target
            text += f"   [target: {target}]"
        print(f"  {key}: {text}", flush=True)

    def add_costs(self, key: str, costs: Sequence[Cost], each: int = 1) -> None:
        """Seconds of the clock and of the processors, for each of so many submissions."""
        self.add(f"{key}, clock", [cost.wall / each for cost in costs], "s")
        self.add(f"{key}, processor", [cost.cpu / each for cost in costs], "s")

    def note(self, text: str) -> None:
        """Something that has to be known to read the figures."""
        self.notes.append(text)
        print(f"  note: {text}", flush=True)

    def write(self, path: Path | None) -> None:
        """Say how busy the machine was; write the JSON file if one is asked for."""
        load = os.getloadavg()
        print(f"  load average at the end: {' '.join(f'{value:.2f}' for value in load)}")
        if path is not None:
            document = {
                "benchmark": self.name,
                "machine": {**self.machine, "load_after": load},
                "figures": self.figures,
                "notes": self.notes,
            }
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Medians of the clock and of the processors."""
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds of the clock, and of all processors for it and its children."""

    wall: float
    cpu: float


def cost_of(
    commands: Sequence[Sequence[object]], folder: Path, env: dict[str, str] | None = None
) -> Cost:
    """Run commands side by side to their ends; a command that fails ends the benchmark."""
    # What outlives its parent is handed to us, so that its processor time counts, too.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with contextlib.ExitStack() as stack:
        logs = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in commands]
        running = [
            subprocess.Popen(
                list(map(str, command)), cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT
            )
            for command, log in zip(commands, logs, strict=True)
        ]
        statuses = [process.wait() for process in running]
        wall = time.perf_counter() - start
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        for command, log, status in zip(commands, logs, statuses, strict=True):
            if status:
                log.seek(0)
                sys.exit(f"{log.read()[-5000:]}\n{' '.join(map(str, command))}: status {status}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def timed(work: Callable[[], object], repeat: int) -> list[float]:
    """Seconds of the clock that each of ``repeat`` calls takes."""
    found = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def environment(work: Path, name: str, packages: Sequence[str]) -> Path:
    """The programs of a virtual environment with these packages; made once, without chainrule.

    Returns the folder of its programs.
    """
    folder = work.resolve() / f"env-{name}"
    stamp = folder / "packages.txt"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"  installing {', '.join(packages)} into {folder}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        base = sys._base_executable  # type: ignore[attr-defined]
        if shutil.which("uv"):
            cost_of([["uv", "venv", "--quiet", "--python", base, folder]], folder.parent)
            install: list[str | Path] = ["uv", "pip", "install", "--python", folder / "bin/python"]
            # As pip does: no peer is to compile itself anew at each start.
            install.append("--compile-bytecode")
        else:
            cost_of([[base, "-m", "venv", folder]], folder.parent)
            install = [folder / "bin" / "python", "-m", "pip", "install"]
        cost_of([[*install, *packages]], folder.parent)
        stamp.write_text(wanted)
    return folder / "bin"


def ours(*packages: str) -> list[str]:
    """Requirements of exactly the versions that chainrule runs with here."""
    return [f"{package}=={version(package)}" for package in packages]


def surroundings(programs: Path) -> dict[str, str]:
    """The variables of a shell in which a peer's environment is active, and nothing of ours."""
    kept = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "TMPDIR", "USER")}
    return {
        **kept,
        "PATH": os.pathsep.join([str(programs), "/usr/local/bin", "/usr/bin", "/bin"]),
        "VIRTUAL_ENV": str(programs.parent),
        "PYTHONNOUSERSITE": "1",
        # TensorFlow's greetings on stderr would count as failures of whatever cell they stand in.
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
    }


@dataclass(frozen=True)
class HandIn:
    """One student's notebook."""

    student: str
    like: str
    notebook: Notebook

    @property
    def text(self) -> str:
        return json.dumps(self.notebook, indent=1, ensure_ascii=False) + "\n"


class ClassCourse:
    """A copy of the course with one chapter released, and a class of any size to hand in.

    The students are those of the demo whom every grader can grade, over and over; each copy has a
    cell of its own, so that no two are equal.
    """

    def __init__(self, work: Path, slug: str) -> None:
        course = Course.load(ROOT)
        chapter = course.chapter(slug)
        folder = work.resolve() / f"course-{slug}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        demo = Demo(course, chapter, folder, Console(file=StringIO()))
        recipes = demo.release()
        self.course: Course = demo.course
        self.chapter: Chapter = demo.chapter
        self.assignment = demo.assignments[0]
        self.layout = Layout.of(self.course)
        self.recipes: list[Recipe] = [r for r in recipes if r.student not in LEFT_OUT]
        self.left_out = [r for r in recipes if r.student in LEFT_OUT]
        self._pristine = folder / "pristine"
        shutil.copytree(self.layout.root, self._pristine)

    def hand_ins(self, count: int) -> list[HandIn]:
        """The first ``count`` students; every other one has a name that begins with ``b``."""
        return [self._hand_in(number) for number in range(count)]

    def _hand_in(self, number: int) -> HandIn:
        recipe = self.recipes[number % len(self.recipes)]
        notebook: Notebook = json.loads(recipe.file)
        own: dict[str, Any] = {
            "cell_type": "code",
            "id": f"copy-{number}",
            "metadata": {},
            "source": f"copy = {number}",
            "execution_count": None,
            "outputs": [],
        }
        notebook["cells"].append(own)
        return HandIn(f"{'ab'[number % 2]}{number:05d}", recipe.student, notebook)

    def hand_in(self, count: int) -> None:
        """A released course into which ``count`` students have handed in, and nothing is graded."""
        shutil.rmtree(self.layout.root)
        shutil.copytree(self._pristine, self.layout.root)
        for number in range(count):
            each = self._hand_in(number)
            folder = self.layout.submission(each.student, self.assignment)
            folder.mkdir(parents=True)
            (folder / f"{self.assignment.notebook}.ipynb").write_text(each.text, encoding="utf-8")
            (folder / "timestamp.txt").write_text("2026-12-01 12:00:00 UTC\n")

    def command(self, jobs: int, *more: str) -> list[str | Path]:
        """``chainrule grade`` for the chapter, as a person would type it."""
        chainrule = Path(sys.executable).parent / "chainrule"
        options = ["--jobs", str(jobs), *more]
        return [chainrule, "--course", self.course.root, "grade", self.chapter.slug, *options]

    def grade(self, count: int, jobs: int, repeat: int) -> list[Cost]:
        """What the whole command costs for a class of ``count``, each time from nothing."""
        found = []
        for _ in range(repeat):
            self.hand_in(count)
            found.append(cost_of([self.command(jobs)], self.course.root))
            self.require_records(count)
        return found

    def require_records(self, count: int) -> None:
        """End the benchmark when a submission has no record: its figures would be worth nothing."""
        if (graded := len(self.records())) != count:
            sys.exit(f"chainrule grade left {graded} records of {count}")

    def records(self) -> dict[str, Record]:
        """What was found, by student."""
        folder = self.layout.root / "records" / self.assignment.name
        read = {path.stem: Record.read(path) for path in folder.glob("*.json")}
        return {student: record for student, record in read.items() if record is not None}

    def describe(self, report: Report) -> None:
        """Say in the report of whom the class consists."""
        report.note(
            f"class: {len(self.recipes)} kinds of students of the demo, each copy different; "
            f"{len(self.left_out)} kinds left out on both sides ("
            + "; ".join(f"{r.student} {LEFT_OUT[r.student]}" for r in self.left_out)
            + ")"
        )


def scores_of(record: Record) -> dict[str, float]:
    """Points of the exercises that hidden tests grade."""
    return {r.id: r.score or 0.0 for r in record.exercises if r.kind == "code"}


def compare_scores(
    records: Mapping[str, Record], others: Mapping[str, Mapping[str, float]], report: Report
) -> None:
    """Say of how many submissions both sides gave the same points in every exercise."""
    same = 0
    for student, record in sorted(records.items()):
        mine = scores_of(record)
        different = [
            f"{exercise} {mine[exercise]:g} against {points:g}"
            for exercise, points in others[student].items()
            # Ours are rounded to the hundredth.
            if abs(mine[exercise] - points) > 0.011
        ]
        same += not different
        if different:
            report.note(f"{student}: {'; '.join(different)}")
    report.note(f"same points in every exercise: {same} of {len(records)} submissions")


class Memory:
    """Samples the memory of all processes below this one, in a thread of its own."""

    def __init__(self, seconds: float = 0.1) -> None:
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak = 0.0
        self.processes = 0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        this = psutil.Process()
        while not self._stop.wait(self._seconds):
            sizes = [size for child in this.children(recursive=True) if (size := smaps(child.pid))]
            # PSS: what is shared counts once, over all who share it.
            self.peak = max(self.peak, sum(size["Pss"] for size in sizes))
            self.processes = max(self.processes, len(sizes))


def smaps(pid: int) -> dict[str, float] | None:
    """``/proc/PID/smaps_rollup`` in MB; None when the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return None
    found = {
        name: int(rest.split()[0]) / 1024 for name, _, rest in (x.partition(":") for x in lines)
    }
    return found or None
