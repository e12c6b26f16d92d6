"""Objects of the student are used from the grader, and never judge themselves."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from chainrule.wall import (
    ForkServer,
    Handle,
    Limits,
    Remote,
    Student,
    StudentError,
    Worker,
    WorkerDied,
    handle_type,
    is_handle,
)

SOURCE = """
import numpy as np

class Value:
    def __init__(self, value):
        self.value = value
        self.parts = [self]
    def _lift(self, other):
        return other.value if isinstance(other, Value) else other
    def __add__(self, other): return Value(self.value + self._lift(other))
    __radd__ = __add__
    def __sub__(self, other): return Value(self.value - self._lift(other))
    def __rsub__(self, other): return Value(self._lift(other) - self.value)
    def __mul__(self, other): return Value(self.value * self._lift(other))
    __rmul__ = __mul__
    def __truediv__(self, other): return Value(self.value / self._lift(other))
    def __rtruediv__(self, other): return Value(self._lift(other) / self.value)
    def __pow__(self, other): return Value(self.value ** self._lift(other))
    def __neg__(self): return Value(-self.value)
    def __abs__(self): return abs(self.value)
    def __eq__(self, other): return True
    def __hash__(self): return 1
    def __bool__(self): return True
    def __float__(self): return 3.0
    def scaled(self, by=1): return self.value * by

class Float(float):
    def __eq__(self, other): return True
    def __hash__(self): return 1

class Grid:
    def __getitem__(self, index): return repr(index)
    def __len__(self): return 4
    def __iter__(self): return iter([1, Value(2)])

def identity(x): return x
def spoil(x, items, table=None):
    x[0] = 99.0
    items.append(1)
    table["new"] = 2
    return x
def apply(f, *args, **kwargs): return f(*args, **kwargs)
def apply_all(functions, x): return [f(x) for f in functions]
def keep(f):
    global kept
    kept = f
def use_kept(x): return kept(x)
def swallow(f):
    try:
        f()
    except ZeroDivisionError as error:
        return str(error)
def repeat(f, n):
    for _ in range(n):
        f()
started = []
def naturals():
    n = 0
    while True:
        started.append(n)
        yield n
        n += 1
def many(n): return [Value(i) for i in range(n)]
def greet(): print("bonjour")
def leave(): raise SystemExit(2)
def deep(n): return deep(n + 1)
def lie(): return Float(1.0)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(limits=Limits(call_seconds=2, callbacks=500, handles=2000)) as server:
        yield server


@pytest.fixture
def worker(server: ForkServer) -> Iterator[Worker]:
    with server.spawn() as worker:
        assert worker.run_cell(1, SOURCE).failures == ()
        yield worker


@pytest.fixture
def student(worker: Worker) -> Student:
    return Student(worker)


@pytest.fixture
def remote(worker: Worker) -> Remote:
    return Remote(worker)


def test_operators_work_on_both_sides(student: Student) -> None:
    a, b = student.Value(6.0), student.Value(2.0)
    results = [a + b, 1 + a, a - b, 1 - a, a * b, 2 * a, a / b, 12 / a, a**2, -a]
    assert [result.value for result in results] == [8, 7, 4, -5, 12, 12, 3, 2, 36, -6]
    assert abs(-a) == 6.0
    assert (np.float64(2) * a).value == 12.0
    assert [item.value for item in np.array([1.0, 2.0]) * a] == [6.0, 12.0]


def test_attributes_calls_and_indices_reach_the_object(student: Student) -> None:
    value = student.Value(2.0)
    assert value.scaled(by=5) == 10.0
    assert value.parts[0].value == 2.0
    grid = student.Grid()
    assert len(grid) == 4
    assert grid[1:2, ..., None] == "(slice(1, 2, None), Ellipsis, None)"
    first, second = grid
    assert (first, second.value) == (1, 2)


def test_has_attribute_answers_without_an_error(student: Student) -> None:
    value = student.Value(2.0)
    assert hasattr(value, "value")
    assert not hasattr(value, "grad")
    assert getattr(value, "grad", None) is None


@pytest.mark.parametrize(
    "use",
    [
        lambda h: h == 3.0,
        lambda h: h != 3.0,
        lambda h: np.float64(3) == h,
        lambda h: h < 3,
        lambda h: h >= 3,
        bool,
        float,
        int,
        complex,
        hash,
        operator.index,
        np.asarray,
        lambda h: np.testing.assert_allclose(h, np.zeros(3)),
        lambda h: [h] == [3.0],
        lambda h: h in {1, 2},
        copy.copy,
        copy.deepcopy,
    ],
)
def test_an_object_equal_to_everything_answers_no_assertion(
    student: Student, use: Callable[[Any], object]
) -> None:
    with pytest.raises(TypeError, match="fetch a plain value first"):
        use(student.Value(3.0))


def test_a_lying_subclass_of_float_stays_behind_a_handle(student: Student) -> None:
    assert is_handle(student.lie())
    assert handle_type(student.lie()) == "Float"
    assert handle_type(student.identity) == "function"


def test_handles_go_back_as_the_objects_they_stand_for(student: Student, remote: Remote) -> None:
    value = student.Value(2.0)
    same = remote.define("def same(a, b): return [x is b for x in a['x']]", "same")
    assert same({"x": [value, (value,)[0]]}, value) == [True, True]
    assert student.identity(student.Value)(4.0).value == 4.0


def test_a_handle_of_another_worker_is_refused(server: ForkServer, student: Student) -> None:
    with server.spawn() as other, pytest.raises(ValueError, match="another worker"):
        student.identity(Remote(other).module("math"))


def test_a_handle_of_a_dead_worker_says_so(worker: Worker, student: Student) -> None:
    value = student.Value(2.0)
    worker.close()
    with pytest.raises(WorkerDied):
        _ = value.value


def test_released_handles_make_room(student: Student) -> None:
    for _ in range(4):
        assert len(student.many(900)) == 900
    with pytest.raises(StudentError, match="result too large"):
        student.many(3000)


def test_a_generator_is_not_read_ahead(student: Student) -> None:
    numbers = iter(student.naturals())
    assert [next(numbers), next(numbers)] == [0, 1]
    assert student.evaluate("started") == [0, 1]
    with pytest.raises(StudentError, match="more than 2000 items"):
        list(numbers)


def test_arguments_are_copies_and_can_be_asked_for(student: Student) -> None:
    x, items, table = np.zeros(2), [0], {"old": 1}
    result, after, keywords = student.spoil.with_arguments(x, items, table=table)
    assert np.array_equal(result, [99.0, 0.0])
    assert np.array_equal(after[0], [99.0, 0.0])
    assert after[1] == [0, 1]
    assert keywords == {"table": {"old": 1, "new": 2}}
    assert (x.tolist(), items, table) == ([0.0, 0.0], [0], {"old": 1})


def test_functions_of_the_grader_are_called_back(student: Student) -> None:
    seen = []

    def f(x: float, y: float = 0.0) -> float:
        seen.append((x, y))
        return x + y

    assert student.apply(f, 2.0, y=3.0) == 5.0
    assert seen == [(2.0, 3.0)]
    assert student.apply_all([abs, lambda x: x * 10], -1.0) == [1.0, -10.0]


def test_a_function_can_be_kept_for_a_later_call(student: Student) -> None:
    student.keep(lambda x: x + 1)
    assert student.use_kept(1) == 2


def test_a_callback_works_on_handles_of_the_same_worker(student: Student) -> None:
    def square(value: Handle) -> Any:
        assert is_handle(value)
        return value * value

    assert student.apply(square, student.Value(3.0)).value == 9.0


def test_an_error_in_a_callback_arrives_as_its_builtin_type_without_its_text(
    student: Student,
) -> None:
    assert student.swallow(lambda: 1 / 0) == "raised by the function that was passed"
    with pytest.raises(StudentError) as caught:
        student.apply(lambda: np.linalg.inv(np.zeros((2, 2))))
    assert caught.value.type_name == "ValueError"
    with pytest.raises(StudentError) as caught:
        student.apply(lambda: b"\xff".decode())
    assert caught.value.type_name == "UnicodeError"


def test_an_error_of_the_student_inside_a_callback_keeps_its_type(student: Student) -> None:
    with pytest.raises(StudentError) as caught:
        student.apply(lambda: student.Value(1.0) / 0)
    assert caught.value.is_a(ZeroDivisionError)


def test_callbacks_are_counted_per_call(student: Student) -> None:
    for _ in range(2):
        student.repeat(lambda: None, 400)
    with pytest.raises(StudentError) as caught:
        student.repeat(lambda: None, 501)
    assert caught.value.type_name == "RuntimeError"


def test_what_cannot_be_sent_is_the_authors_error(student: Student) -> None:
    with pytest.raises(TypeError, match="cannot be sent"):
        student.identity(object())
    assert student.identity(1) == 1


def test_a_missing_name_is_told_apart_from_a_name_error(worker: Worker, student: Student) -> None:
    worker.run_cell(2, "def broken(): return nothing")
    with pytest.raises(StudentError) as caught:
        student.nothing(np.zeros(3))
    assert (caught.value.type_name, caught.value.missing) == ("NameError", True)
    with pytest.raises(StudentError) as caught:
        student.broken()
    assert (caught.value.type_name, caught.value.missing) == ("NameError", False)
    assert student.defines("broken")
    assert not student.defines("nothing")
    assert not student.defines("print")


def test_leaving_and_recursing_are_errors_like_others(student: Student) -> None:
    with pytest.raises(StudentError) as caught:
        student.leave()
    assert caught.value.is_a(SystemExit)
    with pytest.raises(StudentError) as caught:
        student.deep(0)
    assert caught.value.is_a(RecursionError)


def test_printed_is_what_the_last_call_printed(student: Student) -> None:
    student.greet()
    assert student.printed() == "bonjour\n"
    student.identity(1)
    assert student.printed() == ""


def test_examples_have_names_of_their_own(student: Student) -> None:
    sources = ["identity = 5", "identity + 1", "1 +", "missing"]
    nothing, six, *errors = student.evaluate_examples(sources)
    assert nothing is None
    assert six == 6
    assert [error.builtin_mro[0] for error in errors] == ["SyntaxError", "NameError"]
    assert student.identity(7) == 7
    assert student.evaluate_examples(["identity(8)"]) == [8]


def test_the_authors_helpers_do_not_touch_the_students_names(
    student: Student, remote: Remote
) -> None:
    helper = remote.define("import math\ndef h(x): return math.sqrt(x)", "h")
    assert helper(9) == 3.0
    assert remote.module("numpy").arange(3).sum() == 3
    assert not student.defines("h")
    assert not student.defines("math")
