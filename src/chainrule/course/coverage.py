"""The coverage table: every item of the sources, and where the course treats it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chainrule.course.manifest import Chapter, Course
from chainrule.course.text import ChapterText
from chainrule.errors import fail

INVENTORY = Path("docs") / "inventory"
COLUMNS = ["id", "kind", "what"]


@dataclass(frozen=True)
class Item:
    """A definition, number, method, example, figure or exercise of the sources."""

    id: str
    kind: str
    what: str


def load_inventory(course: Course, chapter: Chapter) -> tuple[Item, ...]:
    """The items of a chapter's source, from ``docs/inventory/<slug>.csv``."""
    path = course.root / INVENTORY / f"{chapter.slug}.csv"
    if not path.exists():
        raise fail(f"{chapter.slug} has no inventory", path, "list the source's items there")
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    for number, row in enumerate([header, *rows], 1):
        if len(row) != len(COLUMNS) or header != COLUMNS:
            remedy = f"give the columns {', '.join(COLUMNS)}"
            raise fail("is no row of an inventory", path, remedy, number)
    return tuple(Item(*row) for row in rows)


def uncovered(course: Course, chapter: Chapter, lang: str) -> list[str]:
    """Ids of the items that the text in ``lang`` or the exercises do not treat."""
    text = ChapterText.load(course.text(chapter, lang))
    exercises = {e.source for e in chapter.exercises}
    return [
        item.id
        for item in load_inventory(course, chapter)
        if item.id not in (exercises if item.kind == "exercise" else text.covers)
    ]


def coverage_page(course: Course) -> str:
    """docs/coverage.md, made from course.yml, the texts' ``% covers`` lines and the inventories."""
    lines = [
        "# What the course covers",
        "",
        "Made by `chainrule coverage` from course.yml, the `% covers` lines of the texts and the",
        "inventories of the sources in docs/inventory; a test asks that it is up to date.",
    ]
    lines += ["", *_overview(course)]
    for chapter in course.manifest.chapters:
        lines += ["", *_chapter(course, chapter)]
    return "\n".join(lines) + "\n"


def _overview(course: Course) -> Iterator[str]:
    yield "| chapter | title | graded by tests | by hand | points | hours |"
    yield "|---|---|---|---|---|---|"
    for chapter in course.manifest.chapters:
        title = chapter.title[course.languages[0]]
        if chapter.optional:
            title += " (optional)"
        coded = len(chapter.coded)
        yield (
            f"| {chapter.label} | {title} | {coded} | {len(chapter.exercises) - coded} "
            f"| {chapter.points:g} | {chapter.minutes / 60:.1f} |"
        )


def _chapter(course: Course, chapter: Chapter) -> Iterator[str]:
    texts = {lang: ChapterText.load(course.text(chapter, lang)) for lang in course.languages}
    by_source: dict[str, list[str]] = {}
    for exercise in chapter.exercises:
        by_source.setdefault(exercise.source or "", []).append(
            f"{chapter.number_of(exercise.id)} `{exercise.id}` ({exercise.points:g})"
        )
    title = chapter.title[course.languages[0]]
    yield f"## {chapter.label}. {title} (`{chapter.slug}`, {chapter.points:g} points)"
    yield ""
    yield "| item | what | " + " | ".join(course.languages) + " |"
    yield "|---|---|" + "---|" * len(course.languages)
    for item in load_inventory(course, chapter):
        if item.kind == "exercise":
            where = [", ".join(by_source.get(item.id, ["**missing**"]))] * len(texts)
        else:
            where = ["text" if item.id in t.covers else "**missing**" for t in texts.values()]
        yield f"| {item.id} | {item.what} | " + " | ".join(where) + " |"
