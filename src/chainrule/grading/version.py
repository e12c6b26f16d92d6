"""What a score is a function of, as hashes: the grader, and the answers."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import chainrule
from chainrule import __version__
from chainrule.course.manifest import Chapter, Course
from chainrule.submission import Repaired


def grader_version(course: Course, chapter: Chapter) -> str:
    """SHA-256 of everything that a score is a function of, apart from the answers."""
    digest = hashlib.sha256(f"chainrule {__version__} {_engine()}\n".encode())
    digest.update(course.manifest.limits.model_dump_json().encode())
    digest.update(course.manifest.feedback.model_dump_json().encode())
    digest.update(chapter.model_dump_json(exclude={"release", "due", "title"}).encode())
    folder = course.autograder(chapter)
    # Right answers prove the hidden tests and change no score.
    files = sorted(path for path in folder.glob("*.py") if path.name != "wheats.py")
    files.append(course.solution(chapter))
    files += [course.text(chapter, lang) for lang in course.languages]
    for path in files:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _engine() -> str:
    """SHA-256 of the engine's own code."""
    digest = hashlib.sha256()
    package = Path(chainrule.__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def answers_hash(repaired: Repaired) -> str:
    """SHA-256 of the answer text taken out of a submission."""
    digest = hashlib.sha256()
    for cell in repaired.cells:
        digest.update(f"{cell.kind} {cell.exercise} {len(cell.source)}\n".encode())
        digest.update(cell.source.encode("utf-8", "replace"))
    for name, text in sorted(repaired.written.items()):
        digest.update(f"{name} {len(text)}\n".encode() + text.encode("utf-8", "replace"))
    return digest.hexdigest()
