"""The same submissions through chainrule grade and through otter-grader 7."""

from __future__ import annotations

import argparse
import json
import shutil
import zipfile
from pathlib import Path

from common import (
    PROCESSORS,
    ClassCourse,
    Cost,
    HandIn,
    Report,
    compare_scores,
    cost_of,
    environment,
    median_cost,
    ours,
    parser,
    start,
    surroundings,
)
from equivalent import Material, otter_submission, otter_test_file

_VERSION = "7.0.0"

#: otter's own function for one submission, over many in one process: it has no such command.
_WARM = """\
import pathlib, shutil, sys
from otter.api import grade_submission
for path in sys.argv[1:]:
    results = grade_submission(path, "autograder.zip", quiet=True)
    folder = pathlib.Path("results") / pathlib.Path(path).stem
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "total.txt").write_text(str(results.total))
"""


#: What the notebooks import, as chainrule's own workers have it: it does nothing.
_CHAINRULE = """\
def check(*names): ...
def figure(*figures, alt): ...
"""

#: Files given as arguments, one ``otter run`` each.
_SHELL = """\
for each; do
  otter run -a autograder.zip -o "results/$(basename "$each" .ipynb)" "$each" || exit 1
done
"""


class Otter:
    """A folder with otter's configuration of the equivalent assignment, and submissions."""

    def __init__(self, course: ClassCourse, work: Path) -> None:
        self.material = Material.load(course.course, course.chapter)
        packages = [f"otter-grader=={_VERSION}"]
        packages += ours("ipykernel", "nbclient", "nbconvert", "numpy", "matplotlib")
        self.programs = environment(work, "otter", packages)
        self.root = work.resolve() / f"otter-{course.chapter.slug}"
        shutil.rmtree(self.root, ignore_errors=True)
        (self.root / "submissions").mkdir(parents=True)
        with zipfile.ZipFile(self.root / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"print_summary": False}))
            archive.writestr("files/hidden_tests.py", self.material.module)
            archive.writestr("files/chainrule.py", _CHAINRULE)
            for exercise in self.material.files:
                archive.writestr(f"tests/{exercise}.py", otter_test_file(self.material, exercise))

    def hand_in(self, students: list[HandIn], whole: bool) -> list[Path]:
        """Write the submissions; gives their files."""
        files = []
        for each in students:
            path = self.root / "submissions" / f"{each.student}.ipynb"
            notebook = otter_submission(each.notebook, whole)
            path.write_text(json.dumps(notebook), encoding="utf-8")
            files.append(path)
        return files

    def run(self, files: list[Path], processes: int) -> Cost:
        """``otter run`` from so many shells side by side, each with its share of the files."""
        for path in files:
            self._results(path)
        commands = [["sh", "-c", _SHELL, "sh", *files[n::processes]] for n in range(processes)]
        return cost_of(commands, self.root, surroundings(self.programs))

    def warm(self, files: list[Path], processes: int) -> Cost:
        """otter's Python interface, so many processes that each import it once."""
        commands = [
            [self.programs / "python", "-c", _WARM, *files[n::processes]] for n in range(processes)
        ]
        return cost_of(commands, self.root, surroundings(self.programs))

    def scores(self, files: list[Path]) -> dict[str, dict[str, float]]:
        """Points by student and exercise, from the result files of ``otter run``."""
        found = {}
        for path in files:
            results = json.loads((self._results(path) / "results.json").read_bytes())
            points = {test["name"]: test.get("score", 0.0) for test in results["tests"]}
            found[path.stem] = {exercise: points[exercise] for exercise in self.material.files}
        return found

    def _results(self, path: Path) -> Path:
        folder = self.root / "results" / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def main() -> None:
    options = _options()
    report = Report(f"otter_peer {options.chapter}")
    course = ClassCourse(options.work, options.chapter)
    course.describe(report)
    otter = Otter(course, options.work)
    size = options.class_size
    mine = course.grade(size, options.jobs, options.repeat)
    records = course.records()
    report.add_costs("chainrule, each submission, whole command", mine, size)
    files = otter.hand_in(course.hand_ins(options.students), options.illustrations)
    count = len(files)
    alone = otter.run(files, 1)
    some = {path.stem: records[path.stem] for path in files}
    compare_scores(some, otter.scores(files), report)
    together = otter.run(files, PROCESSORS)
    warm = otter.warm(files, PROCESSORS)
    report.add_costs("otter run, each submission, one after the other", [alone], count)
    report.add_costs("otter run, each submission, side by side", [together], count)
    report.add_costs("otter.api, each submission, warm, side by side", [warm], count)
    ratio = "at least 200 with numpy"
    each = median_cost(mine)
    for way, cost in (("one after the other", alone), ("side by side", together)):
        clock = cost.wall / count * size / each.wall
        report.add(f"ratio of throughputs, otter run, {way}", clock, "times", ratio)
    report.add("ratio of throughputs, otter.api", warm.wall / count * size / each.wall, "times")
    cpu = min(alone.cpu, together.cpu) / count * size / each.cpu
    report.add("ratio of processor time, otter run", cpu, "times")
    report.add("ratio of processor time, otter.api", warm.cpu / count * size / each.cpu, "times")
    report.write(options.json)


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--chapter", default="ch07_gradient", help="the slug of a numpy chapter")
    made.add_argument("--students", type=int, default=12, help="submissions that otter grades")
    made.add_argument("--class-size", type=int, default=240, help="submissions of the whole class")
    made.add_argument("--jobs", type=int, default=PROCESSORS, help="grader processes of chainrule")
    made.add_argument("--repeat", type=int, default=3, help="runs of chainrule")
    made.add_argument(
        "--illustrations",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether otter runs the figures and examples of the text, as it does by itself",
    )
    options = made.parse_args()
    if not 0 < options.students <= options.class_size:
        made.error("--students must be at least 1 and at most --class-size")
    return options


if __name__ == "__main__":
    start(main)
