"""What a student reads: a MyST Markdown notebook whose directives name the exercises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import jupytext

from chainrule.errors import Problem, UserError

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
        source = path.read_text(encoding="utf-8")
        lines = {
            match.group(2): number
            for number, line in enumerate(source.splitlines(), 1)
            if (match := _OPEN.match(line))
        }
        reader = _Reader(path, lines)
        for cell in jupytext.reads(source, fmt="md:myst").cells:
            if cell.cell_type == "code":
                tags = cell.metadata.get("tags", [])
                role = next((tag for tag in ("setup", "figure") if tag in tags), "example")
                reader.pieces.append(Code(cell.source, role))
            else:
                reader.markdown(cell.source)
        if reader.problems:
            raise UserError(reader.problems)
        return cls(path, tuple(reader.pieces), frozenset(reader.covers))


class _Reader:
    def __init__(self, path: Path, lines: dict[str, int]) -> None:
        self.path = path
        self.lines = lines
        self.pieces: list[Piece] = []
        self.covers: set[str] = set()
        self.problems: list[Problem] = []

    def markdown(self, source: str) -> None:
        """Cut a Markdown cell into prose and directives."""
        prose: list[str] = []
        lines = iter(source.splitlines())
        for line in lines:
            if match := _COVERS.match(line):
                self.covers.update(match.group(1).split())
            elif match := _OPEN.match(line):
                self._prose(prose)
                prose = []
                kind, name = match.groups()
                body: list[str] = []
                for inner in lines:
                    if _CLOSE.match(inner):
                        break
                    if covers := _COVERS.match(inner):
                        self.covers.update(covers.group(1).split())
                    else:
                        body.append(inner)
                else:
                    self._problem(name, "is not closed", "end it with a line ':::'")
                self._directive(kind, name, body)
            else:
                prose.append(line)
        self._prose(prose)

    def _prose(self, lines: list[str]) -> None:
        if text := "\n".join(lines).strip():
            self.pieces.append(Prose(text))

    def _problem(self, name: str, what: str, remedy: str) -> None:
        line = self.lines.get(name)
        self.problems.append(Problem(f"directive {name!r} {what}", self.path, line, remedy))

    def _directive(self, kind: str, name: str, lines: list[str]) -> None:
        if kind not in DIRECTIVES.values():
            known = ", ".join(DIRECTIVES.values())
            self._problem(name, f"has the unknown kind {kind!r}", f"known are {known}")
            return
        if not name:
            self._problem(name, "has no id", "write :::{" + kind + "} exercise_id")
            return
        title = ""
        if lines and lines[0].startswith(":title:"):
            title = lines.pop(0).removeprefix(":title:").strip()
        if not title:
            self._problem(name, "has no title", "begin it with a line ':title: ...'")
        text, _, rest = "\n".join(lines).partition("\n:hints:\n")
        hints = tuple(
            re.sub(r"\n\s+", " ", item).strip()
            for item in re.split(r"^- ", rest, flags=re.MULTILINE)[1:]
        )
        if kind == "exercise" and len(hints) != HINTS:
            self._problem(name, f"has {len(hints)} hints", f"give {HINTS}, of growing strength")
        starter = ""
        if kind == "plot" and (match := _STARTER.search("\n" + text)):
            starter = match.group(1)
            text = ("\n" + text)[: match.start()]
        self.pieces.append(
            Directive(kind, name, self.lines.get(name, 0), title, text.strip(), hints, starter)
        )
