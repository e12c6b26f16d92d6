"""gettext catalogues: the docstrings of a chapter in the course's other languages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from chainrule.errors import Problem, fail

#: babel's own header holds the time of writing: the same texts would not give the same file.
_HEADER = r"""msgid ""
msgstr ""
"Language: {lang}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


class Translations:
    """The units of prose of one chapter in one language."""

    def __init__(self, path: Path | None, catalog: Catalog) -> None:
        self.path = path
        self._catalog = catalog

    @classmethod
    def load(cls, path: Path, lang: str) -> Translations:
        if not path.exists():
            return cls(path, Catalog(locale=lang))
        try:
            with path.open("rb") as file:
                return cls(path, read_po(file, locale=lang, abort_invalid=True))
        except PoFileError as error:
            what = str(error).rpartition(" on ")[0]
            line = error.lineno + 1
            raise fail(f"is no gettext catalogue: {what}", path, "correct it", line) from None
        except Exception as error:  # babel's parser raises many kinds
            raise fail(f"is no gettext catalogue: {error}", path, "correct it") from None

    @classmethod
    def none(cls) -> Translations:
        """The source language: every unit is its own translation."""
        return cls(None, Catalog())

    def __call__(self, text: str) -> str:
        return self._translation(text) or text

    def missing(self, prose: Iterable[tuple[str, int]], source: Path) -> Iterator[Problem]:
        """A problem when units have no translation: how many, and the first of them."""
        if self.path is None:
            return
        found = {text: line for text, line in prose if not self._translation(text)}
        if found:
            text, line = next(iter(found.items()))
            yield Problem(
                f"{len(found)} texts have no {self._catalog.locale} translation, "
                f"the first is {text[:50]!r}",
                source,
                line,
                f"run chainrule translate, then fill in {self.path.name}",
            )

    def _translation(self, text: str) -> str:
        message = self._catalog.get(text)
        return str(message.string) if message and message.string else ""

    def update(self, prose: Iterable[tuple[str, int]]) -> int:
        """Write the catalogue with exactly these units; returns how many lack a translation."""
        assert self.path is not None
        fresh = Catalog(locale=self._catalog.locale)
        for text, _ in prose:
            fresh.add(text, string=self._translation(text))
        buffer = io.BytesIO()
        write_po(buffer, fresh, width=100, omit_header=True)
        header = self._comment() + _HEADER.format(lang=self._catalog.locale)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(header.encode() + buffer.getvalue().rstrip() + b"\n")
        return sum(1 for message in fresh if message.id and not message.string)

    def _comment(self) -> str:
        """The author's lines at the top of the file."""
        if self.path is None or not self.path.exists():
            return ""
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(takewhile(lambda line: line.startswith("# "), lines))
