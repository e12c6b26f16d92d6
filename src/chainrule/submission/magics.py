"""Reading a cell as IPython would, with commands to the notebook or the shell taken out."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from chainrule.submission.python import (
    MAX_PARSED_CHARACTERS,
    REFUSALS,
    Outline,
    defined_names,
    has_mixed_indentation,
    outline,
    parse,
)

# These time or hush the code they stand before, and leave it what it is.
KEPT_CELL_MAGICS = frozenset({"capture", "prun", "time", "timeit"})
KEPT_LINE_MAGICS = frozenset({"time"})

# Where IPython stumbles over a cell, it does not run it either.
IPYTHON_FAULTS = (*REFUSALS, IndexError, AssertionError)

_PROMPT = re.compile(r"\s*In \[\d+\]: ")
_OPTION = re.compile(r"--?[a-z][\w-]*\s+")
# IPython would split lines at these, and Python does not: line numbers would no longer hold.
_LINE_BREAKS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NAME = re.compile(r"\w{1,30}")


@dataclass(frozen=True)
class Skipped:
    """A command that was taken out: its line in the cell, from 1, its name, and what goes with it.

    `effect` is the code of the note: the command alone (`magic_removed`), its line
    (`magic_skipped`), or the whole cell (`cell_skipped`).
    """

    line: int
    name: str
    effect: str = "magic_skipped"


@dataclass(frozen=True)
class PlainPython:
    """A cell's text as plain Python with the same number of lines.

    `outline` is None when the text is not Python all the same.
    """

    python: str
    outline: Outline | None
    skipped: tuple[Skipped, ...] = ()
    tabs_expanded: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names that the cell binds, as far as they can be seen."""
        return self.outline.names if self.outline else defined_names(self.python)


class CellReader:
    """Reads the cells of one notebook, with a bound on the work that all of them may cost."""

    def __init__(self, budget: int = 2_000_000) -> None:
        # IPython tokenises a cell anew for each command in it, so the cost may be quadratic.
        self._budget = budget
        self._read: dict[str, PlainPython] = {}

    def read(self, source: str) -> PlainPython:
        """Return `source` without magics; a text that cannot be repaired comes back unchanged.

        Examples
        --------
        >>> CellReader().read("if x:\\n    !ls\\ny = %time f(x)").python
        'if x:\\n    pass\\ny = f(x)'
        """
        if source not in self._read:
            self._read[source] = self._plain(source)
        return self._read[source]

    def _plain(self, source: str) -> PlainPython:
        found = outline(source)
        if (found and not _PROMPT.match(source)) or len(source) > MAX_PARSED_CHARACTERS:
            return PlainPython(source, found)
        skipped: list[Skipped] = []
        python = self._without_magics(source, skipped)
        expanded = _expand_tabs(python)
        python = expanded or python
        return PlainPython(python, outline(python), tuple(skipped), expanded is not None)

    def _without_magics(self, source: str, skipped: list[Skipped]) -> str:
        # The import takes 0.3 s, and most notebooks hold no magic.
        from IPython.core import inputtransformer2

        transformer: Any = inputtransformer2
        manager = transformer.TransformerManager()
        lines = [line + "\n" for line in _LINE_BREAKS.sub(" ", source).split("\n")]
        for transform in manager.cleanup_transforms:
            cleaned = transform(lines)
            lines = ["\n"] * (len(lines) - len(cleaned)) + list(cleaned)
        if not _take_cell_magics(lines, skipped):
            return "\n" * source.count("\n")
        while self._budget > 0:
            self._budget -= sum(map(len, lines))
            try:
                tokens = transformer.make_tokens_by_line(lines)
                found = [kind.find(tokens) for kind in manager.token_transformers]
            except IPYTHON_FAULTS:
                break
            if not _replace_first([find for find in found if find], lines, skipped):
                break
        return "".join(lines)[:-1]


def _take_cell_magics(lines: list[str], skipped: list[Skipped]) -> bool:
    """Blank the cell magics at the top; return whether the body below them is Python."""
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if not line.startswith("%%") or re.match(r"%%\w+\?", line):
            return True
        name = line[2:].split(maxsplit=1)[0] if line[2:].strip() else ""
        kept = name in KEPT_CELL_MAGICS
        effect = "magic_removed" if kept else "cell_skipped"
        skipped.append(Skipped(index + 1, "%%" + _shown(name), effect))
        lines[index] = "\n"
        if not kept:
            return False
    return True


def _replace_first(found: list[Any], lines: list[str], skipped: list[Skipped]) -> bool:
    """Replace the first command in `lines`; return False when there is none."""
    for command in sorted(found, key=lambda command: command.sortby()):
        try:
            transformed = command.transform(lines)
        except IPYTHON_FAULTS:
            continue
        start = command.start_line
        kept, call = (
            transformed[start][: command.start_col],
            transformed[start][command.start_col :],
        )
        nothing = "None" if kept.strip() else "pass"
        replacement, name = _replace_call(call.strip(), nothing)
        if name:
            effect = "magic_skipped" if replacement == nothing else "magic_removed"
            skipped.append(Skipped(start + 1, name, effect))
        blank = ["\n"] * (len(lines) - len(transformed))
        lines[:] = [
            *transformed[:start],
            f"{kept}{replacement}\n",
            *blank,
            *transformed[start + 1 :],
        ]
        return True
    return False


def _replace_call(call: str, nothing: str) -> tuple[str, str]:
    """Return what stands for IPython's call, and the name of the command ("" if it is kept)."""
    tree = parse(call)
    if not call.startswith("get_ipython()"):
        # IPython's shorthand for calls (`/f 1`) becomes a plain call.
        return (call, "") if tree is not None else (nothing, "/")
    if call.startswith("get_ipython().run_line_magic("):
        match tree:
            case ast.Module(
                body=[
                    ast.Expr(
                        value=ast.Call(
                            args=[ast.Constant(value=str(name)), ast.Constant(value=str(rest))]
                        )
                    )
                ]
            ):
                if name.startswith(("pinfo", "psearch")):
                    return nothing, "?"
                code = _OPTION.sub("", rest.strip(), count=1) if rest.startswith("-") else rest
                if name in KEPT_LINE_MAGICS and code.strip() and parse(code.strip()) is not None:
                    return code.strip(), "%" + name
                return nothing, "%" + _shown(name)
    return nothing, "?" if "show_usage" in call else "!"


def _shown(name: str) -> str:
    found = _NAME.match(name)
    return found.group() if found else ""


def _expand_tabs(python: str) -> str | None:
    """Return `python` with tabs at line starts as spaces, if that and only that makes it Python."""
    if not has_mixed_indentation(python):
        return None
    for width in (8, 4):
        lines = python.split("\n")
        for index, line in enumerate(lines):
            body = line.lstrip(" \t")
            lines[index] = line[: len(line) - len(body)].expandtabs(width) + body
        if parse("\n".join(lines)) is not None:
            return "\n".join(lines)
    return None
