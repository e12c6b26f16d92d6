"""What definitions in a student's code use, read off it without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TypeGuard

from chainrule.submission import SourceCell
from chainrule.submission.python import parse


class Uses:
    """Which names the definitions of a student's code use, directly or by way of others."""

    def __init__(self, cells: Iterable[SourceCell]) -> None:
        self._used: dict[str, frozenset[str]] = {}
        self._aliases: dict[str, list[str]] = {}
        for cell in cells:
            tree = parse(cell.python)
            for node in tree.body if tree else ():
                code = node.value if isinstance(node, ast.Assign) else node
                for name in _bound(node):
                    self._used[name] = _names_in(code)
                    if isinstance(code, ast.Name) and not name.startswith("."):
                        self._aliases.setdefault(code.id, []).append(name)

    def aliases(self, name: str) -> tuple[str, ...]:
        """Other names given to what has this name, as in ``act = activation``."""
        return tuple(self._aliases.get(name, ()))

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """All names defined in the code that the definitions of these use.

        A function that the code makes a method, as in ``Value.backward = backward``, is used by
        whoever uses an attribute of that name; ``.backward`` is among the names then, too.
        """
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            new = self._used.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting += new
        return frozenset(found & self._used.keys())


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        attributes = [target for target in node.targets if isinstance(target, ast.Attribute)]
        return [*names, *(f".{target.attr}" for target in attributes)]
    return []


def _names_in(node: ast.AST) -> frozenset[str]:
    """The names that a definition uses and does not bind itself."""
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    bound = {each.id for each in names if isinstance(each.ctx, ast.Store)}
    for each in ast.walk(node):
        if isinstance(each, ast.arg):
            bound.add(each.arg)
        elif isinstance(each, ast.alias):
            bound.add(each.asname or each.name)
    used = {f".{each.attr}" for each in ast.walk(node) if _is_read(each)}
    return frozenset(used | {each.id for each in names} - bound)


def _is_read(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
