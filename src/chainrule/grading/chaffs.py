"""Chaffs: plausible wrong answers, read from autograder/<slug>/chaffs.py as text."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule.errors import Problem, UserError, fail


@dataclass(frozen=True)
class Chaff:
    """One misconception: its code, the hidden tests that it fails, what it is called and told."""

    exercise: str
    title: str
    texts: dict[str, tuple[str, str]]
    fails: frozenset[str]
    source: str
    line: int


def load_chaffs(path: Path, languages: tuple[str, ...]) -> tuple[Chaff, ...]:
    """Read a chapter's chaffs; the file is never run here.

    Raises
    ------
    UserError
        When a decorator's arguments are no literals, or a language is missing.
    """
    if not path.exists():
        return ()
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise fail(f"is not Python: {error.msg}", path, "correct it", error.lineno) from None
    lines = text.splitlines()
    prelude: list[str] = []
    found: dict[tuple[str, str], list[tuple[ast.stmt, dict[str, Any]]]] = {}
    problems: list[Problem] = []
    for node in tree.body:
        facts = _facts(node)
        if facts is None:
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign):
                prelude.append(_source(node, lines))
            continue
        problem = _problem(facts, languages)
        if problem:
            problems.append(Problem(problem, path, node.lineno, "see docs/authoring.md, Chaffs"))
            continue
        title = facts[languages[0]][0]
        found.setdefault((facts["exercise"], title), []).append((node, facts))
    if problems:
        raise UserError(problems)
    return tuple(
        Chaff(
            exercise=exercise,
            title=title,
            texts={lang: nodes[0][1][lang] for lang in languages},
            fails=frozenset(nodes[0][1]["fails"]),
            source="\n\n\n".join([*prelude, *(_source(node, lines) for node, _ in nodes)]) + "\n",
            line=nodes[0][0].lineno,
        )
        for (exercise, title), nodes in found.items()
    )


def _facts(node: ast.stmt) -> dict[str, Any] | None:
    """The arguments of a definition's ``@chaff``, None when it has none."""
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "chaff":
            try:
                return {str(k.arg): ast.literal_eval(k.value) for k in decorator.keywords}
            except ValueError:
                return {}
    return None


def _problem(facts: dict[str, Any], languages: tuple[str, ...]) -> str:
    if not facts:
        return "the arguments of @chaff are not literals"
    for name in ("exercise", "fails", *languages):
        if name not in facts:
            return f"@chaff has no {name!r}"
    return ""


def _source(node: ast.stmt, lines: list[str]) -> str:
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])
