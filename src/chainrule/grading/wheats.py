"""Wheats: right answers that look different, from autograder/<slug>/wheats.py."""

from __future__ import annotations

from pathlib import Path

from chainrule.grading.samples import Sample, read_samples


def load_wheats(path: Path) -> tuple[Sample, ...]:
    """Read a chapter's wheats.

    Raises
    ------
    UserError
        When a decorator's arguments are no literals, or one is missing.
    """
    return tuple(
        read_samples(path, "wheat", ("exercise", "title"), lambda facts: str(facts["title"]))
    )
