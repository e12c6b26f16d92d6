"""New entries in the text of course.yml, whose comments and layout stay as they are."""

from __future__ import annotations

import re
import textwrap

import yaml


class NotExtendable(Exception):
    """The text is written in a form that an entry cannot be put into."""


def with_chapter(text: str, entry: str) -> str:
    """The text of course.yml with a further chapter, a block of lines that begins with a dash."""
    chapters = _sequence(_value(_composed(text), "chapters"))
    if chapters.value:
        return _after_item(text, chapters, len(chapters.value) - 1, f"\n{entry}")
    start, end = chapters.start_mark.index, chapters.end_mark.index
    bare = text[:start].rstrip() + text[end:]
    at = _line_end(bare, len(text[:start].rstrip()))
    return f"{bare[:at]}\n{textwrap.indent(entry, '  ')}{bare[at + 1 :]}"


def with_exercise(text: str, chapter: int, after: int, entry: str) -> str:
    """The text of course.yml with a further exercise, a mapping in braces.

    Parameters
    ----------
    text
        The text of a valid course.yml.
    chapter, after
        Numbers, from 0, of the chapter and of the exercise that the new one follows.
    entry
        As in ``{id: slope, points: 2, difficulty: 1, minutes: 10}``.
    """
    chapters = _sequence(_value(_composed(text), "chapters"))
    exercises = _sequence(_value(chapters.value[chapter], "exercises"))
    if exercises.flow_style:
        at = exercises.value[after].end_mark.index
        return f"{text[:at]}, {entry}{text[at:]}"
    return _after_item(text, exercises, after, f"- {entry}\n")


def _composed(text: str) -> yaml.Node | None:
    # A round trip through a library that keeps comments would still change quotes and line breaks.
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _value(node: yaml.Node | None, key: str) -> yaml.Node:
    pairs: list[tuple[yaml.Node, yaml.Node]] = (
        node.value if isinstance(node, yaml.MappingNode) else []
    )
    for name, value in pairs:
        if name.value == key:
            return value
    raise NotExtendable


def _sequence(node: yaml.Node) -> yaml.SequenceNode:
    if not isinstance(node, yaml.SequenceNode):
        raise NotExtendable
    return node


def _after_item(text: str, sequence: yaml.SequenceNode, number: int, lines: str) -> str:
    """The text with these lines after an item of a block sequence, and after its comments."""
    if sequence.flow_style:
        raise NotExtendable
    dash = sequence.start_mark.column
    at = _line_end(text, _end(text, sequence.value[number]))
    while comment := re.compile(rf"\n {{{dash + 1},}}#[^\n]*").match(text, at):
        at = comment.end()
    return f"{text[:at]}\n{textwrap.indent(lines, ' ' * dash)}{text[at + 1 :]}"


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends; the mark of a block stands behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)
    return len(text[: node.end_mark.index].rstrip())


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
