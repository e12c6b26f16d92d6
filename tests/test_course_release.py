"""The release of the real course: sound notebooks, and nothing in it that is hidden."""

from __future__ import annotations

import ast
import builtins
import io
import json
import keyword
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Chapter, Course
from chainrule.course.notebook import examples_document, source_notebook, to_json
from chainrule.course.text import ChapterText, Code, Directive, Prose
from chainrule.demo.recipes import CLASS_SIZE, Classroom, Recipe
from chainrule.errors import UserError
from chainrule.gradebook.layout import Assignment, Layout, assignments
from chainrule.gradebook.nbgrader_course import NbgraderCourse
from chainrule.grading.chaffs import load_chaffs

# The first test waits for the whole course to be built.
pytestmark = pytest.mark.timeout(900)

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "src" / "chainrule"

#: What is shorter stands in any program: ``return x``, ``x, y = p``.
SHORTEST_CODE = 16
#: What is shorter stands in any text: the titles of chaffs are a few words.
SHORTEST_WORDS = 25
#: Up to here, a line of an answer may also stand in a worked example: ``return self + other``.
LONGEST_SHARED = 40
#: What has no other words is in any program, too: ``except Exception:``, ``raise ValueError``.
PYTHON = {*keyword.kwlist, *dir(builtins)}


@pytest.fixture(scope="module")
def course() -> Course:
    return Course.load(ROOT)


@pytest.fixture(scope="module")
def released(course: Course, released_course: Callable[[str], Path]) -> dict[str, Path]:
    """The folders that students receive, by assignment; built from a copy of the course."""
    layout = Layout(released_course("*") / "build")
    return {
        assignment.name: layout.release(assignment)
        for chapter in course.manifest.chapters
        for assignment in assignments(course, chapter)
    }


Notebooks = dict[str, tuple[Assignment, dict[str, Any]]]


@pytest.fixture(scope="module")
def notebooks(course: Course, released: dict[str, Path]) -> Notebooks:
    """The released notebooks."""
    return {
        assignment.name: (
            assignment,
            json.loads((released[assignment.name] / f"{chapter.slug}.ipynb").read_bytes()),
        )
        for chapter in course.manifest.chapters
        for assignment in assignments(course, chapter)
    }


def graded_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    metadata = (cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"])
    return [fields for fields in metadata if fields.get("grade")]


def test_notebooks_are_valid_nbformat_4_5_with_unique_ids(notebooks: Notebooks) -> None:
    for _, notebook in notebooks.values():
        assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
        nbformat.validate(nbformat.from_dict(notebook))
        ids = [cell["id"] for cell in notebook["cells"]]
        assert len(set(ids)) == len(ids)


def test_notebooks_have_metadata_that_nbgrader_accepts(notebooks: Notebooks) -> None:
    for _, notebook in notebooks.values():
        validator = MetadataValidatorV3()
        validator.validate_nb(nbformat.from_dict(notebook))
        ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
        known = [name for name in ids if name is not None]
        assert len(set(known)) == len(known)


def test_points_and_their_order_are_those_of_the_manifest(notebooks: Notebooks) -> None:
    for assignment, notebook in notebooks.values():
        expected = [(exercise.id, exercise.points) for exercise in assignment.chapter.exercises]
        cells = graded_cells(notebook)
        assert [(fields["grade_id"], fields["points"]) for fields in cells] == expected


def test_hidden_tests_grade_locked_cells_and_people_grade_answers(notebooks: Notebooks) -> None:
    for assignment, notebook in notebooks.values():
        coded = {exercise.id for exercise in assignment.chapter.coded}
        for fields in graded_cells(notebook):
            assert fields["locked"] == (fields["grade_id"] in coded)
            assert fields["solution"] != fields["locked"]


def test_every_coded_exercise_has_its_cells_in_this_order(notebooks: Notebooks) -> None:
    for assignment, notebook in notebooks.values():
        for exercise in assignment.chapter.coded:
            roles = [
                cell["metadata"]["chainrule"]["role"]
                for cell in notebook["cells"]
                if cell["metadata"]["chainrule"]["exercise"] == exercise.id
            ]
            answers = roles.count("answer")
            assert answers >= 1
            assert roles == ["statement", *["answer"] * answers, "check", "graded"]


def class_of(
    chapter: Chapter, course: Course, notebooks: Notebooks, with_chaffs: bool
) -> list[Recipe]:
    releases = {
        assignment.lang: notebook
        for assignment, notebook in notebooks.values()
        if assignment.chapter.slug == chapter.slug
    }
    path = course.autograder(chapter) / "chaffs.py"
    chaffs = load_chaffs(path, course.languages) if with_chaffs else ()
    return Classroom(ChapterSources.load(course, chapter), releases, chaffs).recipes()


def test_a_class_can_be_made_of_every_chapter(course: Course, notebooks: Notebooks) -> None:
    for chapter in course.manifest.chapters:
        recipes = class_of(chapter, course, notebooks, with_chaffs=True)
        assert len({recipe.student for recipe in recipes}) == CLASS_SIZE, chapter.slug


def test_a_chapter_too_small_for_a_class_is_told_in_one_line(
    course: Course, notebooks: Notebooks
) -> None:
    with pytest.raises(UserError, match="it lacks 4 chaffs") as error:
        class_of(course.chapter("ch07"), course, notebooks, with_chaffs=False)
    assert len(error.value.problems) == 1


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_build_gives_the_same_bytes(released_course: Callable[[str], Path]) -> None:
    root = released_course("ch07_gradient")
    first = files_of(root / "build" / "release")
    again = Course.load(root)
    NbgraderCourse(again).build(again.chapter("ch07"))
    assert files_of(root / "build" / "release") == first


def test_what_nbgrader_reads_is_what_the_engine_makes(
    course: Course, released_course: Callable[[str], Path]
) -> None:
    for chapter in course.manifest.chapters:
        sources = ChapterSources.load(course, chapter)
        for assignment in assignments(course, chapter):
            folder = Layout(released_course("*") / "build").source(assignment)
            made = {
                f"{chapter.slug}.ipynb": source_notebook(sources, assignment.lang),
                f"{chapter.slug}.examples.json": examples_document(sources, assignment.lang),
            }
            for name, document in made.items():
                assert (folder / name).read_text(encoding="utf-8") == to_json(document)


def test_a_release_holds_these_files_and_no_others(released: dict[str, Path]) -> None:
    for name, folder in released.items():
        slug = name.rpartition("-")[0]
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        template = {
            path.relative_to(ROOT / "student_template").as_posix()
            for path in (ROOT / "student_template").rglob("*")
            if path.name != "README.fr.md"
        }
        (wheel,) = (file for file in files if file.endswith(".whl"))
        own = {f"{slug}.ipynb", f"{slug}.examples.json", wheel}
        assert files == template | own
        assert wheel in (folder / "requirements.txt").read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """The text with one space for any run of white space."""
    return " ".join(text.split())


def strings(document: Any) -> Iterator[str]:
    """All strings of a JSON document, keys included."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for item in document:
            yield from strings(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from strings(value)


def contents(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The text of a file, that of each file of an archive."""
    if name.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from contents(f"{name}!{member}", archive.read(member))
    elif name.endswith((".ipynb", ".json")):
        yield name, squeezed("\n".join(strings(json.loads(data))))
    else:
        yield name, squeezed(data.decode("utf-8", errors="replace"))


@pytest.fixture(scope="module")
def received(released: dict[str, Path]) -> dict[str, str]:
    """All that students receive, as text."""
    return {
        name: text
        for assignment, folder in released.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, text in contents(
            f"{assignment}/{path.relative_to(folder).as_posix()}", path.read_bytes()
        )
    }


def docstring_lines(tree: ast.Module) -> set[int]:
    """Numbers of the lines that docstrings take."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            found |= set(range(first.lineno, (first.end_lineno or 0) + 1))
    return found


def code_of(path: Path) -> set[str]:
    """Statements and lines of all function bodies of a file, docstrings left out."""
    source = path.read_text(encoding="utf-8")
    lines, tree = source.splitlines(), ast.parse(source)
    documented = docstring_lines(tree)
    found: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for statement in function.body:
            if statement.lineno in documented or isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            found.add(squeezed("\n".join(lines[statement.lineno - 1 : statement.end_lineno])))
            body = range(statement.lineno, (statement.end_lineno or 0) + 1)
            found |= {squeezed(lines[number - 1]) for number in body if number not in documented}
    return {
        code
        for code in found
        # A line that opens a bracket is searched with the statement that it begins.
        if len(code) >= SHORTEST_CODE
        and not code.endswith(("(", "[", "{"))
        and not PYTHON.issuperset(re.findall(r"[^\W\d]\w*", code))
    }


def words_of(path: Path) -> set[str]:
    """Sentences of a grader's file: feedback, names of misconceptions, docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    found = {squeezed(value) for value in constants if isinstance(value, str)}
    return {words for words in found if len(words) >= SHORTEST_WORDS and " " in words}


def names_of_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


def code_cells(text: ChapterText, *roles: str) -> Iterator[str]:
    """What a text shows as code: cells of these roles, and what a plot begins with."""
    for piece in text.pieces:
        if isinstance(piece, Directive):
            yield squeezed(piece.starter)
        elif isinstance(piece, Code) and piece.role in roles:
            yield squeezed(piece.source)


def words_of_text(text: ChapterText) -> Iterator[str]:
    """What a text says."""
    for piece in text.pieces:
        if isinstance(piece, Directive):
            yield from (piece.body, *piece.hints)
        elif isinstance(piece, Prose):
            yield piece.text


def docstrings_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield squeezed(ast.get_docstring(node) or "")


@pytest.fixture(scope="module")
def secrets(course: Course) -> set[str]:
    """What students must not receive, but for what the course publishes of its own accord.

    Published are the docstrings with their examples, set-up cells, the code that a plot begins
    with, what prose and hints say, and the engine. A hidden test may also take its function from a
    worked example of the text.
    """
    chapters = course.manifest.chapters
    references = [course.solution(chapter) for chapter in chapters]
    graders = [path for chapter in chapters for path in course.autograder(chapter).glob("*.py")]
    texts = [
        ChapterText.load(course.text(chapter, lang))
        for chapter in chapters
        for lang in course.languages
    ]
    published = "\n".join(
        [
            *(docstring for path in references for docstring in docstrings_of(path)),
            *(code for text in texts for code in code_cells(text, "setup")),
            *(squeezed(prose) for text in texts for prose in words_of_text(text)),
            *(squeezed(path.read_text(encoding="utf-8")) for path in ENGINE.rglob("*.py")),
        ]
    )
    shown = "\n".join(code for text in texts for code in code_cells(text, "figure", "example"))
    answers = {
        code
        for path in references
        for code in code_of(path)
        if code not in published and not (len(code) <= LONGEST_SHARED and code in shown)
    }
    grading = {
        text
        for path in graders
        for text in code_of(path) | words_of(path) | names_of_tests(path)
        if text not in published and text not in shown
    }
    return answers | grading


def leaks(received: dict[str, str], secrets: set[str]) -> list[tuple[str, str]]:
    """Where students receive what is hidden: (file, text)."""
    # The wheel is the same in every release: one search for all of them.
    everything = "\n".join(set(received.values()))
    found = sorted(secret for secret in secrets if secret in everything)
    return [(name, secret) for secret in found for name, text in received.items() if secret in text]


def test_nothing_hidden_is_in_what_students_receive(
    received: dict[str, str], secrets: set[str]
) -> None:
    assert any("!chainrule/" in name for name in received)
    assert len(secrets) > 2000
    assert leaks(received, secrets) == []


def a_reference_statement(course: Course) -> str:
    source = course.solution(course.chapter("ch07")).read_text(encoding="utf-8")
    return next(line for line in source.splitlines() if line.lstrip().startswith("return float("))


def a_line_of_a_test(course: Course) -> str:
    path = course.autograder(course.chapter("ch07")) / "test_smile_formula.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.lstrip().startswith("check_close("))


def a_feedback_line(course: Course) -> str:
    path = course.autograder(course.chapter("ch07")) / "test_smile_formula.py"
    return min(words_of(path))


def a_chaff_line(course: Course) -> str:
    return max(code_of(course.autograder(course.chapter("ch06")) / "chaffs.py"), key=len)


@pytest.mark.parametrize(
    "pick", [a_reference_statement, a_line_of_a_test, a_feedback_line, a_chaff_line]
)
def test_the_search_finds_what_is_planted(
    course: Course, released: dict[str, Path], secrets: set[str], pick: Any
) -> None:
    planted = pick(course)
    path = released["ch06_keras-en"] / "ch06_keras.ipynb"
    document = json.loads(path.read_bytes())
    document["cells"][3]["metadata"]["note"] = f"x = 1\n    {planted}\ny = 2"
    notebook = dict(contents("a.ipynb", json.dumps(document).encode()))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("chainrule/x.py", f"x = 1\n    {planted}\n")
    wheel = dict(contents("a.whl", archive.getvalue()))
    for received, name in ((notebook, "a.ipynb"), (wheel, "a.whl!chainrule/x.py")):
        assert (name, squeezed(planted)) in leaks(received, secrets)
