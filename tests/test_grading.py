"""Checks, suites and records: what an author of hidden tests relies on."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.course.manifest import Chapter
from chainrule.errors import UserError
from chainrule.files import write_atomically
from chainrule.gradebook.words import WORDS as PAGE_WORDS
from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_true,
    check_unchanged,
)
from chainrule.grading.chaffs import load_chaffs
from chainrule.grading.checks import Mismatch, _surely_close
from chainrule.grading.record import TestResult
from chainrule.grading.suite import Hands, Suite, run_with_suite
from chainrule.grading.words import keys, languages
from chainrule.student.compare import difference
from chainrule.wall import ForkServer, Student

CHAPTER = Chapter.model_validate(
    {
        "slug": "tiny",
        "number": 1,
        "title": {"en": "Tiny"},
        "exercises": [{"id": "double", "points": 2, "difficulty": 1, "minutes": 5}],
    }
)

TEST_FILE = """
from chainrule.grading import check_close, exercise, feedback, needs, weight
import pytest

pytestmark = exercise("double")


@weight(2)
@feedback(en="Twice the number.")
@pytest.mark.parametrize("x", [1, 2])
def test_doubles(student, x):
    check_close(student(x), 2 * x)


@needs("test_doubles")
@feedback(en="The same draw for the same seed.")
def test_draws(student, rng):
    check_close(student(0), 0)
    print(rng.random())
"""


def suite_of(folder: Path, text: str, **answers: object) -> dict[str, list[object]]:
    """What each test of a file gives for each answer, collected once."""
    (folder / "test_double.py").write_text(text)
    found: dict[str, list[object]] = {}

    def work(suite: Suite) -> None:
        for name, answer in answers.items():
            found[name] = [
                suite.run(test, Hands(student=answer, seed=7)) for test in suite.tests["double"]
            ]

    run_with_suite(folder, CHAPTER, ("en",), work)
    return found


def test_tests_are_collected_once_and_run_for_every_answer(tmp_path: Path) -> None:
    found = suite_of(
        tmp_path,
        TEST_FILE,
        right=lambda x: 2 * x,
        wrong=lambda x: x + 1,
        again=lambda x: 2.0 * x,
    )
    assert found["right"] == found["again"] == [None, None]
    # x + 1 doubles 1: one variant passes, but the test is all its variants.
    assert [type(raised) for raised in found["wrong"]] == [Mismatch, Mismatch]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('@feedback(en="Twice the number.")', "", "test_doubles has no feedback in 'en'"),
        ('exercise("double")', 'exercise("other")', "belongs to no exercise of tiny"),
        ('needs("test_doubles")', 'needs("test_other")', "test_draws needs test_other"),
        ("import pytest", "import no_such_module", "cannot be collected"),
        ("def test_", "def no_test_", "exercise double of tiny has no hidden test"),
    ],
)
def test_a_faulty_test_file_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    with pytest.raises(UserError) as error:
        suite_of(tmp_path, TEST_FILE.replace(old, new), right=lambda x: 2 * x)
    assert what in str(error.value)


def test_two_suites_with_helpers_of_one_name_do_not_mix(tmp_path: Path) -> None:
    for value in (1, 2):
        folder = tmp_path / str(value)
        folder.mkdir()
        (folder / "support.py").write_text(f"FACTOR = {value}\n")
        text = TEST_FILE.replace("import pytest", "import pytest\nfrom support import FACTOR")
        text = text.replace("2 * x)", "FACTOR * x)")
        found = suite_of(folder, text, answer=lambda x, value=value: value * x)
        assert found["answer"][0] is None


@pytest.mark.parametrize("conftest", [False, True])
def test_fixtures_and_set_up_of_authors_run_anew_for_every_answer(
    tmp_path: Path, conftest: bool
) -> None:
    prepared = """
import pytest

@pytest.fixture(autouse=True)
def prepared(request):
    request.module.seen = getattr(request.module, "seen", [])
    request.module.seen.append("set up")
    yield
    request.module.seen.append("torn down")
"""
    text = """
from chainrule.grading import check_equal, exercise, feedback
import numpy as np
import pytest

pytestmark = exercise("double")

@pytest.fixture
def drawn(rng):
    return rng.random()

@feedback(en="One.")
def test_one_generator_for_fixture_and_test(student, drawn, rng):
    fresh = np.random.default_rng([7, *b"test_one_generator_for_fixture_and_test"])
    check_equal((drawn, rng.random()), (fresh.random(), fresh.random()))

@feedback(en="Two.")
def test_set_up(student):
    check_equal(seen[-1], "set up")
    check_equal(seen.count("torn down"), student)
"""
    if conftest:
        (tmp_path / "conftest.py").write_text(prepared)
    else:
        text += prepared
    found = suite_of(tmp_path, text, first=1, second=3)
    assert found == {"first": [None, None], "second": [None, None]}


def test_a_test_of_plain_values_draws_what_its_name_and_the_seed_say(tmp_path: Path) -> None:
    text = TEST_FILE.replace("student(0), 0)", "rng.random(), student(None))")
    expected = np.random.default_rng([7, *b"test_draws"]).random()
    found = suite_of(tmp_path, text, answer=lambda x: expected if x is None else 2 * x)
    assert found["answer"] == [None, None]


def test_check_close_asks_for_the_form_of_arrays() -> None:
    expected = np.array([1.0, 2.0])
    check_close(np.array([1.0, 2.0 + 1e-12]), expected)
    for got in ([1.0, 2.0], np.array([[1.0, 2.0]]), np.array([1, 2]), np.array([1.0, 2.1]), None):
        with pytest.raises(Mismatch):
            check_close(got, expected)
    check_close(np.array([1, 2], dtype="float32"), expected, any_float=True)


def test_check_equal_tells_neighbouring_floats_apart() -> None:
    check_equal(0.1, 0.1)
    with pytest.raises(Mismatch):
        check_equal(0.1 + 2e-17 + 0.2, 0.3)


@pytest.mark.parametrize(
    "got", [[1.0], np.ones((2, 1)), np.ones(2, dtype=int), np.ones(2, dtype="float32"), None]
)
def test_check_array_refuses_other_types_shapes_and_dtypes(got: object) -> None:
    with pytest.raises(Mismatch):
        check_array(got, shape=(2,))


def test_check_array_takes_no_floats_for_integers() -> None:
    check_array(np.array([1, 2]), dtype=np.int64)
    with pytest.raises(Mismatch, match="int64"):
        check_array(np.array([1.0, 2.0]), dtype=np.int64)


def test_check_array_accepts_any_values() -> None:
    check_array(np.array([np.nan, -5.0]), shape=(2,))
    check_array(np.ones((3, 2), dtype="int32"), dtype=None)


@pytest.mark.parametrize(
    "body",
    [
        "argument[0] += 1e-15",
        "argument[1].append(2)",
        "argument[2].add(3)",
        "argument[3]['old'] = 2",
        "argument[3]['new'] = 1",
        "argument[3].setdefault('deep', {})['new'] = 1",
        "del argument[3]['old']",
        "argument[4]['order'] = argument[4].pop('order')",
        "None",
    ],
)
def test_check_unchanged_sees_every_change_of_an_argument(body: str) -> None:
    argument = [1.0, [1], {2}, {"old": 1, "deep": {"": 0}}, {"order": 1, "of_keys": 2}]
    before = copy.deepcopy(argument)
    with ForkServer() as server, server.spawn() as worker:
        source = f"def spoil(argument):\n    {body}\n    return 5"
        worker.run_cell(index=1, source=source, skip=frozenset())
        spoil = Student(worker).spoil
        # The order of a dictionary's keys is nothing that an answer could be asked to keep.
        if body == "None" or "order" in body:
            assert check_unchanged(spoil, argument) == 5
        else:
            with pytest.raises(Mismatch, match="changes its argument"):
                check_unchanged(spoil, argument)
    assert argument == before


def test_check_true_takes_no_object_of_a_students() -> None:
    class Always:
        def __bool__(self) -> bool:
            return True

    with pytest.raises(TypeError):
        check_true(Always(), en="never", fr="jamais")
    with pytest.raises(Mismatch) as error:
        check_true(False, en="It must fall.", fr="Elle doit baisser.")
    assert error.value.said["fr"] == "Elle doit baisser."


def test_references_load_heavy_libraries_when_they_use_them(tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    lines = [
        "import keras",
        "import matplotlib.axes",
        "import matplotlib.pyplot as plt",
        "import tensorflow as tf",
        "def draw():",
        "    return isinstance(plt.subplots()[1], matplotlib.axes.Axes)",
    ]
    at_once = tmp_path / "at_once.py"
    at_once.write_text("from matplotlib.axes import Axes")
    path.write_text("\n".join(lines))
    # In a process of its own: another test may have imported them here.
    program = (
        "import sys; from pathlib import Path\n"
        "from chainrule.grading.reference import load_reference\n"
        "reference = load_reference(Path(sys.argv[1]))\n"
        "packages = ('keras', 'matplotlib', 'tensorflow')\n"
        "assert not any(name.partition('.')[0] in packages for name in sys.modules)\n"
        "assert reference.draw()\n"
        "assert [name in sys.modules for name in packages] == [False, True, False]\n"
    )
    done = subprocess.run([sys.executable, "-c", program, path], timeout=60, check=False)
    assert done.returncode == 0
    program = (
        "import sys; from pathlib import Path\n"
        "from chainrule.grading.reference import load_reference\n"
        "assert load_reference(Path(sys.argv[1])).Axes.__module__ == 'matplotlib.axes._axes'\n"
    )
    done = subprocess.run([sys.executable, "-c", program, at_once], timeout=60, check=False)
    assert done.returncode == 0


def test_chaffs_are_read_and_never_run(tmp_path: Path) -> None:
    path = tmp_path / "chaffs.py"
    path.write_text(
        "from chainrule.grading import chaff\n\n"
        "BIG = 10\n\n\n"
        '@chaff(exercise="double", fails=["test_doubles"], en=("Squares", "Which operation?"))\n'
        "@staticmethod\ndef double(x):\n    return x**2\n\n\n"
        "raise RuntimeError\n"
    )
    [found] = load_chaffs(path, ("en",))
    assert found.title == "Squares"
    assert found.fails == {"test_doubles"}
    assert "@chaff" not in found.source
    assert "@staticmethod\ndef double(x):\n    return x**2" in found.source
    assert "BIG = 10" in found.source
    with pytest.raises(UserError, match="has no 'fr'"):
        load_chaffs(path, ("en", "fr"))


def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.json"
    write_atomically(path, "old")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["record.json"]


def test_every_sentence_is_there_in_every_language() -> None:
    assert {frozenset(languages(key)) for key in keys()} == {frozenset({"en", "fr"})}
    assert PAGE_WORDS["en"].keys() == PAGE_WORDS["fr"].keys()
    outcomes = TestResult.model_fields["outcome"].annotation
    for outcome in outcomes.__args__:  # type: ignore[union-attr]
        assert outcome in PAGE_WORDS["en"]


@given(
    expected=st.floats(),
    got=st.floats(),
    rtol=st.sampled_from([0.0, 1e-9, 0.1, np.inf]),
    atol=st.sampled_from([0.0, 1e-9, 10.0]),
)
def test_the_short_way_to_close_agrees_with_all_rules(
    expected: float, got: float, rtol: float, atol: float
) -> None:
    for one, other in ((expected, got), (np.array([expected, 1.0]), np.array([got, 1.0]))):
        if _surely_close(other, one, rtol, atol):
            assert difference(one, other, rtol=rtol, atol=atol) is None
