"""Directories for temporary files: removed by their owner, or by the next after it was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chainrule import files
from chainrule.files import Scratch

HOLDS_ONE = """
import sys
from chainrule.files import Scratch
scratch = Scratch("test")
(scratch.path / "secret").touch()
print(scratch.path, flush=True)
sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process, and the directory that it holds."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS_ONE],
        env={"TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_process_leaves_goes_with_the_next_one(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(temporary) as (killed, left), holder(temporary) as (_, held):
        killed.kill()
        killed.wait()
        (temporary / "chainrule-scratch-file").touch()
        (temporary / "chainrule-scratch-link").symlink_to(held)
        (temporary / "another").mkdir()
        with Scratch("test"):
            assert (left / "secret").exists(), "it is young: somebody may be about to lock it"
        monkeypatch.setattr(files, "_YOUNG_SECONDS", 0)
        with Scratch("test") as mine:
            assert mine.stat().st_mode & 0o777 == 0o700
            assert not left.exists()
            assert (held / "secret").exists()
        names = {path.name for path in temporary.iterdir()}
        assert names == {"chainrule-scratch-file", "chainrule-scratch-link", "another", held.name}


def test_a_directory_is_removed_once(temporary: Path) -> None:
    scratch = Scratch("test", 0o711)
    (scratch.path / "file").touch()
    assert scratch.path.stat().st_mode & 0o777 == 0o711
    scratch.close()
    scratch.close()
    assert list(temporary.iterdir()) == []
