"""What a student has written at all: an untouched exercise is not tested."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from chainrule.course.manifest import Exercise
from chainrule.submission import Repaired
from chainrule.submission.python import bound_names, compiles


def is_touched(
    exercise: str, names: Sequence[str], repaired: Repaired, stubs: dict[str, str]
) -> bool:
    """Whether anything that the student wrote may define one of the names."""
    for cell in repaired.cells:
        untouched = cell.kind == "answer" and _is_stub(
            cell.source, stubs.get(cell.grade_id or "", "")
        )
        if cell.kind == "setup" or untouched:
            continue
        if cell.exercise == exercise or _may_bind(cell.python, names):
            return True
    return False


def _may_bind(source: str, names: Sequence[str]) -> bool:
    """Whether code binds one of the names, or could do so in a way that cannot be read off it."""
    bound = bound_names(source)
    if not bound.isdisjoint(names):
        return True
    if compiles(source) and not re.search(r"\b(exec|globals|locals|setattr)\b|import \*", source):
        return False
    return any(re.search(rf"\b{name}\b", source) for name in names)


def _is_stub(source: str, stub: str) -> bool:
    """Whether code is the stub; docstrings and comments may be those of an earlier release."""
    if source.strip() == stub.strip():
        return True
    try:
        trees = [ast.parse(source), ast.parse(stub)]
    except (SyntaxError, ValueError):
        return False
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
                node.body = node.body[1:]
    return ast.dump(trees[0]) == ast.dump(trees[1])


def is_answered(exercise: Exercise, repaired: Repaired, stubs: dict[str, str]) -> bool:
    """Whether a written answer or a plot cell holds anything of the student's."""
    if exercise.kind == "written":
        text = repaired.written.get(exercise.id, "")
    else:
        text = "\n".join(c.source for c in repaired.cells if c.grade_id == exercise.id)
    return text.strip() not in ("", stubs.get(exercise.id, "").strip())
