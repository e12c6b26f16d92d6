"""The decoder of a worker's answers against random, mutated and half-right bytes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import msgpack  # type: ignore[import-untyped]
import numpy as np
import pytest
from attacks.wire import LIMITS, REQUEST, answer_to, call, cell, frame, items
from hypothesis import given, settings
from hypothesis import strategies as st
from test_wall_wire import same, stays, values

from chainrule.wall import AnswerFailure, Handle, Student, is_handle
from chainrule.wall.channel import HEADER
from chainrule.wall.failures import CellOutcome
from chainrule.wall.wire import Encoder

asked = st.sampled_from([call, cell, items])
#: What msgpack can say, with a preference for our tags and for numbers at the edges.
numbers = st.one_of(
    st.integers(-3, 20),
    st.sampled_from([2**31, 2**32 - 1, 2**62, 2**63 - 1, -(2**63), 2**64 - 1]),
)
atoms = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=20),
)
trees = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.tuples(st.integers(0, 13), st.lists(inner, max_size=4)).map(lambda t: [t[0], *t[1]]),
        st.tuples(st.just(9), st.integers(-1, 15), st.lists(numbers, max_size=4)).map(
            lambda t: [t[0], t[1], *t[2]]
        ),
    ),
    max_leaves=15,
)
kinds = st.one_of(
    st.sampled_from(["value", "error", "callback", "statement", "hello"]), st.text(max_size=3)
)
envelopes = st.one_of(
    st.tuples(st.just(REQUEST), kinds, st.lists(trees, max_size=8)).map(
        lambda t: [t[0], t[1], *t[2]]
    ),
    st.tuples(numbers, kinds, st.lists(trees, max_size=3)).map(lambda t: [t[0], t[1], *t[2]]),
    trees,
)
payloads = st.binary(max_size=64)
frames = st.tuples(envelopes, payloads).map(lambda f: frame(packed(f[0]), f[1]))


def packed(envelope: object) -> bytes:
    content: bytes = msgpack.packb(envelope, unicode_errors="surrogatepass")
    return content


def sent(value: Any) -> bytes:
    """The frame with which a worker answers."""
    encoder = Encoder(stays, LIMITS.frame_bytes)
    tree = encoder.encode(value)
    return frame(packed([REQUEST, "value", tree]), b"".join(map(bytes, encoder.buffers)))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A frame that a worker would send, with some bytes changed, cut out or put in."""
    content = bytearray(sent(draw(values)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        cut = draw(st.integers(0, 4))
        content[place : place + cut] = draw(st.binary(max_size=4))
    return bytes(content)


def require_plain(answer: object) -> None:
    """An answer is a failure of the student's, or of types that the grader knows."""
    if isinstance(answer, AnswerFailure | CellOutcome) or is_handle(answer):
        return
    if type(answer) in (list, tuple, set, frozenset):
        for item in answer:  # type: ignore[attr-defined]
            require_plain(item)
    elif type(answer) is dict:
        for key, item in answer.items():
            hash(key)
            require_plain(item)
    elif type(answer) is slice:
        require_plain((answer.start, answer.stop, answer.step))
    elif type(answer) is np.ndarray:
        assert not answer.dtype.hasobject
        assert answer.dtype.isnative
    else:
        known = (type(None), bool, int, float, complex, str, bytes, type(...))
        assert type(answer) in known or isinstance(answer, np.generic)


@settings(max_examples=300, deadline=None)
@given(st.lists(frames, min_size=1, max_size=3), asked)
def test_half_right_frames(several: list[bytes], ask: Callable[..., Any]) -> None:
    require_plain(answer_to(b"".join(several), ask))


@settings(max_examples=200, deadline=None)
@given(mutated(), asked)
def test_mutated_frames(content: bytes, ask: Callable[..., Any]) -> None:
    require_plain(answer_to(content, ask))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), asked)
def test_random_bytes(content: bytes, ask: Callable[..., Any]) -> None:
    require_plain(answer_to(content, ask))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([2**23, 2**23 + 1, 2**32 - 1])),
    st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([2**20, 2**20 + 1, 2**32 - 1])),
    st.binary(max_size=100),
)
def test_announced_lengths(envelope: int, payload: int, content: bytes) -> None:
    answer = answer_to(HEADER.pack(envelope, payload) + content, call)
    require_plain(answer)


@settings(max_examples=60, deadline=None)
@given(frames)
def test_memory_is_bounded_by_what_was_sent(content: bytes) -> None:
    tracemalloc.start()
    try:
        answer_to(content, call)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A frame of a few hundred bytes, and what a socket reads at once.
    assert peak < 2**20


@pytest.mark.parametrize(
    "envelope",
    [
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x05",
        b"\x91" * 100_000,
        b"\xdd\x00\x0f\x42\x40" + b"\x90" * 1_000_000,
    ],
    ids=["array", "text", "bytes", "map", "extension", "nesting", "empty-lists"],
)
def test_lengths_that_lie_take_no_memory(envelope: bytes) -> None:
    tracemalloc.start()
    try:
        answer = answer_to(frame(envelope), call)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(answer, AnswerFailure)
    assert peak < 100 * 2**20


@settings(max_examples=150, deadline=None)
@given(values)
def test_a_value_arrives_through_the_connection(value: Any) -> None:
    assert same(answer_to(sent(value), call), value)


def test_a_handle_arrives_as_a_handle() -> None:
    answer = answer_to(frame(packed([REQUEST, "value", [11, 3, "Var"]])), call)
    assert isinstance(answer, Handle)


def test_a_callback_is_served_and_its_flood_ends() -> None:
    """The grader's function gets what was sent, and no more often than the limit says."""
    calls: list[tuple[Any, ...]] = []

    def record(*args: Any) -> None:
        calls.append(args)

    one = frame(packed([REQUEST, "callback", 0, [0, 1.5, [1, 2, 3]], [4]]))
    answer = answer_to(one * 100, lambda worker: Student(worker).f(record))
    assert isinstance(answer, AnswerFailure)
    assert calls == [(1.5, (2, 3))] * LIMITS.callbacks
