"""What a student reads: a MyST Markdown notebook whose directives name the exercises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from chainrule.course.cells import read_cells
from chainrule.errors import Problem, UserError, read_text

HINTS = 3

_OPEN = re.compile(r"^:::\{(\w+)\}\s*(\S*)\s*$")
_CLOSE = re.compile(r"^:::\s*$")
_COVERS = re.compile(r"^%\s*covers\s+(.*)$")
_STARTER = re.compile(r"\n```python\n(.*?)\n?```\s*$", re.DOTALL)
#: The directive that stands for each kind of exercise.
DIRECTIVES = {"code": "exercise", "written": "question", "plot": "plot"}


@dataclass(frozen=True)
class Prose:
    text: str


@dataclass(frozen=True)
class Code:
    source: str
    role: str
    line: int


@dataclass(frozen=True)
class Directive:
    kind: str
    exercise: str
    line: int
    title: str
    body: str
    hints: tuple[str, ...] = ()
    starter: str = ""


Piece = Prose | Code | Directive


@dataclass(frozen=True)
class ChapterText:
    """One chapter in one language."""

    path: Path
    pieces: tuple[Piece, ...]
    covers: frozenset[str] = field(default=frozenset())

    @property
    def directives(self) -> tuple[Directive, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Directive))

    @classmethod
    def load(cls, path: Path) -> ChapterText:
        """Read ``assignments/<slug>/<lang>.md``.

        Raises
        ------
        UserError
            With a line for each directive that is unknown, not closed, untitled, or has not
            three hints.
        """
        source = read_text(path)
        lines = source.splitlines()
        reader = _Reader(path)
        for cell in read_cells(source, path):
            if cell.is_code:
                role = next((tag for tag in ("setup", "figure") if tag in cell.tags), "example")
                reader.pieces.append(Code(cell.source, role, cell.line))
            else:
                blank = next(n for n, line in enumerate(lines[cell.line :]) if line)
                reader.markdown(cell.source, cell.line + blank + 1)
        if reader.problems:
            raise UserError(reader.problems)
        return cls(path, tuple(reader.pieces), frozenset(reader.covers))


@dataclass(frozen=True)
class _Opened:
    """A directive whose lines are being read."""

    kind: str
    exercise: str
    line: int
    body: list[str]


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pieces: list[Piece] = []
        self.covers: set[str] = set()
        self.problems: list[Problem] = []

    def markdown(self, source: str, first: int) -> None:
        """Cut a Markdown cell, whose first line has the number ``first``, into its pieces."""
        prose: list[str] = []
        opened: _Opened | None = None
        for number, line in enumerate(source.splitlines(), first):
            if covers := _COVERS.match(line):
                self.covers.update(covers.group(1).split())
            elif match := _OPEN.match(line):
                self._close(opened)
                self._prose(prose)
                prose = []
                opened = _Opened(match.group(1), match.group(2), number, [])
            elif opened and _CLOSE.match(line):
                self._directive(opened)
                opened = None
            elif _CLOSE.match(line):
                remedy = "begin the directive with :::{exercise} exercise_id, without a space"
                self.problems.append(Problem("':::' closes nothing", self.path, number, remedy))
            else:
                (opened.body if opened else prose).append(line)
        self._close(opened)
        self._prose(prose)

    def _close(self, opened: _Opened | None) -> None:
        if opened:
            self._problem(opened, "is not closed", "end it with a line ':::'")

    def _prose(self, lines: list[str]) -> None:
        if text := "\n".join(lines).strip():
            self.pieces.append(Prose(text))

    def _problem(self, opened: _Opened, what: str, remedy: str) -> None:
        what = f"directive {opened.exercise!r} {what}"
        self.problems.append(Problem(what, self.path, opened.line, remedy))

    def _directive(self, opened: _Opened) -> None:
        kind, lines = opened.kind, opened.body
        if kind not in DIRECTIVES.values():
            known = ", ".join(DIRECTIVES.values())
            self._problem(opened, f"has the unknown kind {kind!r}", f"known are {known}")
            return
        if not opened.exercise:
            self._problem(opened, "has no id", "write :::{" + kind + "} exercise_id")
            return
        title = ""
        if lines and lines[0].startswith(":title:"):
            title = lines.pop(0).removeprefix(":title:").strip()
        if not title:
            self._problem(opened, "has no title", "begin it with a line ':title: ...'")
        text, _, rest = "\n".join(["", *lines]).partition("\n:hints:\n")
        hints = tuple(
            re.sub(r"\n\s+", " ", item).strip()
            for item in re.split(r"^- ", rest, flags=re.MULTILINE)[1:]
        )
        if kind == "exercise" and len(hints) != HINTS:
            self._problem(opened, f"has {len(hints)} hints", f"give {HINTS}, of growing strength")
        starter = ""
        if kind == "plot" and (match := _STARTER.search(text)):
            starter = match.group(1)
            text = text[: match.start()]
        if kind == "plot" and "```" in rest:
            remedy = "what the answer cell holds at first stands before :hints:"
            self._problem(opened, "has a fenced block in its hints", remedy)
        self.pieces.append(
            Directive(kind, opened.exercise, opened.line, title, text.strip(), hints, starter)
        )
