"""*Run All* on a notebook as it is handed out ends without an error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

CH06_MARKS = (
    pytest.mark.tensorflow,
    pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed"),
)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("slug", ["ch07_gradient", pytest.param("ch06_keras", marks=CH06_MARKS)])
def test_every_cell_of_an_untouched_notebook_runs(
    released_course: Callable[[str], Path], tmp_path: Path, slug: str, lang: str
) -> None:
    folder = tmp_path / "student"
    shutil.copytree(released_course(slug) / "build" / "release" / f"{slug}-{lang}", folder)
    notebook = nbformat.read(folder / f"{slug}.ipynb", as_version=4)
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )

    client.execute()

    for cell in notebook.cells:
        if cell.metadata.chainrule.role == "figure":
            (output,) = cell.outputs
            assert '<img alt="' in output.data["text/html"]
