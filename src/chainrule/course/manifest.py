"""course.yml: order, points, dates and limits of a course."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from chainrule.box.enclosure import Tier
from chainrule.course.words import WORDS
from chainrule.errors import Problem, UserError, fail, read_text

MANIFEST = "course.yml"

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Text = dict[str, str]
# Strict: pydantic would read true as 1 and "2" as 2.
Points = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
Kind = Literal["code", "written", "plot"]

DATES = "write a date as 2026-12-14, or a time as 2026-12-14T23:59:00+01:00"


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(Entry):
    """What a submission may cost; seconds and megabytes."""

    statement_seconds: Seconds = 5
    test_seconds: Seconds = 3
    submission_seconds: Seconds = 180
    memory_mb: Annotated[int, Field(ge=256)] = 1024
    #: Grading is refused where the wall around students' code is weaker than this.
    require_tier: Tier | None = None


class Feedback(Entry):
    """What a student is told about hidden tests."""

    disclosure: Literal["words", "kind"] = "kind"
    hints: Annotated[int, Field(ge=0, le=3)] = 1


class Exercise(Entry):
    """One exercise: ``kind`` code is graded by hidden tests, written and plot by a person."""

    id: Slug
    kind: Kind = "code"
    points: Points
    difficulty: Annotated[int, Field(ge=1, le=3)]
    minutes: Annotated[int, Field(gt=0)]
    source: str | None = None


class Chapter(Entry):
    """One assignment: a whole chapter, or a part of one, which has a letter."""

    slug: Slug
    number: Annotated[int, Field(ge=0)]
    part: Annotated[str, Field(pattern=r"^[a-z]$")] | None = None
    title: Text
    #: Beyond what everybody is asked to do; its notebook says so.
    optional: bool = False
    requires: tuple[Literal["tensorflow"], ...] = ()
    imports: tuple[str, ...] = ("numpy",)
    release: date | None = None
    due: datetime | None = None
    exercises: Annotated[tuple[Exercise, ...], Field(min_length=1)]

    @field_validator("release", "due", mode="before")
    @classmethod
    def _date_is_written_out(cls, value: object) -> object:
        # pydantic would take a number, as in 20261214, for seconds since 1970.
        if isinstance(value, int | float):
            raise ValueError(DATES)
        return value

    @field_validator("due")
    @classmethod
    def _due_has_a_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a due date needs its time zone, as in 2026-12-14T23:59:00+01:00")
        return value

    def exercise(self, name: str) -> Exercise:
        return next(exercise for exercise in self.exercises if exercise.id == name)

    @property
    def coded(self) -> tuple[Exercise, ...]:
        """The exercises that hidden tests grade."""
        return tuple(exercise for exercise in self.exercises if exercise.kind == "code")

    @property
    def label(self) -> str:
        """Number and part, as in 7 or 17b."""
        return f"{self.number}{self.part or ''}"

    def number_of(self, name: str) -> str:
        """The number that the notebook prints, as in 7.12 or 17b.3."""
        ids = [exercise.id for exercise in self.exercises]
        return f"{self.label}.{ids.index(name) + 1}"

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def minutes(self) -> int:
        return sum(exercise.minutes for exercise in self.exercises)


class Manifest(Entry):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    limits: Limits = Limits()
    feedback: Feedback = Feedback()
    chapters: tuple[Chapter, ...]


#: The parser in C is several times faster; PyYAML can be built without it.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]
    """Leaves dates as text: a date that is none is then pydantic's to report, with its line."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own form)
        first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def parsed_yaml(text: str, path: Path) -> tuple[Any, Lines]:
    """What a file in YAML says, and where.

    Raises
    ------
    UserError
        When it is not YAML, with the line.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "is not YAML"
        line = mark.line + 1 if mark else None
        raise fail(f"cannot be read: {what}", path, "correct the YAML", line) from None
    finally:
        loader.dispose()
    return data, Lines(path, node)


class Course:
    """A course folder: its manifest and where its files lie."""

    def __init__(self, root: Path, manifest: Manifest, lines: Lines) -> None:
        self.root = root
        self.manifest = manifest
        self._lines = lines

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read and validate ``root/course.yml``.

        Raises
        ------
        UserError
            With one line for each thing that is wrong: file, line, remedy.
        """
        path = root / MANIFEST
        try:
            text = read_text(path)
        except FileNotFoundError:
            raise fail(
                "no course here", path, "run the command in a course folder, or give --course"
            ) from None
        data, lines = parsed_yaml(text, path)
        try:
            manifest = Manifest.model_validate(data)
        except ValidationError as error:
            raise UserError(map(lines.problem, _causes(error))) from None
        problems = list(_inconsistencies(manifest, lines))
        if problems:
            raise UserError(problems)
        return cls(root, manifest, lines)

    @cached_property
    def chapters(self) -> dict[str, Chapter]:
        return {chapter.slug: chapter for chapter in self.manifest.chapters}

    @property
    def languages(self) -> tuple[str, ...]:
        return self.manifest.languages

    def chapter(self, name: str) -> Chapter:
        """The chapter with this slug, number and part, or beginning of a slug (``ch07``)."""
        found = [
            chapter for slug, chapter in self.chapters.items() if name in (slug, chapter.label)
        ] or [chapter for slug, chapter in self.chapters.items() if slug.startswith(name)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(self.chapters)
        what = f"{name!r} names {len(found) or 'no'} chapter{'s' if len(found) > 1 else ''}"
        raise fail(what, self.root / MANIFEST, f"choose one of {known}")

    def line_of(self, chapter: Chapter, exercise: Exercise | None = None) -> int | None:
        """The line of course.yml where a chapter or an exercise stands."""
        place: tuple[str | int, ...] = ("chapters", self.manifest.chapters.index(chapter))
        if exercise is not None:
            place += ("exercises", chapter.exercises.index(exercise))
        return self._lines.line(place)

    def text(self, chapter: Chapter, lang: str) -> Path:
        return self.root / "assignments" / chapter.slug / f"{lang}.md"

    def solution(self, chapter: Chapter) -> Path:
        return self.root / "solutions" / f"{chapter.slug}.py"

    def catalogue(self, chapter: Chapter, lang: str) -> Path:
        return self.root / "solutions" / "locale" / lang / f"{chapter.slug}.po"

    def autograder(self, chapter: Chapter) -> Path:
        return self.root / "autograder" / chapter.slug

    @property
    def generated(self) -> Path:
        """The folder of everything that can be made again; git ignores it."""
        return self.root / "build"

    @property
    def student_template(self) -> Path:
        return self.root / "student_template"

    def siblings(self, chapter: Chapter) -> Iterator[Problem]:
        """A problem for each of the chapter's files that is not there."""
        expected = [self.text(chapter, lang) for lang in self.languages]
        expected += [self.solution(chapter), self.autograder(chapter)]
        for path in expected:
            if not path.exists():
                yield Problem(
                    f"chapter {chapter.slug} has no {path.relative_to(self.root)}",
                    self.root / MANIFEST,
                    self.line_of(chapter),
                    "write the file, or take the chapter out of course.yml",
                )


class Lines:
    """Where in a YAML file each value stands."""

    def __init__(self, path: Path, node: yaml.Node | None) -> None:
        self._path = path
        self._node = node

    def line(self, place: tuple[str | int, ...]) -> int | None:
        """The line of the value at ``place``, or of the nearest thing around it."""
        node, line = self._node, 1 if self._node is not None else None
        for key in place:
            if isinstance(node, yaml.MappingNode):
                pairs = {name.value: (name, value) for name, value in node.value}
                if key not in pairs:
                    break
                name, node = pairs[key]
                line = name.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
                node = node.value[key]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def doubled_keys(self, node: yaml.Node | None = None) -> Iterator[Problem]:
        """A problem for each key that a mapping holds twice: YAML silently drops the first."""
        node = node or self._node
        if isinstance(node, yaml.MappingNode):
            names = [name.value for name, _ in node.value]
            for place, (name, value) in enumerate(node.value):
                if name.value in names[:place]:
                    line = name.start_mark.line + 1
                    yield Problem(f"key {name.value!r} appears twice", self._path, line, "keep one")
                yield from self.doubled_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from self.doubled_keys(value)

    def problem(self, error: dict[str, Any]) -> Problem:
        """One of pydantic's errors in an author's words."""
        place = tuple(part for part in error["loc"])
        name = place[-1] if place else MANIFEST
        if isinstance(name, int) and isinstance(place[-2], str):
            name = f"entry {name + 1} of {place[-2]}"
        owners = self._owners(place)
        where = "".join(f" of {owner}" for owner in reversed(owners))
        line = self.line(place)
        match error["type"]:
            case "extra_forbidden":
                known = _fields_at(place[:-1])
                near = difflib.get_close_matches(str(name), known, n=1)
                remedy = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
                return Problem(f"unknown key {name!r}{where}", self._path, line, remedy)
            case "missing":
                whole = " of ".join(reversed(owners)) or MANIFEST
                return Problem(f"{whole} has no {name!r}", self._path, line, "add it")
            case _:
                value = error["input"]
                shown = "empty" if value in (None, [], {}) else "what it is"
                if isinstance(value, str | int | float):
                    shown = f"{value!r}"
                return Problem(f"{name}{where} cannot be {shown}", self._path, line, _remedy(error))

    def _owners(self, place: tuple[str | int, ...]) -> list[str]:
        """Names of the chapter and exercise that a place lies in, outermost first."""
        node, names = self._node, []
        for key in place[:-1]:
            if isinstance(node, yaml.MappingNode):
                node = next((value for name, value in node.value if name.value == key), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
                node = node.value[key]
            if isinstance(node, yaml.MappingNode):
                for name, value in node.value:
                    if name.value in ("slug", "id") and isinstance(value, yaml.ScalarNode):
                        names.append(value.value)
        return names


def _causes(found: ValidationError) -> Iterator[dict[str, Any]]:
    """pydantic's errors without those that another one explains."""
    errors: list[dict[str, Any]] = [dict(item) for item in found.errors()]
    places = [error["loc"] for error in errors]
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    for error in errors:
        place = error["loc"]
        misspelt = error["type"] == "missing" and any(
            other[:-1] == place[:-1] and difflib.get_close_matches(str(other[-1]), [place[-1]])
            for other in unknown
        )
        inside = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if not misspelt and not inside:
            yield error


def _remedy(error: dict[str, Any]) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "greater_than":
            return f"give a number above {limits['gt']:g}"
        case "greater_than_equal":
            return f"give a number of at least {limits['ge']:g}"
        case "less_than_equal":
            return f"give a number of at most {limits['le']:g}"
        case kind if kind.startswith(("date", "datetime")):
            return DATES
        case "literal_error":
            return f"choose {limits['expected']}"
        case "value_error":
            return str(limits["error"])
        case "string_pattern_mismatch":
            return f"write it so that it matches {limits['pattern']}"
        case "string_type":
            return "write text, between quotes if it looks like a number"
        case "too_short":
            return "give at least one"
        case "tuple_type":
            return "write a list, as in [one, two]"
        case "model_type" | "dict_type":
            return "write keys with values, as in {key: value}"
        case kind if kind.startswith("int"):
            return "give a whole number"
        case "float_type" | "finite_number":
            return "give a number"
        case _:
            message = str(error["msg"])
            return message[:1].lower() + message[1:]


def _fields_at(place: tuple[str | int, ...]) -> list[str]:
    """The keys that the manifest knows at a place."""
    model: type[BaseModel] = Manifest
    for key in place:
        if isinstance(key, str) and key in model.model_fields:
            annotation = model.model_fields[key].annotation
            options = [annotation, *get_args(annotation)]
            models = [o for o in options if isinstance(o, type) and issubclass(o, BaseModel)]
            if models:
                model = models[0]
    return list(model.model_fields)


def _inconsistencies(manifest: Manifest, lines: Lines) -> Iterator[Problem]:
    """What no single value shows: doubled names, texts without a language."""
    path = lines._path
    yield from lines.doubled_keys()
    for number, lang in enumerate(manifest.languages):
        line = lines.line(("languages", number))
        if lang in manifest.languages[:number]:
            yield Problem(f"language {lang!r} appears twice", path, line, "keep one")
        if lang not in WORDS:
            remedy = f"choose from {', '.join(WORDS)}"
            yield Problem(f"the notebooks have no words in {lang!r}", path, line, remedy)
    yield from _untitled(manifest.id, manifest.title, manifest.languages, lines, ("title",))
    slugs: set[str] = set()
    labels: dict[str, str] = {}
    for index, chapter in enumerate(manifest.chapters):
        place: tuple[str | int, ...] = ("chapters", index)
        if chapter.slug in slugs:
            yield Problem(
                f"chapter {chapter.slug} appears twice", path, lines.line(place), "keep one"
            )
        slugs.add(chapter.slug)
        if (other := labels.setdefault(chapter.label, chapter.slug)) != chapter.slug:
            yield Problem(
                f"{other} and {chapter.slug} are both {chapter.label}",
                path,
                lines.line(place),
                "give each another number, or parts of one chapter a letter each, as in part: b",
            )
        if chapter.release and chapter.due and chapter.due.date() < chapter.release:
            yield Problem(
                f"{chapter.slug} is due before its release",
                path,
                lines.line((*place, "due")),
                "correct one of the two dates",
            )
        title = (*place, "title")
        yield from _untitled(chapter.slug, chapter.title, manifest.languages, lines, title)
        ids: set[str] = set()
        for number, exercise in enumerate(chapter.exercises):
            if exercise.id in ids:
                yield Problem(
                    f"exercise {exercise.id} appears twice in {chapter.slug}",
                    path,
                    lines.line((*place, "exercises", number)),
                    "keep one",
                )
            ids.add(exercise.id)


def _untitled(
    name: str, title: Text, languages: tuple[str, ...], lines: Lines, place: tuple[str | int, ...]
) -> Iterator[Problem]:
    for lang in languages:
        if lang not in title:
            yield Problem(
                f"title of {name} has no {lang!r}",
                lines._path,
                lines.line(place),
                "add the title in that language",
            )
