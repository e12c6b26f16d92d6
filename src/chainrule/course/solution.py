"""Reference solutions: a Python file per chapter, cut into exercises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chainrule.course.docstring import units
from chainrule.errors import Problem, UserError, fail, read_text
from chainrule.student.examples import Example, parse

_MARKER = re.compile(r"^# %% (\S+)\s*$")

Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Answer:
    """A function or class that an exercise asks for."""

    name: str
    docstring: str
    examples: tuple[Example, ...]
    line: int
    returns_nothing: bool


@dataclass(frozen=True)
class Section:
    """The part of a solution file that becomes one answer cell."""

    exercise: str
    line: int
    source: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Solution:
    """A chapter's reference solutions."""

    path: Path
    source: str
    preamble: str
    sections: tuple[Section, ...]

    @classmethod
    def load(cls, path: Path) -> Solution:
        """Read a solution file.

        Raises
        ------
        UserError
            When the file is no Python, a name is asked for twice, or a public name has no
            docstring or an example that cannot be read.
        """
        source = read_text(path)
        try:
            ast.parse(source)
        except SyntaxError as error:
            what = f"is not Python: {error.msg}"
            raise fail(what, path, "correct the syntax", error.lineno) from None
        preamble, sections = _split(path, source)
        return cls(path, source, preamble, sections)

    @property
    def exercises(self) -> tuple[str, ...]:
        """Ids of the exercises, in the order of their first section."""
        return tuple(dict.fromkeys(section.exercise for section in self.sections))

    def sections_of(self, exercise: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.exercise == exercise)

    def answers_of(self, exercise: str) -> tuple[Answer, ...]:
        return tuple(a for section in self.sections_of(exercise) for a in section.answers)

    def exercise_of(self, name: str) -> str | None:
        """The exercise that asks for ``name``."""
        for section in self.sections:
            if any(answer.name == name for answer in section.answers):
                return section.exercise
        return None

    def prose(self) -> Iterator[tuple[str, int]]:
        """Every unit of docstring prose that needs a translation, with its section's line."""
        for section in self.sections:
            for docstring in _docstrings(public(ast.parse(section.source))):
                yield from ((unit, section.line) for unit in units(docstring))


def _split(path: Path, source: str) -> tuple[str, tuple[Section, ...]]:
    lines = source.splitlines(keepends=True)
    marks = [(n, m.group(1)) for n, line in enumerate(lines) if (m := _MARKER.match(line))]
    if not marks:
        raise fail("no exercise is marked", path, "start each with a line '# %% exercise_id'")
    problems: list[Problem] = []
    sections = []
    ends = [number for number, _ in marks[1:]] + [len(lines)]
    for (start, name), end in zip(marks, ends, strict=True):
        text = "".join(lines[start + 1 : end])
        answers = tuple(_answers(path, text, start + 1, problems))
        if not answers and not problems:
            problems.append(
                Problem(f"{name} asks for no name", path, start + 1, "define a public function")
            )
        sections.append(Section(name, start + 2, text, answers))
    asked: dict[str, int] = {}
    for answer in (answer for section in sections for answer in section.answers):
        first = asked.setdefault(answer.name, answer.line)
        if first != answer.line:
            # The student's notebook binds a name once: the last cell would answer both.
            what = f"{answer.name} is asked for twice, first in line {first}"
            problems.append(Problem(what, path, answer.line, "rename one of them"))
    if problems:
        raise UserError(problems)
    return "".join(lines[: marks[0][0]]), tuple(sections)


def _answers(path: Path, text: str, offset: int, problems: list[Problem]) -> Iterator[Answer]:
    for node in public(ast.parse(text)):
        line = offset + node.lineno
        docstring = ast.get_docstring(node)
        if not docstring:
            what = f"{node.name} has no docstring"
            problems.append(Problem(what, path, line, "say what the student is to write"))
            continue
        try:
            examples = parse(docstring)
        except ValueError as error:
            what = f"an example of {node.name} cannot be read: {error}"
            problems.append(Problem(what, path, line, "correct it"))
            continue
        match node:
            case ast.FunctionDef(returns=ast.Constant(value=None)):
                nothing = True
            case _:
                nothing = False
        yield Answer(node.name, docstring, examples, line, nothing)


def public(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """What a student is asked to write: of a class, ``__init__`` and operators, too."""
    in_class = isinstance(node, ast.ClassDef)
    for statement in node.body:
        if isinstance(statement, Definition) and is_public(statement.name, in_class):
            yield statement


def is_public(name: str, in_class: bool) -> bool:
    return not name.startswith("_") or (in_class and name.endswith("__"))


def _docstrings(nodes: Iterable[Definition]) -> Iterator[str]:
    for node in nodes:
        if docstring := ast.get_docstring(node):
            yield docstring
        if isinstance(node, ast.ClassDef):
            yield from _docstrings(public(node))
