"""What students handed in: finding each submission's notebook, whatever it is called."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from chainrule.gradebook.layout import Assignment, Layout
from chainrule.submission.reading import MAX_FILE_BYTES

_TIMESTAMP = "timestamp.txt"
_TIMESTAMP_CHARACTERS = 100


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment."""

    student: str
    assignment: Assignment
    folder: Path

    @property
    def notebook(self) -> Path | None:
        """The submitted notebook: by name, else the only one, else the largest."""
        # A link could point at any file of the machine that the grader may read.
        files = [p for p in self.folder.iterdir() if p.is_file() and not p.is_symlink()]
        named = [p for p in files if p.name == f"{self.assignment.notebook}.ipynb"]
        others = sorted(
            (p for p in files if p.suffix.lower() == ".ipynb"),
            key=lambda p: (-p.stat().st_size, p.name),
        )
        return next(iter(named or others), None)

    @property
    def timestamp(self) -> datetime | None:
        """When it was handed in; None when that is not known or cannot be read."""
        path = self.folder / _TIMESTAMP
        # A pipe in its place would never end.
        if path.is_symlink() or not path.is_file():
            return None
        try:
            with path.open(encoding="utf-8") as file:
                return parse_utc(file.read(_TIMESTAMP_CHARACTERS).strip())
        except (OSError, ValueError, OverflowError):
            return None

    @property
    def hash(self) -> str:
        """SHA-256 of the notebook's bytes and its name."""
        path = self.notebook
        if path is None:
            return hashlib.sha256(b"").hexdigest()
        hashed = hashlib.sha256(os.fsencode(path.name) + b"\n")
        with path.open("rb") as file:
            # A longer file is refused, so what comes after does not matter.
            hashed.update(file.read(MAX_FILE_BYTES + 1))
        return hashed.hexdigest()


def submissions(layout: Layout, assignment: Assignment) -> Iterator[Submission]:
    """All submissions of an assignment, by student."""
    if not layout.submitted.is_dir():
        return
    for folder in sorted(layout.submitted.iterdir()):
        handed_in = folder / assignment.name
        if handed_in.is_dir() and not folder.is_symlink() and not handed_in.is_symlink():
            yield Submission(folder.name, assignment, handed_in)
