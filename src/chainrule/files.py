"""Files that a reader finds whole, whenever it looks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


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
