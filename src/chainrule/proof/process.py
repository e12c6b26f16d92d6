"""A process that proves: it reads cases from a connection and answers each with a result."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.errors import UserError
from chainrule.grading.grader import Grader, fork_server
from chainrule.grading.suite import run_with_suite
from chainrule.proof.cases import Environment
from chainrule.proof.prover import Prover, Ready


def main(arguments: list[str]) -> int:
    """``python -m chainrule.proof.process COURSE SLUG DESCRIPTOR HASH_SEED THREADS``."""
    # Ctrl-C goes to the command that started us; it ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    root, slug, descriptor, hash_seed, threads = arguments
    environment = Environment(int(hash_seed), int(threads))
    with Connection(int(descriptor)) as connection:
        try:
            course = Course.load(Path(root))
            sources = ChapterSources.load(course, course.chapter(slug))
            with fork_server(sources, environment.hash_seed) as server:
                run_with_suite(
                    course.autograder(sources.chapter),
                    sources.chapter,
                    course.languages,
                    lambda suite: _serve(Grader(sources, suite, server), environment, connection),
                )
        except UserError as error:
            connection.send(Ready({}, error.problems))
            return 2
    return 0


def _serve(grader: Grader, environment: Environment, connection: Connection) -> None:
    tests = grader.suite.tests
    connection.send(Ready({each: tuple(t.name for t in tests[each]) for each in tests}))
    prover = Prover(grader, environment)
    try:
        while True:
            for case in connection.recv():
                connection.send(prover.run(case))
    except EOFError:
        # Whoever sends the cases has no more of them.
        return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
