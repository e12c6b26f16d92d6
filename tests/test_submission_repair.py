"""A damaged notebook gives the same answers as the sound one, and says what was repaired."""

import copy
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.submission import Release, UnreadableNotebook, fill, read_notebook, repair
from chainrule.submission.damages import DAMAGES

SLOPE = 'def slope(f, x):\n    """Derivative of f at x."""\n    raise NotImplementedError\n'
SLOPES = 'def slopes(f, xs):\n    """Derivatives."""\n    raise NotImplementedError\n'
SMILE = 'def smile(f, dg):\n    """The product."""\n    raise NotImplementedError\n'
NEURON = 'class Neuron:\n    """A neuron."""\n\n    def __call__(self, x):\n        """y."""\n'
DRAW = "fig, ax = plt.subplots()\n# draw here"
PLACEHOLDER = "*Write your answer here.*"


def released_cell(role, source, exercise=None, grade_id=None, **nbgrader):
    code = role in ("setup", "figure", "example", "answer", "check", "graded", "plot")
    metadata = {"chainrule": {"role": role, "exercise": exercise}}
    if grade_id:
        flags = {"grade": False, "locked": False, "solution": True, "task": False}
        metadata["nbgrader"] = {"grade_id": grade_id, "schema_version": 3, **flags, **nbgrader}
    cell = {"cell_type": "code" if code else "markdown", "metadata": metadata, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if code else {})


def exercise_cells(exercise, *stubs):
    lock = {"grade": True, "locked": True, "solution": False, "points": 3}
    return [
        released_cell("statement", f"## {exercise}\n\nWhat to do.", exercise),
        *(
            released_cell("answer", stub, exercise, f"{exercise}-answer-{number}")
            for number, stub in enumerate(stubs, 1)
        ),
        released_cell("check", f'check("{exercise}")', exercise),
        released_cell("graded", f"# points of {exercise}", exercise, exercise, **lock),
    ]


def numbered(cells):
    for number, cell in enumerate(cells):
        cell["id"] = f"ch07-{number}"
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


RELEASE = numbered(
    [
        released_cell("text", "# Gradient"),
        released_cell("setup", "import numpy as np\nfrom chainrule import check"),
        released_cell("figure", "fig, ax = plt.subplots()\nfigure(fig, alt='A curve.')"),
        *exercise_cells("slope", SLOPE, SLOPES),
        released_cell("example", "x = 2\nx**2"),
        *exercise_cells("smile_formula", SMILE),
        released_cell("statement", "Why does it smile?", "smile_proof"),
        released_cell("written", PLACEHOLDER, "smile_proof", "smile_proof", grade=True, points=1),
        released_cell("text", "The end of the sums."),
        *exercise_cells("neuron", NEURON),
        released_cell("statement", "Draw the field.", "descent_plot"),
        released_cell("plot", DRAW, "descent_plot", "descent_plot", grade=True, points=1),
    ]
)
ANSWERS = {
    "slope-answer-1": "def slope(f, x):\n    h = 1e-6\n    return (f(x + h) - f(x - h)) / (2 * h)",
    "slope-answer-2": "def slopes(f, xs):\n    return [slope(f, x) for x in xs]",
    "smile_formula-answer-1": "def smile(f, dg):\n    # « déjà »\n    return f * dg",
    "neuron-answer-1": "class Neuron:\n    def __call__(self, x):\n        y = x\n        return y",
    "descent_plot": "fig, ax = plt.subplots()\nax.plot([1, 2])",
}
PROOF = "Because $f$ comes first."
ALL = [*ANSWERS]


def answered():
    notebook = copy.deepcopy(RELEASE)
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = {**ANSWERS, "smile_proof": PROOF}.get(grade_id, cell["source"])
    return notebook


def find(notebook, grade_id):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    raise KeyError(grade_id)


def with_role(notebook, role, exercise=None):
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"]["chainrule"] == {"role": role, "exercise": exercise}
    )


def insert_after(notebook, cell, source, kind="code", **more):
    new = {"cell_type": kind, "metadata": {}, "source": source, **more}
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, new)
    return new


def repaired(notebook):
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    result = repair(Release(RELEASE), read_notebook(data))
    for note in result.notes:
        assert note.sentence("en") != note.sentence("fr")
        assert "None" not in note.sentence("en")
    validate(fill(Release(RELEASE), result))
    return result


def validate(notebook):
    nbformat.validate(nbformat.from_dict(notebook))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    json.dumps(notebook, ensure_ascii=False).encode()


def student_code(result):
    return [(cell.kind, cell.source) for cell in result.cells if cell.kind != "setup"]


def notes(result):
    return [(note.code, note.exercise) for note in result.notes]


def answers(grade_id=None, source=None):
    expected = ANSWERS | ({grade_id: source} if grade_id else {})
    return [("plot" if key == "descent_plot" else "answer", expected[key]) for key in ALL]


def test_a_sound_notebook_gives_its_code_and_no_notes():
    result = repaired(answered())
    assert student_code(result) == answers()
    assert result.written == {"smile_proof": PROOF}
    assert result.notes == ()
    assert result.without_notes() == result
    setup, first = result.cells[:2]
    assert (setup.kind, setup.number, setup.exercise) == ("setup", 2, None)
    assert (first.exercise, first.grade_id, first.number) == ("slope", "slope-answer-1", 5)
    assert fill(Release(RELEASE), result) == answered()


def test_an_untouched_notebook_gives_the_stubs_and_no_notes():
    result = repaired(copy.deepcopy(RELEASE))
    assert [source for _, source in student_code(result)] == [SLOPE, SLOPES, SMILE, NEURON, DRAW]
    assert result.written == {"smile_proof": ""}
    assert result.notes == ()
    assert fill(Release(RELEASE), result) == RELEASE


def test_outputs_and_metadata_of_the_student_are_left_behind():
    notebook = answered()
    cell = find(notebook, "slope-answer-1")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    cell["execution_count"] = 3
    cell["metadata"]["tags"] = ["skip-execution"]
    cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    notebook["metadata"]["evil"] = "<script>"
    assert fill(Release(RELEASE), repaired(notebook)) == answered()


def test_a_deleted_answer_counts_as_untouched():
    notebook = answered()
    notebook["cells"].remove(find(notebook, "slope-answer-2"))
    result = repaired(notebook)
    assert student_code(result) == answers("slope-answer-2", SLOPES)
    assert result.cells[2].number == 0
    assert notes(result) == [("deleted", "slope")]


def test_an_emptied_answer_counts_as_untouched():
    notebook = answered()
    find(notebook, "smile_formula-answer-1")["source"] = " \n"
    result = repaired(notebook)
    assert student_code(result) == answers("smile_formula-answer-1", SMILE)
    assert notes(result) == [("emptied", "smile_formula")]


def test_deleted_cells_of_the_release_are_restored():
    notebook = answered()
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if cell["metadata"]["chainrule"]["role"] in ("answer", "written", "plot")
    ]
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert result.cells[0].kind == "setup"
    assert result.cells[0].number == 0
    assert notes(result) == [("restored", None)]
    assert dict(result.notes[0].facts) == {"count": "11"}
    assert fill(Release(RELEASE), result) == answered()


def test_copies_run_in_order_and_an_untouched_copy_is_dropped():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    notebook["cells"].append({**cell, "source": "def smile(f, dg):\n    return dg * f"})
    notebook["cells"].append({**cell, "source": SMILE})
    result = repaired(notebook)
    assert student_code(result) == [*answers(), ("answer", "def smile(f, dg):\n    return dg * f")]
    assert [code for code, _ in notes(result)] == ["copied", "reordered", "copy_dropped"]
    filled = find(fill(Release(RELEASE), result), "smile_formula-answer-1")["source"]
    assert filled == ANSWERS["smile_formula-answer-1"] + "\n\ndef smile(f, dg):\n    return dg * f"


def test_a_copy_turned_into_text_does_not_run():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    insert_after(notebook, cell, "def smile(f, dg): 1", "markdown", metadata=cell["metadata"])
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert notes(result) == [("copy_dropped", "smile_formula")]


def test_copies_of_locked_cells_do_no_harm():
    notebook = answered()
    notebook["cells"] = [c for cell in notebook["cells"] for c in (cell, copy.deepcopy(cell))]
    result = repaired(notebook)
    assert [source for _, source in student_code(result)] == [
        source for _, source in answers() for _ in range(2)
    ]
    assert {code for code, _ in notes(result)} == {"copied"}
    assert result.written == {"smile_proof": f"{PROOF}\n\n{PROOF}"}


@pytest.mark.parametrize("keeps_marks", [True, False])
def test_a_function_cut_from_its_body_is_glued(keeps_marks):
    for line in (1, 2):
        notebook = answered()
        cell = find(notebook, "slope-answer-1")
        lines = cell["source"].split("\n")
        cell["source"] = "\n".join(lines[:line])
        more = {"metadata": cell["metadata"]} if keeps_marks else {}
        insert_after(notebook, cell, "A thought of mine.", "markdown")
        comment = notebook["cells"][notebook["cells"].index(cell) + 1]
        insert_after(notebook, comment, "\n".join(lines[line:]), **more)
        result = repaired(notebook)
        assert student_code(result) == answers()
        assert notes(result) == [("glued", "slope")]


def test_an_indented_piece_with_the_same_mark_is_glued():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    cell["source"] = "def smile(f, dg):\n    result = f * dg"
    insert_after(notebook, cell, "    print(result)", metadata=cell["metadata"])
    result = repaired(notebook)
    assert student_code(result)[2] == ("answer", cell["source"] + "\n    print(result)")
    assert notes(result) == [("glued", "smile_formula")]


def test_a_docstring_is_glued_to_its_code():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    cell["source"] = 'def smile(f, dg):\n    """The product."""'
    insert_after(notebook, cell, "    product = f * dg\n    return product")
    result = repaired(notebook)
    glued = 'def smile(f, dg):\n    """The product."""\n    product = f * dg\n    return product'
    assert student_code(result) == answers("smile_formula-answer-1", glued)


def test_an_indented_cell_that_runs_alone_is_not_glued():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    insert_after(notebook, cell, "    print(smile(1, 2))")
    result = repaired(notebook)
    assert student_code(result)[2:4] == [
        ("answer", ANSWERS["smile_formula-answer-1"]),
        ("added", "    print(smile(1, 2))"),
    ]
    assert result.cells[4].python == "print(smile(1, 2))"
    assert result.notes == ()


def test_pieces_that_run_alone_stay_cells_of_their_own():
    notebook = answered()
    cell = find(notebook, "slope-answer-1")
    cell["source"] = "STEP = 1e-6\n" + cell["source"]
    lines = cell["source"].split("\n")
    cell["source"] = lines[0]
    insert_after(notebook, cell, "\n".join(lines[1:]))
    result = repaired(notebook)
    assert student_code(result) == [
        ("answer", "STEP = 1e-6"),
        ("added", ANSWERS["slope-answer-1"]),
        *answers()[1:],
    ]
    assert notes(result) == [("moved", "slope")]


def test_an_answer_beside_its_untouched_stub_counts():
    notebook = copy.deepcopy(RELEASE)
    insert_after(notebook, notebook["cells"][0], ANSWERS["smile_formula-answer-1"])
    result = repaired(notebook)
    assert student_code(result)[0] == ("answer", ANSWERS["smile_formula-answer-1"])
    assert SMILE not in [cell.source for cell in result.cells]
    assert ("copy_dropped", "smile_formula") in notes(result)


def test_an_answer_merged_into_the_cell_of_another_exercise_counts_as_moved():
    notebook = answered()
    slope, smile = find(notebook, "slope-answer-1"), find(notebook, "smile_formula-answer-1")
    for remaining in (None, SMILE, ""):
        damaged = copy.deepcopy(notebook)
        merged = "\n\n".join([slope["source"], smile["source"]])
        find(damaged, "slope-answer-1")["source"] = merged
        if remaining is None:
            damaged["cells"].remove(find(damaged, "smile_formula-answer-1"))
        else:
            find(damaged, "smile_formula-answer-1")["source"] = remaining
        result = repaired(damaged)
        assert student_code(result) == [("answer", merged), answers()[1], *answers()[3:]]
        assert notes(result) == [("moved", "smile_formula")]
        assert result.notes[0].cell == 5


@pytest.mark.parametrize("remaining", [None, SLOPES, ""])
def test_an_exercise_may_be_answered_whole_in_one_of_its_cells(remaining):
    notebook = answered()
    first, second = find(notebook, "slope-answer-1"), find(notebook, "slope-answer-2")
    first["source"] += "\n\n" + second["source"]
    if remaining is None:
        notebook["cells"].remove(second)
    else:
        second["source"] = remaining
    result = repaired(notebook)
    assert student_code(result) == [("answer", first["source"]), *answers()[2:]]
    assert notes(result) == []


def test_moved_cells_run_in_the_order_of_the_submission():
    notebook = answered()
    notebook["cells"].reverse()
    result = repaired(notebook)
    assert result.cells[0].kind == "setup"
    assert student_code(result) == answers()[::-1]
    assert notes(result) == [("reordered", "neuron")]
    assert fill(Release(RELEASE), result) == answered()


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_cells_keep_their_meaning(kind):
    notebook = answered()
    find(notebook, "smile_formula-answer-1")["cell_type"] = kind
    find(notebook, "smile_proof")["cell_type"] = "code"
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert result.written == {"smile_proof": PROOF}
    assert notes(result) == [("retyped", "smile_formula"), ("retyped", "smile_proof")]


def test_what_the_code_defines_outweighs_exchanged_marks():
    notebook = answered()
    one, two = find(notebook, "slope-answer-1"), find(notebook, "neuron-answer-1")
    one["source"], two["source"] = two["source"], one["source"]
    result = repaired(notebook)
    by_grade_id = {cell.grade_id: cell.source for cell in result.cells}
    assert {key: by_grade_id[key] for key in ALL} == ANSWERS
    assert ("swapped", "neuron") in notes(result)
    assert ("swapped", "slope") in notes(result)


@pytest.mark.parametrize("borrowed", ["text", "figure"])
@pytest.mark.parametrize("owner", ["smile_proof", "descent_plot", "slope-answer-1"])
def test_answers_that_exchanged_marks_with_other_cells_are_found(borrowed, owner):
    notebook = answered()
    one, two = find(notebook, owner), with_role(notebook, borrowed)
    for mark in ("id", "metadata"):
        one[mark], two[mark] = two[mark], one[mark]
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert result.written == {"smile_proof": PROOF}
    assert len(result.notes) == 1


def test_an_answer_written_into_a_locked_cell_is_found():
    notebook = answered()
    graded = find(notebook, "smile_formula")
    graded["source"] = ANSWERS["smile_formula-answer-1"]
    notebook["cells"].remove(find(notebook, "smile_formula-answer-1"))
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert notes(result) == [("restored", None), ("swapped", "smile_formula")]


def test_changed_grading_settings_are_ignored():
    notebook = answered()
    find(notebook, "slope")["metadata"]["nbgrader"] |= {"points": 100}
    find(notebook, "neuron-answer-1")["metadata"]["nbgrader"] |= {"locked": True, "points": "x"}
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert notes(result) == [("metadata_changed", "slope"), ("metadata_changed", "neuron")]
    assert fill(Release(RELEASE), result) == answered()


def test_edited_cells():
    notebook = answered()
    find(notebook, "slope")["source"] = "assert True"
    with_role(notebook, "text")["source"] = "My notes."
    with_role(notebook, "setup")["source"] += "\nimport math"
    with_role(notebook, "example")["source"] = "x = 3"
    with_role(notebook, "check", "slope")["source"] = "1 + 1"
    with_role(notebook, "figure")["cell_type"] = "markdown"
    result = repaired(notebook)
    assert student_code(result) == [
        ("changed", "import numpy as np\nfrom chainrule import check\nimport math"),
        *answers()[:2],
        ("changed", "1 + 1"),
        ("changed", "x = 3"),
        *answers()[2:],
    ]
    assert result.cells[0].source == RELEASE["cells"][1]["source"]
    assert notes(result) == [("setup_changed", None), ("locked_edited", "slope")]
    filled = fill(Release(RELEASE), result)
    assert [c["id"] for c in filled["cells"] if c["id"].startswith("changed")] == [
        "changed-2",
        "changed-7",
        "changed-9",
    ]


def test_added_cells_keep_their_place():
    notebook = answered()
    insert_after(notebook, find(notebook, "slope-answer-1"), "import math", id="ch07-5")
    insert_after(notebook, with_role(notebook, "setup"), "def helper(): ...", id="x<b>y")
    insert_after(notebook, with_role(notebook, "text"), "A note.", "markdown")
    notebook["cells"].insert(0, {"cell_type": "code", "source": "first = 1"})
    notebook["cells"].append({"cell_type": "code", "source": "  "})
    result = repaired(notebook)
    assert student_code(result) == [
        ("added", "first = 1"),
        ("added", "def helper(): ..."),
        answers()[0],
        ("answer", "import math"),
        *answers()[1:],
    ]
    filled = fill(Release(RELEASE), result)["cells"]
    assert [cell["source"] for cell in filled[:4:3]] == ["first = 1", "def helper(): ..."]
    assert filled[0]["metadata"] == {"chainrule": {"role": "added", "exercise": None}}


def test_cells_of_another_assignment_count_as_added():
    notebook = answered()
    foreign = {"nbgrader": {"grade_id": "ch06-answer-1", "schema_version": 3, "solution": True}}
    notebook["cells"].append({"cell_type": "code", "metadata": foreign, "source": "z = 1"})
    result = repaired(notebook)
    assert student_code(result) == [*answers(), ("added", "z = 1")]
    assert notes(result) == [("foreign", None)]


def test_a_notebook_without_marks_is_recognised_by_its_content():
    notebook = answered()
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": "colab"}
        del cell["id"]
    result = repaired(notebook)
    assert student_code(result) == answers()
    assert result.written == {"smile_proof": PROOF}
    assert notes(result) == [
        ("marks", None),
        ("found_by_place", "smile_proof"),
        ("found_by_place", "descent_plot"),
    ]
    assert fill(Release(RELEASE), result) == answered()


def test_a_definition_that_does_not_parse_is_recognised():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    cell |= {"metadata": {}, "source": "def smile(f, dg):\n    return f * (dg", "id": "other"}
    result = repaired(notebook)
    assert student_code(result) == answers("smile_formula-answer-1", cell["source"])
    assert result.cells[3].python == cell["source"]
    assert notes(result) == [("marks", None)]


def test_text_below_a_written_answer_belongs_to_it():
    notebook = answered()
    insert_after(notebook, find(notebook, "smile_proof"), "And $g$ second.", "markdown")
    result = repaired(notebook)
    assert result.written == {"smile_proof": f"{PROOF}\n\nAnd $g$ second."}
    assert notes(result) == [("written_joined", "smile_proof")]


def test_a_deleted_written_answer_is_empty():
    notebook = answered()
    notebook["cells"].remove(find(notebook, "smile_proof"))
    result = repaired(notebook)
    assert result.written == {"smile_proof": ""}
    assert notes(result) == [("deleted", "smile_proof")]


@pytest.mark.parametrize("remaining", ["", PLACEHOLDER, None])
def test_an_answer_merged_into_its_question_is_read_there(remaining):
    notebook = answered()
    with_role(notebook, "statement", "smile_proof")["source"] += f"\n\n{PROOF}"
    if remaining is None:
        notebook["cells"].remove(find(notebook, "smile_proof"))
    else:
        find(notebook, "smile_proof")["source"] = remaining
    result = repaired(notebook)
    assert result.written == {"smile_proof": PROOF}
    assert notes(result) == [("written_in_statement", "smile_proof")]


def test_an_edited_question_without_answer_is_pointed_out():
    notebook = copy.deepcopy(RELEASE)
    with_role(notebook, "statement", "smile_proof")["source"] = PROOF
    result = repaired(notebook)
    assert result.written == {"smile_proof": ""}
    assert notes(result) == [("statement_edited", "smile_proof")]


def test_commands_are_skipped_with_their_lines():
    notebook = answered()
    cell = find(notebook, "smile_formula-answer-1")
    cell["source"] = "%matplotlib inline\r\n!pip install x\r\n" + cell["source"]
    insert_after(notebook, cell, "%%bash\nrm -rf ~")
    result = repaired(notebook)
    answer, bash = result.cells[3:5]
    assert answer.python == "pass\npass\n" + ANSWERS["smile_formula-answer-1"]
    assert answer.source.startswith("%matplotlib inline\n!pip install x\ndef")
    assert bash.python.strip() == ""
    assert [note.sentence("en") for note in result.notes] == [
        "Line 1 of cell 11 is a notebook command (%matplotlib); it is skipped during grading.",
        "Line 2 of cell 11 is a notebook command (!); it is skipped during grading.",
        "Cell 12 begins with %%bash and is not Python; it is skipped during grading.",
    ]


def test_hostile_marks_are_only_marks():
    notebook = answered()
    for number, text in enumerate(["x" * 10**6, "<script>", "\ud800", "", "../../etc", "a" * 150]):
        insert_after(
            notebook,
            notebook["cells"][0],
            f"v{number} = 1",
            id=text,
            metadata={"nbgrader": {"grade_id": text}, "chainrule": {"role": "graded"}},
        )
    result = repaired(notebook)
    assert [kind for kind, _ in student_code(result)].count("added") == 6
    assert student_code(result)[6:] == answers()


LOST = {
    "deleted_cell": {"smile_formula-answer-1"},
    "merge_conflict": {"smile_formula-answer-1"},
    "python_script": {"smile_proof"},
}
TOLD = {
    "deleted_cell": {"deleted"},
    "deleted_tests": {"restored"},
    "duplicated_cell": {"copied"},
    "split_cell": {"glued"},
    "split_cell_without_marks": {"glued"},
    "merged_cells": {"moved"},
    "moved_cells": {"reordered"},
    "retyped_cell": {"retyped"},
    "changed_ids": {"marks"},
    "swapped_marks": {"swapped"},
    "stripped_metadata": {"marks", "found_by_place"},
    "changed_points": {"metadata_changed"},
    "edited_locked_cell": {"locked_edited"},
    "old_schema": {"old_schema"},
    "old_format": {"old_format"},
    "truncated_json": {"damaged_file"},
    "merge_conflict": {"damaged_file", "deleted"},
    "trailing_garbage": {"trailing_text"},
    "utf16": {"encoding"},
    "latin1": {"encoding"},
    "windows_newlines": set(),
    "notebook_commands": {"magic_skipped"},
    "python_script": {"plain_python", "moved", "deleted", "restored", "marks"},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_loses_no_more_than_it_says(name):
    assert DAMAGES[name].__doc__
    before = answered()
    data = DAMAGES[name](before, "smile_formula")
    assert before == answered()
    result = repaired(data)
    code = "\n".join(cell.python for cell in result.cells)
    for grade_id, answer in ANSWERS.items():
        assert (answer in code) == (grade_id not in LOST.get(name, ())), grade_id
    assert (result.written["smile_proof"] == PROOF) == ("smile_proof" not in LOST.get(name, ()))
    assert {note.code for note in result.notes} == TOLD[name]
    assert repaired(data) == result


def test_thousands_of_cells_do_not_hold_up_the_grader():
    notebook = answered()
    notebook["cells"] += [{"cell_type": "code", "source": f"v{n} = {n}"} for n in range(100_000)]
    result = repaired(notebook)
    assert len(result.cells) == 1 + 5 + 2_000 - len(RELEASE["cells"])
    assert notes(result) == [("too_many_cells", None)]


MARKS = [cell["id"] for cell in RELEASE["cells"]] + [*ANSWERS, "smile_proof", "slope", "other", 3]
TEXTS = [*ANSWERS.values(), SLOPE, PLACEHOLDER, DRAW, "def f(x):", "    return x", "!ls", "", "["]
TEXTS += [cell["source"] for cell in RELEASE["cells"]]
CELLS = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "markdown", "raw", None]),
        "source": st.sampled_from(TEXTS) | st.text(max_size=10),
    },
    optional={
        "id": st.sampled_from(MARKS),
        "metadata": st.fixed_dictionaries(
            {"nbgrader": st.fixed_dictionaries({"grade_id": st.sampled_from(MARKS)})}
        ),
    },
)


@settings(max_examples=80, deadline=None)
@given(st.lists(CELLS, max_size=12))
def test_any_mixture_of_cells_is_repaired(cells):
    try:
        result = repaired({"cells": cells})
    except UnreadableNotebook:
        return
    assert {cell.exercise for cell in result.cells} <= {
        None,
        *("slope", "smile_formula", "neuron", "descent_plot", "smile_proof"),
    }
    assert set(result.written) == {"smile_proof"}
    for cell in result.cells:
        assert cell.python.count("\n") == cell.source.count("\n")
