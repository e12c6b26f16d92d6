"""Every item of the sources is treated, in every language, and the table of it is up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from chapters import COURSE, every_chapter

from chainrule.course.coverage import INVENTORY, coverage_page, load_inventory, uncovered
from chainrule.course.manifest import Course
from chainrule.course.text import ChapterText
from chainrule.errors import UserError

ROOT = Path(__file__).resolve().parents[1]


def test_the_table_is_what_the_command_writes() -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert page == coverage_page(COURSE), "run chainrule coverage"


@every_chapter
def test_every_item_is_covered_in_every_language(slug: str) -> None:
    for lang in COURSE.languages:
        assert uncovered(COURSE, COURSE.chapter(slug), lang) == []


@every_chapter
def test_the_inventory_lists_each_item_once_and_all_that_the_texts_name(slug: str) -> None:
    chapter = COURSE.chapter(slug)
    items = load_inventory(COURSE, chapter)
    ids = [item.id for item in items]
    assert len(set(ids)) == len(ids)
    assert all(item.kind and item.what and "|" not in item.what for item in items)
    for lang in COURSE.languages:
        assert ChapterText.load(COURSE.text(chapter, lang)).covers <= set(ids)
    exercises = {item.id for item in items if item.kind == "exercise"}
    sources = {exercise.source for exercise in chapter.exercises if exercise.source}
    # What the course adds of its own has no source.
    assert exercises <= sources <= set(ids)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    """Chapter 7's texts and inventory alone, to be changed."""
    chapter = COURSE.chapter("ch07")
    files = [COURSE.text(chapter, lang) for lang in COURSE.languages]
    files += [ROOT / "course.yml", ROOT / INVENTORY / f"{chapter.slug}.csv"]
    for source in files:
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return Course.load(tmp_path)


def test_an_item_that_one_text_leaves_out_is_uncovered_there(copy: Course) -> None:
    chapter = copy.chapter("ch07")
    text = copy.text(chapter, "fr")
    lines = text.read_text(encoding="utf-8").replace("% covers 7.E1\n", "")
    text.write_text(lines, encoding="utf-8")
    assert uncovered(copy, chapter, "en") == []
    assert uncovered(copy, chapter, "fr") == ["7.E1"]


def test_an_exercise_of_the_source_that_no_exercise_comes_from_is_uncovered(copy: Course) -> None:
    path = copy.root / INVENTORY / "ch07_gradient.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("7.99,exercise,Another\n")
    assert uncovered(copy, copy.chapter("ch07"), "en") == ["7.99"]


@pytest.mark.parametrize(
    ("content", "line"), [("", 1), ("id,what\n", 1), ("id,kind,what\n7.D1,definition\n", 2)]
)
def test_an_inventory_with_other_columns_is_one_line(copy: Course, content: str, line: int) -> None:
    path = copy.root / INVENTORY / "ch07_gradient.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_inventory(copy, copy.chapter("ch07"))
    message = "is no row of an inventory; give the columns id, kind, what"
    assert str(caught.value) == f"{path}:{line}: {message}"


def test_a_chapter_without_inventory_is_one_line(copy: Course) -> None:
    path = copy.root / INVENTORY / "ch07_gradient.csv"
    path.unlink()
    with pytest.raises(UserError) as caught:
        load_inventory(copy, copy.chapter("ch07"))
    message = "ch07_gradient has no inventory; list the source's items there"
    assert str(caught.value) == f"{path}: {message}"
