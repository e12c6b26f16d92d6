"""Finds and reads the file of examples that comes with a notebook."""

from __future__ import annotations

import ast
import contextlib
import difflib
import json
import locale
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule import __version__
from chainrule.student.examples import Example, expected_value
from chainrule.student.words import LANGUAGES, say

SCHEMA = 1
FOLDERS_ABOVE = 2


@dataclass(frozen=True)
class Sheet:
    """The examples of one exercise by name, in the language of its notebook."""

    lang: str
    number: str
    title: str
    names: dict[str, tuple[Example, ...]]


class SheetError(Exception):
    """Why there is no sheet, in one sentence for the student."""

    def __init__(self, lang: str, sentence: str) -> None:
        super().__init__(sentence)
        self.lang = lang


def find_sheet(exercise: object, namespace: dict[str, Any]) -> Sheet:
    """The sheet of an exercise, from the files nearest to the notebook that owns the namespace.

    Raises
    ------
    SheetError
        When no file is found, the file is damaged or does not know the exercise.
    """
    lang = _language_of_system()
    damage: SheetError | None = None
    exercise_of: dict[str, str] = {}
    for path in _files(namespace):
        try:
            lang, exercises = _read(path, lang)
            if type(exercise) is str and exercise in exercises:
                return _sheet(exercises[exercise], lang)
            for known, entry in exercises.items():
                exercise_of |= dict.fromkeys([*entry["names"], known], known)
        except SheetError as error:
            damage = damage or error
        except (KeyError, TypeError, AttributeError, ValueError, SyntaxError):
            damage = damage or _damaged(path, lang, say("problem.incomplete", lang))
    if damage is not None:
        raise damage
    if not exercise_of:
        raise SheetError(lang, say("problem.no_file", lang, folder=Path.cwd()))
    if type(exercise) is not str:
        name = getattr(exercise, "__name__", "...")
        name = exercise_of.get(name, name)
        raise SheetError(lang, say("problem.not_a_name", lang, name=name))
    sentence = say("problem.unknown_exercise", lang, name=exercise)
    if near := difflib.get_close_matches(exercise, exercise_of, n=1):
        sentence += " " + say("problem.did_you_mean", lang, name=exercise_of[near[0]])
    raise SheetError(lang, sentence)


def _files(namespace: dict[str, Any]) -> Iterator[Path]:
    """The files of examples, nearest first; in one folder the notebook's own comes first."""
    notebook = _notebook(namespace)
    here = Path.cwd()
    folders = [here, *list(here.parents)[:FOLDERS_ABOVE]]
    if notebook is not None:
        folders.append(notebook.parent)
    for folder in dict.fromkeys(folders):
        with contextlib.suppress(OSError):
            files = sorted(folder.glob("*.examples.json"))
            if notebook is not None:
                own = f"{notebook.stem}."
                files.sort(key=lambda file: not file.name.startswith(own))
            yield from files


def _notebook(namespace: dict[str, Any]) -> Path | None:
    # VS Code binds the first, Jupyter servers set the second.
    for name in (namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if type(name) is str and name.endswith(".ipynb"):
            return Path(name)
    return None


def _read(path: Path, lang: str) -> tuple[str, dict[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _damaged(path, lang, say("problem.unreadable", lang)) from None
    except json.JSONDecodeError as error:
        raise _damaged(path, lang, say("problem.not_json", lang, line=error.lineno)) from None
    if document["lang"] in LANGUAGES:
        lang = document["lang"]
    if document["schema"] != SCHEMA:
        sentence = say("problem.other_version", lang, file=path.name, version=__version__)
        raise SheetError(lang, sentence)
    return lang, document["exercises"]


def _damaged(path: Path, lang: str, reason: str) -> SheetError:
    return SheetError(lang, say("problem.broken_file", lang, file=path.name, reason=reason))


def _sheet(entry: Any, lang: str) -> Sheet:
    names = {
        name: tuple(_example(step) for step in steps) for name, steps in entry["names"].items()
    }
    return Sheet(lang, str(entry["number"]), str(entry["title"]), names)


def _example(step: Any) -> Example:
    example = Example(step["source"], step["expected"], step["error"])
    # Damage is to be found before the student's code runs.
    ast.parse(example.source)
    if example.expected is not None:
        expected_value(example.expected)
    return example


def _language_of_system() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "fr" if spoken.lower().startswith("fr") else "en"
