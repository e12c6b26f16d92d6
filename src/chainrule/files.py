"""Files that a reader finds whole, whenever it looks, and directories that nobody has to remove."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import Final

_PREFIX: Final = "chainrule-scratch-"
#: Nobody has locked a directory in the moment in which it is made.
_YOUNG_SECONDS: Final = 60


def write_atomically(path: Path, content: str | bytes, *, durably: bool = False) -> None:
    """Replace a file by a new one in one step.

    Parameters
    ----------
    path, content
        The file and what it is to hold; text becomes UTF-8.
    durably
        Whether this holds even when the machine stops in the middle, which takes milliseconds.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            if durably:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class Scratch:
    """A directory for temporary files of this process, which holds a lock on it.

    Those that a killed process has left behind, which nobody holds, go when a new one is made.

    Parameters
    ----------
    what
        What it is for, in its name.
    mode
        Who may do what with it; by default its owner alone may look into it.
    """

    def __init__(self, what: str, mode: int = 0o700) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{what}-"))
        self._lock = _lock(self.path)
        os.chmod(self.path, mode)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove it with all that is in it; a second time does nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _lock(directory: Path) -> int | None:
    """A descriptor that holds the lock; None when another process has it."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(folder: Path) -> None:
    for directory in folder.glob(f"{_PREFIX}*"):
        # Another process may remove it, too, or it is not ours.
        with contextlib.suppress(OSError):
            facts = directory.lstat()
            young = time.time() - facts.st_ctime < _YOUNG_SECONDS
            if young or facts.st_uid != os.geteuid() or not stat.S_ISDIR(facts.st_mode):
                continue
            if (descriptor := _lock(directory)) is not None:
                shutil.rmtree(directory, ignore_errors=True)
                os.close(descriptor)
