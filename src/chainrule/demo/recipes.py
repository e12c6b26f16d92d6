"""Twenty-four students: what each hands in, and the score that follows from it."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chainrule.course.chapter import ChapterSources
from chainrule.course.notebook import to_json
from chainrule.errors import UserError, fail
from chainrule.grading.chaffs import Chaff
from chainrule.grading.record import ExerciseResult
from chainrule.submission.damages import DAMAGES
from chainrule.submission.python import defined_names

Notebook = dict[str, Any]

CLASS_SIZE = 24
_PARTLY_RIGHT = 4

_HELPERS = "import math\n%matplotlib inline\n!pip list\n\n\ndef my_helper(x):\n    return 2 * x"
_NOISE = (
    "import sys\nimport warnings\n\n"
    'warnings.warn("this is only a warning")\nprint("on stderr", file=sys.stderr)\n'
    'print("x" * 10_000)'
)
_LOOP = "count = 0\nwhile True:\n    count += 1"
_FAILURE = "print(undefined_name)\n1 / 0"


@dataclass(frozen=True)
class Recipe:
    """One student of the demo.

    ``wrong`` maps an exercise to the hidden tests that fail in it, ``lost`` names the exercises
    that get no point; all others are right.
    """

    student: str
    what: str
    lang: str
    file: bytes
    name: str
    wrong: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()

    def expected(self, result: ExerciseResult) -> float | None:
        """The score that this recipe states for an exercise; None if a person grades it."""
        if result.kind != "code":
            return 0.0 if result.status == "no_answer" else None
        if result.id in self.lost:
            return 0.0
        fails = self.wrong.get(result.id, frozenset())
        total = sum(test.weight for test in result.tests)
        right = sum(test.weight for test in result.tests if test.name not in fails)
        return round(result.points * right / total, 2) if total else result.points


class Classroom:
    """Makes notebooks out of a chapter's release, its reference solutions and its chaffs.

    Parameters
    ----------
    sources
        The chapter.
    releases
        The released notebook in each language.
    chaffs
        The chapter's wrong answers.
    """

    def __init__(
        self, sources: ChapterSources, releases: Mapping[str, Notebook], chaffs: tuple[Chaff, ...]
    ) -> None:
        self.sources = sources
        self.releases = releases
        self.chaffs = chaffs
        self.name = sources.chapter.slug
        self.lang, *others = sources.course.languages
        self.other = others[0] if others else self.lang

    def recipes(self) -> list[Recipe]:
        """The whole class."""
        made = list(self._recipes())
        assert len(made) == CLASS_SIZE
        return made

    def _recipes(self) -> Iterator[Recipe]:
        right = self.completed(self.lang)
        hit = self._single()
        every = frozenset(exercise.id for exercise in self.sources.chapter.coded)

        yield self._recipe("ada", "right", right)
        yield self._recipe(
            "adele", "right, in the other language", self.completed(self.other), lang=self.other
        )
        yield self._recipe("bao", "right, with helpers and magics", self._adding(right, _HELPERS))
        yield self._recipe("chiara", "right, with warnings and prints", self._adding(right, _NOISE))
        yield self._recipe(
            "dara", "right, after an experiment that fails", self._adding(right, _FAILURE)
        )
        for student, chaff in zip(("emil", "fatou", "goran", "hana"), self._spread(), strict=True):
            wrong = self._answering(right, chaff.exercise, chaff.source)
            yield self._recipe(
                student, f"partly right: {chaff.title}", wrong, wrong={chaff.exercise: chaff.fails}
            )
        yield self._all_wrong(right)
        yield self._recipe("jonas", "untouched", self.releases[self.lang], lost=every)
        yield self._half()
        for student, what, body in (
            ("lina", "a syntax error", None),
            ("marek", "a function that loops for ever", "    while True:\n        pass"),
            ("noor", "a function that ends the process", "    import os\n\n    os._exit(1)"),
            ("olga", "a function that calls sys.exit", "    import sys\n\n    sys.exit()"),
            ("pavel", "an endless print", '    while True:\n        print("x" * 1000)'),
        ):
            yield self._breaking(student, what, right, hit, body)
        yield self._recipe("quentin", "a loop at top level", self._adding(right, _LOOP))
        for student, damage, lost in (
            ("rosa", "deleted_cell", frozenset([hit])),
            ("selma", "duplicated_cell", frozenset[str]()),
            ("tariq", "split_cell", frozenset[str]()),
            ("uma", "moved_cells", frozenset[str]()),
            ("viktor", "retyped_cell", frozenset[str]()),
        ):
            file = DAMAGES[damage](right, hit)
            yield self._recipe(student, damage.replace("_", " "), file, lost=lost)
        page = b"<!DOCTYPE html><title>Sign in</title><p>Your session has expired."
        yield self._recipe("wei", "a web page instead of a notebook", page, lost=every)

    def completed(self, lang: str) -> Notebook:
        """The release with every reference solution, and the written answers, filled in."""
        notebook = copy.deepcopy(self.releases[lang])
        for exercise in self.sources.chapter.coded:
            sections = self.sources.solution.sections_of(exercise.id)
            for cell, section in zip(self._answers(notebook, exercise.id), sections, strict=True):
                cell["source"] = section.source.strip()
        for cell in notebook["cells"]:
            role = cell["metadata"]["chainrule"]["role"]
            if role == "written":
                cell["source"] = (
                    "Because the chain rule multiplies along a path and adds over paths."
                )
            elif role == "plot":
                cell["source"] = "fig, ax = plt.subplots()\nax.contour([[0, 1], [1, 2]])"
        # Imports and helpers that stand before the first exercise are a cell of the student's.
        return self._adding(notebook, self.sources.solution.preamble)

    def _recipe(
        self,
        student: str,
        what: str,
        content: Notebook | bytes,
        lang: str | None = None,
        wrong: Mapping[str, frozenset[str]] | None = None,
        lost: frozenset[str] = frozenset(),
    ) -> Recipe:
        file = content if isinstance(content, bytes) else to_json(content).encode()
        name = f"{self.name}.ipynb"
        return Recipe(student, what, lang or self.lang, file, name, wrong or {}, lost)

    def _all_wrong(self, right: Notebook) -> Recipe:
        chosen: list[Chaff] = []
        for chaff in self.chaffs:
            if self._stands_alone(chaff) and all(self._apart(chaff, other) for other in chosen):
                chosen.append(chaff)
        notebook = right
        for chaff in chosen:
            notebook = self._answering(notebook, chaff.exercise, chaff.source)
        wrong = {chaff.exercise: chaff.fails for chaff in chosen}
        return self._recipe("iris", "many misconceptions", notebook, wrong=wrong)

    def _apart(self, one: Chaff, other: Chaff) -> bool:
        """Whether two wrong answers are to different exercises, and neither calls the other."""
        return one.exercise != other.exercise and not any(
            _mentions(caller.source, self.sources.names[called.exercise])
            for caller, called in ((one, other), (other, one))
        )

    def _half(self) -> Recipe:
        notebook = self.completed(self.lang)
        ids = [exercise.id for exercise in self.sources.chapter.coded]
        kept: set[str] = set()
        for name in ids[: len(ids) // 2]:
            kept.add(name)
        for name in set(ids) - kept:
            stubs = self._answers(self.releases[self.lang], name)
            for cell, stub in zip(self._answers(notebook, name), stubs, strict=True):
                cell["source"] = stub["source"]
        lost = frozenset(ids) - kept
        return self._recipe("kofi", "the first half only", notebook, lost=lost)

    def _breaking(
        self, student: str, what: str, right: Notebook, hit: str, body: str | None
    ) -> Recipe:
        [name] = self.sources.names[hit]
        notebook = copy.deepcopy(right)
        [cell] = self._answers(notebook, hit)
        cell["source"] = (
            cell["source"].replace("):", ")", 1).replace(") ->", " ->", 1)
            if body is None
            else f"def {name}(*args, **kwargs):\n{body}"
        )
        return self._recipe(student, what, notebook, lost=frozenset([hit]))

    def _single(self) -> str:
        """An exercise with one answer cell and one name; no other uses what this cell defines."""
        solution = self.sources.solution
        for exercise, names in reversed(self.sources.names.items()):
            others = "\n".join(s.source for s in solution.sections if s.exercise != exercise)
            cells = solution.sections_of(exercise)
            defined = defined_names("\n".join(cell.source for cell in cells))
            if len(names) == len(cells) == 1 and not _mentions(others, {*names, *defined}):
                return exercise
        raise self._too_small("an exercise of one name, in one cell, that no other one uses")

    def _stands_alone(self, chaff: Chaff) -> bool:
        """Whether no other exercise's reference calls what the chaff binds, or what calls that."""
        solution = self.sources.solution
        # A helper of the chaff's that the reference has not cannot be missed by it.
        changed = defined_names(chaff.source) & defined_names(solution.source)
        for section in solution.sections_of(chaff.exercise):
            if _mentions(section.source, changed):
                changed |= defined_names(section.source)
        others = (s.source for s in solution.sections if s.exercise != chaff.exercise)
        return not any(_mentions(source, changed) for source in others)

    def _spread(self) -> list[Chaff]:
        """Four chaffs of four exercises, if there are so many, from all over the chapter."""
        alone = [chaff for chaff in self.chaffs if self._stands_alone(chaff)]
        firsts = {chaff.exercise: chaff for chaff in alone}
        step = max(1, len(firsts) // _PARTLY_RIGHT)
        chosen = list(firsts.values())[::step][:_PARTLY_RIGHT]
        chosen += [chaff for chaff in alone if chaff not in chosen][: _PARTLY_RIGHT - len(chosen)]
        if len(chosen) < _PARTLY_RIGHT:
            raise self._too_small(f"{_PARTLY_RIGHT} chaffs of exercises that no other one uses")
        return chosen

    def _too_small(self, lacking: str) -> UserError:
        what = f"no class of {CLASS_SIZE} can be made for {self.name}: it lacks {lacking}"
        return fail(what, self.sources.solution.path, "show another chapter, as in: demo ch07")

    def _answering(self, notebook: Notebook, exercise: str, source: str) -> Notebook:
        """A copy in which the exercise's last answer cell ends with other definitions."""
        changed = copy.deepcopy(notebook)
        cell = self._answers(changed, exercise)[-1]
        cell["source"] += f"\n\n\n{source.strip()}"
        return changed

    def _adding(self, notebook: Notebook, source: str) -> Notebook:
        """A copy with a code cell of the student's after the set-up."""
        changed = copy.deepcopy(notebook)
        cells = changed["cells"]
        last = max(n for n, c in enumerate(cells) if _role(c) in ("setup", "own"))
        own: dict[str, Any] = {
            "cell_type": "code",
            "id": f"own-{len(cells)}",
            "metadata": {},
            "source": source.strip(),
            "execution_count": None,
            "outputs": [],
        }
        cells.insert(last + 1, own)
        return changed

    @staticmethod
    def _answers(notebook: Notebook, exercise: str) -> list[dict[str, Any]]:
        return [
            cell
            for cell in notebook["cells"]
            if _role(cell) == "answer" and cell["metadata"]["chainrule"]["exercise"] == exercise
        ]


def _mentions(source: str, names: Collection[str]) -> bool:
    return not set(re.findall(r"\w+", source)).isdisjoint(names)


def _role(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("chainrule", {}).get("role", "own"))
