"""Docstrings as units of prose, so that a translation changes words and nothing else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

WIDTH = 88

Translate = Callable[[str], str]

#: Sections of a docstring whose lines at the left margin are names, not prose.
_NAMED = {"Parameters", "Raises", "Attributes"}

_TITLES = {
    "fr": {
        "Parameters": "Paramètres",
        "Returns": "Renvoie",
        "Raises": "Lève",
        "Attributes": "Attributs",
        "Examples": "Exemples",
        "Notes": "Notes",
    }
}

_UNDERLINE = re.compile(r"^-{3,}$")


def units(docstring: str) -> list[str]:
    """The units of prose of a docstring: runs of lines at one indentation, joined by spaces.

    Examples
    --------
    >>> units("Sum of squares.\\n\\nParameters\\n----------\\np\\n    The point,\\n    a list.")
    ['Sum of squares.', 'The point, a list.']
    """
    return [text for kind, _, text in _pieces(docstring) if kind == "prose"]


def translated(docstring: str, translate: Translate, lang: str) -> str:
    """The docstring with its prose translated, section titles in ``lang``, code as it was."""
    titles = _TITLES.get(lang, {})
    lines: list[str] = []
    for kind, source, text in _pieces(docstring):
        if kind == "title":
            title = titles.get(text, text)
            lines += [title, "-" * len(title)]
        elif kind == "prose" and (other := translate(text)) != text:
            indent = " " * (len(source[0]) - len(source[0].lstrip()))
            width = WIDTH - len(indent)
            lines += [indent + line for line in textwrap.wrap(other, width, break_long_words=False)]
        else:
            lines += source
    return "\n".join(lines)


def _pieces(docstring: str) -> Iterator[tuple[str, list[str], str]]:
    """(kind, source lines, text) for every piece; kind is title, prose or verbatim."""
    lines = docstring.splitlines()
    section = ""
    run: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        begins_title = number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1])
        verbatim = (
            not line.strip()
            or begins_title
            or line.lstrip().startswith(">>>")
            or (section in _NAMED and indent == 0)
        )
        if run and (verbatim or indent != len(run[0]) - len(run[0].lstrip())):
            yield "prose", run, " ".join(part.strip() for part in run)
            run = []
        if begins_title:
            section = line.strip()
            yield "title", lines[number : number + 2], section
            number += 2
            continue
        if line.lstrip().startswith(">>>"):
            end = number
            while end < len(lines) and lines[end].strip():
                end += 1
            yield "verbatim", lines[number:end], ""
            number = end
            continue
        if verbatim:
            yield "verbatim", [line], ""
        else:
            run.append(line)
        number += 1
    if run:
        yield "prose", run, " ".join(part.strip() for part in run)
