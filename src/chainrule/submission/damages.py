"""What happens to notebooks between a student's browser and the grader, for tests and the demo.

Each function takes a completed notebook (nbformat 4.5) and the id of the exercise to hit, and
returns the damaged file. Its docstring says what is lost.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

Notebook = dict[str, Any]
Damage = Callable[[Notebook, str], bytes]


def deleted_cell(notebook: Notebook, exercise: str) -> bytes:
    """The answer cells are deleted; that exercise's answer is lost."""
    damaged = copy.deepcopy(notebook)
    answers = _answers(damaged, exercise)
    damaged["cells"] = [cell for cell in damaged["cells"] if cell not in answers]
    return _file(damaged)


def deleted_tests(notebook: Notebook, exercise: str) -> bytes:
    """All check, graded and statement cells are deleted; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    damaged["cells"] = [
        cell for cell in damaged["cells"] if _role(cell) not in ("check", "graded", "statement")
    ]
    return _file(damaged)


def duplicated_cell(notebook: Notebook, exercise: str) -> bytes:
    """Every cell of the exercise is there twice, marks included; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    damaged["cells"] = [
        copy.deepcopy(cell)
        for cell in damaged["cells"]
        for _ in range(1 + (_exercise(cell) == exercise))
    ]
    return _file(damaged)


def split_cell(notebook: Notebook, exercise: str) -> bytes:
    """The first answer cell is cut below its first line, as JupyterLab cuts; nothing is lost."""
    return _cut(notebook, exercise, keeps_marks=True)


def split_cell_without_marks(notebook: Notebook, exercise: str) -> bytes:
    """The first answer cell is cut below its first line, the rest is unmarked; nothing is lost."""
    return _cut(notebook, exercise, keeps_marks=False)


def merged_cells(notebook: Notebook, exercise: str) -> bytes:
    """The answer cells are merged into another exercise's answer cell; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    answers = _answers(damaged, exercise)
    others = [cell for cell in damaged["cells"] if _role(cell) == "answer" and cell not in answers]
    if others:
        others[0]["source"] = "\n\n".join(_text(cell) for cell in [others[0], *answers])
        damaged["cells"] = [cell for cell in damaged["cells"] if cell not in answers]
    return _file(damaged)


def moved_cells(notebook: Notebook, exercise: str) -> bytes:
    """All cells of the exercise stand at the end, in reverse order; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    moved = [cell for cell in damaged["cells"] if _exercise(cell) == exercise]
    damaged["cells"] = [c for c in damaged["cells"] if c not in moved] + moved[::-1]
    return _file(damaged)


def retyped_cell(notebook: Notebook, exercise: str) -> bytes:
    """The answer cells are Markdown cells now; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in _answers(damaged, exercise):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]
    return _file(damaged)


def changed_ids(notebook: Notebook, exercise: str) -> bytes:
    """Every cell has a new id; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for number, cell in enumerate(damaged["cells"]):
        cell["id"] = f"{number:08x}"
    return _file(damaged)


def swapped_marks(notebook: Notebook, exercise: str) -> bytes:
    """The first answer cell and one of another exercise exchange their marks; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    first = _answers(damaged, exercise)[0]
    for other in damaged["cells"]:
        if _role(other) == "answer" and _exercise(other) != exercise:
            for mark in ("id", "metadata"):
                first[mark], other[mark] = other[mark], first[mark]
            break
    return _file(damaged)


def stripped_metadata(notebook: Notebook, exercise: str) -> bytes:
    """Every cell has lost its id and its metadata; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in damaged["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    damaged["nbformat_minor"] = 4
    return _file(damaged)


def changed_points(notebook: Notebook, exercise: str) -> bytes:
    """The graded cell claims a hundred points and is unlocked; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in damaged["cells"]:
        if _exercise(cell) == exercise and _role(cell) == "graded":
            cell["metadata"]["nbgrader"] |= {"points": 100, "locked": False, "solution": True}
    return _file(damaged)


def edited_locked_cell(notebook: Notebook, exercise: str) -> bytes:
    """The graded cell holds other code; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in damaged["cells"]:
        if _exercise(cell) == exercise and _role(cell) == "graded":
            cell["source"] = "print('all tests passed')\n100"
    return _file(damaged)


def old_schema(notebook: Notebook, exercise: str) -> bytes:
    """nbgrader's metadata are of schema version 1; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in damaged["cells"]:
        if nbgrader := cell["metadata"].get("nbgrader"):
            nbgrader["schema_version"] = 1
            nbgrader.pop("task", None)
            nbgrader.pop("cell_type", None)
    return _file(damaged)


def old_format(notebook: Notebook, exercise: str) -> bytes:
    """The file is of notebook format 3; nothing is lost."""
    cells = copy.deepcopy(notebook["cells"])
    for cell in cells:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
    sheets = [{"cells": cells, "metadata": {}}]
    return _file(
        {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets}
    )


def truncated_json(notebook: Notebook, exercise: str) -> bytes:
    """The upload broke off behind the last cell; nothing is lost."""
    text = _file({**notebook, "cells": [*notebook["cells"], {"cell_type": "raw", "source": ""}]})
    return text[: text.rindex(b'"raw"')]


def merge_conflict(notebook: Notebook, exercise: str) -> bytes:
    """Git left its conflict marks in the answer cells; that exercise's answer is lost."""
    damaged = copy.deepcopy(notebook)
    marker = "conflict-goes-here"
    for cell in _answers(damaged, exercise):
        cell["metadata"][marker] = True
    line = f'"{marker}": true'.encode()
    return _file(damaged).replace(line, b"<<<<<<< HEAD\n" + line + b"\n=======\n>>>>>>> main")


def trailing_garbage(notebook: Notebook, exercise: str) -> bytes:
    """The rest of an older, longer version follows the notebook; nothing is lost."""
    whole = _file(notebook)
    return whole + whole[-200:]


def utf16(notebook: Notebook, exercise: str) -> bytes:
    """A text editor saved the file in UTF-16; nothing is lost."""
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode("utf-16")


def latin1(notebook: Notebook, exercise: str) -> bytes:
    """A text editor saved the file in the encoding of Windows; characters outside it are lost."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    return text.encode("cp1252", errors="replace")


def windows_newlines(notebook: Notebook, exercise: str) -> bytes:
    """All lines end as in Windows, and the file has a byte order mark; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in damaged["cells"]:
        cell["source"] = _text(cell).replace("\n", "\r\n")
    return b"\xef\xbb\xbf" + _file(damaged).replace(b"\n", b"\r\n")


def notebook_commands(notebook: Notebook, exercise: str) -> bytes:
    """The answer cells begin with magics and shell lines; nothing is lost."""
    damaged = copy.deepcopy(notebook)
    for cell in _answers(damaged, exercise):
        cell["source"] = f"%matplotlib inline\n!pip install numpy\n{_text(cell)}"
    return _file(damaged)


def python_script(notebook: Notebook, exercise: str) -> bytes:
    """Only the code was handed in, as a .py file; the written answers are lost."""
    code = [_text(c) for c in notebook["cells"] if _role(c) in ("setup", "answer", "plot")]
    return "\n\n\n".join(code).encode()


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        deleted_cell,
        deleted_tests,
        duplicated_cell,
        split_cell,
        split_cell_without_marks,
        merged_cells,
        moved_cells,
        retyped_cell,
        changed_ids,
        swapped_marks,
        stripped_metadata,
        changed_points,
        edited_locked_cell,
        old_schema,
        old_format,
        truncated_json,
        merge_conflict,
        trailing_garbage,
        utf16,
        latin1,
        windows_newlines,
        notebook_commands,
        python_script,
    )
}


def _cut(notebook: Notebook, exercise: str, keeps_marks: bool) -> bytes:
    damaged = copy.deepcopy(notebook)
    upper = _answers(damaged, exercise)[0]
    lines = _text(upper).rstrip().splitlines(keepends=True)
    lower = copy.deepcopy(upper)
    lower["id"] = "lower-piece"
    if not keeps_marks:
        lower["metadata"] = {}
    upper["source"], lower["source"] = lines[0], "".join(lines[1:])
    damaged["cells"].insert(damaged["cells"].index(upper) + 1, lower)
    return _file(damaged)


def _file(notebook: Notebook) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _role(cell: dict[str, Any]) -> str | None:
    role = cell["metadata"].get("chainrule", {}).get("role")
    return role if isinstance(role, str) else None


def _exercise(cell: dict[str, Any]) -> str | None:
    exercise = cell["metadata"].get("chainrule", {}).get("exercise")
    return exercise if isinstance(exercise, str) else None


def _answers(notebook: Notebook, exercise: str) -> list[dict[str, Any]]:
    return [
        cell
        for cell in notebook["cells"]
        if _exercise(cell) == exercise and _role(cell) == "answer"
    ]
