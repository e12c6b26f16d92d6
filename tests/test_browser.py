"""A student's way in a real browser: JupyterLab, the check card, the grade, the feedback page."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from chainrule.course.manifest import Course
from chainrule.gradebook.layout import Assignment, Layout
from chainrule.gradebook.nbgrader_course import NbgraderCourse
from chainrule.grading.record import Record

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

SLUG = "ch07_gradient"
EXERCISE = "partial_derivative"
POINTS = 3
STUDENT = "ada"
TOKEN = "a-token-of-this-test"

#: Milliseconds that anything may take in the browser.
PATIENCE = 45_000
#: The prompt of a cell that has run; while it runs, it is [*].
RAN = re.compile(r"\[\d+\]")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: What takes the place of the stub's last line, but for the last line of its own. The editor
#: indents each line as the one before.
ANSWER = """\
p = np.array(point, dtype=float)
if i not in range(len(p)): raise IndexError(i)
if h <= 0: raise ValueError(h)
step = np.zeros(len(p))
step[i] = h
"""
WRONG_END = "return (f(p + step) - f(p - step)) / h"
RIGHT_END = "return (f(p + step) - f(p - step)) / (2 * h)"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium and no google-chrome on PATH"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]


@contextmanager
def jupyterlab(folder: Path, private: Path) -> Iterator[str]:
    """A JupyterLab server on a folder, without any settings of this machine's user."""
    settings = private / "settings"
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    # Otherwise a question about Jupyter's news lies over the page.
    news.write_text(json.dumps({"fetchNews": "false"}), encoding="utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": private / "config",
        "JUPYTER_DATA_DIR": private / "data",
        "JUPYTER_RUNTIME_DIR": private / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": private / "workspaces",
        "IPYTHONDIR": private / "ipython",
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = private / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                f"--ServerApp.token={TOKEN}",
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={port}",
                "--ServerApp.port_retries=0",
            ],
            cwd=folder,
            env=os.environ | {name: str(path) for name, path in folders.items()},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(server, f"{address}/api/status?token={TOKEN}", log), 60)
        yield address
    finally:
        # The server ends its kernels before it ends.
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answers(server: subprocess.Popen[bytes], url: str, log: Path) -> bool:
    assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still waiting after {seconds} s"
        time.sleep(0.2)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            headless=True,
            args=SWITCHES,
            viewport={"width": 1300, "height": 900},
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()


def cell_with(page: Page, text: str) -> Locator:
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has_text=text).first


def run(page: Page, cell: Locator) -> None:
    """Run a cell by its keys and wait until it has run."""
    from playwright.sync_api import expect

    cell.locator(".cm-content").click()
    prompt = cell.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(RAN)


def replace_last_line(page: Page, cell: Locator, text: str) -> None:
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(text)


def hidden_lines(root: Path, notebook: Path) -> set[str]:
    """The code of the hidden tests, line by line, less what stands in the notebook, too."""
    lines = {
        line
        for path in (root / "autograder" / SLUG).glob("test_*.py")
        for test in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(test, ast.FunctionDef)
        for statement in [test.name, *map(ast.unparse, test.body)]
        for line in statement.splitlines()
    }
    public = "\n".join(cell.source for cell in nbformat.read(notebook, as_version=4).cells)
    return {line for line in lines if line not in public}


def test_a_student_solves_an_exercise_and_reads_the_feedback(
    released_course: Callable[[str], Path], browser: BrowserContext, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    root = released_course(SLUG)
    course = Course.load(root)
    layout = Layout.of(course)
    assignment = Assignment(course.chapter(SLUG), "en")
    folder = tmp_path / assignment.name
    shutil.copytree(layout.release(assignment), folder)
    notebook = folder / f"{SLUG}.ipynb"

    with jupyterlab(folder, tmp_path / "private") as address:
        page = browser.pages[0]
        page.goto(f"{address}/lab/tree/{notebook.name}?token={TOKEN}")
        # A cell that is run before the kernel answers is lost; only the status bar tells.
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
        run(page, cell_with(page, "from chainrule import check"))
        check = cell_with(page, f'check("{EXERCISE}")')
        # Not by its text: the editor holds only those lines of a long cell that are in view.
        answer = check.locator("xpath=preceding-sibling::*[1]")
        card = check.locator(".chainrule-card")

        replace_last_line(page, answer, ANSWER + WRONG_END)
        run(page, answer)
        run(page, check)
        expect(card).to_contain_text("0 of 2 examples right.")
        expect(card).to_contain_text("differs")

        replace_last_line(page, answer, RIGHT_END)
        run(page, answer)
        run(page, check)
        expect(card).to_contain_text("2 of 2 examples right.")
        expect(card).not_to_contain_text("differs")

        page.keyboard.press("Control+s")
        wait_until(lambda: "2 of 2 examples right." in notebook.read_text(encoding="utf-8"), 20)

    submission = layout.submission(STUDENT, assignment)
    submission.mkdir(parents=True)
    shutil.copy(notebook, submission)
    grade = ("chainrule.cli", "--course", str(root), "grade", SLUG, "--jobs", "1")
    subprocess.run([sys.executable, "-m", *grade], check=True, timeout=60)

    record = Record.read(layout.record(STUDENT, assignment))
    assert record is not None
    scores = {result.id: result.score for result in record.exercises if result.score}
    assert scores == {EXERCISE: POINTS}
    with NbgraderCourse(course).gradebook() as gradebook:
        assert gradebook.find_submission(assignment.name, STUDENT).score == POINTS
        cell = gradebook.find_grade(EXERCISE, SLUG, assignment.name, STUDENT)
        assert cell.score == POINTS

    feedback = ("nbgrader", "generate_feedback", assignment.name)
    subprocess.run([sys.executable, "-m", *feedback], cwd=layout.root, check=True, timeout=60)
    page.goto((layout.feedback(STUDENT, assignment) / f"{SLUG}.html").as_uri())
    article = page.locator(f'article[aria-labelledby="{EXERCISE}"]')
    expect(article).to_contain_text(f"{POINTS} of {POINTS} points")
    row = page.locator(f'tr:has(a[href="#{EXERCISE}"])')
    expect(row).to_contain_text(f"{POINTS} / {POINTS}")
    article.locator("summary").filter(has_text="Your code").click()
    expect(article.locator("pre")).to_be_visible()
    expect(article.locator("pre")).to_contain_text(RIGHT_END)
    # The text of all elements, folded ones too, without the escapes of HTML.
    shown = page.locator("body").evaluate("body => body.textContent")
    hidden = hidden_lines(root, notebook)
    assert hidden
    assert not [line for line in hidden if line in shown]
