"""Notebooks made to gain marks, to read files through the grader, or to stop it.

All of them are handed in beside an honest class, and graded by one `chainrule grade`.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from test_gradebook import ASSIGNMENT, IN_TIME, RIGHT, SLUG, Classroom, run

from attacks.kit import MARK
from chainrule.gradebook.export import export_csv
from chainrule.gradebook.nbgrader_course import NbgraderCourse
from chainrule.grading.record import Record

Notebook = dict[str, Any]

SECRET: Final = f"{MARK}-hidden"
WRONG: Final = {
    "double": "def double(x):\n    return 3 * x",
    "root": "def root(x):\n    return 1.0",
    "why": "",
}
ESCAPE: Final = "\x1b]0;owned\x07\x1b[2J\x1b[31m"
SCRIPT: Final = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@dataclass(frozen=True)
class HandIn:
    """A submission: how it is made, what it may get at most, and what the report must say."""

    name: str
    make: Callable[[Path, Notebook], None]
    score: float = 0.0
    #: Codes of notices that must be there.
    codes: tuple[str, ...] = ()
    student: str = ""


def written(change: Callable[[Notebook], None], **answers: str) -> Callable[[Path, Notebook], None]:
    """Fills in answers (wrong ones if none are given), then lets `change` loose on the notebook."""

    def make(folder: Path, release: Notebook) -> None:
        notebook = filled(release, **answers or WRONG)
        change(notebook)
        (folder / f"{SLUG}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    return make


def filled(release: Notebook, **answers: str) -> Notebook:
    notebook = copy.deepcopy(release)
    for cell in notebook["cells"]:
        mark = cell["metadata"]["chainrule"]
        if mark["role"] in ("answer", "written") and mark["exercise"] in answers:
            cell["source"] = answers[mark["exercise"]]
    return notebook


def raw(content: bytes | str) -> Callable[[Path, Notebook], None]:
    def make(folder: Path, release: Notebook) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{SLUG}.ipynb").write_bytes(data)

    return make


def cells(notebook: Notebook, role: str) -> list[dict[str, Any]]:
    return [c for c in notebook["cells"] if c["metadata"]["chainrule"]["role"] == role]


def tag_everything(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "hide"]


def change_points(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = 1e9


def negative_points(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = -1e9


def change_flags(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            mark.update(grade=not mark.get("grade"), locked=False, solution=True, task=True)


def own_flags(notebook: Notebook) -> None:
    """Graded cells of the student's own."""
    for number in range(3):
        notebook["cells"].append(
            {
                "cell_type": "code",
                "execution_count": 1,
                "id": f"mine{number}",
                "metadata": {
                    "chainrule": {"role": "graded", "exercise": "double"},
                    "nbgrader": {
                        "grade": True,
                        "grade_id": f"double{number or ''}",
                        "locked": True,
                        "points": 100,
                        "schema_version": 3,
                        "solution": False,
                        "task": False,
                        "cell_type": "code",
                    },
                },
                "outputs": [],
                "source": "pass",
            }
        )


def replace_graded(notebook: Notebook) -> None:
    for cell in cells(notebook, "graded"):
        cell["source"] = "score = 6"
        cell["metadata"]["chainrule"]["role"] = "answer"


def duplicate_ids(notebook: Notebook) -> None:
    notebook["cells"] += copy.deepcopy(notebook["cells"])


def steal_ids(notebook: Notebook) -> None:
    """The mark of the right answer on the wrong one, and the other way round."""
    answers = cells(notebook, "answer")
    first, second = answers[0]["metadata"], answers[1]["metadata"]
    answers[0]["metadata"], answers[1]["metadata"] = second, first
    answers[0]["id"], answers[1]["id"] = answers[1]["id"], answers[0]["id"]


def odd_ids(notebook: Notebook) -> None:
    odd: list[Any] = [None, 5, [], {}, "x" * 10**5, "\ud800", "../../../etc", True, 1.5]
    for place, cell in enumerate(notebook["cells"]):
        cell["id"] = odd[place % len(odd)]
        cell["metadata"]["nbgrader"] = odd[place % len(odd)]


def forge_outputs(notebook: Notebook) -> None:
    html = "<section class='chainrule-card'><strong>2 of 2</strong></section>"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
            cell["outputs"] = [
                {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}},
                {"output_type": "execute_result", "execution_count": 1, "metadata": {},
                 "data": {"text/plain": "6"}},
                {"output_type": "stream", "name": "stdout", "text": "all tests passed"},
            ]  # fmt: skip


def forge_record(notebook: Notebook) -> None:
    perfect = {"id": "double", "score": 2, "points": 2, "status": "graded"}
    notebook["metadata"]["chainrule"] = {
        "record": {"schema_version": 1, "score": 6, "exercises": [perfect]}
    }
    notebook["metadata"]["nbgrader"] = {"score": 6, "max_score": 6}
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader_score"] = cell["metadata"]["score"] = 6


def huge_outputs(notebook: Notebook) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
    cells(notebook, "answer")[0]["outputs"] = [output, output]


def too_many_cells(notebook: Notebook) -> None:
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "1"}
    notebook["cells"] += [empty] * 50_000


def huge_cell(notebook: Notebook) -> None:
    notebook["cells"][-1]["source"] = "#" * 2_000_000


def deep_cell(notebook: Notebook) -> None:
    notebook["cells"].append(
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "(" * 10_000 + ")" * 10_000}
    )


def long_line(notebook: Notebook) -> None:
    notebook["cells"].append(
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x=" + "1+" * 200_000 + "1"}
    )


def scripts_everywhere(notebook: Notebook) -> None:
    notebook["metadata"]["title"] = SCRIPT
    notebook["metadata"]["kernelspec"] = {"name": SCRIPT, "display_name": SCRIPT}
    notebook["metadata"]["language_info"] = {"name": SCRIPT, "pygments_lexer": SCRIPT}
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = [SCRIPT]
        cell["metadata"]["name"] = SCRIPT
        cell["outputs"] = [
            {"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}
        ]
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "note", "metadata": {}, "source": SCRIPT}
    )
    notebook["cells"].append(
        {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": SCRIPT}
    )


SCRIPT_ANSWERS: Final = {
    "double": f'def double(x):\n    """{SCRIPT}"""\n    raise ValueError("{SCRIPT}") # {SCRIPT}',
    "root": f"class Odd(Exception): pass\nOdd.__name__ = '{SCRIPT}'\n"
    "def root(x):\n    raise Odd('" + SCRIPT + "')",
    "why": f"{SCRIPT}\n\n[link](javascript:alert(3)) ![i](javascript:alert(4))\n\n"
    "$\\href{javascript:alert(5)}{x}$ <iframe src=javascript:alert(6)></iframe>\n\n"
    "<svg onload=alert(7)></svg> <style>body{display:none}</style>\n\n"
    "<details ontoggle=alert(8) open>",
}
ESCAPE_ANSWERS: Final = {
    "double": f"!ls {ESCAPE}\n%{ESCAPE}\ndef double(x):\n    raise ValueError({ESCAPE!r})",
    "root": f"raise type({ESCAPE!r}, (Exception,), {{}})({ESCAPE!r})",
    "why": ESCAPE,
}


def nothing(notebook: Notebook) -> None:
    """As it is filled in."""


def as_link(target: Callable[[Path], Path]) -> Callable[[Path, Notebook], None]:
    def make(folder: Path, release: Notebook) -> None:
        (folder / f"{SLUG}.ipynb").symlink_to(target(folder))

    return make


def as_pipe(folder: Path, release: Notebook) -> None:
    os.mkfifo(folder / f"{SLUG}.ipynb")


def as_folder(folder: Path, release: Notebook) -> None:
    (folder / f"{SLUG}.ipynb").mkdir()


def as_huge_file(folder: Path, release: Notebook) -> None:
    path = folder / f"{SLUG}.ipynb"
    path.write_text(json.dumps(filled(release, **RIGHT)))
    # Nearly all of it is a hole, so it takes no room.
    os.truncate(path, 200 * 10**9)


def beside_odd_companions(folder: Path, release: Notebook) -> None:
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(filled(release, **RIGHT)))
    (folder / "timestamp.txt").unlink(missing_ok=True)
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "submission_secret.txt")
    os.mkfifo(folder / "data.csv")
    (folder / "more").mkdir()
    (folder / "more" / "loop").symlink_to(folder)


def beside_huge_companions(folder: Path, release: Notebook) -> None:
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(filled(release, **RIGHT)))
    for name in ("timestamp.txt", "submission_secret.txt"):
        (folder / name).touch()
        os.truncate(folder / name, 200 * 10**9)


def named(name: str) -> Callable[[Path, Notebook], None]:
    def make(folder: Path, release: Notebook) -> None:
        (folder / name).write_text(json.dumps(filled(release, **WRONG)))

    return make


def odd_numbers(folder: Path, release: Notebook) -> None:
    notebook = filled(release, **WRONG)
    notebook["nbformat"] = "HERE"
    notebook["cells"][0]["execution_count"] = "HERE"
    notebook["cells"][0]["metadata"]["nbgrader"] = {"points": "HERE", "schema_version": "HERE"}
    text = json.dumps(notebook)
    for number in ("NaN", "-Infinity", "1e999", "9" * 5000, "-0", "1" + "0" * 10**6):
        text = text.replace('"HERE"', number, 1)
    (folder / f"{SLUG}.ipynb").write_text(text)


HAND_INS: Final = (
    HandIn("tags", written(tag_everything)),
    HandIn("tags-on-right-answers", written(tag_everything, **RIGHT), 6),
    HandIn("points", written(change_points), 0, ("metadata_changed",)),
    HandIn("negative-points", written(negative_points, **RIGHT), 6, ("metadata_changed",)),
    HandIn("flags", written(change_flags), 0, ("metadata_changed",)),
    HandIn("own-graded-cells", written(own_flags)),
    HandIn("replaced-graded-cells", written(replace_graded), 0, ("locked_edited",)),
    HandIn("duplicated-ids", written(duplicate_ids)),
    HandIn("stolen-ids", written(steal_ids), 0),
    HandIn("stolen-ids-of-right-answers", written(steal_ids, **RIGHT), 6),
    HandIn("odd-ids", written(odd_ids)),
    HandIn("forged-outputs", written(forge_outputs)),
    HandIn("forged-record", written(forge_record)),
    HandIn("huge-outputs", written(huge_outputs, **RIGHT), 6),
    HandIn("too-many-cells", written(too_many_cells), 0, ("too_many_cells",)),
    HandIn("huge-cell", written(huge_cell, **RIGHT), 6, ("cell_too_long",)),
    HandIn("deep-cell", written(deep_cell, **RIGHT), 6, ("cell_failed",)),
    HandIn("long-line", written(long_line, **RIGHT), 6),
    HandIn("link-to-hidden-test", as_link(
        lambda f: f.parents[3] / f"autograder/{SLUG}/test_double.py"), 0, ("no_notebook",)),
    HandIn("link-to-other-submission", as_link(
        lambda f: f.parents[1] / f"ada/{ASSIGNMENT}/{SLUG}.ipynb"), 0, ("no_notebook",)),
    HandIn("link-to-zeros", as_link(lambda f: Path("/dev/zero")), 0, ("no_notebook",)),
    HandIn("link-to-nothing", as_link(lambda f: Path("/nowhere")), 0, ("no_notebook",)),
    HandIn("link-to-itself", as_link(lambda f: f / f"{SLUG}.ipynb"), 0, ("no_notebook",)),
    HandIn("pipe", as_pipe, 0, ("no_notebook",)),
    HandIn("folder", as_folder, 0, ("no_notebook",)),
    HandIn("200-gigabytes", as_huge_file, 0, ("file_too_large",)),
    HandIn("odd-companions", beside_odd_companions, 6),
    HandIn("huge-companions", beside_huge_companions, 6),
    HandIn("deep-json", raw("[" * 100_000), 0, ("too_deep",)),
    HandIn("deep-objects", raw('{"cells": ' * 100_000), 0, ("too_deep",)),
    HandIn("deep-metadata", raw('{"cells": [{"cell_type": "code", "source": "1", "metadata": '
                                + '{"a": ' * 100_000), 0, ("too_deep",)),
    HandIn("million-lists", raw('{"cells": [' + "[]," * 10**7), 0, ("too_many_brackets",)),
    HandIn("odd-numbers", odd_numbers),
    HandIn("binary", raw(bytes(range(256)) * 100), 0, ("not_a_notebook",)),
    HandIn("zip-bomb", raw(b"PK\3\4" + bytes(1000)), 0, ("zip_file",)),
    HandIn("scripts", written(scripts_everywhere, **SCRIPT_ANSWERS)),
    HandIn("script-as-name", written(nothing), student="<img src=x onerror=alert(9)>"),
    HandIn("formula-as-name", written(nothing), student="=cmd|' -C calc'!A0"),
    HandIn("template-as-name", written(nothing), student="{{ 7 * 7 }} %s {0}"),
    HandIn("escapes-as-name", as_pipe, 0, ("no_notebook",), f"eve{ESCAPE}"),
    HandIn("markup-as-name", written(nothing), student="[red]bold[bold] [link=x]"),
    HandIn("quotes-as-name", written(nothing), student="a'b\"c,d;e"),
    HandIn("other-way-as-name", as_folder, 0, ("no_notebook",), "\u202egnp.exe"),
    HandIn("file-with-escapes", named(f"x{ESCAPE}.ipynb"), 0, ("renamed",)),
    HandIn("file-with-script", named("<img src=x onerror=alert(9)>.ipynb"), 0, ("renamed",)),
    HandIn("file-with-bytes", named(os.fsdecode(b"x\xff\xfe.ipynb")), 0, ("renamed",)),
    HandIn("escapes-in-errors", written(nothing, **ESCAPE_ANSWERS)),
)  # fmt: skip


@dataclass
class Term:
    """The class after grading."""

    room: Classroom
    console: str
    seconds: float

    def record(self, student: str) -> Record:
        record = Record.read(self.room.layout.record(student, self.room.assignment))
        assert record is not None, f"{student} has no record"
        return record


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    room = Classroom.make(tmp_path_factory.mktemp("hostile"))
    release = json.loads(room.layout.released_notebook(room.assignment).read_bytes())
    room.hand_in("ada", **RIGHT)
    room.hand_in("zoe", **RIGHT)
    for each in HAND_INS:
        folder = room.folder(each.student or each.name)
        (folder / "timestamp.txt").write_text(IN_TIME)
        each.make(folder, release)
    start = time.monotonic()
    done = run(room.command("grade", SLUG, "--jobs", "1"), room.root)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return Term(room, done.stdout + done.stderr, time.monotonic() - start)


@pytest.mark.parametrize("hand_in", HAND_INS, ids=lambda each: each.name)
def test_no_mark_is_gained_and_the_report_says_what_was_found(term: Term, hand_in: HandIn) -> None:
    record = term.record(hand_in.student or hand_in.name)
    assert record.score == hand_in.score
    assert {result.points for result in record.exercises} == {1.0, 2.0, 4.0}
    codes = [notice.code for notice in record.notices]
    for code in hand_in.codes:
        assert code in codes
    assert all(notice.sentence for notice in record.notices)


@pytest.mark.parametrize("student", ["ada", "zoe"])
def test_the_others_are_unharmed(term: Term, student: str) -> None:
    assert term.record(student).score == 6
    assert term.record(student).notices == ()


def test_all_of_it_takes_little_time(term: Term) -> None:
    assert term.seconds < 120


def test_nothing_of_a_file_outside_is_shown(term: Term) -> None:
    for path in (term.room.root / "build" / "autograded").rglob("*.ipynb"):
        assert "check_close" not in path.read_text(encoding="utf-8")


def test_the_terminal_gets_no_control_characters(term: Term) -> None:
    assert not [c for c in term.console if ord(c) < 32 and c not in "\n\r\t"]
    assert "\u202e" not in term.console
    assert "gnp.exe" in term.console


#: Whose pages are looked at: those with something of the student's in them.
SHOWN: Final = (
    *("scripts", "file-with-script", "escapes-in-errors", "forged-outputs"),
    # To nbgrader a bracket in a name is a pattern: it makes no page for that one.
    *(each.student for each in HAND_INS if each.student and "[red]" not in each.student),
)


@pytest.fixture(scope="module")
def all_pages(term: Term) -> None:
    """The feedback pages, made by nbgrader's own command."""
    autograded = term.room.root / "build" / "autograded"
    autograded.with_name("others").mkdir()
    for folder in list(autograded.iterdir()):
        if folder.name not in SHOWN:
            folder.rename(autograded.with_name("others") / folder.name)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", ASSIGNMENT],
        cwd=term.room.root / "build",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    for folder in list(autograded.with_name("others").iterdir()):
        folder.rename(autograded / folder.name)
    assert done.returncode == 0, done.stderr[-3000:]


DANGEROUS: Final = (
    "<script>alert",
    "<img src=x",
    "<iframe",
    "<svg onload",
    "<style>body{display",
    "<details ontoggle",
    'href="javascript:',
    'src="javascript:',
)


def require_no_script(page: str) -> None:
    lowered = page.lower()
    assert [each for each in DANGEROUS if each in lowered] == []


@pytest.mark.parametrize("student", SHOWN)
def test_a_feedback_page_runs_no_script_of_a_students(
    term: Term, all_pages: None, student: str
) -> None:
    folder = term.room.layout.feedback(student, term.room.assignment)
    page = (folder / f"{SLUG}.html").read_text(encoding="utf-8")
    require_no_script(page)
    assert "{{ 7 * 7 }}" in page or "7 * 7" not in student


@pytest.mark.parametrize("student", SHOWN)
def test_a_page_of_formgrader_runs_no_script_of_a_students(term: Term, student: str) -> None:
    """As formgrader's own handler makes it: its exporter, its template, our configuration."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    config = NbgraderCourse(term.room.course).config
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    path = term.room.layout.autograded(student, term.room.assignment) / f"{SLUG}.ipynb"
    resources = {
        "assignment_id": ASSIGNMENT,
        "notebook_id": SLUG,
        "submission_id": "1",
        "index": 0,
        "total": 1,
        "base_url": "/",
        "mathjax_url": "",
        "student": "",
        "last_name": "",
        "first_name": "",
        "notebook_path": "",
    }
    page, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    body = page[page.index('id="notebook-container"') :]
    require_no_script(body)
    assert "\\href" not in body


def test_no_cell_of_the_export_is_a_formula(term: Term) -> None:
    with NbgraderCourse(term.room.course).gradebook() as gradebook:
        gradebook.update_or_create_student("ada", first_name="=1+1", last_name="\t@SUM(A1)")
        gradebook.update_or_create_student("zoe", first_name="-2+3", last_name="\r=1")
        text = export_csv(gradebook, term.room.course, [term.room.chapter])
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {"'=cmd|' -C calc'!A0", "ada", "zoe"} <= {row["student"] for row in rows}
    for row in rows:
        for value in row.values():
            assert value[:1] not in set("=+-@\t\r"), value


def test_a_second_run_leaves_everything_as_it_is(term: Term) -> None:
    done = run(term.room.command("grade", SLUG, "--jobs", "1"), term.room.root)
    assert done.returncode == 0
    assert f"0 graded now, {len(HAND_INS) + 2} unchanged" in done.stdout
