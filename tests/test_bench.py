"""The conversion of hidden tests for graders without a wall: same tests, same points."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import in_kernel
from equivalent import (
    Material,
    grade_id,
    graded_cells,
    hidden_tests_of,
    in_order,
    otter_test_file,
    stock_source,
    stock_submission,
)

ADDING = """
from chainrule.grading import check_close, check_raises, check_unchanged, exercise, feedback
from chainrule.grading import needs, weight

pytestmark = exercise("adding")


@needs("test_sums")
@feedback(en="A text is refused.", fr="Un texte est refusé.")
def test_refuses_text(student):
    check_raises(TypeError, student.add, 1, "2")


@weight(2)
@feedback(en="Numbers are added.", fr="Les nombres sont additionnés.")
def test_sums(student, reference, rng):
    a, b = rng.normal(size=2)
    check_close(student.add(a, b), reference.add(a, b))


@needs("test_sums")
@feedback(en="Lists stay.", fr="Les listes restent.")
def test_unchanged(student):
    check_close(check_unchanged(student.add, [1.0], [2.0]), [1.0, 2.0])
"""

NAMES = ["test_sums", "test_refuses_text", "test_unchanged"]


@pytest.fixture
def material() -> Material:
    from chainrule.course.manifest import Course

    root = Path(__file__).parent.parent
    course = Course.load(root)
    library = Material.load(course, course.chapter("ch07_gradient")).library
    return Material(
        library=library,
        reference="def add(a, b):\n    return a + b\n",
        support="",
        files={"adding": ADDING},
        points={"adding": 4.0},
    )


@pytest.fixture
def kernel(material: Material) -> Iterator[None]:
    """The tests installed in this process, as in a kernel; afterwards everything as before."""
    with no_engine():
        in_kernel.install(material.library, material.reference, material.support)
        in_kernel.load("adding", ADDING)
        yield


@contextlib.contextmanager
def no_engine() -> Iterator[None]:
    """The engine's modules cannot be found, as in a kernel; afterwards everything as before."""
    before = dict(sys.modules)
    for name in before:
        if name.partition(".")[0] == "chainrule":
            del sys.modules[name]
    try:
        yield
    finally:
        for name in set(sys.modules) - set(before):
            del sys.modules[name]
        sys.modules.update(before)


def test_the_reference_gets_all_points_of_a_chapter_without_the_engine() -> None:
    from chainrule.course.manifest import Course

    course = Course.load(Path(__file__).parent.parent)
    whole = Material.load(course, course.chapter("ch07_gradient"))
    found = {}
    with no_engine():
        in_kernel.install(whole.library, whole.reference, whole.support)
        answers: dict[str, Any] = {}
        exec(compile(whole.reference, "reference", "exec"), answers)
        for exercise, text in whole.files.items():
            in_kernel.load(exercise, text)
            names = [test.name for test in whole.tests[exercise]]
            found[exercise] = in_kernel.score(exercise, whole.points[exercise], names, answers)
    assert found == whole.points


def score_of(answer: str) -> float:
    namespace: dict[str, Any] = {}
    exec(answer, namespace)
    return in_kernel.score("adding", 4.0, NAMES, namespace)


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("def add(a, b):\n    return a + b", 4.0),
        ("def add(a, b):\n    return a - b", 0.0),
        ("def add(a, b):\n    a += b\n    return a", 3.0),
        ("def add(a, b):\n    return a + (len(b) if isinstance(b, str) else b)", 3.0),
        ("def add(a, b):\n    raise TypeError", 0.0),
        ("def add(a, b):\n    raise SystemExit", 0.0),
        ("", 0.0),
    ],
)
def test_points_follow_weights_and_needs(answer: str, points: float) -> None:
    assert score_of(answer) == points


def test_tests_come_after_those_that_they_need() -> None:
    tests = in_order(hidden_tests_of(ADDING))
    assert [test.name for test in tests] == NAMES
    assert [test.weight for test in tests] == [2.0, 1.0, 1.0]


def test_a_circle_of_needs_is_refused() -> None:
    text = '@needs("test_b")\ndef test_a(): ...\n@needs("test_a")\ndef test_b(): ...\n'
    with pytest.raises(ValueError, match="test_a, test_b"):
        in_order(hidden_tests_of(text))


def test_a_file_that_needs_pytest_is_refused() -> None:
    with pytest.raises(ValueError, match="pytest"):
        hidden_tests_of("import pytest\n\ndef test_a(): ...\n")


@pytest.mark.parametrize("cells", ["test", "exercise"])
def test_graded_cells_are_worth_the_points_of_the_exercise(material: Material, cells: Any) -> None:
    made = graded_cells(material, "adding", cells)
    assert len(made) == {"test": 3, "exercise": 1}[cells]
    assert sum(cell["metadata"]["nbgrader"]["points"] for cell in made) == 4.0
    for cell in made:
        compile(cell["source"], "cell", "exec")


def test_stock_notebooks_have_the_tests_where_ours_has_its_graded_cell(material: Material) -> None:
    ours = {"cells": [cell("setup"), cell("figure"), cell("answer"), cell("graded")]}
    source = stock_source(ours, material, "test", whole=False)
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in source["cells"]]
    graded = [grade_id("adding", test) for test in material.tests["adding"]]
    assert ids == ["hidden-tests", None, None, *graded]

    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "x = 1"}
    submitted = stock_submission({"cells": [*ours["cells"], own]}, source)
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in submitted["cells"]]
    assert ids == ["hidden-tests", None, None, *graded, None]
    assert submitted["cells"][-1] == own


def test_otter_gets_a_case_for_each_test(material: Material) -> None:
    text = otter_test_file(material, "adding")
    compile(text, "tests/adding.py", "exec")
    assert text.count("@test_case") == 3
    assert "points=2.0" in text


def cell(role: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": role,
        "metadata": {"chainrule": {"role": role, "exercise": "adding"}},
        "source": "",
    }
