"""New chapters and exercises: a small example of each kind, proved as it is, to be changed."""

from __future__ import annotations

import builtins
import json
import keyword
import math
import os
import re
import symtable
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from chainrule.course.catalogue import Translations
from chainrule.course.chapter import ChapterSources
from chainrule.course.entries import NotExtendable, with_chapter, with_exercise
from chainrule.course.manifest import MANIFEST, Chapter, Course, Exercise, Manifest, Slug
from chainrule.course.solution import Solution
from chainrule.course.text import ChapterText, Code
from chainrule.course.together import write_together
from chainrule.errors import Problem, UserError, fail, read_text

TEMPLATES = Path(__file__).parent / "templates"
#: The coded exercise of a new chapter.
EXAMPLE = "mean_of_squares"
#: Its sentences that go into docstrings.
_DOCSTRING = ("summary", "x", "returns", "raises", "example")
_ENTRY = "{{id: {}, points: 2, difficulty: 1, minutes: 15}}"

#: What each file is to hold, by its path from the course folder.
Files = dict[Path, str]


def new_chapter(
    course: Course, slug: str, number: int | None = None, titles: Mapping[str, str] | None = None
) -> list[Path]:
    """Add a chapter with one coded exercise, one written question and one plot.

    Parameters
    ----------
    course
        The course.
    slug
        The chapter's slug, which names its files.
    number
        The one after the highest if None. The part is the letter of a slug like ``ch17b_tokens``.
    titles
        A title for each language; where there is none, the words of the slug.

    Returns
    -------
    The files that were written, the changed ones among them.

    Raises
    ------
    UserError
        When the slug, its number or a title cannot be taken, or a file is there already; then
        nothing is written.
    """
    _require_slug(slug, "a slug", course)
    if slug in course.chapters:
        line = course.line_of(course.chapters[slug])
        raise fail(f"chapter {slug} is there already", _manifest(course), "choose another", line)
    numbers = [chapter.number for chapter in course.manifest.chapters]
    part = re.match(r"ch\d+([a-z])_", slug)
    chapter = Chapter(
        slug=slug,
        number=max(numbers, default=0) + 1 if number is None else number,
        part=part[1] if part else None,
        title=_titles(course, slug, titles or {}),
        imports=("numpy", "matplotlib.pyplot"),
        exercises=(Exercise(id=EXAMPLE, points=2, difficulty=1, minutes=15),),
    )
    for other in course.manifest.chapters:
        if other.label == chapter.label:
            what, line = f"{other.slug} is chapter {other.label} already", course.line_of(other)
            raise fail(what, _manifest(course), "choose another with --number", line)
    _require_free([*_siblings(course, chapter), course.autograder(chapter)])
    render = _Renderer(course, chapter, EXAMPLE)
    files = {
        course.text(chapter, lang): render(f"chapter.{lang}.md", lang=lang)
        for lang in course.languages
    }
    files[course.solution(chapter)] = render("solution.py")
    entry = render("chapter.yml", entry=_ENTRY.format(EXAMPLE))
    files[_manifest(course)] = _extended(course, partial(with_chapter, entry=entry))
    files |= render.graders()
    return _written(_proposed(course, slug, None, files))


def new_exercise(
    course: Course, chapter: Chapter, name: str, after: str | None = None
) -> list[Path]:
    """Add a coded exercise that asks for one function of the same name.

    Parameters
    ----------
    course, chapter
        Where to.
    name
        Its id.
    after
        The exercise that it follows; the last one with code if None.

    Returns
    -------
    The files that were written, the changed ones among them.

    Raises
    ------
    UserError
        When the chapter is not consistent, the name cannot be taken, or a file is there already;
        then nothing is written.
    """
    _require_slug(name, "the name of an exercise", course)
    sources = ChapterSources.load(course, chapter)
    _require_untaken(sources, name)
    ids = [exercise.id for exercise in chapter.exercises]
    if after is not None and after not in ids:
        what = f"{chapter.slug} has no exercise {after}"
        where = course.line_of(chapter)
        raise fail(what, _manifest(course), f"choose one of {', '.join(ids)}", where)
    if after is None:
        # Questions to think about come last, as a rule.
        after = chapter.coded[-1].id if chapter.coded else ids[-1]
    place = ids.index(after)
    _require_free([_hidden(course, chapter, name)])
    render = _Renderer(course, chapter, name)
    files = {
        text.path: _with_directive(text, after, render(f"exercise.{lang}.md"))
        for lang, text in sources.texts.items()
    }
    section = render("section.py")
    files[sources.solution.path] = _with_section(sources.solution, ids[: place + 1], section)
    number = course.manifest.chapters.index(chapter)
    entry = _ENTRY.format(name)
    insert = partial(with_exercise, chapter=number, after=place, entry=entry)
    files[_manifest(course)] = _extended(course, insert)
    files |= render.graders()
    return _written(_proposed(course, chapter.slug, name, files))


class _Renderer:
    """The templates, filled in for one exercise of one chapter."""

    def __init__(self, course: Course, chapter: Chapter, name: str) -> None:
        self._course, self._chapter, self._name = course, chapter, name
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["quoted"] = _quoted
        environment.filters["scalar"] = _scalar
        words, source = _words(), course.languages[0]
        environment.globals |= {
            "languages": course.languages,
            "name": name,
            "number": chapter.number,
            "part": chapter.part,
            "say": lambda key: words[key][source],
            "slug": chapter.slug,
            "titles": chapter.title,
            "words": words,
        }
        self._environment = environment

    def __call__(self, template: str, **more: Any) -> str:
        return self._environment.get_template(f"{template}.j2").render(**more)

    def graders(self) -> dict[Path, str]:
        """The hidden tests, and wheats and chaffs after those that there are."""
        folder = self._course.autograder(self._chapter)
        files = {_hidden(self._course, self._chapter, self._name): self("test.py")}
        for path in (folder / "wheats.py", folder / "chaffs.py"):
            before = f"{read_text(path).rstrip()}\n\n\n" if path.exists() else ""
            files[path] = before + self(path.name, is_new=not before)
        return files


def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(read_text(TEMPLATES / "words.yml"))
    return words


def _quoted(text: str) -> str:
    """The text between double quotes, as Python and gettext read it."""
    return json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    """The text as YAML, between quotes only where it needs them."""
    return yaml.safe_dump(text, allow_unicode=True, width=math.inf).removesuffix("...\n").strip()


def _manifest(course: Course) -> Path:
    return course.root / MANIFEST


def _hidden(course: Course, chapter: Chapter, exercise: str) -> Path:
    return course.autograder(chapter) / f"test_{exercise}.py"


def _siblings(course: Course, chapter: Chapter) -> Iterator[Path]:
    yield from (course.text(chapter, lang) for lang in course.languages)
    yield course.solution(chapter)
    yield from (course.catalogue(chapter, lang) for lang in course.languages[1:])


def _titles(course: Course, slug: str, given: Mapping[str, str]) -> dict[str, str]:
    for lang, title in given.items():
        if lang not in course.languages:
            known = ", ".join(course.languages)
            what = f"a title in {lang!r}, which is no language of the course"
            raise fail(what, _manifest(course), f"give titles in {known}")
        if not title.strip() or not title.isprintable():
            what = f"the title in {lang!r} cannot be {title!r}"
            raise fail(what, _manifest(course), "give one line of text")
    words = re.sub(r"^ch\d+[a-z]?_", "", slug).replace("_", " ").strip() or slug
    return {lang: given.get(lang, words.capitalize()).strip() for lang in course.languages}


def _require_slug(name: str, what: str, course: Course) -> None:
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        remedy = "begin with a letter a to z, go on with letters, digits and underscores"
        raise fail(f"{name!r} cannot be {what}", _manifest(course), remedy) from None
    if keyword.iskeyword(name):
        remedy = "choose another"
        raise fail(f"{name!r}, a word of Python's, cannot be {what}", _manifest(course), remedy)


def _require_untaken(sources: ChapterSources, name: str) -> None:
    # What the grader calls the proxy's methods is no concern of whoever builds a notebook.
    from chainrule.wall.handles import Student

    solution, path = sources.solution, sources.solution.path
    where: Path = path
    line = None
    if name in vars(Student):
        what = f"{name} is what hidden tests call a method of `student`"
    elif hasattr(builtins, name):
        what = f"{name} is a name of Python's own"
    elif any(name == exercise.id for exercise in sources.chapter.exercises):
        what = f"exercise {name} is there already"
        where = _manifest(sources.course)
        line = sources.course.line_of(sources.chapter, sources.chapter.exercise(name))
    elif name in _bound(solution.source):
        what = f"{name} is bound already"
    elif cells := [
        (text.path, piece.line)
        for text in sources.texts.values()
        for piece in text.pieces
        if isinstance(piece, Code) and piece.role == "setup" and name in _bound(piece.source)
    ]:
        what = f"{name} is bound already by the set-up cell"
        where, line = cells[0]
    else:
        return
    raise fail(what, where, "choose another name", line)


def _bound(source: str) -> set[str]:
    """The names that a module binds, imported ones too."""
    table = symtable.symtable(source, "<module>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def _require_free(paths: list[Path]) -> None:
    problems = [
        Problem("is there already", path, None, "choose another name, or move it away")
        for path in paths
        if os.path.lexists(path)
    ]
    if problems:
        raise UserError(problems)


def _extended(course: Course, insert: Callable[[str], str]) -> str:
    """The text of course.yml with what ``insert`` puts into it."""
    try:
        return insert(read_text(_manifest(course)))
    except NotExtendable:
        raise _not_extendable(course) from None


def _not_extendable(course: Course) -> UserError:
    what = "is written in a way that entries cannot be put into"
    remedy = "write each chapter on lines of its own, the first with a dash, without anchors"
    return fail(what, _manifest(course), remedy)


def _with_directive(text: ChapterText, after: str, directive: str) -> str:
    """A text with a further directive behind that of another exercise."""
    lines = read_text(text.path).split("\n")
    opened = next(d.line for d in text.directives if d.exercise == after)
    closed = next(n for n in range(opened, len(lines)) if lines[n].rstrip() == ":::")
    lines[closed + 1 : closed + 1] = ["", *directive.rstrip().split("\n")]
    return "\n".join(lines)


def _with_section(solution: Solution, before: list[str], section: str) -> str:
    """A solution with a further section behind those of the exercises ``before``."""
    lines = solution.source.split("\n")
    earlier = [n for n, s in enumerate(solution.sections, 1) if s.exercise in before]
    following = max(earlier, default=0)
    if following == len(solution.sections):
        return f"{solution.source.rstrip()}\n\n\n{section}"
    # The line before the first of a section is its marker.
    marker = solution.sections[following].line - 2
    head, tail = "\n".join(lines[:marker]).rstrip(), "\n".join(lines[marker:])
    return f"{head}\n\n\n{section}\n\n{tail}"


def _proposed(course: Course, slug: str, exercise: str | None, files: Files) -> Files:
    """The files with their catalogues, checked as the course that they would make.

    ``exercise`` is what is new in the chapter, None when the chapter itself is new.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in files.items():
            _place(root / path.relative_to(course.root), text)
        try:
            draft = _draft(course, root, slug, exercise)
            chapter = draft.chapters[slug]
            prose = list(Solution.load(draft.solution(chapter)).prose())
            catalogues = {}
            for lang in course.languages[1:]:
                path = draft.catalogue(chapter, lang)
                _place(path, _with_translations(course, chapter, lang))
                Translations.load(path, lang).update(prose)
                catalogues[course.catalogue(chapter, lang)] = read_text(path)
            ChapterSources.load(draft, chapter)
        except UserError as error:
            raise UserError(_relocated(error, root, course.root)) from None
    return files | catalogues


def _place(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _draft(course: Course, root: Path, slug: str, exercise: str | None) -> Course:
    """The course in ``root``, if it is ``course`` with one more chapter or exercise."""
    try:
        draft = Course.load(root)
    except UserError:
        raise _not_extendable(course) from None
    if _without(draft.manifest, slug, exercise) != course.manifest:
        raise _not_extendable(course)
    return draft


def _without(manifest: Manifest, slug: str, exercise: str | None) -> Manifest:
    kept = []
    for chapter in manifest.chapters:
        if chapter.slug != slug:
            kept.append(chapter)
        elif exercise is not None:
            exercises = tuple(e for e in chapter.exercises if e.id != exercise)
            kept.append(chapter.model_copy(update={"exercises": exercises}))
    return manifest.model_copy(update={"chapters": tuple(kept)})


def _with_translations(course: Course, chapter: Chapter, lang: str) -> str:
    """The chapter's catalogue, where it has one, with the example's sentences."""
    path, words, source = course.catalogue(chapter, lang), _words(), course.languages[0]
    parts = [read_text(path)] if path.exists() else []
    # Of two entries for one sentence the first counts: an author's own translation stays.
    parts += [
        f"msgid {_quoted(words[key][source])}\nmsgstr {_quoted(words[key][lang])}\n"
        for key in _DOCSTRING
    ]
    return "\n".join(parts)


def _relocated(error: UserError, old: Path, new: Path) -> Iterator[Problem]:
    for problem in error.problems:
        where = problem.where
        if isinstance(where, Path) and where.is_relative_to(old):
            where = new / where.relative_to(old)
        yield Problem(problem.what, where, problem.line, problem.remedy)


def _written(files: Files) -> list[Path]:
    write_together(files)
    return list(files)
