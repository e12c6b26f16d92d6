"""Several files written together, or none of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from chainrule.errors import fail


def write_together(files: Mapping[Path, str]) -> None:
    """Write all files or, when one cannot be written, leave everything as it was.

    Parameters
    ----------
    files
        What each file is to hold; a file that is there keeps its line ends and its mode.

    Raises
    ------
    UserError
        When one cannot be written.
    """
    path = Path()
    try:
        with ExitStack() as undo:
            temporary = {}
            # A link stays one: what it leads to is replaced.
            targets = {path.resolve(): text for path, text in files.items()}
            for path, text in targets.items():
                temporary[path] = _written_beside(path, text, undo)
            for path in targets:
                undo.callback(_restore, path, path.read_bytes() if path.exists() else None)
                os.replace(temporary[path], path)
            undo.pop_all()
    except OSError as error:
        what = f"cannot be written, so nothing was: {error.strerror}"
        raise fail(what, path, "correct that, and run the command again") from None


def _written_beside(path: Path, text: str, undo: ExitStack) -> Path:
    for folder in reversed([each for each in path.parents if not each.exists()]):
        folder.mkdir()
        undo.callback(_quietly, folder.rmdir)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    undo.callback(Path(name).unlink, missing_ok=True)
    is_there = path.exists()
    newline = "\r\n" if is_there and b"\r\n" in path.read_bytes() else "\n"
    with os.fdopen(handle, "w", encoding="utf-8", newline=newline) as file:
        file.write(text)
    os.chmod(name, path.stat().st_mode if is_there else 0o644)
    return Path(name)


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)


def _quietly(action: Callable[[], None]) -> None:
    with suppress(OSError):
        action()
