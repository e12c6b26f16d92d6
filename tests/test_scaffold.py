"""`chainrule new` makes chapters and exercises that are proved as they are, or writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from chainrule.cli import main
from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.course.scaffold import EXAMPLE, new_chapter, new_exercise
from chainrule.errors import UserError
from chainrule.wall.handles import Student

ROOT = Path(__file__).parents[1]

MANIFEST = """\
# A course to begin with.
id: tiny
title: {en: 'Tiny', fr: "Petit"}  # short
languages: [en, fr]

chapters: []  # none yet

feedback: {disclosure: words}
# The end.
"""

SLUG = "ch01_squares"
OTHER = "second_mean"
MADE = {
    "assignments/ch01_squares/en.md",
    "assignments/ch01_squares/fr.md",
    "solutions/ch01_squares.py",
    "solutions/locale/fr/ch01_squares.po",
    "autograder/ch01_squares/test_mean_of_squares.py",
    "autograder/ch01_squares/wheats.py",
    "autograder/ch01_squares/chaffs.py",
}


def chainrule(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chainrule.cli", "--course", str(root), *arguments],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


def contents(root: Path) -> dict[str, bytes | None]:
    """Every file, and every folder as None."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
    }


Refused = Callable[..., str]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """What `chainrule new` says, which ends with status 2 and writes nothing."""

    def run(root: Path, *arguments: str) -> str:
        before = contents(root)
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.setattr(sys, "argv", ["chainrule", "--course", str(root), "new", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, ""), said.err
        assert contents(root) == before
        return said.err.replace(f"{root}{os.sep}", "")

    return run


def load(root: Path) -> ChapterSources:
    course = Course.load(root)
    return ChapterSources.load(course, course.chapter(SLUG))


def ids(root: Path) -> list[str]:
    return [exercise.id for exercise in load(root).chapter.exercises]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "course.yml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def a_chapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    (root / "course.yml").write_text(MANIFEST, encoding="utf-8")
    new_chapter(Course.load(root), SLUG)
    return root


@pytest.fixture
def course(a_chapter: Path, tmp_path: Path) -> Path:
    """The tiny course with one new chapter."""
    return Path(shutil.copytree(a_chapter, tmp_path / "course"))


def test_a_new_chapter_and_a_new_exercise_are_proved_as_they_are(empty: Path) -> None:
    shutil.copytree(ROOT / "student_template", empty / "student_template")
    made = chainrule(empty, "new", "chapter", SLUG, "--title-en", "Squares", "--title-fr", "Carrés")
    assert made.returncode == 0, made.stderr
    files = {name for name, content in contents(empty).items() if content is not None}
    assert {name for name in files if not name.startswith(("course", "student_"))} == MADE
    for name in (*MADE, "course.yml"):
        assert f"written: {empty / name}\n" in made.stdout
    following = [line for line in made.stdout.splitlines() if line.startswith("next: ")]
    before = f"next: chainrule --course {empty} "
    assert following == [f"{before}{verb} {SLUG}" for verb in ("validate", "build", "verify")]
    done = chainrule(empty, "validate", SLUG)
    assert done.returncode == 0, done.stderr

    made = chainrule(empty, "new", "exercise", "ch01", OTHER)
    assert made.returncode == 0, made.stderr
    assert made.stdout.endswith(f"verify {SLUG} --exercise {OTHER}\n")
    # Both at once: most of the time goes into the wheel and the environments of the proof.
    for verb in ("validate", "build"):
        done = chainrule(empty, verb, SLUG)
        assert done.returncode == 0, done.stderr
    done = chainrule(empty, "verify", SLUG, "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in (EXAMPLE, OTHER):
        [row] = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == [name]]
        assert row[3:5] == ["2", "5"]
        assert row[-1] == "ok"


@pytest.mark.parametrize("form", ["ruff check", "ruff format --check"])
def test_what_is_made_is_in_the_style_of_the_project(course: Path, form: str) -> None:
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), OTHER)
    folders = [str(course / name) for name in ("autograder", "solutions")]
    config = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", *form.split(), *config, *folders],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_chapter_leaves_comments_and_layout_of_course_yml(course: Path) -> None:
    text = (course / "course.yml").read_text(encoding="utf-8")
    before, _, after = MANIFEST.partition("chapters: []  # none yet\n")
    assert text.startswith(f"{before}chapters:  # none yet\n  - slug: {SLUG}\n    number: 1\n")
    assert text.endswith(f"minutes: 10}}\n{after}")


def test_further_entries_leave_comments_and_layout_of_course_yml(course: Path) -> None:
    path = course / "course.yml"
    plot = "      - {id: square_plot,"
    text = path.read_text(encoding="utf-8").replace(plot, f"      # A drawing.\n{plot}")
    text = text.replace("minutes: 10}\n", "minutes: 10}  # or 15\n        # more to come\n\n\n")
    path.write_text(text, encoding="utf-8", newline="\r\n")
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), OTHER)
    new_chapter(Course.load(course), "ch02_more", titles={"en": "Plus: 1 # no comment", "fr": "2"})
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")
    new = path.read_text(encoding="utf-8").splitlines()
    rest = iter(new)
    assert all(line in rest for line in text.splitlines())
    place = new.index("        # more to come")
    assert new[place + 1 : place + 4] == ["", "  - slug: ch02_more", "    number: 2"]
    chapter = Course.load(course).chapter("ch02")
    assert chapter.title == {"en": "Plus: 1 # no comment", "fr": "2"}


def test_the_letter_of_a_slug_is_the_part(course: Path) -> None:
    new_chapter(Course.load(course), "ch05b_more", 5)
    assert Course.load(course).chapter("ch05b_more").label == "5b"


def test_a_number_that_is_taken_is_refused(course: Path) -> None:
    with pytest.raises(UserError, match=f"{SLUG} is chapter 1 already; choose another"):
        new_chapter(Course.load(course), "ch01_again", 1)


@pytest.mark.parametrize("style", ["block", "flow"])
def test_an_exercise_fits_into_either_style_of_list(course: Path, style: str) -> None:
    path = course / "course.yml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    [chapter] = manifest["chapters"]
    if style == "flow":
        entries = chapter.pop("exercises")
        text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
        inline = yaml.safe_dump(entries, default_flow_style=True, width=1000).strip()
        text = text.replace("  imports:", f"  exercises: {inline}\n  imports:")
    else:
        text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), OTHER)
    assert ids(course) == [EXAMPLE, OTHER, "why_squares", "square_plot"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (None, [EXAMPLE, OTHER, "why_squares", "square_plot"]),
        (EXAMPLE, [EXAMPLE, OTHER, "why_squares", "square_plot"]),
        ("why_squares", [EXAMPLE, "why_squares", OTHER, "square_plot"]),
        ("square_plot", [EXAMPLE, "why_squares", "square_plot", OTHER]),
    ],
)
def test_an_exercise_comes_after_the_one_that_is_named(
    course: Path, after: str | None, expected: list[str]
) -> None:
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), OTHER, after)
    assert ids(course) == expected
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), "third", EXAMPLE)
    assert ids(course) == [EXAMPLE, "third", *(name for name in expected if name != EXAMPLE)]
    assert load(course).solution.exercises == (EXAMPLE, "third", OTHER)


def test_a_course_of_one_language_gets_no_other(empty: Path) -> None:
    text = MANIFEST.replace("en: 'Tiny', ", "").replace("[en, fr]", "[fr]")
    (empty / "course.yml").write_text(text, encoding="utf-8")
    new_chapter(Course.load(empty), SLUG)
    made = contents(empty)
    assert "assignments/ch01_squares/fr.md" in made
    assert not any(name.endswith((".po", "en.md")) for name in made)
    assert '"""Moyenne des carrés' in load(empty).solution.source
    for name in ("test_mean_of_squares.py", "chaffs.py"):
        assert "en=" not in (empty / "autograder" / SLUG / name).read_text(encoding="utf-8")


def test_the_catalogue_keeps_what_it_has(course: Path) -> None:
    path = course / "solutions" / "locale" / "fr" / f"{SLUG}.po"
    text = path.read_text(encoding="utf-8").replace("Si la liste est vide.", "Liste vide.")
    path.write_text(f"# By hand.\n{text}", encoding="utf-8")
    new_exercise(Course.load(course), Course.load(course).chapter(SLUG), OTHER)
    assert path.read_text(encoding="utf-8") == f"# By hand.\n{text}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chapter", "Ch2"), "course.yml: 'Ch2' cannot be a slug; begin with a letter a to z, "),
        (("chapter", "../ch02"), "course.yml: '../ch02' cannot be a slug; "),
        (("chapter", "class"), "course.yml: 'class', a word of Python's, cannot be a slug; "),
        (("chapter", SLUG), f"course.yml:7: chapter {SLUG} is there already; choose another"),
        (("chapter", "ch02", "--title-fr", " "), "course.yml: the title in 'fr' cannot be ' '; "),
        (("chapter", "ch02", "--title-en", "a\nb"), "course.yml: the title in 'en' cannot be "),
        (("exercise", "ch09", "third"), "course.yml: 'ch09' names no chapter; choose one of "),
        (("exercise", SLUG, "third-mean"), "course.yml: 'third-mean' cannot be the name of "),
        (("exercise", SLUG, "lambda"), "course.yml: 'lambda', a word of Python's, cannot be "),
        (("exercise", SLUG, EXAMPLE), f"course.yml:14: exercise {EXAMPLE} is there already; "),
        (("exercise", SLUG, "third", "--after", "x"), f"course.yml:7: {SLUG} has no exercise x; "),
        (("exercise", SLUG, "np"), f"assignments/{SLUG}/en.md:5: np is bound already by the set-"),
        (("exercise", SLUG, "sum"), f"solutions/{SLUG}.py: sum is a name of Python's own; "),
        (("exercise", SLUG, "annotations"), f"solutions/{SLUG}.py: annotations is bound already; "),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    course: Path, refused: Refused, arguments: tuple[str, ...], said: str
) -> None:
    told = refused(course, *arguments)
    assert told.startswith(said)
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", [name for name in vars(Student) if not name.startswith("_")])
def test_names_of_the_proxy_are_refused(course: Path, name: str) -> None:
    before = contents(course)
    with pytest.raises(UserError, match=f"{name} is what hidden tests call a method of `student`"):
        new_exercise(Course.load(course), Course.load(course).chapter(SLUG), name)
    assert contents(course) == before


@pytest.mark.parametrize("name", sorted(MADE - {"autograder/ch01_squares/wheats.py"}))
def test_a_file_that_exists_is_told_and_kept(empty: Path, refused: Refused, name: str) -> None:
    (empty / name).parent.mkdir(parents=True)
    (empty / name).write_text("mine", encoding="utf-8")
    told = refused(empty, "chapter", SLUG)
    place = f"autograder/{SLUG}" if name.startswith("autograder") else name
    assert told == f"{place}: is there already; choose another name, or move it away\n"


def test_the_hidden_tests_of_an_exercise_are_kept(course: Path, refused: Refused) -> None:
    name = f"autograder/{SLUG}/test_{OTHER}.py"
    (course / name).write_text("mine", encoding="utf-8")
    told = refused(course, "exercise", SLUG, OTHER)
    assert told == f"{name}: is there already; choose another name, or move it away\n"


def test_a_chapter_that_is_not_consistent_gets_no_exercise(course: Path, refused: Refused) -> None:
    path = course / "solutions" / "locale" / "fr" / f"{SLUG}.po"
    path.write_text(path.read_text().replace("Si la liste est vide.", ""))
    assert refused(course, "exercise", SLUG, OTHER).startswith(
        f"solutions/{SLUG}.py:7: 1 texts have no fr translation, the first is 'When the list is"
    )


@pytest.mark.parametrize("style", ["chapters in braces", "an anchor"])
def test_a_course_yml_that_cannot_be_extended_is_told(
    course: Path, refused: Refused, style: str
) -> None:
    path = course / "course.yml"
    text = path.read_text(encoding="utf-8")
    manifest = yaml.safe_load(text)
    if style == "an anchor":
        manifest["chapters"].append({**manifest["chapters"][0], "slug": "ch02_twin", "number": 2})
        text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
        assert "*id" in text
    else:
        text = yaml.safe_dump(manifest, allow_unicode=True, default_flow_style=True)
    path.write_text(text, encoding="utf-8")
    told = "course.yml: is written in a way that entries cannot be put into; write each chapter on "
    wanted = ("exercise", SLUG, OTHER) if style == "an anchor" else ("chapter", "ch02")
    assert refused(course, *wanted).startswith(told)


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(course)
    loaded = Course.load(course)
    replace = os.replace
    done: list[Path] = []

    def fail_at_the_last(source: Path, target: Path) -> None:
        if target.parts[-2:] == ("fr", f"{SLUG}.po"):
            raise OSError(28, "No space left on device")
        done.append(target)
        replace(source, target)

    monkeypatch.setattr("chainrule.course.together.os.replace", fail_at_the_last)
    with pytest.raises(UserError, match="cannot be written, so nothing was: No space left"):
        new_exercise(loaded, loaded.chapter(SLUG), OTHER)
    assert len(done) > 1
    assert contents(course) == before


def test_a_folder_that_cannot_be_made_leaves_all_as_it_was(empty: Path, refused: Refused) -> None:
    (empty / "solutions").write_text("no folder", encoding="utf-8")
    told = refused(empty, "chapter", SLUG)
    assert told.startswith(f"solutions/{SLUG}.py: cannot be written, so nothing was: ")


def test_a_missing_feedback_line_ends_verify_with_status_2(course: Path) -> None:
    path = course / "autograder" / SLUG / "test_mean_of_squares.py"
    text = path.read_text(encoding="utf-8")
    assert text.count('    fr="Une liste vide') == 1
    path.write_text(text.replace('    fr="Une liste vide', '    xx="Une liste vide'))
    done = chainrule(course, "verify", SLUG, "--jobs", "1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "test_refuses_an_empty_list has no feedback in 'fr'" in done.stderr
    assert path.name in done.stderr
