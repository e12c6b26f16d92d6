"""Cells are read as IPython reads them, without what speaks to the notebook or the shell."""

import ast
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.submission.magics import CellReader, Skipped


def read(source):
    return CellReader().read(source)


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1\ny = '''\n%time\n!ls\n'''", "x = 1\ny = '''\n%time\n!ls\n'''"),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls\nelse:\n    %cd ..\ny = 1", "if x:\n    pass\nelse:\n    pass\ny = 1"),
        ("files = !ls\nn = len(files)", "files = None\nn = len(files)"),
        ("x = %time f(2)", "x = f(2)"),
        ("%time y = f(2)", "y = f(2)"),
        ("x = %timeit f(2)", "x = None"),
        ("f?\nx = 1", "pass\nx = 1"),
        ("?f\nnp.*load*?", "pass\npass"),
        ("!ls \\\n  -l\nx = 1", "pass\n\nx = 1"),
        ("%%time\nx = 1\n!ls", "\nx = 1\npass"),
        ("\n%%timeit -n 3\nx = 1", "\n\nx = 1"),
        ("%%capture out\n%%time\nx = 1", "\n\nx = 1"),
        ("%%bash\nls\nrm -r x", "\n\n"),
        ("%%html\n<b>", "\n"),
        ("    x = 1\n    y = 2", "x = 1\ny = 2"),
        (">>> x = 1\n>>> if x:\n...     y = 2", "x = 1\nif x:\n    y = 2"),
        ("In [3]: x = 1", "x = 1"),
        ("/f 1 2", "f(1, 2)"),
        ("def f(:\n    x", "def f(:\n    x"),
        ("%time\n", "pass\n"),
        ("%", "pass"),
        ("%%", ""),
        ("", ""),
    ],
)
def test_keeps_the_code_and_its_lines(source, python):
    assert read(source).python == python
    assert python.count("\n") == source.count("\n")


def test_names_what_it_skips():
    assert read("x = 1\n%matplotlib inline\n!rm secret\ny = %time f()\nf?").skipped == (
        Skipped(2, "%matplotlib"),
        Skipped(3, "!"),
        Skipped(4, "%time", "magic_removed"),
        Skipped(5, "?"),
    )
    assert read("%%time\nx = 1").skipped == (Skipped(1, "%%time", "magic_removed"),)
    assert read("%%bash\nls").skipped == (Skipped(1, "%%bash", "cell_skipped"),)


def test_tabs_that_contradict_spaces_become_spaces():
    plain = read("def f(x):\n\tif x:\n        return 1\n")
    assert plain.tabs_expanded
    ast.parse(plain.python)
    assert read("if 1:\n\tx = 'a\tb'").python == "if 1:\n\tx = 'a\tb'"


def test_many_commands_in_a_long_cell_do_not_hold_up_the_grader():
    source = "!ls\n" * 20_000 + "x = (\n"
    started = time.monotonic()
    assert CellReader(budget=500_000).read(source).python.count("\n") == source.count("\n")
    assert time.monotonic() - started < 10


@settings(max_examples=60, deadline=None)
@given(st.text("%!?x=() \n\t\\'\"#:;,/.aIn[1]>\x0c\u2028", max_size=40))
def test_any_text_keeps_its_number_of_lines(source):
    assert read(source).python.count("\n") == source.count("\n")
