"""The wall alone: a ready worker, calls, handles, callbacks and arrays, in every tier there is."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np
from common import Report, parser, start, timed

from chainrule.box.enclosure import Tier
from chainrule.box.probe import probe
from chainrule.wall import ForkServer, Student, Worker

IMPORTS = {
    "numpy": ["numpy"],
    "numpy, matplotlib": ["numpy", "matplotlib.pyplot"],
    "numpy, matplotlib, tensorflow": ["numpy", "matplotlib.pyplot", "keras", "tensorflow"],
}
_TARGETS = dict(zip(IMPORTS, ("5 ms", "8 ms", "15 ms"), strict=True))

_CELL = """
class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Number(self.value + other)


def same(values):
    return values


def call(function, count):
    for _ in range(count):
        function(1.0)
"""


def main() -> None:
    options = _options()
    report = Report("wall")
    for tier in options.tier:
        found = probe(tier)
        if not found.available:
            report.note(f"tier {tier} cannot be had here: {found.reason}")
            continue
        for name in options.imports:
            with ForkServer(IMPORTS[name], tier=tier) as server:
                spawning(server, f"tier {tier}, {name}", options.repeat, _TARGETS[name], report)
        with ForkServer(["numpy"], tier=tier) as server, server.spawn() as worker:
            calling(worker, f"tier {tier}", options.repeat, report)
    report.write(options.json)


def spawning(server: ForkServer, where: str, repeat: int, target: str, report: Report) -> None:
    """Time until a worker is ready, and until it has ended and is cleared away."""
    ready, ended = [], []
    for _ in range(repeat + 3):
        start = time.perf_counter()
        worker = server.spawn()
        middle = time.perf_counter()
        worker.close()
        ready.append((middle - start) * 1e3)
        ended.append((time.perf_counter() - middle) * 1e3)
    # The first ones pay for pages that no worker has touched before.
    report.add(f"{where}: ready worker", ready[3:], "ms", target if "tier A" in where else "")
    report.add(f"{where}: worker ended", ended[3:], "ms")


def calling(worker: Worker, where: str, repeat: int, report: Report) -> None:
    """Time of what a hidden test does."""
    worker.run_cell(index=1, source=_CELL, skip=frozenset())
    student = Student(worker)
    floats = np.linspace(0, 1, 10).tolist()
    number = student.Number(1.0)
    array = np.zeros(10 * 2**20 // 8)

    def times(work: Callable[[], object], count: int, factor: float) -> Sequence[float]:
        def many() -> None:
            worker.begin_test()
            for _ in range(count):
                work()

        many()
        return [seconds / count * factor for seconds in timed(many, repeat)]

    call = times(lambda: student.same(floats), 200, 1e6)
    report.add(f"{where}: remote call with 10 floats", call, "microseconds", "100 microseconds")
    operation = times(lambda: number + 1.0, 200, 1e6)
    report.add(f"{where}: operation on a handle", operation, "microseconds", "80 microseconds")
    callback = times(lambda: student.call(lambda x: x, 200), 1, 1e6 / 200)
    report.add(f"{where}: callback", callback, "microseconds", "60 microseconds")
    there_and_back = times(lambda: student.same(array), 1, 1e3)
    report.add(f"{where}: array of 10 MB there and back", there_and_back, "ms", "15 ms")


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    tiers = get_args(Tier)
    made.add_argument("--tier", nargs="+", choices=tiers, default=list(tiers), help="which tiers")
    made.add_argument(
        "--imports", nargs="+", choices=IMPORTS, default=list(IMPORTS), help="which sets of imports"
    )
    made.add_argument("--repeat", type=int, default=30, help="runs of each measure")
    return made.parse_args()


if __name__ == "__main__":
    start(main)
