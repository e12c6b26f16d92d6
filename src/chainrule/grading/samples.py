"""Sample answers of a chapter's author, right or wrong, read as text and never run here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from chainrule.errors import Problem, UserError, fail

Facts = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """Definitions under one decorator with the same exercise and title."""

    exercise: str
    title: str
    facts: Facts
    source: str
    line: int


def read_samples(
    path: Path, decorator: str, keys: tuple[str, ...], title_of: Callable[[Facts], str]
) -> Iterator[Sample]:
    """The sample answers of a file.

    Parameters
    ----------
    path
        A Python file; one that is not there holds no samples.
    decorator
        The name of the decorator that marks them.
    keys
        Arguments that the decorator must have, `exercise` among them.
    title_of
        The title, from the decorator's arguments.

    Raises
    ------
    UserError
        When the file is not Python, or a decorator's arguments are no literals or lack a key.
    """
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise fail(f"is not Python: {error.msg}", path, "correct it", error.lineno) from None
    lines = text.splitlines()
    prelude: list[str] = []
    found: dict[tuple[str, str], list[tuple[ast.stmt, Facts]]] = {}
    problems: list[Problem] = []
    for node in tree.body:
        facts = _facts(node, decorator)
        if facts is None:
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign):
                prelude.append(_source(node, lines, decorator))
            continue
        problem = _problem(facts, decorator, keys)
        if problem:
            remedy = "see docs/authoring.md, Wheats and chaffs"
            problems.append(Problem(problem, path, node.lineno, remedy))
            continue
        found.setdefault((facts["exercise"], title_of(facts)), []).append((node, facts))
    if problems:
        raise UserError(problems)
    for (exercise, title), nodes in found.items():
        sources = (_source(node, lines, decorator) for node, _ in nodes)
        yield Sample(
            exercise=exercise,
            title=title,
            facts=nodes[0][1],
            source="\n\n\n".join([*prelude, *sources]) + "\n",
            line=nodes[0][0].lineno,
        )


def _facts(node: ast.stmt, decorator: str) -> Facts | None:
    """The arguments of a definition's decorator, None when it has none."""
    for each in getattr(node, "decorator_list", []):
        if _is_call_of(each, decorator):
            try:
                return {str(k.arg): ast.literal_eval(k.value) for k in each.keywords}
            except ValueError:
                return {}
    return None


def _is_call_of(node: ast.expr, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == name


def _problem(facts: Facts, decorator: str, keys: tuple[str, ...]) -> str:
    if not facts:
        return f"the arguments of @{decorator} are not literals"
    for name in keys:
        if name not in facts:
            return f"@{decorator} has no {name!r}"
    return ""


def _source(node: ast.stmt, lines: list[str], decorator: str) -> str:
    """A definition's text with its own decorators, without the one that marks it."""
    others = [
        f"@{ast.unparse(each)}"
        for each in getattr(node, "decorator_list", [])
        if not _is_call_of(each, decorator)
    ]
    return "\n".join([*others, *lines[node.lineno - 1 : node.end_lineno]])
