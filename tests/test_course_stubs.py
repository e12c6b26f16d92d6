"""Stubs keep all that a student must know and nothing of the body; translations change words."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from chainrule.course.catalogue import Translations
from chainrule.course.chapter import ChapterSources
from chainrule.course.docstring import translated, units
from chainrule.course.manifest import Course
from chainrule.course.solution import Solution
from chainrule.course.stubs import stub
from chainrule.course.words import WORDS

ROOT = Path(__file__).resolve().parents[1]

SOURCE = '''\
"""Reference solutions."""

import math

SECRET = 3


# %% area
# The author's remark.
def area(
    radius: float, *parts: int, scale: float = 1.0, name: str = "disc", **more: int
) -> float:
    """Area of a disc.

    Parameters
    ----------
    radius
        The radius, a number
        that is not negative.

    Returns
    -------
    The area, a float.

    Raises
    ------
    ValueError
        When the radius is negative.

    Examples
    --------
    The unit disc:

    >>> area(1)
    3.14...
    """
    # The secret step.
    return scale * _squared(radius) * math.pi


def _squared(x: float) -> float:
    """A helper."""
    return x * x


# %% disc
@dataclass
class Disc(Shape):
    """A disc.

    Examples
    --------
    >>> Disc(1).radius
    1
    """

    unit = "secret unit"

    def __init__(self, radius: float) -> None:
        """Store the radius."""
        self.radius = radius

    def __add__(self, other: Disc) -> Disc:
        return Disc(self.radius + other.radius)

    def grow(self, by: float = 2) -> Disc:
        """The disc with a multiple of the radius."""
        return Disc(self.radius * by)

    def _secret(self) -> float:
        return self.radius


# %% area
def ring(inner: float, outer: float) -> float: "The area of a ring."; return 3.0
'''

AREA_STUB = '''\
def area(
    radius: float, *parts: int, scale: float = 1.0, name: str = "disc", **more: int
) -> float:
    """Area of a disc.

    Parameters
    ----------
    radius
        The radius, a number
        that is not negative.

    Returns
    -------
    The area, a float.

    Raises
    ------
    ValueError
        When the radius is negative.

    Examples
    --------
    The unit disc:

    >>> area(1)
    3.14...
    """
    # Write here.
    raise NotImplementedError
'''

DISC_STUB = '''\
@dataclass
class Disc(Shape):
    """A disc.

    Examples
    --------
    >>> Disc(1).radius
    1
    """

    def __init__(self, radius: float) -> None:
        """Store the radius."""
        # Write here.
        raise NotImplementedError

    def __add__(self, other: Disc) -> Disc:
        # Write here.
        raise NotImplementedError

    def grow(self, by: float = 2) -> Disc:
        """The disc with a multiple of the radius."""
        # Write here.
        raise NotImplementedError
'''

RING_STUB = '''\
def ring(inner: float, outer: float) -> float:
    """The area of a ring."""
    # Write here.
    raise NotImplementedError
'''


def solution(tmp_path: Path, source: str = SOURCE) -> Solution:
    path = tmp_path / "ch01.py"
    path.write_text(source, encoding="utf-8")
    return Solution.load(path)


def stubs(tmp_path: Path, source: str = SOURCE) -> list[str]:
    sections = solution(tmp_path, source).sections
    return [stub(section, Translations.none(), "en", "Write here.") for section in sections]


def test_a_stub_is_the_text_of_the_reference_with_its_bodies_cut_away(tmp_path: Path) -> None:
    assert stubs(tmp_path) == [AREA_STUB, DISC_STUB, RING_STUB]


def test_sections_of_one_exercise_belong_together(tmp_path: Path) -> None:
    read = solution(tmp_path)
    assert read.exercises == ("area", "disc")
    assert [answer.name for answer in read.answers_of("area")] == ["area", "ring"]
    assert read.exercise_of("ring") == "area"
    assert read.exercise_of("_squared") is None
    assert "SECRET" in read.preamble


def test_an_answer_stands_at_its_line(tmp_path: Path) -> None:
    lines = SOURCE.splitlines()
    for section in solution(tmp_path).sections:
        for answer in section.answers:
            assert answer.name in lines[answer.line - 1] or "@" in lines[answer.line - 1]


@pytest.mark.parametrize(
    "docstring",
    [
        "'''Say \"x\"'''",
        "'''Say \"\"\"x\"\"\" here.'''",
        'r"""The sum \\sigma."""',
        'r"""A line that ends in \\\\"""',
        '"""Éléments : « x ≤ 2 ».\n\n    More."""',
    ],
)
def test_any_docstring_comes_through_unchanged(tmp_path: Path, docstring: str) -> None:
    source = f"# %% f\ndef f(x):\n    {docstring}\n    return x\n"
    expected = solution(tmp_path, source).sections[0].answers[0].docstring
    definition = ast.parse(stubs(tmp_path, source)[0]).body[0]
    assert isinstance(definition, ast.FunctionDef)
    assert (ast.get_docstring(definition) or "").rstrip() == expected.rstrip()


DOCSTRING = """\
Sum of squares.

Of all components.

Parameters
----------
p
    The point,
    a list.
q : float
    Another.

Raises
------
ValueError
    When p is empty.

Examples
--------
In the plane:

>>> f = lambda p: (
...     p[0])
>>> norm([1, 2], f)
5

And in space:

>>> norm([1, 2, 3])
14"""


def test_units_are_the_prose_and_nothing_else() -> None:
    assert units(DOCSTRING) == [
        "Sum of squares.",
        "Of all components.",
        "The point, a list.",
        "Another.",
        "When p is empty.",
        "In the plane:",
        "And in space:",
    ]


def test_a_translation_to_the_same_words_is_the_same_docstring() -> None:
    assert translated(DOCSTRING, lambda text: text, "en") == DOCSTRING


def test_a_translation_changes_prose_and_titles_and_leaves_names_and_code() -> None:
    expected = (
        DOCSTRING.replace("Parameters\n----------", "Paramètres\n----------")
        .replace("Raises\n------", "Lève\n----")
        .replace("Examples\n--------", "Exemples\n--------")
        .replace("    The point,\n    a list.", "    LE POINT.")
    )
    words = {"The point, a list.": "LE POINT."}
    assert translated(DOCSTRING, lambda text: words.get(text, text), "fr") == expected


def test_a_long_translation_is_wrapped_at_its_indentation() -> None:
    text = translated(DOCSTRING, lambda text: "mot " * 60 if text == "Another." else text, "en")
    lines = [line for line in text.splitlines() if "mot" in line]
    assert len(lines) == 3
    assert all(line.startswith("    mot") and len(line) <= 92 for line in lines)
    assert units(text)[3] == ("mot " * 60).strip()


def test_a_catalogue_keeps_its_translations_and_gains_the_new_texts(tmp_path: Path) -> None:
    path = tmp_path / "fr" / "ch01.po"
    assert Translations.load(path, "fr").update([("One.", 1), ("Two.", 2)]) == 2
    text = path.read_text(encoding="utf-8")
    filled = text.replace('msgid "One."\nmsgstr ""', 'msgid "One."\nmsgstr "« Un »\\n."')
    path.write_text("# Le premier chapitre.\n" + filled, encoding="utf-8")
    again = Translations.load(path, "fr")
    assert again("One.") == "« Un »\n."
    assert again("Two.") == "Two."
    assert again.update([("One.", 1), ("Three.", 2)]) == 1
    third = Translations.load(path, "fr")
    assert third("One.") == "« Un »\n."
    assert "Two." not in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").startswith("# Le premier chapitre.\n")
    assert [p.line for p in third.missing([("One.", 4), ("Three.", 7)], Path("x.py"))] == [7]


def test_a_catalogue_written_twice_has_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "ch01.po"
    texts = [("A sentence. " * 20, 1), ('Quotes: "x" and \\sigma.', 2)]
    Translations.load(path, "fr").update(texts)
    first = path.read_bytes()
    Translations.load(path, "fr").update(texts)
    assert path.read_bytes() == first


def chapters() -> list[str]:
    return [chapter.slug for chapter in Course.load(ROOT).manifest.chapters]


@pytest.fixture(scope="module", params=chapters())
def sources(request: pytest.FixtureRequest) -> ChapterSources:
    course = Course.load(ROOT)
    return ChapterSources.load(course, course.chapter(request.param))


def definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node


def outline(node: ast.FunctionDef | ast.ClassDef) -> str:
    """A definition without what its body does."""
    if isinstance(node, ast.FunctionDef):
        return f"{node.name}({ast.unparse(node.args)}) -> {ast.dump(node.returns or ast.Pass())}"
    return f"{node.name}({', '.join(map(ast.unparse, node.bases))})"


def public(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return not node.name.startswith("_") or node.name.endswith("__")


def test_every_stub_compiles_and_keeps_signatures_in_every_language(
    sources: ChapterSources,
) -> None:
    for section in sources.solution.sections:
        reference = [
            outline(node)
            for statement in ast.parse(section.source).body
            if isinstance(statement, ast.FunctionDef | ast.ClassDef) and public(statement)
            for node in [
                statement,
                *(
                    method
                    for method in statement.body
                    if isinstance(statement, ast.ClassDef)
                    and isinstance(method, ast.FunctionDef)
                    and public(method)
                ),
            ]
        ]
        for lang in sources.course.languages:
            text = sources.stub(section, lang)
            tree = ast.parse(text)
            assert [outline(node) for node in sorted_by_line(tree)] == reference
            compile(text, section.exercise, "exec")


def sorted_by_line(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    return sorted(definitions(tree), key=lambda node: node.lineno)


def test_every_stub_body_is_a_docstring_and_an_error(sources: ChapterSources) -> None:
    for section in sources.solution.sections:
        for lang in sources.course.languages:
            text = sources.stub(section, lang)
            functions = [n for n in definitions(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
            for node in functions:
                *docstring, last = node.body
                assert ast.unparse(last) == "raise NotImplementedError"
                assert len(docstring) == (ast.get_docstring(node) is not None)
            assert text.count(f"# {WORDS[lang]['todo']}") == len(functions)


def test_every_translated_docstring_has_the_examples_of_the_original(
    sources: ChapterSources,
) -> None:
    def code(docstring: str) -> list[str]:
        """The paragraphs that begin with a prompt."""
        return [p for p in docstring.split("\n\n") if p.lstrip().startswith(">>>")]

    for section in sources.solution.sections:
        for lang in sources.course.languages:
            tree = ast.parse(sources.stub(section, lang))
            for answer in section.answers:
                node = next(n for n in definitions(tree) if n.name == answer.name)
                text = ast.get_docstring(node)
                assert text is not None
                assert code(text) == code(inspect.cleandoc(answer.docstring))


def test_french_stubs_are_french(sources: ChapterSources) -> None:
    """Every unit of prose has a translation, and it is not the English text again."""
    french = sources.translations["fr"]
    same = [text for text, _ in sources.solution.prose() if french(text) == text]
    assert same == []
