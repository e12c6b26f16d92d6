"""A local pool of grader processes; one that dies costs a retry, never the run."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from chainrule.course.manifest import Chapter, Course
from chainrule.errors import Problem, UserError, fail
from chainrule.files import Scratch
from chainrule.gradebook.executor import Graded, Task

#: A submission that ends its grader twice is reported, not tried for ever.
_TRIES = 2
#: A grader that ends before it has a submission is started again, not for ever.
_STARTS = 3
#: Whatever ends a student's process looks alike, the code itself or a machine that runs out of
#: memory. So what is found then counts when two gradings find the same; none is graded more often.
_GRADINGS = 4

#: A grader bounds each submission itself; it is given up when it takes so much longer than that.
_PATIENCE = 2
_MARGIN_SECONDS = 60


class GraderDied(Exception):
    """A grader process ended although no task asked it to."""


class GraderProcess:
    """One grader process for one chapter, started by exec."""

    def __init__(self, course: Course, chapter: Chapter) -> None:
        self._seconds = _PATIENCE * course.manifest.limits.submission_seconds + _MARGIN_SECONDS
        self._first: dict[str, Any] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        # Nothing that it had open when it was killed stays behind.
        # The user for workers has to get through to a folder of its own in it.
        self._scratch = Scratch("grader", 0o711)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chainrule.gradebook.process", str(course.root), chapter.slug],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(self._scratch.path)},
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def version(self) -> str:
        """The grader's version; waits until the process is ready.

        Raises
        ------
        UserError
            When the chapter itself cannot be graded with.
        GraderDied
            When the process ended instead.
        """
        if self._first is None:
            self._first = self._read()
        if "problems" in self._first:
            raise UserError(
                Problem(p["what"], Path(p["where"]), p["line"], p["remedy"])
                for p in self._first["problems"]
            )
        version: str = self._first["ready"]
        return version

    def grade(self, task: Task) -> dict[str, Any]:
        """Grade one task.

        Raises
        ------
        UserError
            When the chapter itself cannot be graded with.
        GraderDied
            When the process ended instead of answering.
        """
        assert self.version
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(task).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self._died() from None
        with self._deadline():
            return self._read()

    def close(self) -> None:
        """End the process; its fork server and workers end with it."""
        # Killed first: a thread that reads from it holds the stream until the end of the process.
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._log.close()
        self._scratch.close()

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[None]:
        timer = threading.Timer(self._seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._died()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _died(self) -> GraderDied:
        status = self._process.wait()
        self._log.seek(0)
        lines = self._log.read()[-20_000:].decode("utf-8", "replace").strip().splitlines()
        return GraderDied(": ".join([f"the grader ended with status {status}", *lines[-1:]]))


class WarmGrader:
    """A grader process that is started when a task comes, and started again when it died."""

    def __init__(self, course: Course, chapter: Chapter) -> None:
        self._course = course
        self._chapter = chapter
        self._process: GraderProcess | None = None
        self._changing = threading.Lock()
        self._closed = False

    def version(self) -> str:
        """The grader's version; starts the process.

        Raises
        ------
        UserError
            When the chapter itself cannot be graded with, or the process ends at each start.
        GraderDied
            When grading was ended.
        """
        return self._ready().version

    def grade(self, task: Task) -> Graded:
        """Grade one task, again in a new process if the first one dies.

        It is graded again, too, when a worker of it dies, until two gradings agree.

        Raises
        ------
        UserError
            When the chapter itself cannot be graded with, or the process ends at each start.
        """
        graded = self._graded(task)
        for _ in range(_GRADINGS - 1):
            if graded.result is None or not graded.result["died"]:
                break
            before, graded = graded.result["record"], self._graded(task)
            if graded.result is not None and graded.result["record"] == before:
                break
        return graded

    def _graded(self, task: Task) -> Graded:
        """What one process says of a task, or the second if the first one dies."""
        failure = ""
        for _ in range(_TRIES):
            try:
                return Graded(task, self._ready().grade(task))
            except GraderDied as error:
                failure = str(error)
                self._end()
        return Graded(task, None, failure)

    def close(self) -> None:
        """End the process, from any thread, for good."""
        self._closed = True
        self._end()

    def _ready(self) -> GraderProcess:
        """A process that waits for a task: that one ended before is no submission's doing."""
        failure = ""
        for _ in range(_STARTS):
            process = self._started()
            try:
                assert process.version
                return process
            except GraderDied as error:
                failure = str(error)
                self._end()
        what = f"no grader starts: {failure}"
        remedy = "see whether memory or another limit of this machine ends it, then run this again"
        raise fail(what, self._chapter.slug, remedy)

    def _started(self) -> GraderProcess:
        with self._changing:
            if self._closed:
                raise GraderDied("grading was ended")
            if self._process is None:
                self._process = GraderProcess(self._course, self._chapter)
            return self._process

    def _end(self) -> None:
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.close()


class Pool:
    """An executor: grader processes on this machine that share a queue of tasks."""

    def __init__(self, course: Course, chapter: Chapter, jobs: int) -> None:
        self._graders = [WarmGrader(course, chapter) for _ in range(jobs)]
        self._threads: list[threading.Thread] = []
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Graded | BaseException] = queue.SimpleQueue()

    @property
    def window(self) -> int:
        # One task in each grader and one ready for it.
        return 2 * len(self._graders)

    def submit(self, task: Task) -> None:
        self._waiting.put(task)
        if len(self._threads) < len(self._graders):
            grader = self._graders[len(self._threads)]
            thread = threading.Thread(target=self._work, args=(grader,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def take(self) -> Graded:
        item = self._done.get()
        if isinstance(item, BaseException):
            raise item
        return item

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for grader in self._graders:
            grader.close()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

    def _work(self, grader: WarmGrader) -> None:
        while (task := self._waiting.get()) is not None:
            try:
                self._done.put(grader.grade(task))
            except BaseException as error:
                self._done.put(error)
