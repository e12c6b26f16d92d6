"""Reading a submitted file into plain cells, whatever its state."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chainrule.submission.notes import Note
from chainrule.submission.python import parse

MAX_FILE_BYTES = 50_000_000
MAX_CELLS = 2_000
MAX_CELL_CHARACTERS = 1_000_000
# A class of 600 must not wait for one file.
MAX_TOTAL_CHARACTERS = 2_000_000
MAX_MARK_CHARACTERS = 200
# An empty list takes 2 bytes in the file and 64 in memory.
MAX_BRACKETS = 2_000_000
# A damaged file is searched for cells after each fault; a hostile one consists of faults.
MAX_FAULTS = 50

GRADING_FIELDS = ("grade", "locked", "points", "solution", "task")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # A notebook without a mark begins with a brace, which betrays two-byte encodings.
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_CELLS_KEY = re.compile(r'"cells"\s*:\s*\[')
_CELL_START = re.compile(
    r'\{\s*"(?:attachments|cell_type|collapsed|execution_count|id|input|language|level|metadata'
    r'|outputs|source)"'
)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


class UnreadableNotebook(Exception):
    """A file in which no notebook can be found; `note` holds the one reason."""

    def __init__(self, code: str, **facts: str) -> None:
        self.note = Note(code, facts=tuple(facts.items()))
        super().__init__(self.note.sentence("en"))


@dataclass(frozen=True)
class RawCell:
    """One cell as submitted: its text, and the marks by which it may be recognised."""

    number: int
    cell_type: str
    source: str
    id: str | None = None
    grade_id: str | None = None
    schema_version: int | None = None
    grading: tuple[tuple[str, str], ...] = ()

    @cached_property
    def key(self) -> str:
        """The text as far as editors leave it alone."""
        return text_key(self.source)


@dataclass(frozen=True)
class RawNotebook:
    """The cells of a submitted file in their order, and what was noticed while reading it."""

    cells: tuple[RawCell, ...]
    notes: tuple[Note, ...] = ()


def read_notebook(path_or_bytes: str | os.PathLike[str] | bytes) -> RawNotebook:
    """Read a submitted notebook; raise `UnreadableNotebook` only if there is nothing to read.

    Parameters
    ----------
    path_or_bytes
        The file, or what it contains.

    Raises
    ------
    UnreadableNotebook
        For an empty, over-long or linked file, and for one that is neither notebook nor Python.

    Examples
    --------
    >>> raw = read_notebook(b'{"cells": [{"cell_type": "code", "source": ["x = 1"]}, {"cell')
    >>> raw.cells[0].source
    'x = 1'
    """
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else _load(Path(path_or_bytes))
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableNotebook("file_too_large", limit=str(MAX_FILE_BYTES // 1_000_000))
    notes: list[Note] = []
    text = _decode(data, notes)
    cells = _find_cells(text, notes)
    if not cells:
        notes.append(Note("no_cells"))
    if len(cells) > MAX_CELLS:
        facts = (("count", str(len(cells))), ("limit", str(MAX_CELLS)))
        notes.append(Note("too_many_cells", facts=facts))
    return RawNotebook(tuple(_read_cells(cells[:MAX_CELLS], notes)), tuple(notes))


def clean_text(text: str) -> str:
    """Return `text` with newlines as in Unix and without characters that UTF-8 cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return _UNWRITABLE.sub("\ufffd", text)


def text_key(text: str) -> str:
    """Return what two texts share that differ only in the blanks which editors add and remove."""
    return "\n".join([line.rstrip() for line in text.strip().split("\n")])


def printable(text: str) -> str:
    """Return a name as one line for a terminal, where control characters could rewrite others."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def source_text(cell: dict[str, Any]) -> str:
    """Return the text of a cell of any notebook format, as it stands."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def grading_fields(nbgrader: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the fields of nbgrader's metadata that decide about points, in a comparable form."""
    return tuple(
        (field, f"{float(value):g}")
        for field in GRADING_FIELDS
        if isinstance(value := nbgrader.get(field), int | float)
    )


def _load(path: Path) -> bytes:
    # A student's link could make the grader read a file that only the instructor may see, and a
    # pipe would keep it waiting for ever.
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            raise UnreadableNotebook("linked_file")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableNotebook("cannot_open")
        if status.st_size > MAX_FILE_BYTES:
            raise UnreadableNotebook("file_too_large", limit=str(MAX_FILE_BYTES // 1_000_000))
        return path.read_bytes()
    except OSError:
        raise UnreadableNotebook("cannot_open") from None


def _decode(data: bytes, notes: list[Note]) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            if encoding != "utf-8":
                notes.append(Note("encoding", facts=(("encoding", encoding.upper()),)))
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file that was cut off may end inside a character.
        if error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8")
    if b"\0" in data[:1000]:
        raise UnreadableNotebook("zip_file" if data.startswith(b"PK") else "not_a_notebook")
    notes.append(Note("encoding", facts=(("encoding", "Latin-1"),)))
    # Windows writes curly quotes and œ in the places where Latin-1 has control characters.
    return data.decode("cp1252" if _is_cp1252(data) else "latin-1")


def _is_cp1252(data: bytes) -> bool:
    return not any(byte in data for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))


def _find_cells(text: str, notes: list[Note]) -> list[dict[str, Any]]:
    stripped = text.lstrip()
    if not stripped:
        raise UnreadableNotebook("empty_file")
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise UnreadableNotebook("too_many_brackets")
    decoder = json.JSONDecoder(strict=False, parse_int=_parse_int)
    try:
        document, end = decoder.raw_decode(stripped)
    except RecursionError:
        raise UnreadableNotebook("too_deep") from None
    except ValueError:
        if stripped.startswith("{"):
            return _recover_cells(stripped, notes)
        return [_read_script(text, notes)]
    if not isinstance(document, dict):
        if not stripped[end:].strip():
            raise UnreadableNotebook("not_a_notebook")
        return [_read_script(text, notes)]
    if stripped[end:].strip():
        notes.append(Note("trailing_text"))
    return _listed_cells(document, notes)


def _parse_int(digits: str) -> float:
    # Python refuses to convert integers of thousands of digits; here every number is a hint only.
    return int(digits) if len(digits) < 20 else float(digits)


def _listed_cells(document: dict[str, Any], notes: list[Note]) -> list[dict[str, Any]]:
    if not document.keys() & {"cells", "worksheets", "nbformat"}:
        raise UnreadableNotebook("not_a_notebook")
    holders = [document]
    if "cells" not in document and isinstance(document.get("worksheets"), list):
        notes.append(Note("old_format", facts=(("version", "3"),)))
        holders = [sheet for sheet in document["worksheets"] if isinstance(sheet, dict)]
    lists = [holder.get("cells") for holder in holders]
    return [
        cell
        for cells in lists
        if isinstance(cells, list)
        for cell in cells
        if isinstance(cell, dict)
    ]


def _recover_cells(text: str, notes: list[Note]) -> list[dict[str, Any]]:
    decoder = json.JSONDecoder(parse_int=_parse_int)
    key = _CELLS_KEY.search(text)
    position = key.end() if key else 1
    cells: list[dict[str, Any]] = []
    faults = 0
    while faults < MAX_FAULTS and (start := _CELL_START.search(text, position)):
        try:
            cell, position = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            # Up to the fault the text belongs to the broken cell: going on from there keeps the
            # search linear.
            position = max(start.start() + 1, error.pos)
            faults += 1
        except RecursionError:
            raise UnreadableNotebook("too_deep") from None
        else:
            if "cell_type" in cell:
                cells.append(cell)
    if not cells:
        raise UnreadableNotebook("nothing_left")
    notes.append(Note("damaged_file", facts=(("count", str(len(cells))),)))
    return cells


def _read_script(text: str, notes: list[Note]) -> dict[str, Any]:
    if text.startswith("PK\x03\x04"):
        raise UnreadableNotebook("zip_file")
    if text.lstrip().startswith("<"):
        raise UnreadableNotebook("web_page")
    if parse(clean_text(text)) is None:
        raise UnreadableNotebook("not_a_notebook")
    notes.append(Note("plain_python"))
    return {"cell_type": "code", "source": text}


def _read_cells(cells: list[dict[str, Any]], notes: list[Note]) -> Iterator[RawCell]:
    room = MAX_TOTAL_CHARACTERS
    for number, cell in enumerate(cells, 1):
        written = source_text(cell)
        if len(written) > min(MAX_CELL_CHARACTERS, room):
            notes.append(Note("cell_too_long", number))
            written = ""
        room -= len(written)
        if _UNWRITABLE.search(written):
            notes.append(Note("bad_characters", number))
        metadata = _dict(cell.get("metadata"))
        nbgrader = _dict(metadata.get("nbgrader"))
        version = nbgrader.get("schema_version")
        yield RawCell(
            number=number,
            cell_type=_cell_type(cell),
            source=clean_text(written),
            id=_mark(cell.get("id")),
            grade_id=_mark(nbgrader.get("grade_id")),
            schema_version=version if isinstance(version, int) else None,
            grading=grading_fields(nbgrader),
        )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mark(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_MARK_CHARACTERS else None


def _cell_type(cell: dict[str, Any]) -> str:
    match cell.get("cell_type"):
        case "code" | "markdown" | "raw" as known:
            return str(known)
        case "heading":
            return "markdown"
    return "code" if cell.keys() & {"input", "outputs", "execution_count"} else "raw"
