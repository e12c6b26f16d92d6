"""Processes that share the cases of a proof."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from chainrule.course.manifest import Chapter, Course
from chainrule.errors import UserError, fail
from chainrule.files import Scratch
from chainrule.proof.cases import USUAL, Case, Environment
from chainrule.proof.prover import Ready, Result

#: So many cases at a time: few, so that no process is left with many when the others are done.
_BATCH = 8


class _Member:
    """A process that tries cases in one environment, one batch at a time."""

    def __init__(
        self, course: Course, chapter: Chapter, environment: Environment, scratch: str
    ) -> None:
        self.environment = environment
        self.open = 0
        self.ready: Ready | None = None
        self._chapter = chapter
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        self.connection, theirs = Pipe()
        threads = str(environment.threads)
        settings = {
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONHASHSEED": str(environment.hash_seed),
            "TMPDIR": scratch,
        }
        command = [sys.executable, "-m", "chainrule.proof.process", str(course.root), chapter.slug]
        command += [str(theirs.fileno()), settings["PYTHONHASHSEED"], threads]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            pass_fds=[theirs.fileno()],
            env={**os.environ, **settings},
        )
        theirs.close()

    def give(self, cases: Sequence[Case]) -> None:
        self.open = len(cases)
        with contextlib.suppress(OSError):  # that it has ended is told by what it does not answer
            self.connection.send(cases)

    def take(self) -> Ready | Result:
        """What the process says next.

        Raises
        ------
        UserError
            When the chapter cannot be graded with, or the process has ended.
        """
        try:
            message: Ready | Result = self.connection.recv()
        except (EOFError, OSError):
            status = self._process.wait()
            self._log.seek(0)
            lines = self._log.read()[-20_000:].decode("utf-8", "replace").strip().splitlines()
            what = ": ".join([f"a grader ended with status {status}", *lines[-1:]])
            raise fail(what, self._chapter.slug, "see whether a hidden test ends it") from None
        if isinstance(message, Result):
            self.open -= 1
        elif message.problems:
            raise UserError(message.problems)
        else:
            self.ready = message
        return message

    def close(self) -> None:
        """Let the process end by itself, which clears what its workers left."""
        self.connection.close()
        self._process.wait()
        self._log.close()

    def kill(self) -> None:
        self._process.kill()
        self.close()


class Crew:
    """So many processes at a time, started again where the next cases want another environment."""

    def __init__(self, course: Course, chapter: Chapter, jobs: int) -> None:
        self._course = course
        self._chapter = chapter
        self._jobs = jobs
        self._members: list[_Member] = []
        # The user for workers has to get through to a folder of its own in it.
        self._scratch = Scratch("proof", 0o711)
        self._start(USUAL)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        for member in self._members:
            member.kill()
        self._scratch.close()

    def tests(self) -> dict[str, tuple[str, ...]]:
        """The names of each exercise's hidden tests.

        Raises
        ------
        UserError
            When the chapter cannot be graded with.
        """
        ready = self._members[0].ready or self._members[0].take()
        assert isinstance(ready, Ready)
        return ready.tests

    def results(self, cases: Sequence[Case]) -> Iterator[Result]:
        """The result of each case, in any order.

        Raises
        ------
        UserError
            When a process ends.
        """
        waiting: dict[Environment, list[Case]] = {}
        for case in cases:
            waiting.setdefault(case.environment, []).append(case)
        left = len(cases)
        while left:
            self._share_out(waiting)
            by_connection = {member.connection: member for member in self._members}
            for connection in wait(list(by_connection)):
                assert isinstance(connection, Connection)
                message = by_connection[connection].take()
                if isinstance(message, Result):
                    left -= 1
                    yield message

    def _share_out(self, waiting: dict[Environment, list[Case]]) -> None:
        for member in [each for each in self._members if each.ready and not each.open]:
            if waiting.get(member.environment):
                self._feed(member, waiting)
            elif any(waiting.values()):
                self._members.remove(member)
                member.close()
        while len(self._members) < self._jobs and any(waiting.values()):
            at_work = Counter(member.environment for member in self._members)
            self._start(min((e for e in waiting if waiting[e]), key=lambda e: at_work[e]))

    def _feed(self, member: _Member, waiting: dict[Environment, list[Case]]) -> None:
        queue = waiting[member.environment]
        batch, queue[:] = queue[:_BATCH], queue[_BATCH:]
        member.give(batch)

    def _start(self, environment: Environment) -> None:
        scratch = str(self._scratch.path)
        self._members.append(_Member(self._course, self._chapter, environment, scratch))
