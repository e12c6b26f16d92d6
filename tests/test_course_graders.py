"""The course's own graders, proved."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from chainrule.course.manifest import Course
from chainrule.proof.report import verify_chapter

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "slug", ["ch07_gradient", pytest.param("ch06_keras", marks=pytest.mark.tensorflow)]
)
@pytest.mark.timeout(1800)
def test_every_grader_of_the_chapter_is_proved(slug: str) -> None:
    course = Course.load(ROOT)
    output = io.StringIO()
    proof = verify_chapter(course, course.chapter(slug), Console(file=output, width=200), jobs=2)
    assert proof.failures == (), output.getvalue()
