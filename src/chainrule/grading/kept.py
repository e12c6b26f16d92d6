"""What the author's wrong answers do in hidden tests, kept from one run of graders to the next."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from chainrule.files import write_atomically
from chainrule.grading.transcript import TestTranscript, Transcript
from chainrule.wall.stored import from_bytes, to_bytes
from chainrule.wall.wire import TooLargeError, WireError


class KeptTranscripts:
    """Transcripts of one chapter's chaffs in a folder; running all of them anew takes long.

    Parameters
    ----------
    folder
        A folder for this chapter alone. What was made by another grader is removed from it.
    grader
        The grader's version.
    imports
        The modules that students use, whose versions may change what answers give.
    """

    def __init__(self, folder: Path, grader: str, imports: Iterable[str]) -> None:
        packages = sorted({name.partition(".")[0] for name in imports})
        facts = " ".join([grader, sys.version, *map(_version_of, packages)])
        self._root = folder
        self._folder = folder / hashlib.sha256(facts.encode()).hexdigest()[:16]

    def read(self, key: Sequence[str]) -> Transcript | None:
        """The transcript kept under a key, if there is one."""
        try:
            tests = from_bytes(self._path(key).read_bytes())
            return Transcript({name: _test(*facts) for name, facts in tests.items()})
        except (OSError, WireError, TypeError, ValueError, AttributeError):
            return None

    def write(self, key: Sequence[str], transcript: Transcript) -> None:
        """Keep a transcript, but for its failed comparisons; where that fails, nothing is lost."""
        tests = {
            name: (test.passed, test.events, test.ended, test.asked)
            for name, test in transcript.tests.items()
        }
        with contextlib.suppress(OSError, TooLargeError, TypeError):
            data = to_bytes(tests)
            if not self._folder.exists():
                shutil.rmtree(self._root, ignore_errors=True)
                # It tells of the inputs of hidden tests.
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path(key), data)

    def _path(self, key: Sequence[str]) -> Path:
        return self._folder / hashlib.sha256("\n".join(key).encode()).hexdigest()


def _test(
    passed: bool, events: tuple[object, ...], ended: tuple[str, ...], asked: tuple[Any, ...]
) -> TestTranscript:
    return TestTranscript(passed, events, ended, asked, failed=())


def _version_of(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
