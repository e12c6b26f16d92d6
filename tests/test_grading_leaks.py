"""What the student's process sends never reaches feedback as it is: it could carry an input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from chainrule.grading import check_array, check_close
from chainrule.grading.checks import Mismatch
from chainrule.grading.explain import Reader, explain
from chainrule.submission import SourceCell
from chainrule.wall import ForkServer, Student, StudentError, Worker

SOURCE = """
class Secret5x17: pass
class SecretError(ValueError): pass
def odd(): return Secret5x17()
def lazy(): return (x for x in [1])
def fails(x): raise ValueError(f"the input is {x}")
def own(x): raise type(f"Input{x}", (Exception,), {})
"""
CELL = SourceCell(
    kind="answer", exercise="odd", grade_id="odd", source=SOURCE, python=SOURCE, number=4
)
READER = Reader("en", ("odd",), (CELL,), 3.0)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with ForkServer(imports=("numpy",)) as server, server.spawn() as worker:
        worker.run_cell(index=4, source=SOURCE)
        yield worker


def test_a_type_of_the_students_own_is_not_named(worker: Worker) -> None:
    student = Student(worker)
    for compare in (lambda got: check_close(got, 1.0), check_array):
        with pytest.raises(Mismatch) as error:
            compare(student.odd())
        assert "Secret" not in str(error.value)
        assert "Handle" not in str(error.value)


def test_a_type_that_everybody_knows_is_named(worker: Worker) -> None:
    with pytest.raises(Mismatch, match="generator"):
        check_close(Student(worker).lazy(), np.ones(3))


def test_an_error_is_told_by_its_builtin_type_and_the_students_own_line(worker: Worker) -> None:
    with pytest.raises(StudentError) as error:
        Student(worker).fails(517)
    outcome, text = explain(error.value, READER)
    assert outcome == "error"
    assert "ValueError" in text
    assert 'raise ValueError(f"the input is {x}")' in text
    assert "517" not in text


def test_an_error_class_made_of_an_input_is_not_named(worker: Worker) -> None:
    with pytest.raises(StudentError) as error:
        Student(worker).own(517)
    assert "517" not in explain(error.value, READER)[1]


@pytest.mark.parametrize(
    "forged",
    [
        StudentError("ValueError", ("ValueError",), "517", 4, 3, "517"),
        StudentError("ValueError", ("ValueError",), "517", 517, 517, "517"),
        StudentError("NameError", ("NameError",), "517", missing=True),
        StudentError("E517", (), "517"),
    ],
)
def test_a_forged_error_tells_nothing(forged: StudentError) -> None:
    for lang in ("en", "fr"):
        reader = Reader(lang, READER.names, READER.cells, READER.test_seconds)
        assert "517" not in explain(forged, reader)[1].replace("Secret5x17", "")
