"""Whatever a student hands in is read, or refused with one clear reason."""

import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.submission import UnreadableNotebook, read_notebook
from chainrule.submission.notes import SENTENCES, Note


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def file_of(*cells, **more):
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}, **more})


def sources(data):
    return [cell.source for cell in read_notebook(data).cells]


def codes(data):
    return [note.code for note in read_notebook(data).notes]


def refusal(data):
    with pytest.raises(UnreadableNotebook) as caught:
        read_notebook(data)
    assert str(caught.value) == caught.value.note.sentence("en")
    return caught.value.note.code


def test_reads_a_sound_notebook_without_a_note():
    metadata = {"nbgrader": {"grade_id": "smile", "points": 2, "grade": True, "schema_version": 3}}
    raw = read_notebook(file_of(code(["x = 1\n", "y = 2"], id="a", metadata=metadata)).encode())
    assert raw.notes == ()
    (cell,) = raw.cells
    assert (cell.source, cell.id, cell.grade_id) == ("x = 1\ny = 2", "a", "smile")
    assert cell.grading == (("grade", "1"), ("points", "2"))


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["encoding"]),
        ("utf-16-le", ["encoding"]),
        ("utf-16-be", ["encoding"]),
        ("utf-32", ["encoding"]),
        ("latin-1", ["encoding"]),
        ("cp1252", ["encoding"]),
    ],
)
def test_reads_any_encoding(encoding, notes):
    data = json.dumps({"cells": [code("# déjà vu")]}, ensure_ascii=False).encode(encoding)
    assert sources(data) == ["# déjà vu"]
    assert codes(data) == notes


def test_reads_the_old_format():
    cells = [{"cell_type": "code", "input": ["x = 1"]}, {"cell_type": "heading", "source": "T"}]
    raw = read_notebook(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode())
    assert [(c.cell_type, c.source) for c in raw.cells] == [("code", "x = 1"), ("markdown", "T")]
    assert [note.code for note in raw.notes] == ["old_format"]


def test_reads_every_complete_cell_of_a_truncated_file():
    whole = file_of(code("a = {'cells': 1}"), code("b"), code("c"))
    cut = whole[: whole.index('"c"')].encode()
    assert sources(cut) == ["a = {'cells': 1}", "b"]
    assert codes(cut) == ["damaged_file"]
    inside_a_character = file_of(code("a")).encode()[:-1] + "é".encode()[:1]
    assert sources(inside_a_character) == ["a"]


def test_reads_around_a_merge_conflict():
    whole = json.dumps(json.loads(file_of(code("a"), code("b"), code("c"))), indent=1)
    broken = whole.replace('"source": "b"', '<<<<<<< HEAD\n"source": "b"\n>>>>>>> main')
    assert sources(broken.encode()) == ["a", "c"]


def test_leaves_out_what_follows_the_notebook():
    data = (file_of(code("a")) + '{"cells": [').encode()
    assert sources(data) == ["a"]
    assert codes(data) == ["trailing_text"]


def test_tolerates_wrong_types_and_numbers():
    cells = (
        code(["x", 3, None, "y"]),
        code({"a": 1}),
        "no cell",
        None,
        {},
        {"source": "text"},
        {"cell_type": 7, "source": "text", "metadata": []},
        code("z", metadata={"nbgrader": ["grade_id"]}, id=float("nan")),
        code("z", metadata={"nbgrader": {"grade_id": 3, "points": float("inf")}}, id="x" * 1000),
    )
    assert sources(file_of(*cells).encode()) == ["xy", "", "", "text", "text", "z", "z"]
    assert sources(b'{"cells": [{"cell_type": "code", "source": "a", "source": "b"}]}') == ["b"]
    assert sources(b'{"n": ' + b"9" * 9000 + b', "cells": []}') == []
    for cells_value in (b"null", b"{}", b"3"):
        assert codes(b'{"cells": ' + cells_value + b"}") == ["no_cells"]


def test_makes_every_text_writable_as_utf8():
    data = b'{"cells": [{"cell_type": "code", "source": "a\\ud800\\u0000b\\r\\nc\\rd"}]}'
    assert sources(data) == ["a\ufffd\ufffdb\nc\nd"]
    assert codes(data) == ["bad_characters"]


def test_bounds_cells_and_their_length():
    raw = read_notebook(file_of(*[code("x")] * 2_100).encode())
    assert len(raw.cells) == 2_000
    assert [note.code for note in raw.notes] == ["too_many_cells"]
    assert sources(file_of(code("#" * 5_000_000), code("x")).encode()) == ["", "x"]
    assert codes(file_of(code("#" * 5_000_000)).encode()) == ["cell_too_long"]
    assert sources(file_of(*[code("#" * 900_000)] * 3).encode())[2:] == [""]


def test_takes_a_python_script_as_one_cell():
    assert sources(b"x = 1\r\nprint(x)\n") == ["x = 1\nprint(x)\n"]
    assert codes(b"x = 1") == ["plain_python"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n\xef\xbb\xbf"[:2], "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"<!DOCTYPE html><html></html>", "web_page"),
        (b"PK\x03\x04\x14\0\0\0\x08\0\xff\xfe", "zip_file"),
        (b"PK\x03\x04 abc", "zip_file"),
        (b"Dear teacher, my computer broke.", "not_a_notebook"),
        (b"[1, 2]", "not_a_notebook"),
        (b'{"a": 1}', "not_a_notebook"),
        (b"null", "not_a_notebook"),
        (b'{"cells": [{"cell_ty', "nothing_left"),
        (b'{"cells": [' + b"[" * 100_000, "too_deep"),
        (b'{"cells": [{"cell_type": "code", "x": ' + b'{"a":' * 100_000, "too_deep"),
        (b"(" * 100_000, "not_a_notebook"),
        (b"-" * 100_000 + b"1", "not_a_notebook"),
        (b" " * 50_000_001, "file_too_large"),
    ],
)
def test_refuses_with_one_reason(data, code):
    assert refusal(data) == code


def test_refuses_links_folders_and_missing_files(tmp_path):
    secret = tmp_path / "solutions.py"
    secret.write_text("x = 1")
    link = tmp_path / "ch07.ipynb"
    link.symlink_to(secret)
    assert refusal(link) == "linked_file"
    assert refusal(tmp_path) == "cannot_open"
    assert refusal(tmp_path / "none.ipynb") == "cannot_open"
    pipe = tmp_path / "pipe.ipynb"
    os.mkfifo(pipe)
    assert refusal(pipe) == "cannot_open"
    assert sources(str(secret)) == ["x = 1"]


def test_a_file_of_faults_is_given_up_soon():
    started = time.monotonic()
    assert refusal(b'{"cells": [' + b'{"cell_type": "' * 200_000) == "nothing_left"
    assert refusal(b'{"cells": [' + b'{"cell_type":x' * 200_000) == "nothing_left"
    assert time.monotonic() - started < 5


def test_every_sentence_exists_in_both_languages():
    facts = tuple((name, "3") for name in ("count", "encoding", "limit", "line", "name", "version"))
    for code_name in SENTENCES:
        for many in ("1", "3"):
            note = Note(code_name, 4, "smile", (*facts[1:], ("count", many)))
            english, french = note.sentence("en"), note.sentence("fr")
            assert english != french
            assert "None" not in english + french
            assert english.endswith(".")
            assert french.endswith(".")
            assert note.sentence("de") == english


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "worksheets",
                    "nbformat",
                    "cell_type",
                    "source",
                    "input",
                    "metadata",
                    "id",
                    "nbgrader",
                    "grade_id",
                    "points",
                    "schema_version",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_never_raises_anything_but_a_reason(data):
    try:
        raw = read_notebook(data)
    except UnreadableNotebook as error:
        reason = error.note.sentence("fr")
    else:
        reason = "readable"
        assert all(cell.source.encode() is not None for cell in raw.cells)
    assert reason
