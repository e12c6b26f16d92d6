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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule.errors import Problem, UserError

#: A submission that ends its grader twice is reported, not tried for ever.
_TRIES = 2


class GraderDied(Exception):
    """A grader process ended although no task asked it to."""


class GraderProcess:
    """One grader process for one chapter, started by exec."""

    def __init__(self, root: Path, slug: str) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chainrule.gradebook.process", str(root), slug],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            first = self._read()
        except GraderDied:
            self.close()
            raise
        if "problems" in first:
            self.close()
            raise UserError(
                Problem(p["what"], Path(p["where"]), p["line"], p["remedy"])
                for p in first["problems"]
            )
        self.version: str = first["ready"]

    def grade(self, task: dict[str, Any]) -> dict[str, Any]:
        """Grade one task.

        Raises
        ------
        GraderDied
            When the process ended instead of answering.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(task).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self._died() from None
        return self._read()

    def close(self) -> None:
        """End the process; its fork server and workers end with it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.kill()
        self._process.wait()
        self._log.close()

    def __enter__(self) -> GraderProcess:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

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


@dataclass(frozen=True)
class Graded:
    """A task and what became of it: a result, or why there is none."""

    task: dict[str, Any]
    result: dict[str, Any] | None
    failure: str = ""


class Pool:
    """Grader processes that share a queue of tasks."""

    def __init__(self, root: Path, slug: str, jobs: int) -> None:
        self._root = root
        self._slug = slug
        self._jobs = jobs
        self._closing = threading.Event()
        self._processes: dict[int, GraderProcess] = {}

    def run(self, tasks: Sequence[dict[str, Any]]) -> Iterator[Graded]:
        """Grade all tasks; results come as they are ready.

        Raises
        ------
        UserError
            When the chapter itself cannot be graded with.
        """
        waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        done: queue.SimpleQueue[Graded | BaseException] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        threads = [
            threading.Thread(target=self._work, args=(number, waiting, done), daemon=True)
            for number in range(min(self._jobs, len(tasks)))
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in tasks:
                item = done.get()
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            self._closing.set()
            for process in list(self._processes.values()):
                process.close()
            for thread in threads:
                thread.join(timeout=10)

    def _work(
        self,
        number: int,
        waiting: queue.SimpleQueue[dict[str, Any]],
        done: queue.SimpleQueue[Graded | BaseException],
    ) -> None:
        while not self._closing.is_set():
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put(self._grade(number, task))
            except BaseException as error:
                if not self._closing.is_set():
                    done.put(error)
                return

    def _grade(self, number: int, task: dict[str, Any]) -> Graded:
        failure = ""
        for _ in range(_TRIES):
            try:
                if number not in self._processes:
                    self._processes[number] = GraderProcess(self._root, self._slug)
                return Graded(task, self._processes[number].grade(task))
            except GraderDied as error:
                failure = str(error)
                if self._closing.is_set():
                    raise
                if number in self._processes:
                    self._processes.pop(number).close()
        return Graded(task, None, failure)
