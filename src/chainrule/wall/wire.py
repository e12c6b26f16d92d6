"""Values on the wire: trees of plain msgpack scalars and lists `[tag, ...]`.

Only exact types of the table below travel. Anything else is *foreign*: the two ends say what
stands for it (a handle, a callable). The decoder is the trusted side's gate: it meets bytes that
the student's code may have forged, so it never lets them name a type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import pairwise
from math import prod
from types import EllipsisType, NoneType
from typing import Any, Final, Protocol

import numpy as np

Tree = Any

LIST: Final = 0
TUPLE: Final = 1
SET: Final = 2
FROZENSET: Final = 3
DICT: Final = 4
COMPLEX: Final = 5
BIG_INT: Final = 6
SLICE: Final = 7
ELLIPSIS: Final = 8
ARRAY: Final = 9
SCALAR: Final = 10
HANDLE: Final = 11
CALLABLE: Final = 12

DEPTH_LIMIT: Final = 32
ITEM_LIMIT: Final = 1_000_000
INT_BITS: Final = 4096
# More equal hashes than this in one dict or set are an attack: insertion would be quadratic.
COLLISION_LIMIT: Final = 100

_ATOMS: Final = frozenset({NoneType, bool, float, str, bytes})
_PLAIN: Final = _ATOMS | {int}
_COLLECTION_TAGS: Final[dict[type, int]] = {
    list: LIST,
    tuple: TUPLE,
    set: SET,
    frozenset: FROZENSET,
}
_COLLECTIONS: Final[dict[int, Callable[[Iterable[Any]], Any]]] = {
    tag: kind for kind, tag in _COLLECTION_TAGS.items()
}
_DTYPES: Final = tuple(
    np.dtype(name)
    for name in [
        *["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"],
        *["float16", "float32", "float64", "complex64", "complex128"],
    ]
)
_DTYPE_CODES: Final = {dtype: code for code, dtype in enumerate(_DTYPES)}
# The C types long and long long have scalar classes of their own although their dtypes are equal.
_SCALAR_CODES: Final = {
    np.dtype(char).type: _DTYPE_CODES[np.dtype(char)] for char in "?bhilqBHILQefdFD"
}


class WireError(Exception):
    """The bytes received are not a frame or not a value."""


class TooLargeError(ValueError):
    """The value does not fit into a frame."""


def _fit_msgpack(numbers: Collection[int]) -> bool:
    return min(numbers) >= -(2**63) and max(numbers) < 2**64


def _hashable(value: object, depth: int = 0) -> bool:
    kind = type(value)
    if kind in _PLAIN or kind is complex or kind in _SCALAR_CODES:
        return True
    if (kind is tuple or kind is frozenset) and depth < DEPTH_LIMIT:
        return all(_hashable(item, depth + 1) for item in value)  # type: ignore[attr-defined]
    return False


class Encoder:
    """Turns values into trees; the bytes of arrays gather in `buffers`."""

    def __init__(self, foreign: Callable[[Any], Tree], byte_limit: int) -> None:
        self.buffers: list[memoryview] = []
        self._foreign = foreign
        self._bytes_left = byte_limit
        self._items_left = ITEM_LIMIT

    def encode(self, value: Any, depth: int = 0) -> Tree:
        kind = type(value)
        if kind in _ATOMS:
            return value
        encode = _ENCODERS.get(kind, Encoder._encode_foreign)
        return encode(self, value, depth)

    def _encode_foreign(self, value: Any, depth: int) -> Tree:
        return self._foreign(value)

    def _encode_scalar(self, value: Any, depth: int) -> Tree:
        return [SCALAR, _SCALAR_CODES[type(value)], value.tobytes()]

    def _encode_text(self, value: Any, depth: int) -> Tree:
        # What numpy gives for an item of an array of strings; elsewhere nobody tells it from str.
        return str.__str__(value)

    def _encode_complex(self, value: complex, depth: int) -> Tree:
        return [COMPLEX, value.real, value.imag]

    def _encode_ellipsis(self, value: Any, depth: int) -> Tree:
        return [ELLIPSIS]

    def _encode_slice(self, value: slice, depth: int) -> Tree:
        self._spend(3, depth)
        parts = (value.start, value.stop, value.step)
        return [SLICE, *(self.encode(part, depth + 1) for part in parts)]

    def _encode_dict(self, value: dict[Any, Any], depth: int) -> Tree:
        if not all(map(_hashable, value)):
            return self._foreign(value)
        self._spend(2 * len(value), depth)
        tree: list[Tree] = [DICT]
        for key, item in value.items():
            tree.append(self.encode(key, depth + 1))
            tree.append(self.encode(item, depth + 1))
        return tree

    def _encode_int(self, value: int, depth: int) -> Tree:
        if _fit_msgpack([value]):
            return value
        if value.bit_length() > INT_BITS:
            return self._foreign(value)
        return [
            BIG_INT,
            value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True),
        ]

    def _encode_set(self, value: Any, depth: int) -> Tree:
        if not all(map(_hashable, value)):
            return self._foreign(value)
        return self._encode_collection(value, depth)

    def _encode_collection(self, value: Any, depth: int) -> Tree:
        tag = _COLLECTION_TAGS[type(value)]
        self._spend(len(value), depth)
        kinds = set(map(type, value))
        if kinds <= _ATOMS or (kinds == {int} and _fit_msgpack(value)):
            return [tag, *value]
        return [tag, *[self.encode(item, depth + 1) for item in value]]

    def _encode_array(self, value: np.ndarray[Any, Any], depth: int) -> Tree:
        if value.dtype not in _DTYPE_CODES:
            return self._foreign(value)
        self._bytes_left -= value.nbytes
        if self._bytes_left < 0:
            raise TooLargeError("too large: more bytes of arrays than a frame may hold")
        flat = np.ascontiguousarray(value).reshape(-1)
        self.buffers.append(flat.view(np.uint8).data)
        return [ARRAY, _DTYPE_CODES[value.dtype], *value.shape]

    def _spend(self, items: int, depth: int) -> None:
        self._items_left -= items
        if self._items_left < 0:
            raise TooLargeError(f"too large: more than {ITEM_LIMIT} items")
        if depth >= DEPTH_LIMIT:
            raise TooLargeError(f"too large: nested more than {DEPTH_LIMIT} deep")


# Exact types: a subclass has no entry, and stays where it is.
_ENCODERS: Final[dict[type, Callable[[Encoder, Any, int], Tree]]] = {
    int: Encoder._encode_int,
    list: Encoder._encode_collection,
    tuple: Encoder._encode_collection,
    set: Encoder._encode_set,
    frozenset: Encoder._encode_set,
    dict: Encoder._encode_dict,
    complex: Encoder._encode_complex,
    slice: Encoder._encode_slice,
    EllipsisType: Encoder._encode_ellipsis,
    np.ndarray: Encoder._encode_array,
    np.str_: Encoder._encode_text,
    **dict.fromkeys(_SCALAR_CODES, Encoder._encode_scalar),
}


class Payload(Protocol):
    """The raw bytes that follow an envelope, read once, from front to back."""

    left: int

    def read_into(self, view: memoryview) -> None: ...


class Decoder:
    """Turns trees back into values, whoever made them."""

    def __init__(self, payload: Payload, foreign: Callable[[int, list[Tree]], Any]) -> None:
        self._payload = payload
        self._foreign = foreign
        self._items_left = ITEM_LIMIT

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        if type(tree) in _PLAIN:
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not int or depth > DEPTH_LIMIT:
            raise WireError("not a value")
        tag, *parts = tree
        self._items_left -= len(parts)
        if self._items_left < 0:
            raise WireError("too many items")
        if tag in _COLLECTIONS:
            items = parts
            if not set(map(type, parts)) <= _PLAIN:
                items = [self.decode(part, depth + 1) for part in parts]
            if tag in (SET, FROZENSET):
                _refuse_collisions(items)
            return _COLLECTIONS[tag](items)
        if tag == ARRAY:
            return self._decode_array(*parts)
        if tag == SCALAR:
            return _decode_scalar(*parts)
        if tag == DICT:
            keys = [self.decode(part, depth + 1) for part in parts[::2]]
            _refuse_collisions(keys)
            values = [self.decode(part, depth + 1) for part in parts[1::2]]
            return dict(zip(keys, values, strict=True))
        if tag == COMPLEX:
            real, imag = parts
            if type(real) is not float or type(imag) is not float:
                raise WireError("not a complex number")
            return complex(real, imag)
        if tag == BIG_INT:
            (digits,) = parts
            if type(digits) is not bytes or len(digits) > INT_BITS // 8 + 1:
                raise WireError("not an integer")
            return int.from_bytes(digits, "little", signed=True)
        if tag == SLICE:
            start, stop, step = (self.decode(part, depth + 1) for part in parts)
            return slice(start, stop, step)
        if tag == ELLIPSIS and not parts:
            return Ellipsis
        return self._foreign(tag, parts)

    def finish(self) -> None:
        """Call after the last value: every byte of the payload belongs to an array."""
        if self._payload.left:
            raise WireError("bytes that belong to no array")

    def _decode_array(self, code: Any, *shape: Any) -> np.ndarray[Any, Any]:
        dtype = _dtype(code)
        if not all(type(side) is int and side >= 0 for side in shape):
            raise WireError("not a shape")
        if prod(shape) * dtype.itemsize > self._payload.left:
            raise WireError("an array larger than its bytes")
        array = np.empty(shape, dtype)
        flat = array.reshape(-1)
        self._payload.read_into(flat.view(np.uint8).data)
        _refuse_odd_booleans(flat)
        return array


def _decode_scalar(code: Any, digits: Any) -> Any:
    dtype = _dtype(code)
    if type(digits) is not bytes or len(digits) != dtype.itemsize:
        raise WireError("not a scalar")
    one = np.frombuffer(digits, dtype)
    _refuse_odd_booleans(one)
    return one[0]


def _dtype(code: Any) -> np.dtype[Any]:
    if type(code) is not int or not 0 <= code < len(_DTYPES):
        raise WireError("not a dtype")
    return _DTYPES[code]


def _refuse_odd_booleans(flat: np.ndarray[Any, Any]) -> None:
    # numpy takes any byte for a bool, and then True == True can be false.
    if flat.dtype == np.bool_ and flat.size and np.max(flat.view(np.uint8)) > 1:
        raise WireError("not a boolean")


def _refuse_collisions(keys: list[Any]) -> None:
    if len(keys) > COLLISION_LIMIT:
        hashes = sorted(map(hash, keys))
        if sum(a == b for a, b in pairwise(hashes)) > COLLISION_LIMIT:
            raise WireError("keys made to collide")
