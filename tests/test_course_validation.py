"""What an author gets wrong is told in one line: the file, the line, the remedy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.errors import Problem, UserError, fail

MANIFEST = """\
id: tiny
title: {en: Tiny, fr: Petit}
languages: [en, fr]
chapters:
  - slug: ch01_lines
    number: 1
    title:
      en: Lines
      fr: Droites
    release: 2026-11-30
    due: 2026-12-14T23:59:00+01:00
    exercises:
      - {id: slope, points: 2, difficulty: 1, minutes: 10}
      - {id: parallel, kind: written, points: 1, difficulty: 1, minutes: 5}
"""

SOLUTION = '''\
"""Reference solutions."""


# %% slope
def slope(rise: float, run: float) -> float:
    """Slope of a line.

    Examples
    --------
    >>> slope(1, 2)
    0.5
    """
    return rise / run
'''

CATALOGUE = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Slope of a line."
msgstr "Pente d'une droite."
"""

TEXT = """\
# {title}

```{{code-cell}}
:tags: [setup]
from chainrule import check
```

:::{{exercise}} slope
:title: {title}
Divide.
:hints:
- One.
- Two.
- Three.
:::

:::{{question}} parallel
:title: {title}
Why?
:::
"""

ENGLISH = "assignments/ch01_lines/en.md"
FRENCH = "assignments/ch01_lines/fr.md"
REFERENCE = "solutions/ch01_lines.py"
TRANSLATION = "solutions/locale/fr/ch01_lines.po"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """One chapter, an exercise and a written question, in English and French."""
    files = {
        "course.yml": MANIFEST,
        REFERENCE: SOLUTION,
        TRANSLATION: CATALOGUE,
        ENGLISH: TEXT.format(title="Lines"),
        FRENCH: TEXT.format(title="Droites"),
        "autograder/ch01_lines/test_slope.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def change(course: Path, file: str, old: str, new: str) -> None:
    path = course / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is not once in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_with(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def load(course: Path) -> ChapterSources:
    loaded = Course.load(course)
    return ChapterSources.load(loaded, loaded.chapter("ch01"))


def problems(course: Path) -> tuple[Problem, ...]:
    with pytest.raises(UserError) as caught:
        load(course)
    for problem in caught.value.problems:
        assert len(str(problem).splitlines()) == 1
        assert problem.remedy
    return caught.value.problems


def the_problem(course: Path, file: str, line_text: str | None) -> str:
    """The only problem, which stands in this file at the line that holds this text."""
    (problem,) = problems(course)
    place = str(course / file)
    if line_text is not None:
        place += f":{line_with(course / file, line_text)}"
    assert str(problem).startswith(f"{place}: ")
    return str(problem).removeprefix(f"{place}: ")


def test_the_tiny_course_is_consistent(course: Path) -> None:
    assert load(course).names == {"slope": ("slope",)}


# old text of course.yml, new text, text of the line that is named, the message
MANIFEST_MISTAKES = {
    "a misspelt key": (
        "points: 2,",
        "poinst: 2,",
        "id: slope",
        "unknown key 'poinst' of slope of ch01_lines; did you mean 'points'?",
    ),
    "a misspelt key of the course": (
        "languages:",
        "langages:",
        "langages",
        "unknown key 'langages'; did you mean 'languages'?",
    ),
    "a key of nothing": (
        "number: 1",
        "number: 1\n    colour: red",
        "colour",
        "unknown key 'colour' of ch01_lines; known are slug, number, part, title, optional, "
        "requires, imports, release, due, exercises",
    ),
    "no points": (
        " points: 2,",
        "",
        "id: slope",
        "slope of ch01_lines has no 'points'; add it",
    ),
    "negative points": (
        "points: 2,",
        "points: -2,",
        "id: slope",
        "points of slope of ch01_lines cannot be -2; give a number above 0",
    ),
    "points that are no number": (
        "points: 2,",
        "points: two,",
        "id: slope",
        "points of slope of ch01_lines cannot be 'two'; give a number",
    ),
    "points without end": (
        "points: 2,",
        "points: .inf,",
        "id: slope",
        "points of slope of ch01_lines cannot be inf; give a number",
    ),
    "points that are yes": (
        "points: 2,",
        "points: true,",
        "id: slope",
        "points of slope of ch01_lines cannot be True; give a number",
    ),
    "points twice": (
        "points: 2,",
        "points: 2, points: 3,",
        "id: slope",
        "key 'points' appears twice; keep one",
    ),
    "minutes in parts": (
        "minutes: 10",
        "minutes: 2.5",
        "id: slope",
        "minutes of slope of ch01_lines cannot be 2.5; give a whole number",
    ),
    "a date that is none": (
        "due: 2026-12-14T23:59:00+01:00",
        "due: 2026-13-45",
        "due:",
        "due of ch01_lines cannot be '2026-13-45'; write a date as 2026-12-14, or a time as "
        "2026-12-14T23:59:00+01:00",
    ),
    "a date that is a number": (
        "due: 2026-12-14T23:59:00+01:00",
        "due: 20261214",
        "due:",
        "due of ch01_lines cannot be 20261214; write a date as 2026-12-14, or a time as "
        "2026-12-14T23:59:00+01:00",
    ),
    "a day of release that is none": (
        "release: 2026-11-30",
        "release: 2026-11-31",
        "release:",
        "release of ch01_lines cannot be '2026-11-31'; write a date as 2026-12-14, or a time as "
        "2026-12-14T23:59:00+01:00",
    ),
    "a due date without zone": (
        "23:59:00+01:00",
        "23:59:00",
        "due:",
        "due of ch01_lines cannot be '2026-12-14T23:59:00'; a due date needs its time zone, as in "
        "2026-12-14T23:59:00+01:00",
    ),
    "an unknown kind": (
        "kind: written",
        "kind: essay",
        "id: parallel",
        "kind of parallel of ch01_lines cannot be 'essay'; choose 'code', 'written' or 'plot'",
    ),
    "an exercise twice": (
        "id: parallel",
        "id: slope",
        "kind: written",
        "exercise slope appears twice in ch01_lines; keep one",
    ),
    "a chapter without title in one language": (
        "\n      fr: Droites",
        "",
        "    title:",
        "title of ch01_lines has no 'fr'; add the title in that language",
    ),
    "a course without title in one language": (
        "{en: Tiny, fr: Petit}",
        "{en: Tiny}",
        "title: {en: Tiny}",
        "title of tiny has no 'fr'; add the title in that language",
    ),
    "a language twice": (
        "[en, fr]",
        "[en, en, fr]",
        "languages:",
        "language 'en' appears twice; keep one",
    ),
    "a language without words": (
        "title: {en: Tiny, fr: Petit}\nlanguages: [en, fr]",
        "title: {en: Tiny, fr: Petit, xx: X}\nlanguages: [en, fr, xx]",
        "languages:",
        "the notebooks have no words in 'xx'; choose from en, fr",
    ),
    "one language that is no list": (
        "[en, fr]",
        "en",
        "languages:",
        "languages cannot be 'en'; write a list, as in [one, two]",
    ),
    "a slug with capitals": (
        "slug: ch01_lines",
        "slug: Lines",
        "slug:",
        "slug of Lines cannot be 'Lines'; write it so that it matches ^[a-z][a-z0-9_]*$",
    ),
    "an exercise that is a word": (
        "{id: slope, points: 2, difficulty: 1, minutes: 10}",
        "slope",
        "- slope",
        "entry 1 of exercises of ch01_lines cannot be 'slope'; write keys with values, as in "
        "{key: value}",
    ),
    "a tab": (
        "    number: 1",
        "\tnumber: 1",
        "number: 1",
        "cannot be read: found a tab character that violates indentation; correct the YAML",
    ),
    "a title that is no text": (
        "en: Lines",
        "en: 1",
        "en: 1",
        "en of ch01_lines cannot be 1; write text, between quotes if it looks like a number",
    ),
}


@pytest.mark.parametrize("mistake", MANIFEST_MISTAKES)
def test_a_mistake_in_course_yml_is_one_line(course: Path, mistake: str) -> None:
    old, new, line_text, message = MANIFEST_MISTAKES[mistake]
    change(course, "course.yml", old, new)
    if "xx" in new:
        # The chapter has no title in that language either, and says so in a line of its own.
        change(course, "course.yml", "fr: Droites", "fr: Droites\n      xx: X")
    assert the_problem(course, "course.yml", line_text) == message


def test_a_folder_without_course_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Course.load(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'course.yml'}: no course here; run the command in a course folder, or give "
        "--course"
    )


def test_two_chapters_of_one_number_need_a_letter_each(course: Path) -> None:
    again = MANIFEST[MANIFEST.index("  - slug") :].replace("ch01_lines", "ch01b_lines")
    (course / "course.yml").write_text(MANIFEST + again, encoding="utf-8")
    first_line_of_copy = MANIFEST.count("\n") + 1
    assert str(problems(course)[0]) == (
        f"{course / 'course.yml'}:{first_line_of_copy}: ch01_lines and ch01b_lines are both 1; "
        "give each another number, or parts of one chapter a letter each, as in part: b"
    )


def test_a_part_is_chosen_and_numbered_with_its_letter(course: Path) -> None:
    text = MANIFEST.replace("number: 1", "number: 1\n    part: b")
    (course / "course.yml").write_text(text, encoding="utf-8")
    chapter = Course.load(course).chapter("1b")
    assert chapter.number_of(chapter.exercises[1].id) == "1b.2"


def test_a_slug_twice_is_told_where_it_stands_again(course: Path) -> None:
    again = MANIFEST[MANIFEST.index("  - slug") :].replace("number: 1", "number: 2")
    (course / "course.yml").write_text(MANIFEST + again, encoding="utf-8")
    (problem,) = problems(course)
    first_line_of_copy = MANIFEST.count("\n") + 1
    assert str(problem) == (
        f"{course / 'course.yml'}:{first_line_of_copy}: chapter ch01_lines appears twice; keep one"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "course.yml cannot be empty; write keys with values, as in {key: value}"),
        (b"\xff\xfe", "is not UTF-8 text; save it as UTF-8 (invalid start byte)"),
    ],
)
def test_a_manifest_that_is_none_is_one_line(course: Path, content: bytes, message: str) -> None:
    (course / "course.yml").write_bytes(content)
    assert the_problem(course, "course.yml", None) == message


@pytest.mark.parametrize(
    "sibling", [ENGLISH, FRENCH, REFERENCE, "autograder/ch01_lines/test_slope.py"]
)
def test_a_chapter_without_a_sibling_is_told_at_the_chapter(course: Path, sibling: str) -> None:
    path = course / sibling
    path.unlink()
    if path.parent.name == "ch01_lines" and not any(path.parent.iterdir()):
        path.parent.rmdir()
        sibling = sibling if sibling in (ENGLISH, FRENCH) else "autograder/ch01_lines"
    message = the_problem(course, "course.yml", "slug: ch01_lines")
    assert message == (
        f"chapter ch01_lines has no {sibling}; write the file, or take the chapter out of "
        "course.yml"
    )


SECTION = '\n\n# %% offset\ndef offset():\n    """Slope of a line."""\n'


def test_an_exercise_without_solution_is_told_in_course_yml(course: Path) -> None:
    change(course, "course.yml", "kind: written, ", "")
    for text in (ENGLISH, FRENCH):
        hints = "\n:hints:\n- One.\n- Two.\n- Four.\n"
        change(course, text, "{question} parallel", "{exercise} parallel")
        change(course, text, "\nWhy?\n", f"\nWhy?{hints}")
    assert the_problem(course, "course.yml", "id: parallel") == (
        "exercise parallel has no solution; add a section '# %% parallel' to ch01_lines.py"
    )


def test_a_solution_without_exercise_is_told_in_the_solution(course: Path) -> None:
    path = course / REFERENCE
    path.write_text(SOLUTION + SECTION, encoding="utf-8")
    assert the_problem(course, REFERENCE, "# %% offset") == (
        "exercise offset is not in course.yml; add it to the exercises of ch01_lines, with its "
        "points"
    )


def test_an_exercise_of_the_text_that_course_yml_lacks_is_told_in_the_text(course: Path) -> None:
    question = "\n:::{question} offset\n:title: Offset\nWhy?\n:::\n"
    (course / ENGLISH).write_text(TEXT.format(title="Lines") + question, encoding="utf-8")
    message = "exercise offset is not in course.yml; add it, with its points"
    assert the_problem(course, ENGLISH, "{question} offset") == message


def test_an_exercise_of_course_yml_that_the_text_lacks_is_told_in_course_yml(course: Path) -> None:
    text = TEXT.format(title="Droites")
    (course / FRENCH).write_text(text[: text.index(":::{question}")], encoding="utf-8")
    assert the_problem(course, "course.yml", "id: parallel") == (
        f"exercise parallel is not in {FRENCH}; add :::{{question}} parallel to the text"
    )


def test_an_exercise_twice_in_the_text_is_told_at_the_second(course: Path) -> None:
    text = TEXT.format(title="Lines")
    question = text[text.index(":::{question}") :]
    (course / ENGLISH).write_text(text + question, encoding="utf-8")
    (problem,) = problems(course)
    second = len(text.splitlines()) + 1
    message = "exercise parallel appears twice; keep one"
    assert str(problem) == f"{course / ENGLISH}:{second}: {message}"


def test_exercises_in_another_order_are_told_at_the_first_of_them(course: Path) -> None:
    title, setup, exercise, question = TEXT.format(title="Lines").split("\n\n")
    text = "\n\n".join([title, setup, question, exercise])
    (course / ENGLISH).write_text(text, encoding="utf-8")
    assert the_problem(course, ENGLISH, "{question} parallel") == (
        "exercise parallel is out of order; follow the order of course.yml"
    )


def test_a_directive_of_another_kind_is_told_in_the_text(course: Path) -> None:
    change(course, ENGLISH, "{question} parallel", "{plot} parallel")
    kinds = {p.what: p.remedy for p in problems(course)}
    assert kinds["parallel is a 'plot' here and 'written' in course.yml"] == (
        "write :::{question} parallel"
    )


def test_a_signature_with_a_name_that_no_setup_cell_binds_is_told_in_the_text(course: Path) -> None:
    change(course, REFERENCE, "run: float)", "run: np.float64)")
    change(course, ENGLISH, "from chainrule import check", "import numpy as np")
    assert the_problem(course, FRENCH, "```{code-cell}") == (
        "a signature of slope uses np, which no set-up cell binds; import np in a cell tagged setup"
    )


def test_a_setup_cell_that_is_not_python_is_told_in_the_text(course: Path) -> None:
    change(course, ENGLISH, "from chainrule import check", "%matplotlib inline")
    assert the_problem(course, ENGLISH, "```{code-cell}") == (
        "the cell tagged setup is not plain Python: invalid syntax; correct it; leave out magics"
    )


def test_a_docstring_without_translation_is_told_in_the_solution(course: Path) -> None:
    (course / TRANSLATION).unlink()
    assert the_problem(course, REFERENCE, "def slope") == (
        "1 texts have no fr translation, the first is 'Slope of a line.'; run chainrule "
        "translate, then fill in ch01_lines.po"
    )


def test_a_catalogue_that_is_none_is_one_line(course: Path) -> None:
    change(course, TRANSLATION, 'msgid "Slope of a line."', "Slope of a line.")
    assert the_problem(course, TRANSLATION, "Slope") == (
        "is no gettext catalogue: Unknown or misformatted keyword; correct it"
    )


@pytest.mark.parametrize(
    ("old", "new", "line_text", "message"),
    [
        ("return rise / run", "return rise /", None, "is not Python: "),
        ("# %% slope", "# slope", None, "no exercise is marked; start each with a line"),
        ("def slope(", "def _slope(", "# %% slope", "slope asks for no name; define a public"),
        (">>> slope(1, 2)", ">>> slope(1, ", "def slope", "an example of slope cannot be read"),
        ("    0.5", "    <half>", "def slope", "an example of slope cannot be read"),
    ],
)
def test_a_solution_that_cannot_be_read_is_one_line(
    course: Path, old: str, new: str, line_text: str | None, message: str
) -> None:
    change(course, REFERENCE, old, new)
    (problem,) = problems(course)
    line = f":{line_with(course / REFERENCE, line_text)}" if line_text else ""
    assert str(problem).startswith(f"{course / REFERENCE}{line}")
    assert message in str(problem)


def test_a_name_that_two_exercises_ask_for_is_told_at_the_second(course: Path) -> None:
    again = SECTION.replace("offset():", "slope():")
    (course / REFERENCE).write_text(SOLUTION + again, encoding="utf-8")
    assert the_problem(course, REFERENCE, "def slope():") == (
        "slope is asked for twice, first in line 5; rename one of them"
    )


@pytest.mark.parametrize("file", [ENGLISH, REFERENCE])
def test_a_file_in_another_encoding_is_one_line(course: Path, file: str) -> None:
    text = (course / file).read_text(encoding="utf-8") + "\n# é\n"
    (course / file).write_bytes(text.encode("latin-1"))
    assert the_problem(course, file, None).startswith("is not UTF-8 text; save it as UTF-8")


def test_chapters_are_found_by_slug_number_and_beginning(course: Path) -> None:
    loaded = Course.load(course)
    for name in ("ch01_lines", "1", "ch01"):
        assert loaded.chapter(name).slug == "ch01_lines"
    with pytest.raises(UserError, match="'ch99' names no chapter; choose one of ch01_lines"):
        loaded.chapter("ch99")


def test_a_problem_names_a_file_of_the_current_folder_by_its_relative_path(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course)
    error = fail("is empty", course / "course.yml", "write it", 3)
    assert str(error) == "course.yml:3: is empty; write it"


def validate(course: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chainrule.cli", "--course", str(course), "validate"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def misspell(course: Path) -> None:
    change(course, "course.yml", "points: 2,", "poinst: 2,")


def lose_the_text(course: Path) -> None:
    (course / FRENCH).unlink()


@pytest.mark.parametrize("mistake", [misspell, lose_the_text])
def test_the_command_ends_with_status_2_and_one_line(
    course: Path, mistake: Callable[[Path], None]
) -> None:
    mistake(course)
    result = validate(course)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{course / 'course.yml'}:")
    assert "; " in line


def test_the_command_says_all_problems_of_a_course_at_once(course: Path) -> None:
    text = TEXT.format(title="Lines")
    (course / ENGLISH).write_text(text[: text.index(":::{question}")], encoding="utf-8")
    change(course, FRENCH, "{question} parallel", "{question} perpendicular")
    result = validate(course)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 3
    assert "Traceback" not in result.stderr
