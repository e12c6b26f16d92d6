"""Growth: seconds for each submission and peak memory of classes of several sizes."""

from __future__ import annotations

import argparse
from itertools import pairwise

from common import PROCESSORS, ClassCourse, Cost, Memory, Report, cost_of, parser, start

_FULL = [100, 1000, 10_000]


def main() -> None:
    options = _options()
    report = Report(f"scaling {options.chapter}")
    course = ClassCourse(options.work, options.chapter)
    course.describe(report)
    sizes = _FULL if options.full else sorted(options.sizes)
    costs: dict[int, Cost] = {}
    peaks: dict[int, float] = {}
    for size in sizes:
        course.hand_in(size)
        with Memory(seconds=0.5) as memory:
            costs[size] = cost_of([course.command(options.jobs)], course.course.root)
        course.require_records(size)
        peaks[size] = memory.peak
        report.add_costs(f"class of {size}, each submission", [costs[size]], size)
        report.add(f"class of {size}: peak PSS of the whole tree", memory.peak, "MB")
    for small, large in pairwise(sizes):
        further = large - small
        wall = (costs[large].wall - costs[small].wall) / further
        cpu = (costs[large].cpu - costs[small].cpu) / further
        report.add_costs(f"from {small} to {large}, each further submission", [Cost(wall, cpu)])
        memory_ratio = peaks[large] / peaks[small]
        report.add(f"memory, class of {large} to class of {small}", memory_ratio, "times", "1")
    if len(sizes) > 2:
        first, last = ((costs[b].cpu - costs[a].cpu) / (b - a) for a, b in (sizes[:2], sizes[-2:]))
        report.add("a further submission late to one early, processor", last / first, "times", "1")
    report.write(options.json)


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--chapter", default="ch07_gradient", help="the slug of the chapter")
    made.add_argument("--sizes", type=int, nargs="+", default=[100, 1000], help="sizes of classes")
    made.add_argument("--full", action="store_true", help=f"the sizes {_FULL} (hours, not minutes)")
    made.add_argument("--jobs", type=int, default=PROCESSORS, help="grader processes")
    return made.parse_args()


if __name__ == "__main__":
    start(main)
