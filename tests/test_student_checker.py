"""The student's check, from the file of examples to the report."""

from __future__ import annotations

import json
import linecache
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import pytest

import chainrule.student.checker
from chainrule.student import running
from chainrule.student.card import Report
from chainrule.student.examples import parse

Notebook = Callable[..., Report]

SMILE = """
>>> smile(2, 100, 20)
0.4
>>> smile(1, 0, 1)
Traceback (most recent call last):
ZeroDivisionError
"""


def sheet(lang: str = "en", **names: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "course": "a course",
        "slug": "ch07_gradient",
        "lang": lang,
        "exercises": {
            "smile_formula": {
                "number": "7.12",
                "title": "The smile formula",
                "names": {
                    name: [asdict(example) for example in parse(docstring)]
                    for name, docstring in names.items()
                },
            }
        },
    }


def write(folder: Path, document: object, name: str = "ch07.examples.json") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """Runs check in a namespace that plays the notebook, with the given examples."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)

    def run_cell(
        code: str | CodeType = "",
        *,
        lang: str = "en",
        exercise: str = "smile_formula",
        **names: str,
    ) -> Report:
        if names:
            write(tmp_path, sheet(lang, **names))
        return check_in({}, code, exercise)

    return run_cell


def check_in(
    namespace: dict[str, Any], code: str | CodeType = "", exercise: str = "smile_formula"
) -> Report:
    namespace |= {"check": chainrule.check, "__name__": "__main__"}
    exec(code, namespace)
    report = eval(f"check({exercise!r})", namespace)
    assert isinstance(report, Report)
    return report


def states(report: Report) -> list[str]:
    return [result.state for result in report.results]


def test_right_examples_pass_and_say_that_more_tests_come(run: Notebook) -> None:
    report = run("def smile(a, b, c): return a * c / b", smile=SMILE)
    assert states(report) == ["right", "right"]
    assert report.passed
    assert "2 of 2 examples right" in str(report)
    assert "necessary, not sufficient" in str(report)


def test_a_wrong_value_and_a_missing_error_are_told(run: Notebook) -> None:
    report = run("def smile(a, b, c): return 0.5", smile=SMILE)
    assert states(report) == ["wrong", "wrong"]
    text = str(report)
    assert "0 of 2 examples right" in text
    assert "The result should be 0.4; yours is 0.5, off by 0.1." in text
    assert "Your code should raise ZeroDivisionError" in text
    assert "necessary" not in text


def test_a_name_that_does_not_exist_is_not_written_yet(run: Notebook) -> None:
    report = run("", smile=SMILE, other=">>> other()\n1\n")
    assert states(report) == ["todo", "todo"]
    assert (report.right, report.total) == (0, 3)
    assert "Nothing to check yet" in str(report)


def test_an_untouched_stub_is_not_written_yet(run: Notebook) -> None:
    report = run("def smile(a, b, c): raise NotImplementedError", smile=SMILE)
    assert states(report) == ["todo"]
    assert report.results[0].code == "smile"


def test_an_unwritten_method_is_named(run: Notebook) -> None:
    code = """
class Var:
    def __init__(self, value): self.value = value
    def __add__(self, other): raise NotImplementedError
"""
    report = run(code, Var=">>> v = Var(2)\n>>> v.value\n2\n>>> v + v\n4\n")
    assert states(report) == ["right", "todo"]
    assert report.results[1].code == "Var.__add__"


def test_a_library_that_raises_not_implemented_is_an_error(run: Notebook) -> None:
    code = "import asyncio\ndef smile(a, b, c): return asyncio.AbstractEventLoop().run_forever()"
    report = run(code, smile=SMILE)
    assert states(report) == ["error", "error"]


def test_an_exception_names_the_students_own_line_and_no_other(run: Notebook) -> None:
    cell = "import json\ndef smile(a, b, c):\n    return json.loads('{')\n"
    linecache.cache["cell.py"] = (len(cell), None, cell.splitlines(True), "cell.py")
    report = run(compile(cell, "cell.py", "exec"), smile=SMILE)
    failure = report.results[0].failure
    assert failure is not None
    assert failure.name == "JSONDecodeError"
    assert (failure.line, failure.source) == (3, "return json.loads('{')")
    for text in (str(report), report._repr_html_()):
        assert "Line 3 of the cell" in text
        assert "Traceback" not in text
        assert "chainrule/" not in text
        assert "exec(" not in text


def test_another_error_than_the_expected_one_is_told(run: Notebook) -> None:
    report = run("def smile(a, b, c): return [][1]", smile=SMILE)
    assert states(report) == ["error", "error"]
    assert "The error should be ZeroDivisionError; your code raises IndexError." in str(report)


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "return smile(a, b, c)", "return a()"])
def test_every_way_to_fail_ends_in_a_card(run: Notebook, code: str) -> None:
    report = run(f"def smile(a, b, c):\n    {code}", smile=">>> smile(1, 2, 3)\n1\n")
    assert states(report) == ["error"]
    assert len(str(report)) < 2000


def test_an_exception_that_cannot_be_printed_is_still_named(run: Notebook) -> None:
    code = """
class Odd(Exception):
    def __str__(self): raise ValueError
def smile(a, b, c): raise Odd
"""
    report = run(code, smile=SMILE)
    assert report.results[0].failure is not None
    assert report.results[0].failure.name == "Odd"


def test_set_up_lines_are_seen_by_later_examples_and_not_by_the_notebook(run: Notebook) -> None:
    write(Path.cwd(), sheet(smile=">>> k = [1, 2]\n>>> smile(k)\n2\n", other=">>> k\n5\n"))
    notebook: dict[str, Any] = {}
    report = check_in(notebook, "k = 5\ndef smile(x): return len(x)\ndef other(): pass")
    assert states(report) == ["right", "right"]
    assert report.results[0].code == "k = [1, 2]\nsmile(k)"
    assert notebook["k"] == 5


def test_after_a_failing_set_up_line_the_rest_is_not_run(run: Notebook) -> None:
    docstring = ">>> 1\n1\n>>> k = smile(0)\n>>> k\n2\n>>> smile(1)\n1\n"
    report = run("def smile(x): return 1 / x", smile=docstring, other=">>> other()\n1\n")
    assert states(report) == ["right", "error", "not_run", "not_run", "todo"]
    assert (report.right, report.total) == (1, 4)


def test_what_the_code_prints_is_shown_only_when_it_fails(
    run: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    code = """
import sys
def smile(a, b, c):
    print("to stdout", a)
    print("to stderr", a, file=sys.stderr)
    return a * c / b + (a == 2)
"""
    report = run(code, smile=SMILE + "\n>>> smile(5, 1, 1)\n5\n")
    assert report.results[0].output == "to stdout 2\nto stderr 2"
    assert "to stdout 5" not in str(report)
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_endless_printing_is_cut(run: Notebook) -> None:
    report = run("def smile(a, b, c): print('x' * 10**6)", smile=SMILE)
    assert len(report.results[0].output) < running.OUTPUT_CHARACTERS + 100
    assert "cut here" in report.results[0].output


def test_a_warning_is_no_failure(run: Notebook) -> None:
    code = "import warnings\ndef smile(a, b, c):\n    warnings.warn('old')\n    return a * c / b"
    with pytest.warns(UserWarning, match="old"):
        assert run(code, smile=SMILE).passed


needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer here")


@needs_timer
@pytest.mark.parametrize("body", ["pass", "try: 1 / 0\n        except: pass"])
def test_an_endless_loop_is_interrupted_and_the_rest_is_not_run(
    run: Notebook, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(running, "DEADLINE_SECONDS", 0.1)
    before = signal.getsignal(signal.SIGALRM)
    report = run(f"def smile(a, b, c):\n    while True:\n        {body}", smile=SMILE)
    assert states(report) == ["timeout", "not_run"]
    assert "still running after 0.1 s" in str(report)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@needs_timer
def test_an_endless_repr_is_interrupted_too(run: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "DEADLINE_SECONDS", 0.1)
    code = (
        "class Slow:\n    def __repr__(self):\n        while True: pass\nsmile = lambda *a: Slow()"
    )
    assert states(run(code, smile=SMILE)) == ["timeout", "not_run"]


def test_check_works_outside_the_main_thread(run: Notebook) -> None:
    reports: list[Report] = []

    def work() -> None:
        reports.append(run("def smile(a, b, c): return a * c / b", smile=SMILE))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert reports[0].passed


def test_an_interrupt_from_the_keyboard_passes_through(run: Notebook) -> None:
    before = sys.stdout
    with pytest.raises(KeyboardInterrupt):
        run("def smile(a, b, c): raise KeyboardInterrupt", smile=SMILE)
    assert sys.stdout is before


def test_large_values_are_shown_short(run: Notebook) -> None:
    code = "import numpy as np\ndef smile(n): return n"
    docstring = ">>> smile(np.zeros((50, 50)))\n1\n>>> smile(list(range(10**5)))\n1\n"
    docstring += ">>> smile('<b>' * 10**5)\n1\n>>> smile(10**5000)\n1\n>>> smile(['a' * 900])\n1\n"
    report = run(code, smile=docstring)
    for result in report.results:
        assert result.got is not None
        assert len(result.got.splitlines()) <= 13
        assert len(result.got) < 2000


def test_french_examples_make_a_french_report(run: Notebook) -> None:
    report = run("def smile(a, b, c): return 0.4", lang="fr", smile=SMILE)
    text = str(report).replace("\N{NO-BREAK SPACE}", " ")
    assert "Exemples justes : 1 sur 2." in text
    assert "Votre code devrait lever ZeroDivisionError" in text
    assert 'lang="fr"' in report._repr_html_()


@pytest.mark.parametrize("depth", ["", "a", "a/b"])
def test_the_file_is_found_up_to_two_folders_above(
    run: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: str
) -> None:
    write(tmp_path, sheet(smile=SMILE))
    (tmp_path / depth).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / depth)
    assert run("").problem is None


def test_the_file_is_found_next_to_the_notebook(
    run: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / "a/b/c/d"
    far.mkdir(parents=True)
    write(tmp_path / "course", sheet(smile=SMILE))
    monkeypatch.chdir(far)
    assert run("").problem is not None
    vscode = {"__vsc_ipynb_file__": str(tmp_path / "course" / "ch07.ipynb")}
    assert check_in(vscode).problem is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "course" / "ch07.ipynb"))
    assert run("").problem is None


def test_of_two_languages_in_a_folder_the_notebooks_own_is_taken(
    run: Notebook, tmp_path: Path
) -> None:
    for lang in ("en", "fr"):
        write(tmp_path, sheet(lang, smile=SMILE), f"gradient_{lang}.examples.json")
        report = check_in({"__vsc_ipynb_file__": str(tmp_path / f"gradient_{lang}.ipynb")})
        assert report.lang == lang


def test_without_a_file_the_sentence_says_what_to_do(run: Notebook) -> None:
    assert "no file *.examples.json" in str(run(""))


@pytest.mark.parametrize("exercise", ["smile_formul", "smile"])
def test_an_unknown_exercise_gets_the_nearest(run: Notebook, exercise: str) -> None:
    report = run("", exercise=exercise, smile=SMILE)
    assert 'Did you mean check("smile_formula")?' in str(report)


def test_an_exercise_like_no_other_gets_no_suggestion(run: Notebook) -> None:
    assert "Did you mean" not in str(run("", exercise="zzz", smile=SMILE))


def test_the_function_in_place_of_the_name_is_told(run: Notebook, tmp_path: Path) -> None:
    write(tmp_path, sheet(smile=SMILE))

    def smile() -> None: ...

    report = chainrule.check(smile)  # type: ignore[arg-type]
    assert 'check("smile_formula")' in str(report)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1 is not JSON"),
        ('{"schema": 1,\n', "line 2 is not JSON"),
        ("[]", "something is missing"),
        ("{}", "something is missing"),
        ('{"schema": 9, "lang": "en", "exercises": {}}', "another version"),
        ('{"schema": 1, "lang": "en", "exercises": {"smile_formula": {}}}', "is missing"),
        ('{"schema": 1, "lang": ["en"], "exercises": 3}', "is missing"),
        ("\x00\xff", "line 1 is not JSON"),
        (json.dumps(sheet(smile=SMILE)).replace("0.4", "os.x"), "is missing"),
        (json.dumps(sheet(smile=SMILE)).replace("smile(1", "smile((1"), "is missing"),
    ],
)
def test_a_damaged_file_is_one_sentence(
    run: Notebook, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "ch07.examples.json").write_bytes(text.encode("utf-8"))
    report = run("")
    assert report.problem is not None
    assert words in report.problem
    assert "ch07.examples.json" in report.problem
    assert "Traceback" not in report._repr_html_()


def test_a_damaged_file_does_not_hide_a_good_one(run: Notebook, tmp_path: Path) -> None:
    (tmp_path / "a.examples.json").write_bytes(b"\xff\xfe{")
    assert run("", smile=SMILE).problem is None


def test_an_exercise_without_examples_says_so(run: Notebook) -> None:
    assert "no examples to run here" in str(run("def smile(): pass", smile="No example."))


class FakeShell:
    """As much of IPython as a check uses."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[object], None]] = []
        self.events = SimpleNamespace(
            register=lambda event, callback: self.callbacks.append(callback),
            unregister=lambda event, callback: self.callbacks.remove(callback),
        )
        self.displayed: list[object] = []


@pytest.mark.parametrize("seen", [True, False])
def test_a_report_that_the_cell_did_not_show_is_shown_at_its_end(
    run: Notebook, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    shell = FakeShell()
    ipython = SimpleNamespace(
        get_ipython=lambda: shell, display=SimpleNamespace(display=shell.displayed.append)
    )
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    report = run("", smile=SMILE)
    if seen:
        report._repr_html_()
    (callback,) = shell.callbacks
    callback(None)
    assert shell.displayed == ([] if seen else [report])
    assert shell.callbacks == []


def test_check_in_a_kernel_shows_every_card_of_a_cell(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    write(tmp_path, sheet(smile=SMILE))
    cells = [
        "from chainrule import check",
        "def smile(a, b, c):\n    return a * c / c - b.x",
        'check("smile_formula")',
        'check("smile_formula")\nx = check("smil_formula")\n3',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    alone = [output["data"]["text/html"] for output in notebook.cells[2].outputs]
    assert len(alone) == 1
    assert "In[2], line 2" in alone[0]
    assert "return a * c / c - b.x" in alone[0]
    kinds = [sorted(output["data"]) for output in notebook.cells[3].outputs]
    assert kinds == [["text/plain"], ["text/html", "text/plain"], ["text/html", "text/plain"]]
