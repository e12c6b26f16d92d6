"""The card that a check shows: HTML in a notebook, plain text in a terminal."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from chainrule.student.running import Failure
from chainrule.student.words import say

State = Literal["right", "wrong", "error", "todo", "timeout", "not_run"]

_SYMBOLS: dict[State, str] = {
    "right": "✓",
    "wrong": "✗",
    "error": "✗",
    "timeout": "✗",
    "todo": "…",
    "not_run": "…",
}


@dataclass(frozen=True)
class Result:
    """What became of one example, or of a name that is not written yet.

    ``code`` holds the set-up lines before the call too. A set-up line that fails is a result of
    its own, which does not count.
    """

    state: State
    code: str
    expected: str | None = None
    expected_error: str | None = None
    got: str | None = None
    differences: tuple[str, ...] = ()
    failure: Failure | None = None
    output: str = ""
    seconds: float | None = None
    counts: int = 1


@dataclass(eq=False, repr=False)
class Report:
    """The outcome of one check.

    ``problem`` says in one sentence why nothing could be checked; it is None otherwise.
    """

    exercise: str
    lang: str
    number: str = ""
    title: str = ""
    results: tuple[Result, ...] = ()
    problem: str | None = None
    # A report that nobody has looked at when its cell ends is displayed then.
    shown: bool = field(default=False, init=False)

    @property
    def right(self) -> int:
        return sum(result.counts for result in self.results if result.state == "right")

    @property
    def total(self) -> int:
        return sum(result.counts for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether the examples ran and all of them are right."""
        return self.problem is None and all(r.state == "right" for r in self.results)

    def _heading(self) -> str:
        if self.problem is not None:
            return say("card.problem", self.lang)
        return say("card.heading", self.lang, number=self.number, title=self.title)

    def _label(self) -> str:
        if self.problem is not None:
            return say("card.problem", self.lang)
        return say("card.label", self.lang, number=self.number, title=self.title)

    def _summary(self) -> str:
        if self.problem is not None:
            return self.problem
        if not self.results:
            return say("card.no_examples", self.lang)
        if all(result.state == "todo" for result in self.results):
            return say("card.none_written", self.lang)
        if not self.total:
            return say("card.no_examples", self.lang)
        score = say("card.score", self.lang, right=self.right, total=self.total)
        return f"{score} {say('card.all_right', self.lang)}" if self.passed else score

    def __str__(self) -> str:
        lines = [self._heading(), self._summary()]
        for result in self.results:
            lines.append("")
            first, *rest = result.code.splitlines() or [""]
            lines.append(f"{_SYMBOLS[result.state]} {first}  ({_state(result, self.lang)})")
            lines.extend(f"  {line}" for line in rest)
            for label, text, _ in _facts(result, self.lang):
                block = "\n" + textwrap.indent(text, "      ") if "\n" in text else f" {text}"
                lines.append("    " + say("card.fact", self.lang, label=label) + block)
        return "\n".join(lines)

    def __repr__(self) -> str:
        self.shown = True
        return str(self)

    def _repr_html_(self) -> str:
        self.shown = True
        items = "".join(_item(result, self.lang) for result in self.results)
        steps = (
            f'<ul aria-label="{html.escape(say("card.examples", self.lang))}" '
            f'style="{_LIST}">{items}</ul>'
            if items
            else ""
        )
        return (
            f'<section class="chainrule-card" lang="{self.lang}" '
            f'aria-label="{html.escape(self._label())}" style="{_CARD}">'
            f'<h4 style="{_HEADING}">{html.escape(self._heading())}</h4>'
            f'<p style="{_PARAGRAPH}">{html.escape(self._summary())}</p>{steps}</section>'
        )


def _state(result: Result, lang: str) -> str:
    if result.seconds is None:
        return say(f"state.{result.state}", lang)
    return say(f"state.{result.state}", lang, seconds=f"{result.seconds:g}")


def _facts(result: Result, lang: str) -> Iterator[tuple[str, str, bool]]:
    """What is told about an example: label, text, whether the text is code."""
    if result.expected is not None:
        yield say("card.expected", lang), result.expected, True
    elif result.expected_error is not None:
        error = say("card.expected_error", lang, error=result.expected_error)
        yield say("card.expected", lang), error, False
    if result.got is not None:
        yield say("card.got", lang), result.got, True
    if failure := result.failure:
        text = f"{failure.name}: {failure.message}" if failure.message else failure.name
        yield say("card.error", lang), text, True
        if failure.line is not None:
            key = "card.line" if failure.cell is None else "card.line_of_cell"
            place = say(key, lang, line=failure.line, cell=failure.cell)
            yield place, failure.source or "", True
    for sentence in result.differences:
        yield say("card.difference", lang), sentence, False
    if result.output:
        yield say("card.output", lang), result.output, True


# The colours of the page around the card, whatever its theme; text and ground always go together.
_TEXT = "var(--vscode-editor-foreground, var(--jp-content-font-color1, #1a1a1a))"
_GROUND = "var(--vscode-editor-background, var(--jp-layout-color0, #ffffff))"
_EDGE = "var(--vscode-panel-border, var(--jp-border-color1, #8a8a8a))"
_MONO = "var(--vscode-editor-font-family, var(--jp-code-font-family, monospace))"

_CARD = (
    f"color: {_TEXT}; background: {_GROUND}; border: 1px solid {_EDGE}; border-radius: 6px; "
    "padding: 0.8em 1em; margin: 0.3em 0; max-width: 60em; line-height: 1.45"
)
_HEADING = f"color: {_TEXT}; font-size: 1.1em; font-weight: 600; margin: 0 0 0.3em 0"
_PARAGRAPH = "margin: 0 0 0.4em 0"
_LIST = "list-style: none; margin: 0; padding: 0"
_ITEM = f"border-top: 1px solid {_EDGE}; padding: 0.5em 0 0.3em 0; margin: 0"
_CODE = (
    f"color: {_TEXT}; background: transparent; font-family: {_MONO}; font-size: 0.95em; "
    "border: 0; margin: 0; padding: 0; white-space: pre-wrap; overflow-wrap: anywhere"
)
_FACTS = (
    "display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15em 1em; "
    "margin: 0.35em 0 0 0"
)
# Jupyter's own style floats every dt and narrows every dd.
_CELL = "margin: 0; padding: 0; width: auto; float: none"
_LABEL = f"{_CELL}; font-weight: 600; grid-column: 1"
_FACT = f"{_CELL}; grid-column: 2"

# White on each of these has a contrast of at least 5:1, so the theme does not matter.
_BADGE_GROUNDS: dict[State, str] = {
    "right": "#1a6b34",
    "wrong": "#b42318",
    "error": "#b42318",
    "timeout": "#b42318",
    "todo": "#57606a",
    "not_run": "#57606a",
}


def _item(result: Result, lang: str) -> str:
    badge = (
        f'<span style="color: #ffffff; background: {_BADGE_GROUNDS[result.state]}; '
        "border-radius: 4px; padding: 0.05em 0.5em; margin-right: 0.6em; white-space: nowrap; "
        'font-weight: 600">'
        f'<span aria-hidden="true">{_SYMBOLS[result.state]}</span> '
        f"{html.escape(_state(result, lang))}</span>"
    )
    code = f'<pre style="{_CODE}; min-width: 0">{html.escape(result.code)}</pre>'
    facts = "".join(
        f'<dt style="{_LABEL}">{html.escape(label)}</dt>'
        f'<dd style="{_FACT}">{_as_code(text) if is_code else html.escape(text)}</dd>'
        for label, text, is_code in _facts(result, lang)
    )
    return (
        f'<li style="{_ITEM}"><div style="display: flex; align-items: baseline">'
        f"<span>{badge}</span>{code}</div>"
        + (f'<dl style="{_FACTS}">{facts}</dl>' if facts else "")
        + "</li>"
    )


def _as_code(text: str) -> str:
    return f'<pre style="{_CODE}">{html.escape(text)}</pre>'


def capped(text: str, lang: str, lines: int = 12, width: int = 400) -> str:
    """At most so many lines of a text, each at most so wide."""
    kept = text.splitlines()
    more = len(kept) - lines
    shown = [line if len(line) <= width else line[:width] + "..." for line in kept[:lines]]
    if more > 0:
        shown.append(say("card.more_lines", lang, count=more))
    return "\n".join(shown)
