"""What a student has written at all: an untouched exercise is not tested."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from chainrule.course.manifest import Exercise
from chainrule.submission import Repaired, SourceCell
from chainrule.submission.python import bound_names, compiles, parse


class Presence:
    """Which exercises a student's code may answer.

    Parameters
    ----------
    cells
        What repair took out of the submission.
    stubs
        The released text of every answer cell, by grade id.
    """

    def __init__(self, cells: Iterable[SourceCell], stubs: Mapping[str, str]) -> None:
        self._written = [_Written(cell, stubs) for cell in cells if cell.kind != "setup"]

    def touches(self, exercise: str, names: Sequence[str]) -> bool:
        """Whether anything that the student wrote may define one of the names."""
        return any(
            (cell.exercise == exercise or cell.may_bind(names)) and not cell.is_stub
            # Most exercises are answered in their own cells, which need not be looked into.
            for cell in sorted(self._written, key=lambda cell: cell.exercise != exercise)
        )


class _Written:
    """A cell of the student's, looked into once and only as far as somebody asks."""

    def __init__(self, cell: SourceCell, stubs: Mapping[str, str]) -> None:
        self.exercise = cell.exercise
        self._cell = cell
        self._stub = stubs.get(cell.grade_id or "", "")

    @cached_property
    def is_stub(self) -> bool:
        return self._cell.kind == "answer" and _is_stub(self._cell.source, self._stub)

    def may_bind(self, names: Sequence[str]) -> bool:
        """Whether the code binds one of the names, or might in a way that cannot be read off it."""
        return not self._bound.isdisjoint(names) or (
            not self._words.isdisjoint(names) and self._is_opaque
        )

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self._cell.python))

    @cached_property
    def _bound(self) -> frozenset[str]:
        return bound_names(self._cell.python)

    @cached_property
    def _is_opaque(self) -> bool:
        source = self._cell.python
        dynamic = re.search(r"\b(exec|globals|locals|setattr)\b|import \*", source)
        return dynamic is not None or not compiles(source)


def _is_stub(source: str, stub: str) -> bool:
    """Whether code is the stub; docstrings and comments may be those of an earlier release."""
    if source.strip() == stub.strip():
        return True
    written, released = parse(source), parse(stub)
    return written is not None and released is not None and _is_same(written, released)


def _is_same(one: object, other: object) -> bool:
    """Whether two syntax trees differ in docstrings at most; ends at the first difference."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if not isinstance(one, ast.AST) or not isinstance(other, ast.AST):
        return one == other
    return all(
        _is_same(_without_docstring(one, name), _without_docstring(other, name))
        for name in one._fields
    )


def _without_docstring(node: ast.AST, field: str) -> object:
    value = getattr(node, field, None)
    if field == "body" and isinstance(node, ast.FunctionDef | ast.ClassDef):
        match node.body[0]:
            case ast.Expr(value=ast.Constant(value=str())):
                return node.body[1:]
    return value


def is_answered(exercise: Exercise, repaired: Repaired, stubs: dict[str, str]) -> bool:
    """Whether a written answer or a plot cell holds anything of the student's."""
    if exercise.kind == "written":
        text = repaired.written.get(exercise.id, "")
    else:
        text = "\n".join(c.source for c in repaired.cells if c.grade_id == exercise.id)
    return text.strip() not in ("", stubs.get(exercise.id, "").strip())
