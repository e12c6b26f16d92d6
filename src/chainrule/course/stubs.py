"""Stubs: a section of the reference solutions with every body cut away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from chainrule.course.docstring import Translate, translated
from chainrule.course.solution import Section, is_public

Definition = cst.FunctionDef | cst.ClassDef


def stub(section: Section, translate: Translate, lang: str, comment: str) -> str:
    """What the student gets: the section's public definitions with every body replaced.

    Parameters
    ----------
    section
        A section of a solution file.
    translate
        Takes a unit of docstring prose, returns it in the student's language.
    lang
        That language, for the titles of the docstring's sections.
    comment
        What stands in each body, as in ``Write your code here.``
    """
    module = cst.parse_module(section.source)
    body: list[cst.BaseStatement] = []
    for node in _public(module.body, in_class=False):
        body.append(
            _stubbed(node, translate, lang, comment, depth=1).with_changes(
                leading_lines=[cst.EmptyLine(), cst.EmptyLine()] if body else []
            )
        )
    return module.with_changes(header=[], footer=[], body=body).code.strip() + "\n"


def _public(body: Sequence[cst.CSTNode], in_class: bool) -> Iterator[Definition]:
    for node in body:
        if isinstance(node, Definition) and is_public(node.name.value, in_class):
            yield node


def _stubbed(
    node: Definition, translate: Translate, lang: str, comment: str, depth: int
) -> Definition:
    indent = "    " * depth
    body: list[cst.BaseStatement] = []
    if docstring := node.get_docstring():
        text = translated(docstring, translate, lang)
        body.append(cst.SimpleStatementLine([cst.Expr(_quoted(text, indent))]))
    if isinstance(node, cst.ClassDef):
        for method in _public(node.body.body, in_class=True):
            space = [cst.EmptyLine(indent=False)]
            cut = _stubbed(method, translate, lang, comment, depth + 1)
            body.append(cut.with_changes(leading_lines=space))
        return node.with_changes(body=cst.IndentedBlock(body))
    todo = [cst.EmptyLine(comment=cst.Comment(f"# {comment}"))]
    error = cst.Raise(cst.Name("NotImplementedError"))
    body.append(cst.SimpleStatementLine([error], leading_lines=todo))
    return node.with_changes(body=cst.IndentedBlock(body))


def _quoted(text: str, indent: str) -> cst.SimpleString:
    lines = text.splitlines()
    rest = [f"{indent}{line}" if line else "" for line in lines[1:]]
    # A quote or a backslash in front of the closing quotes would join them.
    closing = f"\n{indent}" if rest or text.endswith(('"', "\\")) else ""
    prefix = "r" if "\\" in text else ""
    quotes = "'''" if '"""' in text else '"""'
    return cst.SimpleString(prefix + quotes + "\n".join([lines[0], *rest]) + closing + quotes)
