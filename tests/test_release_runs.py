"""*Run All* on a notebook as it is handed out ends without an error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from chapters import every_chapter
from nbclient import NotebookClient


@pytest.mark.timeout(900)  # the first one waits for the whole course to be built
@pytest.mark.parametrize("lang", ["en", "fr"])
@every_chapter
def test_every_cell_of_an_untouched_notebook_runs(
    released_course: Callable[[str], Path], tmp_path: Path, slug: str, lang: str
) -> None:
    folder = tmp_path / "student"
    shutil.copytree(released_course("*") / "build" / "release" / f"{slug}-{lang}", folder)
    notebook = nbformat.read(folder / f"{slug}.ipynb", as_version=4)
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )

    client.execute()

    for cell in notebook.cells:
        if cell.metadata.chainrule.role == "figure":
            (output,) = cell.outputs
            assert '<img alt="' in output.data["text/html"]
