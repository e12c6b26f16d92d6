"""Reference solutions: a Python file per chapter, cut into exercises, and the stubs made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from chainrule.course.docstring import Translate, translated, units
from chainrule.errors import Problem, UserError, fail, read_text
from chainrule.student.examples import Example, parse

_MARKER = re.compile(r"^# %% (\S+)\s*$")

Definition = cst.FunctionDef | cst.ClassDef


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
            cst.parse_module(source)
        except cst.ParserSyntaxError as error:
            what = f"is not Python: {error.message}"
            raise fail(what, path, "correct the syntax", error.raw_line) from None
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
            for docstring in _docstrings(_public(cst.parse_module(section.source).body)):
                yield from ((unit, section.line) for unit in units(docstring))


def stub(section: Section, translate: Translate, lang: str, comment: str) -> str:
    """What the student gets: the section's public definitions with every body replaced.

    Parameters
    ----------
    section
        A section of a solution file.
    translate
        Takes a unit of docstring prose, returns it in the student's language.
    lang
        That language, for the titles of the docstring's sections.
    comment
        What stands in each body, as in ``Write your code here.``
    """
    module = cst.parse_module(section.source)
    body: list[cst.BaseStatement] = []
    for node in _public(module.body):
        body.append(
            _stubbed(node, translate, lang, comment, depth=1).with_changes(
                leading_lines=[cst.EmptyLine(), cst.EmptyLine()] if body else []
            )
        )
    return module.with_changes(header=[], footer=[], body=body).code.strip() + "\n"


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
    module = MetadataWrapper(cst.parse_module(text))
    positions = module.resolve(PositionProvider)
    for node in _public(module.module.body):
        name = node.name.value
        line = offset + positions[node].start.line
        docstring = node.get_docstring()
        if not docstring:
            problems.append(
                Problem(f"{name} has no docstring", path, line, "say what the student is to write")
            )
            continue
        try:
            examples = parse(docstring)
        except ValueError as error:
            problems.append(
                Problem(f"an example of {name} cannot be read: {error}", path, line, "correct it")
            )
            continue
        nothing = (
            isinstance(node, cst.FunctionDef)
            and node.returns is not None
            and node.returns.annotation.deep_equals(cst.Name("None"))
        )
        yield Answer(name, docstring, examples, line, nothing)


def _public(body: Sequence[cst.CSTNode]) -> list[Definition]:
    return [n for n in body if isinstance(n, Definition) and not n.name.value.startswith("_")]


def _methods(node: cst.ClassDef) -> list[cst.FunctionDef]:
    """Public methods, ``__init__`` and operators."""
    return [
        statement
        for statement in node.body.body
        if isinstance(statement, cst.FunctionDef)
        and (not statement.name.value.startswith("_") or statement.name.value.endswith("__"))
    ]


def _docstrings(nodes: Sequence[Definition]) -> Iterator[str]:
    for node in nodes:
        if docstring := node.get_docstring():
            yield docstring
        if isinstance(node, cst.ClassDef):
            yield from _docstrings(_methods(node))


def _stubbed(
    node: Definition, translate: Translate, lang: str, comment: str, depth: int
) -> Definition:
    indent = "    " * depth
    body: list[cst.BaseStatement] = []
    if docstring := node.get_docstring():
        text = translated(docstring, translate, lang)
        body.append(cst.SimpleStatementLine([cst.Expr(_quoted(text, indent))]))
    if isinstance(node, cst.ClassDef):
        for method in _methods(node):
            space = [cst.EmptyLine(indent=False)]
            cut = _stubbed(method, translate, lang, comment, depth + 1)
            body.append(cut.with_changes(leading_lines=space))
        return node.with_changes(body=cst.IndentedBlock(body))
    todo = [cst.EmptyLine(comment=cst.Comment(f"# {comment}"))]
    error = cst.Raise(cst.Name("NotImplementedError"))
    body.append(cst.SimpleStatementLine([error], leading_lines=todo))
    return node.with_changes(body=cst.IndentedBlock(body))


def _quoted(text: str, indent: str) -> cst.SimpleString:
    lines = text.splitlines()
    rest = [f"{indent}{line}" if line else "" for line in lines[1:]]
    # A quote or a backslash in front of the closing quotes would join them.
    closing = f"\n{indent}" if rest or text.endswith(('"', "\\")) else ""
    prefix = "r" if "\\" in text else ""
    quotes = "'''" if '"""' in text else '"""'
    return cst.SimpleString(prefix + quotes + "\n".join([lines[0], *rest]) + closing + quotes)
