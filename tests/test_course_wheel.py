"""The engine's wheel is the engine and nothing else; the locks hold what it needs."""

from __future__ import annotations

import ast
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import chainrule
from chainrule.course.manifest import Course
from chainrule.course.wheel import engine_wheel
from chainrule.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "chainrule"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return engine_wheel(tmp_path_factory.mktemp("wheel"))


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_sources_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    again = engine_wheel(tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_replaces_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "chainrule-0.0.1-py3-none-any.whl").write_bytes(b"old")
    assert list(tmp_path.iterdir()) != [engine_wheel(tmp_path)]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_wheel_is_the_engine_and_nothing_else(wheel: Path) -> None:
    found = members(wheel)
    engine = {
        path.relative_to(SOURCE.parent).as_posix(): path.read_bytes()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    information = {name for name in found if ".dist-info/" in name}
    assert {name: found[name] for name in found if name not in information} == engine
    assert wheel.name == f"chainrule-{chainrule.__version__}-py3-none-any.whl"


def literals(source: str) -> set[str]:
    """Strings and names that a program works with; what it documents is left out."""
    tree = ast.parse(source)
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    nodes = list(ast.walk(tree))
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and id(n) not in documentation}
    names = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return {text for text in texts if isinstance(text, str)} | names


def test_no_program_of_the_engine_knows_a_chapter_or_an_exercise(wheel: Path) -> None:
    chapters = Course.load(ROOT).manifest.chapters
    known = {chapter.slug for chapter in chapters}
    known |= {exercise.id for chapter in chapters for exercise in chapter.exercises}
    for name, data in members(wheel).items():
        if name.endswith(".py"):
            assert literals(data.decode()) & known == set(), name


def test_an_installed_engine_without_its_sources_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chainrule, "__file__", str(tmp_path / "a" / "chainrule" / "__init__.py"))
    with pytest.raises(UserError, match=r"install chainrule from a checkout: pip install -e"):
        engine_wheel(tmp_path)


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock(name: str) -> dict[str, set[Version]]:
    """The versions that a lock file allows, by package; a marker may choose among several."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.findall(r"^(\S+)==([^\s;\\]+)[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^\w", text, re.MULTILINE)), "an entry has no hash"
    found: dict[str, set[Version]] = {}
    for package, version in entries:
        found.setdefault(canonicalize_name(package), set()).add(Version(version))
    return found


def test_locks_pin_what_pyproject_asks_for() -> None:
    told = project()
    grade = told["project"]["dependencies"] + told["project"]["optional-dependencies"]["grade"]
    more = told["project"]["optional-dependencies"]["tensorflow"] + told["dependency-groups"]["dev"]
    for name, requirements in (("grade.txt", grade), ("test.txt", grade + more)):
        pinned = lock(name)
        for requirement in map(Requirement, requirements):
            versions = pinned.get(canonicalize_name(requirement.name), set())
            assert versions, f"{name} lacks {requirement}: run make lock"
            assert all(version in requirement.specifier for version in versions), requirement


def test_the_two_locks_agree() -> None:
    tests = lock("test.txt")
    for package, versions in lock("grade.txt").items():
        assert versions <= tests[package], package
