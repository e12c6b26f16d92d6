"""The text of a chapter is read into prose, code and directives, and its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from chainrule.course.text import ChapterText, Code, Directive, Piece, Prose
from chainrule.errors import UserError

TEXT = """\
# Lines

The first words.

% covers 1.D1 1.E2

+++

The second cell.

```{code-cell}
:tags: [setup]

import numpy as np
```

```{code-cell}
:tags: [figure]
draw()
```

```{code-cell}
np.zeros(3)
```

Before.

:::{exercise} slope
:title: The slope
Divide $a$ by $b$.

- This list is no hint.
% covers 1.D3
:hints:
- One
  goes on.
- Two - with a dash.
- Three.
:::

Between.
:::{question} parallel
:title: Why?
Say why.
:::
:::{plot} picture
:title: Draw it
Draw two lines.
```python
fig, ax = plt.subplots()

# draw here
```
:::

After.
"""


def read(tmp_path: Path, text: str) -> ChapterText:
    path = tmp_path / "en.md"
    path.write_text(text, encoding="utf-8")
    return ChapterText.load(path)


def line_of(text: str, start: str) -> int:
    lines = text.splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_a_text_is_read_into_its_pieces_in_their_order(tmp_path: Path) -> None:
    expected: list[Piece] = [
        Prose("# Lines\n\nThe first words."),
        Prose("The second cell."),
        Code("import numpy as np", "setup", line_of(TEXT, "```{code-cell}")),
        Code("draw()", "figure", 17),
        Code("np.zeros(3)", "example", 22),
        Prose("Before."),
        Directive(
            "exercise",
            "slope",
            line_of(TEXT, ":::{exercise}"),
            "The slope",
            "Divide $a$ by $b$.\n\n- This list is no hint.",
            ("One goes on.", "Two - with a dash.", "Three."),
        ),
        Prose("Between."),
        Directive("question", "parallel", line_of(TEXT, ":::{question}"), "Why?", "Say why."),
        Directive(
            "plot",
            "picture",
            line_of(TEXT, ":::{plot}"),
            "Draw it",
            "Draw two lines.",
            (),
            "fig, ax = plt.subplots()\n\n# draw here",
        ),
        Prose("After."),
    ]
    assert list(read(tmp_path, TEXT).pieces) == expected


def test_covers_are_collected_everywhere_and_shown_nowhere(tmp_path: Path) -> None:
    text = read(tmp_path, TEXT)
    assert text.covers == {"1.D1", "1.E2", "1.D3"}
    assert "covers" not in "".join(map(str, text.pieces))


def test_hints_may_stand_right_under_the_title(tmp_path: Path) -> None:
    text = ":::{exercise} a\n:title: A\n:hints:\n- 1\n- 2\n- 3\n:::\n"
    (directive,) = read(tmp_path, text).directives
    assert directive.hints == ("1", "2", "3")
    assert directive.body == ""


def test_a_plot_without_starter_has_none(tmp_path: Path) -> None:
    (directive,) = read(tmp_path, ":::{plot} a\n:title: A\nDraw.\n:::\n").directives
    assert directive.starter == ""
    assert directive.body == "Draw."


def test_what_a_plot_begins_with_cannot_stand_in_its_hints(tmp_path: Path) -> None:
    text = ":::{plot} a\n:title: A\nDraw.\n:hints:\n- 1\n```python\nfig\n```\n:::\n"
    with pytest.raises(UserError, match="directive 'a' has a fenced block in its hints; what the"):
        read(tmp_path, text)


QUESTION = ":::{question} b\n:title: B\nWhy?\n:::\n"

MISTAKES = {
    "no title": (
        QUESTION.replace(":title: B\n", ""),
        "directive 'b' has no title; begin it with a line ':title: ...'",
    ),
    "an empty title": (
        QUESTION.replace(":title: B", ":title:"),
        "directive 'b' has no title; begin it with a line ':title: ...'",
    ),
    "a title that comes late": (
        QUESTION.replace(":title: B\nWhy?", "Why?\n:title: B"),
        "directive 'b' has no title; begin it with a line ':title: ...'",
    ),
    "two hints": (
        ":::{exercise} b\n:title: B\nDo.\n:hints:\n- 1\n- 2\n:::\n",
        "directive 'b' has 2 hints; give 3, of growing strength",
    ),
    "no hints": (
        ":::{exercise} b\n:title: B\nDo.\n:::\n",
        "directive 'b' has 0 hints; give 3, of growing strength",
    ),
    "an unknown kind": (
        QUESTION.replace("question", "quiz"),
        "directive 'b' has the unknown kind 'quiz'; known are exercise, question, plot",
    ),
    "no id": (
        QUESTION.replace("} b", "}"),
        "directive '' has no id; write :::{question} exercise_id",
    ),
    "no end": (
        QUESTION.replace("\n:::\n", "\n"),
        "directive 'b' is not closed; end it with a line ':::'",
    ),
    "no end before the next": (
        QUESTION.replace("\n:::\n", "\n") + QUESTION.replace("} b", "} c"),
        "directive 'b' is not closed; end it with a line ':::'",
    ),
    "no end before code": (
        QUESTION.replace("\n:::\n", "\n") + "\n```{code-cell}\nx = 1\n```\n",
        "directive 'b' is not closed; end it with a line ':::'",
    ),
    "an opening with a space": (
        QUESTION.replace(":::{", "::: {"),
        "':::' closes nothing; begin the directive with :::{exercise} exercise_id, without a space",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_directive_is_one_line(tmp_path: Path, mistake: str) -> None:
    text, message = MISTAKES[mistake]
    before = "# Title\n\n\nWords.\n\n+++\n\n\n"
    line = before.count("\n") + (4 if "closes nothing" in message else 1)
    with pytest.raises(UserError) as caught:
        read(tmp_path, before + text)
    (problem,) = caught.value.problems
    assert str(problem) == f"{tmp_path / 'en.md'}:{line}: {message}"


def test_options_that_are_not_yaml_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, "# Title\n\n```{code-cell}\n:tags: [setup\nx = 1\n```\n")
    (line,) = str(caught.value).splitlines()
    assert "could not be read" in line
    assert line.endswith("; correct the lines that begin with a colon")


def test_every_directive_with_a_mistake_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, QUESTION.replace(":title: B\n", "") + QUESTION.replace("question", "quiz"))
    assert [problem.line for problem in caught.value.problems] == [1, 4]
