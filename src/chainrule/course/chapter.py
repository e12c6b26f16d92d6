"""One chapter read whole: its entry in course.yml against its texts and reference solutions."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from chainrule.course.catalogue import Translations
from chainrule.course.manifest import MANIFEST, Chapter, Course
from chainrule.course.solution import Section, Solution, public
from chainrule.course.text import DIRECTIVES, ChapterText, Code
from chainrule.course.words import WORDS
from chainrule.errors import Problem, UserError


@dataclass(frozen=True)
class ChapterSources:
    """The siblings of a chapter, checked against each other."""

    course: Course
    chapter: Chapter
    solution: Solution
    texts: dict[str, ChapterText]
    translations: dict[str, Translations]

    @classmethod
    def load(cls, course: Course, chapter: Chapter) -> ChapterSources:
        """Read everything about a chapter.

        Raises
        ------
        UserError
            With one line for each thing that is missing or contradicts another.
        """
        if missing := list(course.siblings(chapter)):
            raise UserError(missing)
        solution = Solution.load(course.solution(chapter))
        texts = {lang: ChapterText.load(course.text(chapter, lang)) for lang in course.languages}
        source_language, *others = course.languages
        translations = {source_language: Translations.none()} | {
            lang: Translations.load(course.catalogue(chapter, lang), lang) for lang in others
        }
        sources = cls(course, chapter, solution, texts, translations)
        if problems := list(sources._contradictions()):
            raise UserError(problems)
        return sources

    def stub(self, section: Section, lang: str) -> str:
        """The stub of one section in one language."""
        # Who grades needs no stubs, and libcst takes half a second to load.
        from chainrule.course.stubs import stub

        words = WORDS[lang]
        return stub(section, self.translations[lang], lang, words["todo"])

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The names that each coded exercise asks for."""
        return {
            exercise.id: tuple(a.name for a in self.solution.answers_of(exercise.id))
            for exercise in self.chapter.coded
        }

    def _contradictions(self) -> Iterator[Problem]:
        yield from self._exercises_without_solution()
        for lang in self.course.languages:
            yield from self._text_against_manifest(lang)
            yield from self.translations[lang].missing(self.solution.prose(), self.solution.path)
            yield from self._unbound_names(lang)

    def _exercises_without_solution(self) -> Iterator[Problem]:
        coded = [exercise.id for exercise in self.chapter.coded]
        for exercise in self.chapter.coded:
            if exercise.id not in self.solution.exercises:
                yield Problem(
                    f"exercise {exercise.id} has no solution",
                    self.course.root / MANIFEST,
                    self.course.line_of(self.chapter, exercise),
                    f"add a section '# %% {exercise.id}' to {self.solution.path.name}",
                )
        for section in self.solution.sections:
            if section.exercise not in coded:
                yield Problem(
                    f"exercise {section.exercise} is not in course.yml",
                    self.solution.path,
                    section.line - 1,
                    f"add it to the exercises of {self.chapter.slug}, with its points",
                )

    def _text_against_manifest(self, lang: str) -> Iterator[Problem]:
        text = self.texts[lang]
        known = {exercise.id: exercise for exercise in self.chapter.exercises}
        seen: list[str] = []
        for directive in text.directives:
            name = directive.exercise
            if name not in known:
                what, remedy = f"exercise {name} is not in course.yml", "add it, with its points"
            elif name in seen:
                what, remedy = f"exercise {name} appears twice", "keep one"
            elif directive.kind != DIRECTIVES[known[name].kind]:
                what = f"{name} is a {directive.kind!r} here and {known[name].kind!r} in course.yml"
                remedy = f"write :::{{{DIRECTIVES[known[name].kind]}}} {name}"
            else:
                seen.append(name)
                continue
            yield Problem(what, text.path, directive.line, remedy)
        for exercise in self.chapter.exercises:
            if exercise.id not in seen:
                yield Problem(
                    f"exercise {exercise.id} is not in {text.path.relative_to(self.course.root)}",
                    self.course.root / MANIFEST,
                    self.course.line_of(self.chapter, exercise),
                    f"add :::{{{DIRECTIVES[exercise.kind]}}} {exercise.id} to the text",
                )
        expected = [name for name in known if name in seen]
        if seen != expected:
            first = next(a for a, b in zip(seen, expected, strict=True) if a != b)
            line = next(d.line for d in text.directives if d.exercise == first)
            yield Problem(
                f"exercise {first} is out of order",
                text.path,
                line,
                "follow the order of course.yml",
            )

    def _unbound_names(self, lang: str) -> Iterator[Problem]:
        """Names in signatures that the notebook's set-up cells do not bind."""
        path = self.texts[lang].path
        bound = set(dir(builtins))
        cells = [p for p in self.texts[lang].pieces if isinstance(p, Code) and p.role == "setup"]
        for cell in cells:
            try:
                bound |= _bound(ast.parse(cell.source))
            except SyntaxError as error:
                what = f"the cell tagged setup is not plain Python: {error.msg}"
                yield Problem(what, path, cell.line, "correct it; leave out magics")
                return
        for section in self.solution.sections:
            definitions = list(public(ast.parse(section.source)))
            bound |= {definition.name for definition in definitions}
            for name in sorted(_used_in_signatures(definitions) - bound):
                yield Problem(
                    f"a signature of {section.exercise} uses {name}, which no set-up cell binds",
                    path,
                    cells[0].line if cells else None,
                    f"import {name} in a cell tagged setup",
                )


def _bound(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _used_in_signatures(definitions: Iterable[ast.FunctionDef | ast.ClassDef]) -> set[str]:
    used: set[str] = set()
    for node in definitions:
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            parts: list[ast.AST] = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            parts += [a.annotation for a in every if a.annotation]
            parts += [node.returns] if node.returns else []
        else:
            parts = [*node.bases]
            used |= _used_in_signatures(public(node))
        parts += node.decorator_list
        used |= {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    return used
