"""One exercise's result as HTML and as plain text, from the record alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import latex2mathml.converter
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markdown_it import MarkdownIt
from markupsafe import Markup

from chainrule.gradebook.words import WORDS, state_of
from chainrule.grading.record import ExerciseResult, Record

_FORMULA = re.compile(r"\$([^$]+)\$")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})

TEMPLATES = Path(__file__).parent / "templates"

#: A symbol beside each word, so that the state never hangs on colour.
MARKS = {
    "passed": "✓",
    "failed": "✗",
    "error": "✗",
    "timeout": "⏱",
    "crashed": "✗",
    "not_counted": "○",
    "not_run": "○",
}


def typeset(text: str, lang: str) -> str:
    """The text with the spaces that must not break: French has one before its double signs.

    >>> typeset("Attendu : 0.4", "fr") == "Attendu\\u00a0: 0.4"
    True
    """
    if lang != "fr":
        return text
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)


@lru_cache(maxsize=1024)  # the lines of an author, the same for every student
def rich(text: str, lang: str) -> Markup:
    """An author's line as HTML: inline Markdown, and formulas as MathML, which needs no script.

    >>> rich("Is `n` at least $1$?", "en").startswith("Is <code>n</code> at least <math")
    True
    """
    parts = _FORMULA.split(text)
    html = [
        latex2mathml.converter.convert(part)
        if place % 2
        else _MARKDOWN.renderInline(typeset(part, lang))
        for place, part in enumerate(parts)
    ]
    return Markup("".join(html))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["typeset"] = typeset
    environment.filters["rich"] = rich
    return environment.get_template("card.html.j2")


def html_card(result: ExerciseResult, lang: str) -> str:
    """The result of a coded exercise for the graded cell; every text is escaped."""
    return _template().render(
        result=result,
        lang=lang,
        w=WORDS[lang],
        marks=MARKS,
        state=state_of(result.status, result.score, result.points),
    )


def text_card(result: ExerciseResult, lang: str) -> str:
    """The same as plain text: nbgrader's comment on the answer cell."""
    words = WORDS[lang]
    if result.status in ("untouched", "no_answer"):
        return words[result.status]
    lines = [
        f"→ {sentence}" for sentence in (result.diagnosis.sentences if result.diagnosis else ())
    ]
    lines += [
        f"{MARKS[test.outcome]} {test.feedback}" + (f" ({test.detail})" if test.detail else "")
        for test in result.tests
        if test.outcome != "passed"
    ]
    return "\n".join(lines) or words["no_details"]


def text_notices(record: Record) -> str:
    return "\n".join(f"- {notice.sentence}" for notice in record.notices)
