"""A chapter's hidden tests for graders that know no wall: the same bodies, run beside the answers.

nbgrader gets them as cells, otter-grader as test files, the floor as plain calls.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import in_kernel

import chainrule
from chainrule.course.manifest import Chapter, Course
from chainrule.course.notebook import NBGRADER_SCHEMA

Cell = dict[str, Any]
Notebook = dict[str, Any]
Cells = Literal["test", "exercise"]

#: What the checks consist of, in the order of their imports.
_LIBRARY = (
    "chainrule.student.words",
    "chainrule.student.examples",
    "chainrule.student.relations",
    "chainrule.student.compare",
    "chainrule.grading.checks",
)

#: The cell that all test cells build upon; no exercise has a hyphen in its id.
_FIRST = "hidden-tests"

#: A cell of the course that is there to be looked at: chainrule does not run it.
ILLUSTRATIONS = frozenset({"figure", "example", "check"})


@dataclass(frozen=True)
class Test:
    """One hidden test: its name, its share of the points, the tests it counts together with."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    name: str
    weight: float
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """Everything that hidden tests consist of, as text."""

    library: dict[str, str]
    reference: str
    support: str
    files: dict[str, str]
    points: dict[str, float]

    @classmethod
    def load(cls, course: Course, chapter: Chapter) -> Material:
        """Read the tests of a chapter."""
        package = Path(chainrule.__file__).parent.parent
        folder = course.autograder(chapter)
        support = folder / "support.py"
        return cls(
            library={
                name: (package / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
                for name in _LIBRARY
            },
            reference=course.solution(chapter).read_text(encoding="utf-8"),
            support=support.read_text(encoding="utf-8") if support.exists() else "",
            files={
                exercise.id: (folder / f"test_{exercise.id}.py").read_text(encoding="utf-8")
                for exercise in chapter.coded
            },
            points={exercise.id: exercise.points for exercise in chapter.coded},
        )

    @property
    def tests(self) -> dict[str, tuple[Test, ...]]:
        """The tests of each exercise, each after those that it needs."""
        return {exercise: in_order(hidden_tests_of(text)) for exercise, text in self.files.items()}

    def points_of(self, exercise: str, test: Test) -> float:
        """What one test is worth."""
        total = sum(other.weight for other in self.tests[exercise])
        return self.points[exercise] * test.weight / total

    @property
    def module(self) -> str:
        """Source text of the module ``hidden_tests``, ready but for the tests."""
        text = Path(in_kernel.__file__).read_text(encoding="utf-8")
        return f"{text}\ninstall({self.library!r}, {self.reference!r}, {self.support!r})\n"

    @property
    def definitions(self) -> str:
        """Source text of a cell that makes and imports the module ``hidden_tests``."""
        return (
            "import sys as _sys, types as _types\n"
            'hidden_tests = _sys.modules["hidden_tests"] = _types.ModuleType("hidden_tests")\n'
            f"exec({self.module!r}, vars(hidden_tests))\n"
        )

    def to_json(self) -> str:
        """For the process of the floor."""
        names = {exercise: [t.name for t in tests] for exercise, tests in self.tests.items()}
        install = {
            "library": self.library,
            "reference": self.reference,
            "support": self.support,
        }
        return json.dumps(
            {"install": install, "files": self.files, "points": self.points, "names": names}
        )


def hidden_tests_of(text: str) -> tuple[Test, ...]:
    """The tests that a test file defines, in its order.

    Raises
    ------
    ValueError
        When a test uses what plain calls do not have: pytest's fixtures and parameters.
    """
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and "pytest" in ast.unparse(node):
            raise ValueError("the file imports pytest, which no kernel of a peer has")
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = {
                mark.func.id: [ast.literal_eval(argument) for argument in mark.args]
                for mark in node.decorator_list
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name)
            }
            [weight] = marks.get("weight", [1.0])
            found.append(Test(node.name, float(weight), tuple(marks.get("needs", ()))))
    return tuple(found)


def in_order(tests: Iterable[Test]) -> tuple[Test, ...]:
    """Each test after those that it needs, otherwise in the order given."""
    waiting = list(tests)
    known = {test.name for test in waiting}
    done: dict[str, Test] = {}
    while waiting:
        ready = [t for t in waiting if all(n in done for n in t.needs if n in known)]
        if not ready:
            raise ValueError(f"tests need each other: {', '.join(t.name for t in waiting)}")
        done[ready[0].name] = ready[0]
        waiting.remove(ready[0])
    return tuple(done.values())


def graded_cells(material: Material, exercise: str, cells: Cells) -> list[Cell]:
    """The cells that stand in a stock notebook in place of our one graded cell.

    Parameters
    ----------
    material
        The tests.
    exercise
        Its id.
    cells
        One cell for each test, or one for the exercise, which then ends with its points.
    """
    load = f"hidden_tests.load({exercise!r}, {material.files[exercise]!r})"
    tests = material.tests[exercise]
    points = material.points[exercise]
    if cells == "exercise":
        names = [test.name for test in tests]
        code = f"{load}\nhidden_tests.score({exercise!r}, {points!r}, {names!r}, globals())"
        return [_graded(exercise, exercise, code, points)]
    return [
        _graded(
            exercise,
            grade_id(exercise, test),
            (f"{load}\n" if test is tests[0] else "")
            + f"hidden_tests.check({exercise!r}, {test.name!r}, globals())",
            material.points_of(exercise, test),
        )
        for test in tests
    ]


def grade_id(exercise: str, test: Test) -> str:
    """nbgrader's name of a test's cell."""
    return f"{exercise}-{test.name}"


def stock_source(notebook: Notebook, material: Material, cells: Cells, whole: bool) -> Notebook:
    """nbgrader's source notebook: ours with hidden tests in cells.

    Parameters
    ----------
    notebook
        Our source notebook.
    material, cells
        As for `graded_cells`.
    whole
        Whether the cells that only illustrate the text stay.
    """
    stock = copy.deepcopy(notebook)
    stock["cells"] = [_graded(_FIRST, _FIRST, material.definitions, 0)]
    for cell in notebook["cells"]:
        role = role_of(cell)
        if role == "graded":
            exercise = cell["metadata"]["chainrule"]["exercise"]
            stock["cells"] += graded_cells(material, exercise, cells)
        elif whole or role not in ILLUSTRATIONS:
            stock["cells"].append(cell)
    return stock


def stock_submission(submitted: Notebook, release: Notebook) -> Notebook:
    """What a student of ours hands in, with the graded cells of the stock release.

    Parameters
    ----------
    submitted
        The student's notebook, made from our release; undamaged.
    release
        The stock assignment as nbgrader released it.
    """
    graded: dict[str, list[Cell]] = {}
    kept = {cell["id"] for cell in release["cells"]}
    for cell in release["cells"]:
        if role_of(cell) == "graded":
            graded.setdefault(cell["metadata"]["chainrule"]["exercise"], []).append(cell)
    stock = copy.deepcopy(submitted)
    stock["cells"] = list(graded[_FIRST])
    for cell in submitted["cells"]:
        role = role_of(cell)
        if role == "graded":
            stock["cells"] += graded[cell["metadata"]["chainrule"]["exercise"]]
        elif role not in ILLUSTRATIONS or cell["id"] in kept:
            stock["cells"].append(cell)
    return stock


def otter_submission(submitted: Notebook, whole: bool) -> Notebook:
    """What otter-grader gets: the tests are in files, so the graded cells go."""
    return submitted | {
        "cells": [
            cell
            for cell in submitted["cells"]
            if role_of(cell) != "graded" and (whole or role_of(cell) not in ILLUSTRATIONS)
        ]
    }


def otter_test_file(material: Material, exercise: str) -> str:
    """A test file of otter-grader for one exercise: a case for each hidden test."""
    lines = [
        "from otter.test_files import test_case",
        "import hidden_tests",
        "OK_FORMAT = False",
        f"name = {exercise!r}",
        f"hidden_tests.load({exercise!r}, {material.files[exercise]!r})",
    ]
    for test in material.tests[exercise]:
        lines += [
            f"@test_case(name={test.name!r}, points={material.points_of(exercise, test)!r}, "
            "hidden=True)",
            f"def {test.name}(env):",
            f"    hidden_tests.check({exercise!r}, {test.name!r}, env)",
        ]
    return "\n".join(lines) + "\n"


def role_of(cell: Cell) -> str:
    """The role of a cell in our notebooks; "own" for one of the student's."""
    return str(cell["metadata"].get("chainrule", {}).get("role", "own"))


def _graded(exercise: str, name: str, code: str, points: float) -> Cell:
    return {
        "cell_type": "code",
        "id": hashlib.sha256(name.encode()).hexdigest()[:12],
        "metadata": {
            "chainrule": {"role": "graded", "exercise": exercise},
            "nbgrader": {
                "schema_version": NBGRADER_SCHEMA,
                "grade_id": name,
                "grade": True,
                "locked": True,
                "solution": False,
                "task": False,
                "cell_type": "code",
                "points": points,
            },
        },
        "source": f"# {name}\n### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS",
        "execution_count": None,
        "outputs": [],
    }
