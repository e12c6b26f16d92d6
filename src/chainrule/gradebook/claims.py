"""Who grades which submission, when several runs are at the same chapter."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from pathlib import Path
from typing import Self

from chainrule.errors import fail
from chainrule.gradebook.submitted import Submission


class Claims:
    """Locks on submissions: one file for all of them, one byte of it for each.

    The system frees the locks of a process that ends, however it ends. Two runs in the same process
    do not see each other's.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            remedy = "see to it that you may write to this folder and this file"
            raise fail(f"cannot be opened: {error.strerror}", path, remedy) from None

    def take(self, submission: Submission) -> bool:
        """Whether the submission is now this run's; False when another run has it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _byte_of(submission))
        except OSError as error:
            # A file system without locks: two runs may then do the same work, to the same effect.
            return error.errno not in (errno.EACCES, errno.EAGAIN)
        return True

    def release(self, submission: Submission) -> None:
        with contextlib.suppress(OSError):
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _byte_of(submission))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._file)


def _byte_of(submission: Submission) -> int:
    name = f"{submission.assignment.name}/{submission.student}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") >> 2
