"""The cells of a MyST Markdown notebook, read by jupytext and kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from chainrule.cache import cache_folder
from chainrule.errors import fail
from chainrule.files import write_atomically
from chainrule.imports import UNUSED_FORMATS, absent


@dataclass(frozen=True)
class Cell:
    """A cell: whether it is code, its text and tags, and the number of the line before it."""

    is_code: bool
    source: str
    tags: Sequence[str]
    line: int


def read_cells(source: str, path: Path) -> list[Cell]:
    """Cut a text into its cells.

    jupytext takes longer to load than everything else that grading needs of a chapter, so what it
    finds in a text is kept, under a hash of that text.

    Parameters
    ----------
    source
        The text.
    path
        Where it was read, for the message.

    Raises
    ------
    UserError
        When the metadata of a cell cannot be read.
    """
    key = hashlib.sha256(f"{version('jupytext')} {source}".encode()).hexdigest()
    kept = cache_folder("texts") / f"{key}.json"
    try:
        return [
            Cell(**{**cell, "tags": tuple(cell["tags"])}) for cell in json.loads(kept.read_bytes())
        ]
    except (OSError, ValueError, TypeError, KeyError):
        cells = _cut(source, path)
    # A cache that cannot be written is none.
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, json.dumps([asdict(cell) for cell in cells]))
    return cells


def _cut(source: str, path: Path) -> list[Cell]:
    with absent("jupyter_server", *UNUSED_FORMATS):
        from jupytext.myst import MystMetadataParsingError, myst_to_notebook

    try:
        notebook = myst_to_notebook(source, add_source_map=True)
    except MystMetadataParsingError as error:
        what = " ".join(str(error).split())
        raise fail(what, path, "correct the lines that begin with a colon") from None
    return [
        Cell(cell.cell_type == "code", cell.source, cell.metadata.get("tags", []), line)
        for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True)
    ]
