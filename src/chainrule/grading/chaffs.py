"""Chaffs: plausible wrong answers, from autograder/<slug>/chaffs.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chainrule.grading.samples import read_samples


@dataclass(frozen=True)
class Chaff:
    """One misconception: its code, the hidden tests that it fails, what it is called and told.

    ``see`` is the number of the section that helps; empty for the one of the exercise.
    """

    exercise: str
    title: str
    texts: dict[str, tuple[str, str]]
    fails: frozenset[str]
    source: str
    line: int
    see: str = ""


def load_chaffs(path: Path, languages: tuple[str, ...]) -> tuple[Chaff, ...]:
    """Read a chapter's chaffs.

    Raises
    ------
    UserError
        When a decorator's arguments are no literals, or a language is missing.
    """
    keys = ("exercise", "fails", *languages)
    samples = read_samples(path, "chaff", keys, lambda facts: str(facts[languages[0]][0]))
    return tuple(
        Chaff(
            exercise=sample.exercise,
            title=sample.title,
            texts={lang: sample.facts[lang] for lang in languages},
            fails=frozenset(sample.facts["fails"]),
            source=sample.source,
            line=sample.line,
            see=str(sample.facts.get("see", "")),
        )
        for sample in samples
    )
