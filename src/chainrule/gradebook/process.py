"""The grader's process: reads tasks as JSON lines, answers each with a result as a JSON line.

It is started by exec, so that whoever starts it may have threads, and it keeps pytest, the
reference solutions and the fork server warm from one submission to the next.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from chainrule.course.chapter import ChapterSources
from chainrule.course.manifest import Course
from chainrule.errors import UserError
from chainrule.gradebook.autograded import autograded_notebook
from chainrule.grading.grader import Grader, Work, fork_server
from chainrule.grading.record import Notice
from chainrule.grading.suite import run_with_suite
from chainrule.grading.words import say
from chainrule.submission import Release, UnreadableNotebook, read_notebook, repair
from chainrule.submission.reading import printable

_NOTHING = b'{"cells": []}'


def main(arguments: list[str]) -> int:
    """``python -m chainrule.gradebook.process COURSE SLUG``."""
    # Ctrl-C goes to the command that started us; it ends us by closing our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a test prints must not mix with the replies
    root, slug = arguments
    try:
        course = Course.load(Path(root))
        sources = ChapterSources.load(course, course.chapter(slug))
        with fork_server(sources) as server:
            run_with_suite(
                course.autograder(sources.chapter),
                sources.chapter,
                course.languages,
                lambda suite: _serve(Grader(sources, suite, server), replies),
            )
    except UserError as error:
        problems = [
            {"what": p.what, "where": str(p.where), "line": p.line, "remedy": p.remedy}
            for p in error.problems
        ]
        _reply(replies, {"problems": problems})
        return 2
    return 0


def _serve(grader: Grader, replies: TextIO) -> None:
    _reply(replies, {"ready": grader.version})
    for task in _tasks():
        _reply(replies, result_of(grader, task))


def _tasks() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def _reply(replies: TextIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply) + "\n")
    replies.flush()


def result_of(grader: Grader, task: dict[str, Any]) -> dict[str, Any]:
    """Grade one task: the record, as JSON text the notebook that shows it, whether a worker died.

    A death may show nowhere: an answer that was being looked into only loses its diagnosis.
    """
    lang = task["lang"]
    release = _release(Path(task["release"]).read_bytes())
    notices: list[Notice] = []
    raw: bytes | Path = _NOTHING
    expected = f"{grader.chapter.slug}.ipynb"
    if task["path"] is None:
        notices.append(_notice("no_notebook", lang))
    else:
        raw = Path(task["path"])
        if raw.name != expected:
            notices.append(_notice("renamed", lang, name=printable(raw.name), expected=expected))
    try:
        parsed = read_notebook(raw)
    except UnreadableNotebook as error:
        reason = error.note.sentence(lang)
        notices.append(Notice(code=error.note.code, sentence=reason, attention=True))
        parsed = read_notebook(_NOTHING)
    repaired = repair(release, parsed)
    if not parsed.cells:
        # That every cell is gone is said once, not for each cell.
        repaired = repaired.without_notes()
    work = Work(
        assignment=task["assignment"],
        student=task["student"],
        submission=task["submission"],
        lang=lang,
        repaired=repaired,
        stubs=release.stubs,
        notices=tuple(notices),
    )
    deaths = grader.server.deaths
    record, pictures = grader.grade(work)
    notebook = autograded_notebook(release, repaired, record, pictures)
    # As text, because whoever receives it only has to store it.
    text = json.dumps(notebook, ensure_ascii=False) + "\n"
    return {
        "record": record.model_dump(mode="json"),
        "notebook": text,
        "died": grader.server.deaths > deaths,
    }


def _notice(code: str, lang: str, **facts: object) -> Notice:
    return Notice(code=code, sentence=say(code, lang, **facts), attention=True)


@lru_cache(maxsize=8)  # one for each language
def _release(data: bytes) -> Release:
    return Release(json.loads(data))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
