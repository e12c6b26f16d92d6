"""What isolation costs: one grader process against the same answers and tests as plain calls."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from common import ClassCourse, Cost, Report, compare_scores, median_cost, parser, start, timed
from equivalent import Material

from chainrule.gradebook.nbgrader_course import load_release
from chainrule.gradebook.pool import GraderProcess
from chainrule.gradebook.submitted import submissions
from chainrule.gradebook.tasks import task_of
from chainrule.submission import Release, read_notebook, repair


def main() -> None:
    options = _options()
    report = Report(f"floor {options.chapter}")
    course = ClassCourse(options.work, options.chapter)
    course.describe(report)
    small = course.grade(options.students, 1, options.repeat)
    records = course.records()
    large = course.grade(4 * options.students, 1, options.repeat)
    first, last = median_cost(small), median_cost(large)
    further = 3 * options.students
    whole = Cost((last.wall - first.wall) / further, (last.cpu - first.cpu) / further)
    process = statistics.median(process_seconds(course, options.students, options.repeat))

    students = course.hand_ins(options.students)
    release = Release(load_release(course.layout, course.assignment))
    cells = [
        [cell.python for cell in repair(release, read_notebook(each.text.encode())).cells]
        for each in students
    ]
    found = floor(options.work, Material.load(course.course, course.chapter), cells, options.repeat)
    points = {
        each.student: found_points
        for each, found_points in zip(students, found["points"], strict=True)
    }
    compare_scores(records, points, report)
    plain = [Cost(*seconds) for seconds in found["seconds"]]
    report.add_costs("floor, each submission", plain, options.students)
    report.add("chainrule, each submission in its grader process, clock", process, "s")
    report.add_costs("chainrule --jobs 1, each further submission", [whole])
    base = median_cost(plain)
    each = options.students
    report.add("overhead over the floor, grader process", process * each / base.wall, "times")
    report.add(
        "overhead over the floor, whole command",
        whole.wall * each / base.wall,
        "times",
        "at most 3 with numpy",
    )
    report.add("overhead in processor time", whole.cpu * each / base.cpu, "times")
    report.write(options.json)


def process_seconds(course: ClassCourse, count: int, repeat: int) -> list[float]:
    """Seconds for each submission in one warm grader process, for every run of the class."""
    course.hand_in(count)
    tasks = [task_of(s, course.layout) for s in submissions(course.layout, course.assignment)]
    with closing(GraderProcess(course.course, course.chapter)) as process:

        def all_of_them() -> None:
            for task in tasks:
                process.grade(task)

        # The first time, the chapter's known mistakes are run, too: what they do is kept.
        all_of_them()
        return [seconds / count for seconds in timed(all_of_them, repeat)]


def floor(work: Path, material: Material, cells: list[list[str]], repeat: int) -> dict[str, Any]:
    """Run the floor's process: seconds of each run, points of each submission."""
    path = work / "floor.json"
    task = {"material": json.loads(material.to_json()), "submissions": cells, "repeat": repeat}
    path.write_text(json.dumps(task), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("floor_process.py"), path],
        env={**os.environ, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--chapter", default="ch07_gradient", help="the slug of the chapter")
    made.add_argument("--students", type=int, default=24, help="submissions that both sides grade")
    made.add_argument("--repeat", type=int, default=3, help="runs of each side")
    return made.parse_args()


if __name__ == "__main__":
    start(main)
