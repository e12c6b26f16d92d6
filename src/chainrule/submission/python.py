"""Reading Python source without running it: does it compile, and which names does it bind?"""

from __future__ import annotations

import ast
import re
import warnings
from collections import OrderedDict
from dataclasses import dataclass

# A syntax tree takes up to a kilobyte per character. Longer cells, which hold data and not code,
# run without being looked into.
MAX_PARSED_CHARACTERS = 200_000
# So the trees that are kept take 200 MB at the very worst, and 20 MB as a rule.
_KEPT_CHARACTERS = 200_000

# What ast, compile and tokenize raise for text that is not Python, or too much for their stack.
REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)

_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Outline:
    """What a program binds at its top level by `def`, `class` or assignment.

    `lacks_body` says whether it ends in a function or class that holds a docstring and no more.
    """

    names: frozenset[str]
    lacks_body: bool


def outline(source: str) -> Outline | None:
    """Return the outline of `source`, or None if it is not Python."""
    tree = parse(source)
    if tree is None:
        return None
    names: set[str] = set()
    for statement in tree.body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(statement.name)
            case ast.Assign():
                names.update(t.id for t in statement.targets if isinstance(t, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                names.add(name)
    return Outline(frozenset(names), _lacks_body(tree))


def bound_names(source: str) -> frozenset[str]:
    """Return the names that `source` binds, as far as they can be seen if it is not Python.

    Examples
    --------
    >>> sorted(bound_names("def f(x): return x\\ng = lambda x: x"))
    ['f', 'g']
    >>> sorted(bound_names("def f(x): return (x"))
    ['f']
    """
    found = outline(source)
    return found.names if found else defined_names(source)


def defined_names(source: str) -> frozenset[str]:
    """Return the names after `def` and `class` at the start of a line."""
    return frozenset(_DEFINITION.findall(source))


def parse(source: str) -> ast.Module | None:
    """Return the syntax tree, or None if `source` is not Python.

    The tree is not to be changed: others get it, too.
    """
    return None if len(source) > MAX_PARSED_CHARACTERS else _trees.tree(source)


class _Trees:
    """The trees of the texts that were asked for last, as many as fit.

    Repair and grading ask for the same tree up to four times, and all submissions for the stubs'.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, ast.Module | None] = OrderedDict()
        self._characters = 0

    def tree(self, source: str) -> ast.Module | None:
        if source in self._kept:
            self._kept.move_to_end(source)
            return self._kept[source]
        tree = self._kept[source] = _parse(source)
        self._characters += len(source)
        while self._characters > _KEPT_CHARACTERS:
            oldest, _ = self._kept.popitem(last=False)
            self._characters -= len(oldest)
        return tree


_trees = _Trees()


def _parse(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except REFUSALS:
        return None


def compiles(source: str) -> bool:
    """Return whether a notebook could run `source`: unlike `parse`, refuses a stray `return`."""
    if len(source) > MAX_PARSED_CHARACTERS:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(source, "<cell>", "exec", flags=flags, dont_inherit=True)
    except REFUSALS:
        return False
    return True


def has_mixed_indentation(source: str) -> bool:
    """Return whether Python refuses `source` because tabs and spaces contradict each other."""
    if "\t" not in source or len(source) > MAX_PARSED_CHARACTERS:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except REFUSALS as error:
        return isinstance(error, TabError)
    return False


def _lacks_body(tree: ast.Module) -> bool:
    match tree.body[-1:]:
        case [ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str()))])]:
            return True
        case [ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str()))])]:
            return True
    return False
