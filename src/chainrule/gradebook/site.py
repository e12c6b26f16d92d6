"""A chapter on another machine: sent as one archive, unpacked there, with graders kept warm."""

from __future__ import annotations

import io
import json
import os
import tempfile
import threading
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chainrule.course.manifest import MANIFEST, Chapter, Course
from chainrule.errors import UserError
from chainrule.gradebook.executor import Task
from chainrule.gradebook.layout import Layout, assignments
from chainrule.gradebook.pool import GraderDied, WarmGrader
from chainrule.submission.reading import MAX_FILE_BYTES

# The times of files would make other bytes of the same sources.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def archive_of(course: Course, chapter: Chapter) -> bytes:
    """All files that grading a chapter reads, as one zip file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_sources(course, chapter)):
            name = path.relative_to(course.root).as_posix()
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), path.read_bytes())
    return packed.getvalue()


def _sources(course: Course, chapter: Chapter) -> Iterator[Path]:
    yield course.root / MANIFEST
    yield course.solution(chapter)
    for path in course.autograder(chapter).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
    for lang in course.languages:
        yield course.text(chapter, lang)
    yield from filter(Path.exists, (course.catalogue(chapter, lang) for lang in course.languages))
    for assignment in assignments(course, chapter):
        yield Layout.of(course).released_notebook(assignment)


@dataclass(frozen=True)
class Parcel:
    """A task whose files travel along: the notebook as submitted, the release by its place."""

    task: Task
    notebook: bytes | None

    @classmethod
    def of(cls, task: Task, root: Path) -> Parcel:
        """A task of this machine, ready to be sent."""
        release = os.path.relpath(task["release"], root)
        if task["path"] is None:
            return cls(task | {"release": release}, None)
        path = Path(task["path"])
        with path.open("rb") as file:
            # What is longer than a grader reads may be cut: it is refused all the same.
            notebook = file.read(MAX_FILE_BYTES + 1)
        return cls(task | {"release": release, "path": path.name}, notebook)


class Site:
    """A chapter's sources and its warm graders in one process of a cluster.

    It travels as what it was made of, and each process makes its own, in a private folder, when the
    first task comes. When nothing refers to it any more the graders end and the folder is removed.
    """

    def __init__(self, archive: bytes, slug: str, version: str) -> None:
        self._made_of = (archive, slug, version)
        self._opening = threading.Lock()
        self._folder: Path | None = None
        self._graders: list[WarmGrader] = []
        self._idle: list[WarmGrader] = []

    def __reduce__(self) -> tuple[type[Site], tuple[bytes, str, str]]:
        return Site, self._made_of

    def grade(self, parcel: Parcel, scratch: str | None) -> dict[str, Any]:
        """Grade one task; may be called by several threads at once.

        Parameters
        ----------
        parcel
            The task and its files.
        scratch
            Where private folders may be made; the system's folder for temporary files if None.

        Returns
        -------
        ``{"result": ...}``, or ``{"failure": ...}`` for a submission that cannot be graded, or
        ``{"problems": [...]}`` when nothing can be graded here.
        """
        folder = self._opened(scratch)
        grader = self._borrowed(folder)
        try:
            if grader.version() != self._made_of[2]:
                return {"problems": None}
            with tempfile.TemporaryDirectory(dir=folder) as inbox:
                graded = grader.grade(_unpacked(parcel, folder, Path(inbox)))
        except UserError as error:
            return {"problems": [asdict(p) | {"where": str(p.where)} for p in error.problems]}
        except GraderDied as error:
            return {"failure": str(error)}
        finally:
            self._idle.append(grader)
        return {"failure": graded.failure} if graded.result is None else {"result": graded.result}

    def _opened(self, scratch: str | None) -> Path:
        with self._opening:
            if self._folder is None:
                # Made with mode 0700: nobody else reads the hidden tests in it.
                directory = tempfile.TemporaryDirectory(prefix="chainrule-", dir=scratch)
                with zipfile.ZipFile(io.BytesIO(self._made_of[0])) as archive:
                    archive.extractall(directory.name)
                weakref.finalize(self, _end, self._graders, directory)
                self._folder = Path(directory.name)
            return self._folder

    def _borrowed(self, folder: Path) -> WarmGrader:
        try:
            return self._idle.pop()
        except IndexError:
            course = Course.load(folder)
            grader = WarmGrader(course, course.chapter(self._made_of[1]))
            self._graders.append(grader)
            return grader


def _end(graders: list[WarmGrader], directory: tempfile.TemporaryDirectory[str]) -> None:
    for grader in graders:
        grader.close()
    directory.cleanup()


def _unpacked(parcel: Parcel, folder: Path, inbox: Path) -> Task:
    """The task with the paths of this machine."""
    task = parcel.task | {"release": str(folder / parcel.task["release"])}
    if parcel.notebook is not None:
        path = inbox / parcel.task["path"]
        path.write_bytes(parcel.notebook)
        task["path"] = str(path)
    return task


def grade_at(site: Site, task: Task, notebook: bytes | None) -> bytes:
    """What a cluster runs: one task, at the site of the process that it was given to."""
    from distributed import get_worker

    parcel = Parcel(task, notebook)
    return json.dumps(site.grade(parcel, get_worker().local_directory)).encode()
