"""Values in a file, in the form in which they travel."""

from __future__ import annotations

from typing import Any, Final

from .channel import HEADER, new_packer, pack, unpack
from .wire import Decoder, Encoder, Tree, WireError

_MOST_BYTES: Final = 2**26


def to_bytes(value: Any) -> bytes:
    """A plain value as bytes.

    Raises
    ------
    TooLargeError, TypeError
        When it is too large, or something in it is of no plain type.

    >>> from_bytes(to_bytes({"a": (1, 2.5)}))
    {'a': (1, 2.5)}
    """
    encoder = Encoder(_refuse, _MOST_BYTES)
    packed = pack(new_packer(), [encoder.encode(value)])
    arrays = b"".join(encoder.buffers)
    return HEADER.pack(len(packed), len(arrays)) + packed + arrays


def from_bytes(data: bytes) -> Any:
    """The value that `to_bytes` was given.

    Raises
    ------
    WireError
        When the bytes are no such value.
    """
    if len(data) < HEADER.size:
        raise WireError("cut short")
    length, arrays = HEADER.unpack_from(data)
    start = HEADER.size + length
    if len(data) != start + arrays:
        raise WireError("cut short")
    decoder = Decoder(_Rest(memoryview(data)[start:]), _unknown)
    (tree,) = unpack(data[HEADER.size : start])
    value = decoder.decode(tree)
    decoder.finish()
    return value


class _Rest:
    """The bytes of the arrays."""

    def __init__(self, view: memoryview) -> None:
        self.left = len(view)
        self._view = view

    def read_into(self, view: memoryview) -> None:
        start = len(self._view) - self.left
        view[:] = self._view[start : start + len(view)]
        self.left -= len(view)


def _refuse(value: Any) -> Tree:
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def _unknown(tag: int, parts: list[Tree]) -> Any:
    raise WireError(f"unknown tag {tag}")
