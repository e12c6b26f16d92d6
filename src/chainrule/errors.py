"""Errors for the person who can act: what was found, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, as one line of text."""

    what: str
    where: Path | str
    line: int | None
    remedy: str

    def __str__(self) -> str:
        where = self.where
        if isinstance(where, Path) and where.is_absolute() and where.is_relative_to(Path.cwd()):
            where = where.relative_to(Path.cwd())
        place = f"{where}:{self.line}" if self.line else f"{where}"
        return f"{place}: {self.what}; {self.remedy}"


class UserError(Exception):
    """Something that an author, instructor or student did; ends a command with status 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read_text(path: Path) -> str:
    """The text of an author's file, which is UTF-8 whatever the machine's own encoding is."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise fail("is not UTF-8 text", path, f"save it as UTF-8 ({error.reason})") from None


def fail(what: str, where: Path | str, remedy: str, line: int | None = None) -> UserError:
    """A ``UserError`` with a single problem."""
    return UserError([Problem(what, where, line, remedy)])
