"""Frames over a stream socket: header, msgpack envelope, raw bytes of arrays."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Sequence
from time import monotonic
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]

from .wire import ITEM_LIMIT, TooLargeError, WireError

HEADER: Final = struct.Struct("<II")
ENVELOPE_LIMIT: Final = 8 * 2**20
_CHUNK: Final = 2**16
#: Who has waited for so long looks at the clock.
_LOOK_SECONDS: Final = 0.05
# The first bytes that announce an array in msgpack: fixarray, array 16, array 32.
_ARRAY_MARKS: Final = bytes([*range(0x90, 0xA0), 0xDC, 0xDD])


def new_packer() -> msgpack.Packer:
    return msgpack.Packer(unicode_errors="surrogatepass")


def pack(packer: msgpack.Packer, envelope: list[Any]) -> bytes:
    try:
        packed: bytes = packer.pack(envelope)
    except BaseException:
        # Half of an envelope may be in it.
        packer.reset()
        raise
    if len(packed) > ENVELOPE_LIMIT or _may_hold_too_many_lists(packed):
        raise TooLargeError("too large: more text, numbers or items than a frame may hold")
    return packed


def unpack(packed: bytes) -> list[Any]:
    if _may_hold_too_many_lists(packed):
        raise WireError("too many items")
    try:
        envelope = msgpack.unpackb(
            packed,
            unicode_errors="surrogatepass",
            max_array_len=ITEM_LIMIT + 8,
            max_map_len=0,
            max_ext_len=0,
        )
    except Exception as error:
        raise WireError(f"not msgpack: {type(error).__name__}") from None
    if type(envelope) is not list:
        raise WireError("not an envelope")
    return envelope


def _may_hold_too_many_lists(packed: bytes) -> bool:
    # An empty list is one byte here and 64 once unpacked, so they are bounded before unpacking.
    if len(packed) <= ITEM_LIMIT:
        return False
    return len(packed) - len(packed.translate(None, _ARRAY_MARKS)) > ITEM_LIMIT


class SocketPayload:
    """The bytes of one frame's arrays, still to be read from the connection."""

    def __init__(self, channel: Channel, left: int, deadline: float | None) -> None:
        self.left = left
        self._channel = channel
        self._deadline = deadline

    def read_into(self, view: memoryview) -> None:
        self.left -= len(view)
        self._channel.read_into(view, self._deadline)

    def discard(self) -> None:
        """Read what is left, so that the next frame is at the front."""
        while self.left:
            self.read_into(memoryview(bytearray(min(self.left, _CHUNK))))


class Channel:
    """One end of a connection.

    A deadline is a time of `time.monotonic`, for a socket that `look_up` has been called with;
    without deadline, the socket is to block.
    """

    def __init__(self, connection: socket.socket, payload_limit: int) -> None:
        self._socket = connection
        self._payload_limit = payload_limit
        self._pending = b""
        # One for all frames: each new one takes a megabyte from the system.
        self._packer = new_packer()

    def send(
        self, envelope: list[Any], buffers: Sequence[memoryview] = (), deadline: float | None = None
    ) -> None:
        packed = pack(self._packer, envelope)
        payload_length = sum(map(len, buffers))
        head = HEADER.pack(len(packed), payload_length) + packed
        # Who reads a little now and then must not keep one call of the system for ever.
        flags = 0 if deadline is None else socket.MSG_DONTWAIT
        if payload_length <= _CHUNK:
            # Copying a little is quicker than handing the kernel many pieces.
            whole = b"".join((head, *buffers))
            try:
                sent = self._socket.send(whole, flags)
            except BlockingIOError:
                sent = 0
            if sent == len(whole):
                return
            rest = [memoryview(whole)[sent:]]
        else:
            rest = [memoryview(head), *buffers]
        while rest:
            try:
                # The kernel takes at most 1024 buffers at once.
                sent = self._socket.sendmsg(rest[:1024], (), flags)
            except BlockingIOError:
                self._await_room(deadline)
                continue
            while rest and sent >= len(rest[0]):
                sent -= len(rest.pop(0))
            if sent:
                rest[0] = rest[0][sent:]

    def receive(self, deadline: float | None = None) -> tuple[list[Any], SocketPayload]:
        """The next envelope; its payload is to be read before the next frame."""
        if not self._pending:
            self._read_some(deadline)
        if len(self._pending) < HEADER.size:
            self._pending = self._take(HEADER.size, deadline) + self._pending
        envelope_length, payload_length = HEADER.unpack_from(self._pending)
        if envelope_length > ENVELOPE_LIMIT or payload_length > self._payload_limit:
            raise WireError("a frame above the limit")
        end = HEADER.size + envelope_length
        if len(self._pending) >= end:
            # Most frames come whole with one system call.
            packed, self._pending = self._pending[HEADER.size : end], self._pending[end:]
        else:
            packed = self._take(end, deadline)[HEADER.size :]
        return unpack(packed), SocketPayload(self, payload_length, deadline)

    def read_into(self, view: memoryview, deadline: float | None) -> None:
        position = min(len(view), len(self._pending))
        view[:position] = self._pending[:position]
        self._pending = self._pending[position:]
        while position < len(view):
            _check(deadline)
            try:
                received = self._socket.recv_into(view[position:])
            except BlockingIOError:
                continue
            if not received:
                raise EOFError
            position += received

    def at_end(self) -> bool:
        """Whether the other end has closed; reads nothing, and does not wait."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self._socket.close()

    def _await_room(self, deadline: float | None) -> None:
        """Wait until something can be sent."""
        room = select.poll()
        room.register(self._socket, select.POLLOUT)
        _check(deadline)
        room.poll(_LOOK_SECONDS * 1000)

    def _take(self, count: int, deadline: float | None) -> bytes:
        if count > _CHUNK:
            whole = bytearray(count)
            self.read_into(memoryview(whole), deadline)
            return bytes(whole)
        while len(self._pending) < count:
            self._read_some(deadline)
        taken, self._pending = self._pending[:count], self._pending[count:]
        return taken

    def _read_some(self, deadline: float | None) -> None:
        while True:
            _check(deadline)
            try:
                chunk = self._socket.recv(_CHUNK)
            except BlockingIOError:
                continue
            if not chunk:
                raise EOFError
            self._pending += chunk
            return


def look_up(connection: socket.socket) -> None:
    """Let a socket not wait for long before there is something to read: a deadline is seen then.

    To ask whether the socket is ready would be one more system call for each message.
    """
    # A timeval: seconds, microseconds.
    wait = struct.pack("@ll", 0, int(_LOOK_SECONDS * 1e6))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)


def _check(deadline: float | None) -> None:
    if deadline is not None and monotonic() > deadline:
        raise TimeoutError
