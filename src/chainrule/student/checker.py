"""The student's check: the worked examples of an exercise, run on what the notebook defines."""

from __future__ import annotations

import sys

from chainrule.student import running
from chainrule.student.card import Report, Result, capped
from chainrule.student.compare import difference, error_difference
from chainrule.student.examples import Example, expected_value
from chainrule.student.running import Namespace, Outcome, run
from chainrule.student.sheets import SheetError, find_sheet
from chainrule.student.words import say


def check(exercise: str) -> Report:
    """Run the examples of an exercise on the functions and classes of this notebook.

    >>> check("smile_formula")  # doctest: +SKIP
    """
    notebook = sys._getframe(1).f_globals
    try:
        sheet = find_sheet(exercise, notebook)
    except SheetError as error:
        report = Report(str(exercise), error.lang, problem=str(error))
    else:
        results = tuple(
            result
            for name, examples in sheet.names.items()
            for result in _run_name(name, examples, notebook, sheet.lang)
        )
        report = Report(exercise, sheet.lang, sheet.number, sheet.title, results)
    _show_at_end_of_cell(report)
    return report


def _run_name(
    name: str, examples: tuple[Example, ...], notebook: Namespace, lang: str
) -> list[Result]:
    promises = sum(map(_promises, examples))
    if name not in notebook:
        return [Result("todo", name, counts=promises)]
    # A copy: what the set-up lines of the examples bind must not appear in the notebook.
    namespace = dict(notebook)
    results: list[Result] = []
    set_up: list[str] = []
    stopped = False
    for example in examples:
        code = "\n".join([*set_up, example.source])
        if stopped:
            if _promises(example):
                results.append(Result("not_run", example.source))
            continue
        outcome = run(example.source, namespace, notebook)
        if not _promises(example) and not outcome.raised and not outcome.timed_out:
            set_up.append(example.source)
            continue
        set_up.clear()
        results.append(_result(example, code, outcome, lang))
        stopped = outcome.timed_out or not _promises(example)
    unwritten = [result for result in results if result.state == "todo"]
    if unwritten and all(result.state in ("todo", "not_run") for result in results):
        return [Result("todo", unwritten[0].code, counts=promises)]
    return results


def _promises(example: Example) -> bool:
    return example.expected is not None or example.error is not None


def _result(example: Example, code: str, outcome: Outcome, lang: str) -> Result:
    counts = int(_promises(example))
    expected = None if example.expected is None else capped(example.expected, lang)
    output = capped(outcome.output, lang)
    if outcome.output_cut:
        output += "\n" + say("card.cut", lang)
    if outcome.timed_out:
        return Result(
            "timeout",
            code,
            expected,
            example.error,
            output=output,
            seconds=running.DEADLINE_SECONDS,
            counts=counts,
        )
    if outcome.unwritten is not None and example.error != "NotImplementedError":
        return Result("todo", outcome.unwritten, counts=counts)
    got = None if outcome.text is None else capped(outcome.text, lang)
    found = error_difference(example.error, outcome.raised)
    if found is None and example.expected is not None:
        found = difference(expected_value(example.expected), outcome.value)
    if found is None:
        return Result("right", code, expected, example.error, got)
    # Where no error is expected, the error itself says all.
    told = found.kind != "error" or example.error is not None
    return Result(
        "error" if outcome.raised else "wrong",
        code,
        expected,
        example.error,
        got,
        (found.sentence(lang),) if told else (),
        outcome.failure,
        output,
        counts=counts,
    )


def _show_at_end_of_cell(report: Report) -> None:
    """Displays a report that is not the last expression of its cell, which nobody would see."""
    ipython = sys.modules.get("IPython")
    if ipython is None or (shell := ipython.get_ipython()) is None:
        return

    def show(result: object) -> None:
        shell.events.unregister("post_run_cell", show)
        if not report.shown:
            ipython.display.display(report)

    shell.events.register("post_run_cell", show)
