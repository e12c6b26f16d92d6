"""The course's own graders, proved."""

from __future__ import annotations

import io

import pytest
from chapters import COURSE, every_chapter
from rich.console import Console

from chainrule.proof.report import verify_chapter


@every_chapter
@pytest.mark.timeout(1800)
def test_every_grader_of_the_chapter_is_proved(slug: str) -> None:
    output = io.StringIO()
    proof = verify_chapter(COURSE, COURSE.chapter(slug), Console(file=output, width=200), jobs=2)
    assert proof.failures == (), output.getvalue()
