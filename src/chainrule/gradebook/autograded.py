"""The autograded notebook: what nbgrader's formgrader and feedback start from."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.gradebook.card import html_card, text_card
from chainrule.grading.record import Record
from chainrule.submission import Release, Repaired, fill

#: Where in the notebook's metadata our feedback page and gradebook step find the record.
RECORD_KEY = "record"


def autograded_notebook(
    release: Release,
    repaired: Repaired,
    record: Record,
    pictures: Mapping[str, Sequence[bytes]],
) -> dict[str, Any]:
    """The released notebook with the student's text and, in graded cells, the results.

    Parameters
    ----------
    release
        The released notebook.
    repaired
        What was taken out of the submission.
    record
        The result record.
    pictures
        PNG files of what the plot cells drew, by exercise.
    """
    notebook = fill(release, repaired)
    results = {result.id: result for result in record.exercises}
    for cell in notebook["cells"]:
        facts = cell["metadata"].get("chainrule", {})
        exercise = facts.get("exercise")
        # The release may hold an exercise that course.yml no longer has.
        if facts.get("role") == "graded" and (result := results.get(exercise)):
            cell["outputs"] = [
                _display(
                    {
                        "text/html": html_card(result, record.lang),
                        "text/plain": text_card(result, record.lang),
                    }
                )
            ]
        elif facts.get("role") == "plot":
            cell["outputs"] = [
                _display({"image/png": base64.b64encode(data).decode(), "text/plain": "<Figure>"})
                for data in pictures.get(exercise, ())
            ]
    metadata = notebook["metadata"]
    ours = {**metadata.get("chainrule", {}), RECORD_KEY: record.model_dump(mode="json")}
    return {**notebook, "metadata": {**metadata, "chainrule": ours}}


def _display(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}
