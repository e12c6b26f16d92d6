"""The chapters of this course, as parameters of tests."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from chainrule.course.manifest import Course

COURSE = Course.load(Path(__file__).resolve().parents[1])

_TENSORFLOW = (
    pytest.mark.tensorflow,
    pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed"),
)

#: The slug of each.
every_chapter = pytest.mark.parametrize(
    "slug",
    [
        pytest.param(chapter.slug, marks=_TENSORFLOW if chapter.requires else ())
        for chapter in COURSE.manifest.chapters
    ],
)
