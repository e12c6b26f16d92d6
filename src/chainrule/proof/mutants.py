"""Mutants of the references: one small change each, by the operators of mutmut and one more."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from types import CodeType
from typing import Final

import libcst as cst
from mutmut.mutation.mutators import OPERATORS_TYPE, mutation_operators

from chainrule.grading.cells import Piece, names_used

#: As mutmut: a mutant without the call fails at once, so it would only raise the kill rate.
_PLAIN_CALLS = ("len", "isinstance")


@dataclass(frozen=True)
class Mutant:
    """One change of the reference.

    Parameters
    ----------
    exercise
        The exercise whose tests have to notice it.
    function
        The function that it is in, as in ``Var.__add__``.
    old, new
        The lines that differ, without their common indentation.
    line
        Where they begin in the solution file.
    piece, source
        Number of the changed piece of the solution, and its whole text.
    """

    exercise: str
    function: str
    old: str
    new: str
    line: int
    piece: int
    source: str


def mutants_of(pieces: tuple[Piece, ...]) -> Iterator[Mutant]:
    """Every mutant of a solution's function bodies that compiles to other code than the original.

    Documentation, annotations, default values and what is raised stay as they are: the text of an
    exercise gives them, and no test may ask for the words of a message.
    """
    owners = _owners(pieces)
    for number, piece in enumerate(pieces):
        module = cst.parse_module(piece.source)
        for definition in module.body:
            if not isinstance(definition, cst.FunctionDef | cst.ClassDef):
                continue
            text = module.code_for_node(definition)
            seen = {_code(text)}
            for function, changed_definition in _changes(definition):
                changed = module.code_for_node(changed_definition)
                shape = _code(changed)
                if shape is None or shape in seen:
                    continue
                seen.add(shape)
                source = piece.source.replace(text, changed, 1)
                first, old, new_lines = _difference(piece.source, source)
                yield Mutant(
                    exercise=owners[number, definition.name.value],
                    function=function,
                    old=old,
                    new=new_lines,
                    line=piece.line + first,
                    piece=number,
                    source=source,
                )


def _changes(definition: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """The definition with one node changed, for each change; with the function that it is in."""
    for function, path in _sites((definition,), ()):
        for kind, operator in _OPERATORS:
            if isinstance(path[-1], kind):
                for new in operator(path[-1]):
                    yield function, _with_last(path, new)


def _without_guard(node: cst.If) -> Iterator[cst.If]:
    """No error where there was one: mutmut never takes a statement away, and students do."""
    match node:
        case cst.If(body=cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Raise()])])):
            yield node.with_changes(test=cst.Name("False"))


_OPERATORS: Final[OPERATORS_TYPE] = (*mutation_operators, (cst.If, _without_guard))


def _sites(
    path: tuple[cst.CSTNode, ...], within: tuple[str, ...]
) -> Iterator[tuple[str, tuple[cst.CSTNode, ...]]]:
    """The nodes that may be changed, each after those it lies in."""
    node = path[-1]
    if isinstance(node, cst.FunctionDef):
        if node.name.value != "__repr__":
            for child in node.body.children:
                yield from _sites((*path, node.body, child), (*within, node.name.value))
    elif isinstance(node, cst.ClassDef):
        for child in node.body.children:
            if isinstance(child, cst.FunctionDef | cst.ClassDef):
                yield from _sites((*path, node.body, child), (*within, node.name.value))
    elif not isinstance(node, cst.Annotation | cst.Raise) and not _is_plain(node):
        yield ".".join(within), path
        for child in node.children:
            yield from _sites((*path, child), within)


def _with_last(path: tuple[cst.CSTNode, ...], new: cst.CSTNode) -> cst.CSTNode:
    """The first node of a path with the last one replaced.

    libcst's own ``deep_replace`` visits the whole tree, which takes most of the time of a proof.
    """
    for parent, child in reversed(list(pairwise(path))):
        for each in fields(parent):
            value = getattr(parent, each.name)
            if value is child:
                new = parent.with_changes(**{each.name: new})
                break
            if isinstance(value, tuple | list) and any(item is child for item in value):
                items = [new if item is child else item for item in value]
                new = parent.with_changes(**{each.name: items})
                break
    return new


def _is_plain(node: cst.CSTNode) -> bool:
    """Whether a node is a text that nobody reads, or a call that cannot be left out."""
    if isinstance(node, cst.Expr):
        return isinstance(node.value, cst.BaseString)
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in _PLAIN_CALLS
    )


def _owners(pieces: tuple[Piece, ...]) -> dict[tuple[int, str], str]:
    """The exercise that each definition counts for; a helper's is the first one that uses it."""
    found: dict[tuple[int, str], str] = {}
    uses: dict[str, frozenset[str]] = {}
    places: dict[str, int] = {}
    for number, piece in enumerate(pieces):
        for node in ast.parse(piece.source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                uses[node.name] = names_used(ast.unparse(node))
                places[node.name] = number
    exercises = dict.fromkeys(piece.exercise for piece in pieces if piece.exercise is not None)
    for name, number in places.items():
        own = pieces[number].exercise
        users = [e for e in exercises if name in _reached(e, pieces, uses, places)]
        if own is not None and (own in users or not users):
            found[number, name] = own
        else:
            found[number, name] = (users or list(exercises))[0]
    return found


def _reached(
    exercise: str,
    pieces: tuple[Piece, ...],
    uses: dict[str, frozenset[str]],
    places: dict[str, int],
) -> set[str]:
    """The definitions that the names an exercise asks for come to use."""
    found = {
        name
        for name, number in places.items()
        if pieces[number].exercise == exercise and not name.startswith("_")
    }
    while more := {used for name in found for used in uses[name] if used in uses} - found:
        found |= more
    return found


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """How many lines come before the change, the old lines, the new lines."""
    old, new = before.splitlines(), after.splitlines()
    start = 0
    while old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    return start, textwrap.dedent("\n".join(gone)), textwrap.dedent("\n".join(come))


Shape = tuple[object, ...]


def _code(source: str) -> Shape | None:
    """What a text compiles to, without its line numbers; None when it does not compile."""
    try:
        return _shape(compile(source, "<mutant>", "exec", dont_inherit=True))
    except SyntaxError:
        return None


def _shape(code: CodeType) -> Shape:
    constants = tuple(
        _shape(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts
    )
    return (
        *(code.co_code, code.co_exceptiontable, constants, code.co_flags),
        *(code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars),
        *(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
    )
