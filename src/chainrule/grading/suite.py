"""A chapter's hidden tests: collected once by pytest, run again for every submission."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from chainrule.course.manifest import Chapter
from chainrule.errors import Problem, UserError

#: Plugins that a grader has no use for; each costs time at every test.
_IDLE = (
    "cacheprovider",
    "capture",
    "doctest",
    "faulthandler",
    "junitxml",
    "logging",
    "nose",
    "pastebin",
    "recwarn",
    "stepwise",
    "terminal",
    "threadexception",
    "tmpdir",
    "unraisableexception",
    "warnings",
)

_OWN_FIXTURES = frozenset({"student", "remote", "reference", "rng"})


@dataclass(frozen=True)
class HiddenTest:
    """One test function, with all its parametrised variants."""

    name: str
    exercise: str
    weight: float
    feedback: dict[str, str]
    needs: tuple[str, ...]
    items: tuple[pytest.Function, ...]


@dataclass
class Hands:
    """What the fixtures of a test hold while it runs."""

    student: Any = None
    remote: Any = None
    reference: ModuleType | None = None
    seed: int = 0


class Suite:
    """The hidden tests of a chapter, by exercise, ready to run."""

    def __init__(self, tests: dict[str, tuple[HiddenTest, ...]], plugin: _Plugin) -> None:
        self.tests = tests
        self._plugin = plugin

    def run(self, test: HiddenTest, hands: Hands) -> BaseException | None:
        """Run a test; returns what it raised, or None when it passed."""
        for item in test.items:
            raised = self._plugin.run(item, hands)
            if raised is not None:
                return raised
        return None


def run_with_suite(
    folder: Path, chapter: Chapter, languages: Iterable[str], work: Callable[[Suite], None]
) -> None:
    """Collect the tests of ``folder`` in a pytest session and do ``work`` inside it.

    Raises
    ------
    UserError
        When a test file cannot be collected, or a test lacks an exercise or a feedback line.
    """
    plugin = _Plugin(chapter, tuple(languages), work)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    arguments = ["-c", os.devnull, "--rootdir", str(folder), "--import-mode=prepend"]
    arguments += [argument for name in _IDLE for argument in ("-p", f"no:{name}")]
    before = set(sys.modules), list(sys.path)
    try:
        pytest.main([*arguments, str(folder)], plugins=[plugin])
    finally:
        # The next chapter has modules of the same names.
        for name in set(sys.modules) - before[0]:
            file = vars(sys.modules[name]).get("__file__")
            if file and Path(file).is_relative_to(folder):
                del sys.modules[name]
        sys.path[:] = before[1]
    if plugin.problems:
        raise UserError(plugin.problems)
    if plugin.raised is not None:
        raise plugin.raised


class _Plugin:
    def __init__(
        self, chapter: Chapter, languages: tuple[str, ...], work: Callable[[Suite], None]
    ) -> None:
        self.chapter = chapter
        self.languages = languages
        self.work = work
        self.problems: list[Problem] = []
        self.raised: BaseException | None = None
        self.hands = Hands()
        self._failure: BaseException | None = None
        self._plain: frozenset[pytest.Item] = frozenset()

    @pytest.fixture
    def student(self) -> Any:
        """The student's answers, behind the wall; looks like a module."""
        return self.hands.student

    @pytest.fixture
    def remote(self) -> Any:
        """Libraries in the student's process."""
        return self.hands.remote

    @pytest.fixture
    def reference(self) -> Any:
        """The module of reference solutions."""
        return self.hands.reference

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """A generator seeded by the submission and the test."""
        return self._rng(request.node.name)

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in ("exercise(name)", "weight(share)", "feedback(**texts)", "needs(*tests)"):
            config.addinivalue_line("markers", mark)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1]
            self.problems.append(
                Problem(f"cannot be collected: {last}", report.nodeid, None, "correct the test")
            )

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        tests = self._tests(session)
        self._plain = frozenset(item for item in session.items if _is_plain(item))
        if not self.problems:
            try:
                self.work(Suite(tests, self))
            except BaseException as raised:
                self.raised = raised
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        # pytest's own report formats a traceback of the test's source, which nobody reads here
        # and which costs more than the test.
        if call.excinfo is not None and self._failure is None:
            self._failure = call.excinfo.value
        outcome: Any = "failed" if call.excinfo is not None else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def run(self, item: pytest.Function, hands: Hands) -> BaseException | None:
        self.hands = hands
        self._failure = None
        # pytest runs an item once; a fresh request lets it run for the next submission.
        item._initrequest()
        if item in self._plain:
            return self._call(item)
        runtestprotocol(item, log=False, nextitem=None)
        return self._failure

    def _call(self, item: pytest.Function) -> BaseException | None:
        """What pytest's protocol comes to for a test with nothing to set up or tear down.

        The protocol itself takes longer than most tests.
        """
        item.funcargs.update(
            (name, self._rng(item.name) if name == "rng" else getattr(self.hands, name))
            for name in item._fixtureinfo.argnames
        )
        try:
            item.runtest()
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as raised:
            return raised
        return None

    def _rng(self, test: str) -> np.random.Generator:
        # An array of words is what numpy makes of a list, at a tenth of the time.
        return np.random.default_rng(np.array([self.hands.seed, *test.encode()], dtype=np.uint32))

    def _tests(self, session: pytest.Session) -> dict[str, tuple[HiddenTest, ...]]:
        items: dict[tuple[str, str], list[pytest.Function]] = {}
        known = {exercise.id for exercise in self.chapter.coded}
        for item in session.items:
            assert isinstance(item, pytest.Function)
            mark = item.get_closest_marker("exercise")
            name = mark.args[0] if mark and mark.args else None
            if name not in known:
                what = f"{item.originalname} belongs to no exercise of {self.chapter.slug}"
                self._problem(item, what, 'add pytestmark = exercise("...")')
                continue
            items.setdefault((name, item.originalname), []).append(item)
        found = [
            self._test(exercise, name, variants) for (exercise, name), variants in items.items()
        ]
        by_exercise = {
            exercise.id: tuple(test for test in found if test.exercise == exercise.id)
            for exercise in self.chapter.coded
        }
        for exercise, tests in by_exercise.items():
            names = {test.name for test in tests}
            if not tests:
                what = f"exercise {exercise} of {self.chapter.slug} has no hidden test"
                self.problems.append(Problem(what, session.path, None, f"write test_{exercise}.py"))
            for test in tests:
                for other in test.needs:
                    if other not in names:
                        self._problem(
                            test.items[0],
                            f"{test.name} needs {other}, which is not there",
                            "name a test",
                        )
        return by_exercise

    def _test(self, exercise: str, name: str, variants: list[pytest.Function]) -> HiddenTest:
        item = variants[0]
        marks = {mark.name: mark for mark in item.iter_markers()}
        texts = dict(marks["feedback"].kwargs) if "feedback" in marks else {}
        for lang in self.languages:
            if not texts.get(lang):
                self._problem(item, f"{name} has no feedback in {lang!r}", "add a feedback line")
        return HiddenTest(
            name=name,
            exercise=exercise,
            weight=float(marks["weight"].args[0]) if "weight" in marks else 1.0,
            feedback=texts,
            needs=tuple(n for m in item.iter_markers("needs") for n in m.args),
            items=tuple(variants),
        )

    def _problem(self, item: pytest.Function, what: str, remedy: str) -> None:
        path, line, _ = item.location
        place = Path(item.session.path) / path
        self.problems.append(Problem(what, place, (line or 0) + 1, remedy))


def _is_plain(item: pytest.Item) -> bool:
    """Whether a test uses nothing of pytest but our own fixtures.

    Fixtures, parameters, set-up functions and ``usefixtures`` all show among the names of an
    item's fixtures; a conftest.py may hold any hook.
    """
    return (
        isinstance(item, pytest.Function)
        and _OWN_FIXTURES.issuperset(item._fixtureinfo.argnames)
        and (_OWN_FIXTURES | {"request"}).issuperset(item.fixturenames)
        and item.cls is None
        and not any(item.get_closest_marker(name) for name in ("skip", "skipif", "xfail"))
        and not Path(item.session.path, "conftest.py").exists()
    )


def place_of(raised: BaseException, folder: Path) -> str:
    """The line of a hidden test where something was raised, for instructors."""
    for frame in reversed(traceback.extract_tb(raised.__traceback__)):
        if Path(frame.filename).is_relative_to(folder):
            return f"{Path(frame.filename).name}:{frame.lineno}"
    return ""
