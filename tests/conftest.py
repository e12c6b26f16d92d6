"""What several tests need: a copy of the course in which one chapter is released."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a course of one chapter, by its slug, or of all ("*"), and builds it; its folder."""

    @cache
    def make(slug: str) -> Path:
        root = tmp_path_factory.mktemp("course")
        manifest = yaml.safe_load((ROOT / "course.yml").read_text(encoding="utf-8"))
        if slug != "*":
            manifest["chapters"] = [each for each in manifest["chapters"] if each["slug"] == slug]
        text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
        (root / "course.yml").write_text(text, encoding="utf-8")
        sources = [
            *ROOT.glob(f"assignments/{slug}/*.md"),
            *ROOT.glob(f"autograder/{slug}/*.py"),
            *ROOT.glob(f"solutions/{slug}.py"),
            *ROOT.glob(f"solutions/locale/*/{slug}.po"),
        ]
        for source in sources:
            target = root / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        shutil.copytree(ROOT / "student_template", root / "student_template")
        command = [sys.executable, "-m", "chainrule.cli", "--course", str(root), "build"]
        subprocess.run(command, check=True, timeout=600)
        return root

    return make
