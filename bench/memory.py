"""Memory: what one worker has for itself, and the peak of a whole grading run."""

from __future__ import annotations

import argparse
import os

import psutil  # type: ignore[import-untyped]
from common import ClassCourse, Memory, Report, cost_of, parser, smaps, start

from chainrule.box.probe import best_tier
from chainrule.wall import ForkServer

_KERAS = """
import keras
import numpy as np

model = keras.Sequential([keras.Input(shape=(3,)), keras.layers.Dense(4, activation="relu"),
                          keras.layers.Dense(1)])
model.predict(np.zeros((10, 3)), verbose=0)
"""

_HEAVY = ["numpy", "matplotlib.pyplot", "keras", "tensorflow"]


def main() -> None:
    options = _options()
    report = Report("memory")
    report.note(f"tier {best_tier()}")
    one_worker("trivial worker, numpy", ["numpy"], "x = 1", options.repeat, report, "10 MB")
    one_worker("trivial worker, tensorflow imported", _HEAVY, "x = 1", options.repeat, report)
    one_worker("keras worker, after predict", _HEAVY, _KERAS, options.repeat, report, "120 MB")

    course = ClassCourse(options.work, options.chapter)
    course.hand_in(options.students)
    with Memory() as memory:
        cost = cost_of([course.command(options.jobs)], course.course.root)
    what = f"chainrule grade {options.chapter} --jobs {options.jobs}"
    target = "1024 MB" if options.jobs == 2 and course.chapter.requires else ""
    report.add(f"{what}: peak PSS of the whole tree", memory.peak, "MB", target)
    report.add(f"{what}: processes at a time", memory.processes, "processes")
    report.add(f"{what}: class of {options.students}", cost.wall, "s")
    report.write(options.json)


def one_worker(
    what: str, imports: list[str], cell: str, repeat: int, report: Report, target: str = ""
) -> None:
    """Private and proportional memory of what one more worker adds."""
    private, proportional = [], []
    with ForkServer(imports) as server:
        for _ in range(repeat):
            before = _descendants()
            with server.spawn() as worker:
                worker.run_cell(index=1, source=cell, skip=frozenset())
                sizes = [size for pid in _descendants() - before if (size := smaps(pid))]
            private.append(sum(s["Private_Clean"] + s["Private_Dirty"] for s in sizes))
            proportional.append(sum(s["Pss"] for s in sizes))
    report.add(f"{what}: private", private, "MB", target)
    report.add(f"{what}: PSS", proportional, "MB")


def _descendants() -> set[int]:
    return {process.pid for process in psutil.Process(os.getpid()).children(recursive=True)}


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--chapter", default="ch06_keras", help="the slug of the chapter to grade")
    made.add_argument("--students", type=int, default=12, help="submissions of the grading run")
    made.add_argument("--jobs", type=int, default=2, help="grader processes of the grading run")
    made.add_argument("--repeat", type=int, default=5, help="workers that are looked at")
    return made.parse_args()


if __name__ == "__main__":
    start(main)
