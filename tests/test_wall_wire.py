"""What crosses the wall comes out as it went in, and nothing else comes out at all."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

import msgpack  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from chainrule.wall.channel import HEADER, Channel, look_up, new_packer, pack, unpack
from chainrule.wall.wire import (
    ARRAY,
    BIG_INT,
    DEPTH_LIMIT,
    DICT,
    HANDLE,
    LIST,
    SCALAR,
    SET,
    Decoder,
    Encoder,
    TooLargeError,
    WireError,
)

FRAME = 2**20


class Bytes:
    """A payload that is already here."""

    def __init__(self, content: bytes = b"") -> None:
        self._content = content
        self.left = len(content)

    def read_into(self, view: memoryview) -> None:
        start = len(self._content) - self.left
        view[:] = self._content[start : start + len(view)]
        self.left -= len(view)


def stays(value: Any) -> list[Any]:
    return [HANDLE, 0, type(value).__name__]


def refuse(tag: int, parts: list[Any]) -> Any:
    raise WireError(f"tag {tag}")


def travel(value: Any) -> Any:
    encoder = Encoder(stays, FRAME)
    tree = unpack(pack(new_packer(), [encoder.encode(value)]))[0]
    decoder = Decoder(Bytes(b"".join(encoder.buffers)), refuse)
    result = decoder.decode(tree)
    decoder.finish()
    return result


def decode(tree: Any, payload: bytes = b"") -> Any:
    decoder = Decoder(Bytes(payload), refuse)
    value = decoder.decode(tree)
    decoder.finish()
    return value


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, float) and math.isnan(a):
        return math.isnan(b)
    return bool(a == b)


dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="="),
    hnp.unsigned_integer_dtypes(endianness="="),
    hnp.floating_dtypes(endianness="=", sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(endianness="=", sizes=(64, 128)),
)
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**4095), 2**4095),
    st.integers(),
    st.floats(),
    st.complex_numbers(allow_nan=False),
    st.text(),
    st.just("\ud800"),
    st.binary(),
    st.just(...),
    st.slices(5),
)
keys = st.one_of(st.text(), st.integers(), st.tuples(st.integers(), st.text()))
values = st.recursive(
    scalars | arrays | dtypes.flatmap(hnp.from_dtype).map(lambda x: x),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.sets(keys, max_size=4),
        st.frozensets(keys, max_size=4),
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(values)
def test_a_plain_value_arrives_as_it_was(value: Any) -> None:
    assert same(travel(value), value)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        scalars.filter(
            lambda x: (
                x is not ...
                and not isinstance(x, slice | complex)
                and (type(x) is not int or -(2**63) <= x < 2**64)
            )
        ),
        lambda inner: st.lists(inner, max_size=5),
    ),
    st.binary(max_size=40),
)
def test_any_tree_is_a_value_or_a_wire_error(tree: Any, payload: bytes) -> None:
    with contextlib.suppress(WireError, ValueError, TypeError):
        decode(tree, payload)


@pytest.mark.parametrize(
    "value",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0)[::-2],
        np.broadcast_to(np.float32(2), (3, 2)),
    ],
)
def test_an_array_of_any_layout_arrives_contiguous(value: np.ndarray[Any, Any]) -> None:
    arrived = travel(value)
    assert np.array_equal(arrived, value)
    assert arrived.flags.c_contiguous
    assert arrived.flags.owndata
    assert arrived.flags.writeable


def test_text_of_numpy_arrives_as_text() -> None:
    assert same(travel([np.array(["saddle"])[0], "saddle"]), ["saddle", "saddle"])


class Float(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        Float(1.0),
        Text("a"),
        np.matrix([1.0]),
        np.array([object], dtype=object),
        np.array([1.0], ">f8"),
        np.array(["a"]),
        np.longdouble(1),
        {Float(1.0): 2},
        {Float(1.0)},
        (1, 2).__class__,
        range(3),
        1 << 5000,
        type("Point", (tuple,), {})((1, 2)),
    ],
    ids=repr,
)
def test_what_is_not_of_an_exact_plain_type_stays(value: Any) -> None:
    assert Encoder(stays, FRAME).encode(value)[0] == HANDLE


def test_a_value_inside_a_list_stays_alone() -> None:
    tree = Encoder(stays, FRAME).encode([1, Float(2.0)])
    assert tree == [LIST, 1, [HANDLE, 0, "Float"]]


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_the_deepest_nesting_arrives_and_a_deeper_one_is_refused() -> None:
    assert travel(nested(DEPTH_LIMIT)) == nested(DEPTH_LIMIT)
    with pytest.raises(TooLargeError):
        travel(nested(DEPTH_LIMIT + 1))
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(TooLargeError):
        travel(cyclic)


def test_a_small_object_that_unfolds_without_end_is_refused() -> None:
    value: Any = [1.5]
    for _ in range(30):
        value = [value, value]
    with pytest.raises(TooLargeError):
        travel(value)


def test_an_array_above_the_frame_is_refused() -> None:
    with pytest.raises(TooLargeError):
        travel(np.zeros(FRAME // 8 + 1))


def bomb(depth: int) -> Any:
    tree: Any = 1
    for _ in range(depth):
        tree = [LIST, tree]
    return tree


@pytest.mark.parametrize(
    ("tree", "payload"),
    [
        ([], b""),
        (["list", 1], b""),
        ([True, 1], b""),
        ([99, 1], b""),
        (bomb(DEPTH_LIMIT + 2), b""),
        ([ARRAY, 99, 1], bytes(8)),
        ([ARRAY, "O", 1], bytes(8)),
        ([ARRAY, 11, -1], b""),
        ([ARRAY, 11, 2], bytes(8)),
        ([ARRAY, 11, 1], bytes(16)),
        ([ARRAY, 11, 2**62, 2**62], bytes(8)),
        ([ARRAY, 11, True], bytes(8)),
        ([ARRAY, 0, 1], b"\x02"),
        ([SCALAR, 0, b"\x02"], b""),
        ([SCALAR, 11, bytes(7)], b""),
        ([BIG_INT, bytes(600)], b""),
        ([BIG_INT, "1"], b""),
        ([SET, *(k * (2**61 - 1) for k in range(4)), *range(200)], b"x"),
    ],
)
def test_a_forged_tree_is_a_wire_error(tree: Any, payload: bytes) -> None:
    with pytest.raises(WireError):
        decode(tree, payload)


def test_keys_made_to_collide_are_refused() -> None:
    modulus = 2**61 - 1
    keys = [[LIST - LIST + BIG_INT, (k * modulus).to_bytes(20, "little")] for k in range(1, 300)]
    with pytest.raises(WireError, match="collide"):
        decode([SET, *keys])
    with pytest.raises(WireError, match="collide"):
        decode([DICT, *(part for key in keys for part in (key, 0))])


@pytest.mark.parametrize(
    "packed",
    [
        b"\xc1",
        b"\x93\x01",
        msgpack.packb({"a": 1}),
        msgpack.packb(3),
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 5000 + b"\x01",
        b"\xdc\xff\xff" * 400_000,
        msgpack.packb(msgpack.ExtType(4, b"abc")),
    ],
)
def test_bytes_that_are_no_envelope_are_refused(packed: bytes) -> None:
    with pytest.raises((WireError, ValueError)):
        unpack(packed)


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for lengths in [(2**32 - 1, 0), (1, 2**32 - 1)]:
            theirs.sendall(HEADER.pack(*lengths))
            with pytest.raises(WireError, match="above the limit"):
                Channel(ours, FRAME).receive()


class Slow(threading.Thread):
    """The other end of a connection, which does a little every now and then."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._do = do
        self._ending = threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self.join()

    def run(self) -> None:
        while not self._ending.wait(0.02):
            self._do()


def test_who_reads_slowly_keeps_nobody_past_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    look_up(ours)
    large = memoryview(bytearray(64 * 2**20))
    with ours, theirs, Slow(lambda: theirs.recv(2**15)):
        start = monotonic()
        with pytest.raises(TimeoutError):
            Channel(ours, FRAME).send([1], [large], start + 0.5)
        assert monotonic() < start + 5


@pytest.mark.parametrize("lengths", [(1000, 0), (2, 1000)])
def test_who_writes_slowly_keeps_nobody_past_the_deadline(lengths: tuple[int, int]) -> None:
    ours, theirs = socket.socketpair()
    look_up(ours)
    theirs.sendall(HEADER.pack(*lengths) + pack(new_packer(), [1]))
    with ours, theirs, Slow(lambda: theirs.send(b"x")):
        start = monotonic()
        with pytest.raises(TimeoutError):
            Channel(ours, FRAME).receive(start + 0.5)[1].discard()
        assert monotonic() < start + 5
