"""The card of a check."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import get_args

import pytest

from chainrule.student.card import _BADGE_GROUNDS, _SYMBOLS, Report, Result, State, capped
from chainrule.student.running import Failure
from chainrule.student.words import LANGUAGES, say

HOSTILE = "</pre><script>alert('x')</script>\"&"


def report(lang: str = "en") -> Report:
    results = (
        Result("right", "f(1)", "0.2", None, "0.2"),
        Result("wrong", "f(2)", "[1,\n 2]", None, "[3]", ("It differs.",), None, "printed"),
        Result("wrong", "f(3)", None, "ValueError", "1"),
        Result("error", "f(4)", "1", failure=Failure("E", "text", "In[5]", 3, "return x")),
        Result("error", "f(4)", "1", failure=Failure("E", "")),
        Result("timeout", "f(5)", "1", seconds=5.0),
        Result("not_run", "f(6)"),
        Result("todo", "g", counts=2),
    )
    return Report("e", lang, "7.1", "Title", results)


class Checker(HTMLParser):
    """Counts elements and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def parsed(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.stack == []
    return checker


def test_the_card_is_one_labelled_section_with_a_heading_and_lists() -> None:
    seen = parsed(report()._repr_html_()).seen
    tag, attributes = seen[0]
    assert tag == "section"
    assert attributes["lang"] == "en"
    assert attributes["aria-label"] == "Check of exercise 7.1: Title"
    tags = [tag for tag, _ in seen]
    assert tags.count("section") == tags.count("h4") == tags.count("ul") == 1
    assert tags.count("li") == 8
    assert tags.count("dt") == tags.count("dd") > 0
    assert not {"script", "style", "link"} & set(tags)
    assert all(
        name in ("style", "lang", "class", "aria-label", "aria-hidden")
        for _, attributes in seen
        for name in attributes
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_is_told_in_words_and_by_a_symbol(lang: str) -> None:
    shown = report(lang)
    for text in (shown._repr_html_(), str(shown)):
        for state in get_args(State):
            assert say(f"state.{state}", lang, seconds="5") in text
            assert _SYMBOLS[state] in text


def test_student_text_is_escaped_everywhere() -> None:
    result = Result(
        "error",
        HOSTILE,
        HOSTILE,
        None,
        HOSTILE,
        (HOSTILE,),
        Failure(HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE),
        HOSTILE,
    )
    card = Report("e", "en", HOSTILE, HOSTILE, (result,))._repr_html_()
    assert "<script" not in card
    parsed(card)
    assert "<script" not in Report("e", "en", problem=HOSTILE)._repr_html_()


def test_a_problem_is_the_only_thing_on_its_card() -> None:
    shown = Report("e", "en", problem="No file.")
    assert str(shown) == "The check could not run\nNo file."
    assert not shown.passed
    assert "<ul" not in shown._repr_html_()


def test_the_text_form_reads_in_a_terminal() -> None:
    text = str(report())
    assert text.startswith("Exercise 7.1: Title\n1 of 9 examples right.\n\n✓ f(1)  (right)\n")
    assert "    Expected: 0.2\n    Yours: 0.2\n" in text
    assert "    Expected:\n      [1,\n       2]\n" in text
    assert "    Expected: the error ValueError\n" in text
    assert "    In[5], line 3: return x\n" in text
    assert repr(report()) == text


def test_looking_at_a_report_marks_it_as_shown() -> None:
    for look in (repr, Report._repr_html_):
        fresh = report()
        assert not fresh.shown
        look(fresh)
        assert fresh.shown


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_badges_and_fallback_colours_have_enough_contrast() -> None:
    assert all(contrast("#ffffff", ground) >= 4.5 for ground in _BADGE_GROUNDS.values())
    card = report()._repr_html_()
    text = re.search(r"color: var\([^#]*(#\w{6})", card)
    ground = re.search(r"background: var\([^#]*(#\w{6})", card)
    assert text is not None
    assert ground is not None
    assert contrast(text[1], ground[1]) >= 4.5


def test_long_text_is_cut_to_twelve_lines() -> None:
    lines = capped("\n".join(map(str, range(100))), "en").splitlines()
    assert len(lines) == 13
    assert lines[-1] == "... (88 more lines)"
    assert len(capped("x" * 10_000, "fr")) < 500
