"""The floor's process: answers and hidden tests as plain calls, no wall and no runner of tests.

Reads ``floor.json`` of the folder named on the command line, runs every submission once to warm up
and then as often as asked, and prints the seconds and the points as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import in_kernel


def main(path: Path) -> None:
    task = json.loads(path.read_bytes())
    in_kernel.install(**task["material"]["install"])
    for exercise, text in task["material"]["files"].items():
        in_kernel.load(exercise, text)
    # The warm-up pays for imports and for what numpy and matplotlib set up at first use.
    points = [grade(cells, task["material"]) for cells in task["submissions"]]
    seconds = []
    for _ in range(task["repeat"]):
        start = time.perf_counter(), time.process_time()
        for cells in task["submissions"]:
            grade(cells, task["material"])
        seconds.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    print(json.dumps({"seconds": seconds, "points": points}))


def grade(cells: list[str], material: dict[str, Any]) -> dict[str, float]:
    """Run a submission's cells, then all tests; points by exercise."""
    namespace = run_cells(cells)
    return {
        exercise: in_kernel.score(exercise, points, material["names"][exercise], namespace)
        for exercise, points in material["points"].items()
    }


def run_cells(cells: list[str]) -> dict[str, Any]:
    """The names that the cells bind; a cell that fails costs what depends on it."""
    module = sys.modules["__main__"] = ModuleType("__main__")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in cells:
            with contextlib.suppress(Exception, SystemExit):
                exec(compile(cell, "<cell>", "exec"), vars(module))
    return vars(module)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
