"""Cells run statement by statement; what fails costs only itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chainrule.wall import (
    ForkServer,
    Limits,
    Student,
    StudentError,
    Worker,
    WorkerDied,
    WorkerTimeout,
)

STUBBORN = """\
x = 1
while True:
    try:
        while True:
            x += 1
    except BaseException:
        x = 0
y = 2
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    limits = Limits(statement_seconds=0.3, call_seconds=2)
    with ForkServer(("numpy", "matplotlib.pyplot"), limits) as server:
        yield server


@pytest.fixture
def worker(server: ForkServer) -> Iterator[Worker]:
    with server.spawn() as worker:
        yield worker


def failures(worker: Worker, source: str, index: int = 1) -> list[tuple[int | None, str]]:
    outcome = worker.run_cell(index, source)
    return [(failure.statement, failure.type_name) for failure in outcome.failures]


def test_a_statement_that_raises_costs_only_itself(worker: Worker) -> None:
    outcome = worker.run_cell(3, "a = 1\nb = 1 / 0\n\ndef f():\n    return a\n\nc = b\n")
    first, second = outcome.failures
    assert (first.statement, first.line, first.type_name) == (1, 2, "ZeroDivisionError")
    assert first.message == "division by zero"
    assert (second.statement, second.line, second.type_name) == (3, 7, "NameError")
    assert Student(worker).f() == 1


def test_a_syntax_error_is_one_failure_with_its_line(worker: Worker) -> None:
    (failure,) = worker.run_cell(1, "a = 1\nb = (\n").failures
    assert (failure.statement, failure.line, failure.type_name) == (None, 2, "SyntaxError")


def test_an_error_of_the_compiler_costs_only_its_statement(worker: Worker) -> None:
    assert failures(worker, "return 3\na = 1") == [(0, "SyntaxError")]
    assert Student(worker).defines("a")


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "RecursionError"])
def test_leaving_by_an_exception_is_a_failure_like_others(worker: Worker, name: str) -> None:
    assert failures(worker, f"raise {name}\na = 1") == [(0, name)]
    assert Student(worker).defines("a")


def test_a_loop_ends_after_its_time_and_the_next_statement_runs(worker: Worker) -> None:
    assert failures(worker, "x = 0\nwhile True:\n    x += 1\ny = 2") == [(1, "StatementTimeout")]
    assert Student(worker).defines("y")


def test_a_loop_that_catches_everything_costs_the_worker_and_can_be_left_out(
    server: ForkServer,
) -> None:
    with server.spawn() as worker:
        with pytest.raises(WorkerTimeout) as caught:
            worker.run_cell(4, STUBBORN)
        assert (caught.value.cell, caught.value.statement) == (4, 1)
        assert not worker.alive
    with server.spawn() as worker:
        assert worker.run_cell(4, STUBBORN, skip=frozenset({1})).failures == ()
        assert Student(worker).defines("y")


def test_a_loop_in_c_costs_the_worker(worker: Worker) -> None:
    with pytest.raises(WorkerTimeout) as caught:
        worker.run_cell(1, "sum(range(10**14))")
    assert caught.value.statement == 0


@pytest.mark.parametrize(
    ("crash", "ending"),
    [("import os; os._exit(3)", "exit code 3"), ("import ctypes; ctypes.string_at(0)", "SIGSEGV")],
)
def test_a_crash_says_where(worker: Worker, crash: str, ending: str) -> None:
    with pytest.raises(WorkerDied, match=ending) as caught:
        worker.run_cell(5, f"a = 1\n{crash}")
    assert (caught.value.cell, caught.value.statement) == (5, 2)


def test_all_cells_share_one_main_module(worker: Worker) -> None:
    worker.run_cell(1, "a = 1\nassert __name__ == '__main__'")
    assert failures(worker, "import __main__\nassert __main__.a == 1\na += 1", 2) == []


def test_the_source_of_a_function_can_be_read(worker: Worker) -> None:
    source = "import inspect\ndef f():\n    return 1\nassert 'return 1' in inspect.getsource(f)\n"
    assert failures(worker, source) == []


def test_a_future_import_holds_for_the_following_cells(worker: Worker) -> None:
    worker.run_cell(1, "from __future__ import annotations")
    assert failures(worker, "def f(x: Missing): pass", 2) == []
    with_values = "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(1)"
    assert failures(worker, with_values, 3) == []


def test_annotations_are_evaluated_without_a_future_import(worker: Worker) -> None:
    assert failures(worker, "def f(x: Missing): pass") == [(0, "NameError")]


def test_what_notebooks_use_is_harmless(worker: Worker) -> None:
    source = """
import warnings
from chainrule import check, draw_graph, figure
check("smile")
figure(draw_graph({}, []), alt="a curve")
get_ipython().run_line_magic("matplotlib", "inline")
display(3)
warnings.warn("old")
"""
    assert failures(worker, source) == []
    assert failures(worker, "input('name? ')") == [(0, "EOFError")]
    assert failures(worker, "import chainrule.wall") == [(0, "ModuleNotFoundError")]


def test_printing_without_end_costs_no_memory(worker: Worker) -> None:
    source = "import os\nfor _ in range(300):\n    print('x' * 10**6)\nos.write(1, b'native')\n"
    limit = "import resource\nassert resource.getrusage(0).ru_maxrss < 300_000\n"
    failed = failures(worker, source + limit)
    assert failed in ([], [(1, "StatementTimeout")])
    printed = Student(worker).printed()
    assert printed.startswith("xxx")
    assert printed.endswith("more bytes]")
    assert len(printed) < 10_100


def test_long_messages_and_broken_exceptions_are_capped(worker: Worker) -> None:
    source = (
        "raise ValueError('x' * 10**6)\nclass E(Exception):\n    def __str__(self): 1 / 0\nraise E"
    )
    first, second = worker.run_cell(1, source).failures
    assert len(first.message) == 500
    assert (second.type_name, second.message) == ("E", "")


def test_open_figures_come_as_pictures_once(worker: Worker) -> None:
    worker.run_cell(1, "import matplotlib.pyplot as plt")
    worker.run_cell(2, "plt.plot([1, 2])")
    worker.run_cell(3, "plt.figure()\nplt.show()")
    pictures = worker.png()
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert worker.png() == []


def test_numbers_drawn_without_a_seed_are_the_same_in_every_worker(server: ForkServer) -> None:
    source = (
        "import random\nimport numpy as np\ndef draw(): return random.random(), np.random.rand()"
    )
    draws = set()
    for _ in range(2):
        with server.spawn() as worker:
            worker.run_cell(1, source)
            draws.add(
                (Student(worker).draw(), Student(worker).evaluate("list({'a', 'b', 'c'})")[0])
            )
    assert len(draws) == 1


def test_an_error_in_a_call_names_the_line(worker: Worker) -> None:
    worker.run_cell(7, "def f(x):\n    y = 1 / x\n    return y")
    with pytest.raises(StudentError) as caught:
        Student(worker).f(0)
    error = caught.value
    assert (error.cell, error.line, error.source_line) == (7, 2, "y = 1 / x")
    assert error.is_a(ZeroDivisionError)
    assert error.is_a(ArithmeticError)
    assert not error.is_a(ValueError)
