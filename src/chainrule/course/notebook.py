"""Notebooks: a chapter's text, stubs, check cells and graded cells as nbformat 4.5."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Exercise
from chainrule.course.text import Code, Directive, Piece, Prose
from chainrule.course.words import WORDS

Cell = dict[str, Any]
Notebook = dict[str, Any]

#: Version of nbgrader's cell metadata that nbgrader 0.9 writes.
NBGRADER_SCHEMA = 3


def source_notebook(sources: ChapterSources, lang: str) -> Notebook:
    """The nbgrader source notebook of a chapter in one language.

    It holds stubs, never a reference body: the course folder that nbgrader works in may be
    readable by every account of a machine.
    """
    writer = _Writer(sources, lang)
    for piece in sources.texts[lang].pieces:
        writer.add(piece)
    return {
        "cells": writer.cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "chainrule": {
                "course": sources.course.manifest.id,
                "chapter": sources.chapter.slug,
                "lang": lang,
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def examples_document(sources: ChapterSources, lang: str) -> dict[str, Any]:
    """What ``check`` reads: the worked examples of the docstrings, all of them public."""
    titles = {d.exercise: d.title for d in sources.texts[lang].directives}
    return {
        "schema": 1,
        "course": sources.course.manifest.id,
        "slug": sources.chapter.slug,
        "lang": lang,
        "exercises": {
            exercise.id: {
                "number": sources.chapter.number_of(exercise.id),
                "title": titles[exercise.id],
                "names": {
                    answer.name: [
                        {"source": e.source, "expected": e.expected, "error": e.error}
                        for e in answer.examples
                    ]
                    for answer in sources.solution.answers_of(exercise.id)
                },
            }
            for exercise in sources.chapter.coded
        },
    }


def to_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def points_text(points: float, lang: str) -> str:
    """Points in words, as in ``6 points``."""
    words = WORDS[lang]
    return words["point"] if points == 1 else words["points"].format(points=f"{points:g}")


class _Writer:
    def __init__(self, sources: ChapterSources, lang: str) -> None:
        self.sources = sources
        self.lang = lang
        self.words = WORDS[lang]
        self.cells: list[Cell] = []
        self.count: Counter[str] = Counter()

    def add(self, piece: Piece) -> None:
        match piece:
            case Prose(text):
                self._markdown("text", text if self.cells else self._headed(text))
            case Code(source, role):
                # The code that only draws is folded, so that the text reads as text.
                folded = {"source_hidden": True} if role == "figure" else {}
                self._code(role, source, jupyter=folded)
            case Directive():
                self._directive(piece)

    def _headed(self, text: str) -> str:
        """The first text, with what the chapter asks for under its title."""
        title, _, rest = text.partition("\n")
        chapter = self.sources.chapter
        hours, minutes = divmod(chapter.minutes, 60)
        facts = self.words["chapter"].format(
            label=chapter.label,
            points=points_text(chapter.points, self.lang),
            time=self.words["time"].format(hours=hours, minutes=minutes),
        )
        if chapter.optional:
            facts += f" · {self.words['optional']}"
        return f"{title}\n\n{facts}\n{rest}"

    def _directive(self, directive: Directive) -> None:
        exercise = self.sources.chapter.exercise(directive.exercise)
        self._markdown("statement", self._statement(directive, exercise), exercise.id)
        if exercise.kind == "code":
            self._coded(exercise)
            return
        grading = {"grade": True, "solution": True, "points": exercise.points}
        if exercise.kind == "written":
            metadata = _nbgrader(exercise.id, "markdown", **grading)
            self._markdown("written", self.words["written"], exercise.id, nbgrader=metadata)
        else:
            starter = directive.starter or f"# {self.words['todo']}"
            metadata = _nbgrader(exercise.id, "code", **grading)
            self._code("plot", starter, exercise.id, nbgrader=metadata)

    def _coded(self, exercise: Exercise) -> None:
        for index, section in enumerate(self.sources.solution.sections_of(exercise.id), 1):
            metadata = _nbgrader(f"{exercise.id}-answer-{index}", "code", solution=True)
            stub = self.sources.stub(section, self.lang).rstrip("\n")
            self._code("answer", stub, exercise.id, nbgrader=metadata)
        self._code("check", f'check("{exercise.id}")', exercise.id)
        graded = self.words["graded"].format(
            number=self.sources.chapter.number_of(exercise.id),
            points=points_text(exercise.points, self.lang),
        )
        metadata = _nbgrader(exercise.id, "code", grade=True, locked=True, points=exercise.points)
        self._code("graded", f"# {graded}", exercise.id, nbgrader=metadata)

    def _statement(self, directive: Directive, exercise: Exercise) -> str:
        number = self.sources.chapter.number_of(exercise.id)
        kind = self.words[directive.kind]
        level = self.words["hard"].format(level=exercise.difficulty)
        dots = "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)
        stars = f'<span role="img" aria-label="{level}">{dots}</span>'
        facts = self.words["facts"].format(
            stars=stars, points=points_text(exercise.points, self.lang), minutes=exercise.minutes
        )
        if exercise.kind != "code":
            facts += f" · {self.words['by_hand']}"
        parts = [f"### {kind} {number} — {directive.title}", facts, directive.body]
        for place, hint in enumerate(directive.hints, 1):
            summary = self.words["hint"].format(number=place)
            parts.append(f"<details><summary>{summary}</summary>\n\n{hint}\n\n</details>")
        return "\n\n".join(parts)

    def _markdown(self, role: str, source: str, exercise: str | None = None, **more: Any) -> None:
        self.cells.append(self._cell("markdown", role, source, exercise, more))

    def _code(self, role: str, source: str, exercise: str | None = None, **more: Any) -> None:
        cell = self._cell("code", role, source, exercise, more)
        self.cells.append(cell | {"execution_count": None, "outputs": []})

    def _cell(
        self, kind: str, role: str, source: str, exercise: str | None, more: dict[str, Any]
    ) -> Cell:
        chapter = self.sources.chapter.slug
        # Cells keep their ids when others are added, so that earlier releases are recognised.
        what = f"{chapter}/{self.lang}/{role}/{exercise or source}"
        self.count[what] += 1
        name = f"{what}/{self.count[what]}"
        return {
            "cell_type": kind,
            "id": hashlib.sha256(name.encode()).hexdigest()[:12],
            "metadata": {"chainrule": {"role": role, "exercise": exercise}}
            | {name: value for name, value in more.items() if value},
            "source": source,
        }


def _nbgrader(grade_id: str, cell_type: str, **fields: Any) -> dict[str, Any]:
    return {
        "schema_version": NBGRADER_SCHEMA,
        "grade_id": grade_id,
        "grade": False,
        "locked": False,
        "solution": False,
        "task": False,
        "cell_type": cell_type,
        **fields,
    }
