"""A class through chainrule grade, and the same class through stock nbgrader autograde."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

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
from equivalent import Cells, Material, grade_id, stock_source, stock_submission
from nbgrader.api import Gradebook

from chainrule.course.chapter import ChapterSources
from chainrule.course.notebook import source_notebook, to_json

_ASSIGNMENT = "peer"
_CONFIG = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "peer"
"""

_TEXTS = {"released": "as released", "graded": "without figures and examples"}


class Stock:
    """A course folder of stock nbgrader with the equivalent assignment released."""

    def __init__(self, ours_: ClassCourse, work: Path, cells: Cells, whole: bool) -> None:
        self.material = Material.load(ours_.course, ours_.chapter)
        self.cells = cells
        self.name = ours_.assignment.notebook
        packages = ours("nbgrader", "ipykernel", "nbclient", "nbconvert", "numpy", "matplotlib")
        if ours_.chapter.requires:
            packages += ours("tensorflow-cpu", "keras")
        name = "nbgrader-tensorflow" if ours_.chapter.requires else "nbgrader"
        self.programs = environment(work, name, packages)
        self.root = work.resolve() / f"stock-{self.name}"
        shutil.rmtree(self.root, ignore_errors=True)
        source = self.root / "source" / _ASSIGNMENT
        source.mkdir(parents=True)
        (self.root / "nbgrader_config.py").write_text(_CONFIG.format(root=str(self.root)))
        sources = ChapterSources.load(ours_.course, ours_.chapter)
        notebook = source_notebook(sources, ours_.assignment.lang)
        stock = stock_source(notebook, self.material, cells, whole)
        (source / f"{self.name}.ipynb").write_text(to_json(stock), encoding="utf-8")
        self._nbgrader("generate_assignment", _ASSIGNMENT)
        self._pristine = self.root.with_name(f"{self.root.name}-pristine")
        shutil.rmtree(self._pristine, ignore_errors=True)
        shutil.copytree(self.root, self._pristine)

    def hand_in(self, students: list[HandIn]) -> None:
        """A released course with submissions in it, nothing graded."""
        shutil.rmtree(self.root)
        shutil.copytree(self._pristine, self.root)
        release = _read(self.root / "release" / _ASSIGNMENT / f"{self.name}.ipynb")
        for each in students:
            folder = self.root / "submitted" / each.student / _ASSIGNMENT
            folder.mkdir(parents=True)
            notebook = stock_submission(each.notebook, release)
            (folder / f"{self.name}.ipynb").write_text(to_json(notebook), encoding="utf-8")
            (folder / "timestamp.txt").write_text("2026-12-01 12:00:00 UTC\n")

    def autograde(self, *students: str) -> Cost:
        """One invocation for each pattern of students, side by side."""
        commands = [
            [self.programs / "nbgrader", "autograde", _ASSIGNMENT, f"--student={pattern}"]
            for pattern in students
        ]
        return cost_of(commands, self.root, surroundings(self.programs))

    def scores(self) -> dict[str, dict[str, float]]:
        """Points by student and exercise, as the gradebook has them."""
        found: dict[str, dict[str, float]] = {}
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "peer") as gradebook:
            for submission in gradebook.assignment_submissions(_ASSIGNMENT):
                [notebook] = submission.notebooks
                grades = {grade.name: grade.auto_score or 0.0 for grade in notebook.grades}
                found[submission.student.id] = {
                    exercise: sum(grades[name] for name in self._names(exercise))
                    for exercise in self.material.files
                }
        return found

    def _names(self, exercise: str) -> list[str]:
        if self.cells == "exercise":
            return [exercise]
        return [grade_id(exercise, test) for test in self.material.tests[exercise]]

    def _nbgrader(self, *arguments: str) -> None:
        command = [self.programs / "nbgrader", *arguments]
        cost_of([command], self.root, surroundings(self.programs))


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def main() -> None:
    options = _options()
    report = Report(f"nbgrader_peer {options.chapter}")
    course = ClassCourse(options.work, options.chapter)
    course.describe(report)
    size, count = options.class_size, options.students
    small = course.grade(count, options.jobs, options.repeat)
    records = course.records()
    large = course.grade(size, options.jobs, options.repeat)
    report.add_costs(f"chainrule grade, class of {count}", small)
    report.add_costs(f"chainrule grade, class of {size}", large)
    report.add_costs(f"chainrule, each submission of {size}", large, size)
    first, last = median_cost(small), median_cost(large)
    further = size - count
    marginal = Cost((last.wall - first.wall) / further, (last.cpu - first.cpu) / further)
    report.add_costs("chainrule, each further submission", [marginal])
    whole = Cost(last.wall / size, last.cpu / size)

    target = "at least 30" if course.chapter.requires else "at least 100"
    for text in options.text:
        stock = Stock(course, options.work, options.cells, whole=text == "released")
        alone, together = [], []
        for _ in range(options.stock_repeat):
            stock.hand_in(course.hand_ins(count))
            alone.append(stock.autograde("*"))
            compare_scores(records, stock.scores(), report)
            stock.hand_in(course.hand_ins(count))
            together.append(stock.autograde("a*", "b*"))
        name = f"stock, notebook {_TEXTS[text]}"
        report.add_costs(f"{name}, each submission, one after the other", alone, count)
        report.add_costs(f"{name}, each submission, two invocations", together, count)
        ways = {"one command": median_cost(alone), "two invocations": median_cost(together)}
        for way, cost in ways.items():
            ratio = f"{name}, {way}: ratio of throughputs"
            wall = cost.wall / count
            report.add(ratio, wall / whole.wall, "times", target)
            report.add(f"{ratio}, further submissions", wall / marginal.wall, "times")
        cpu = min(cost.cpu for cost in ways.values()) / count
        report.add(f"{name}: ratio of processor time", cpu / whole.cpu, "times")
        name += ": ratio of processor time, further submissions"
        report.add(name, cpu / marginal.cpu, "times")
    report.write(options.json)


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--chapter", default="ch07_gradient", help="the slug of the chapter")
    made.add_argument("--students", type=int, default=24, help="submissions that both sides grade")
    made.add_argument(
        "--class-size",
        type=int,
        default=240,
        help="submissions of the whole class, which only chainrule grades",
    )
    made.add_argument("--jobs", type=int, default=PROCESSORS, help="grader processes of chainrule")
    made.add_argument("--repeat", type=int, default=3, help="runs of chainrule")
    made.add_argument("--stock-repeat", type=int, default=1, help="runs of stock nbgrader")
    made.add_argument(
        "--cells",
        choices=["test", "exercise"],
        default="exercise",
        help="a graded cell for each exercise with partial credit, or for each hidden test",
    )
    made.add_argument(
        "--text",
        nargs="+",
        choices=_TEXTS,
        default=list(_TEXTS),
        help="stock runs the notebook as it was released, or without figures and examples",
    )
    options = made.parse_args()
    if not 0 < options.students < options.class_size:
        made.error("--students must be at least 1, and --class-size larger")
    return options


if __name__ == "__main__":
    start(main)
