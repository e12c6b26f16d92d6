"""Forged bytes on the connection: at worst a wrong answer, else a protocol error in time."""

from __future__ import annotations

import resource
import time

import pytest

from attacks.kit import LIMITS, Attack, Scene, Wall, attacks, carry_out, require_harmless
from chainrule.wall import (
    ProtocolError,
    Student,
    StudentError,
    WorkerDied,
    WorkerTimeout,
)

# The student's code writes to the grader itself. `current` is the number of the request being
# answered, which it can find: it owns everything in its process.
FORGER = """
import gc
import msgpack

def session():
    for thing in gc.get_objects():
        if type(thing).__name__ == "Session":
            return thing

def current():
    return session()._request

def send(message, payload=b"", announced=None, payload_announced=None):
    packed = message if isinstance(message, bytes) else msgpack.packb(message)
    length = len(packed) if announced is None else announced
    size = len(payload) if payload_announced is None else payload_announced
    os.write(3, struct.pack("<II", length, size) + packed + payload)

def nest(tree, times):
    for _ in range(times): tree = [0, tree]
    return tree
"""


def forged(name: str, action: str, ends: str | tuple[str, ...] = "protocol") -> Attack:
    return Attack(name, f"{FORGER}\ndef attack(bait):\n    {action}\n", ends)


def reply(name: str, *body: str, payload: str = 'b""') -> Attack:
    """A frame that claims to be the reply to the request being answered."""
    return forged(name, f"send([current(), {', '.join(body)}], {payload})")


def value(name: str, tree: str, payload: str = 'b""') -> Attack:
    return reply(name, '"value"', tree, payload=payload)


FRAMES = [
    forged("other-request", 'send([current() + 1, "value", 7])'),
    forged("earlier-request", 'send([current() - 1, "value", 7])'),
    forged("request-as-text", 'send([str(current()), "value", 7])'),
    forged("request-as-bool", 'send([True, "value", 7])'),
    forged("request-as-float", 'send([float(current()), "value", 7])'),
    forged("bad-msgpack", 'send(b"\\xc1\\xc1")'),
    forged("cut-msgpack", 'send(b"\\x93\\x01")'),
    forged("trailing-msgpack", 'send(msgpack.packb([current(), "value", 7]) + b"\\x00")'),
    forged("nested-msgpack", 'send(b"\\x91" * 9000 + b"\\x01")'),
    forged("extension", 'send(msgpack.packb([current(), "value", msgpack.ExtType(5, b"x")]))'),
    forged("timestamp", 'send(msgpack.packb([current(), "value", msgpack.Timestamp(1, 1)]))'),
    forged("map", 'send({"a": 1})'),
    forged("array-length-lie", 'send(b"\\xdd\\xff\\xff\\xff\\xff")'),
    forged("text-length-lie", 'send(b"\\xdb\\xff\\xff\\xff\\xff")'),
    forged("map-length-lie", 'send(b"\\xdf\\xff\\xff\\xff\\xff")'),
    forged("million-empty-lists", 'send(b"\\xdd\\x00\\x20\\x00\\x00" + b"\\x90" * 2**21)'),
    forged("bad-text", 'send(b"\\x93\\x01\\xa2\\xff\\xff\\x07")'),
    forged("nothing", "send([])"),
    forged("number-alone", "send([current()])"),
    forged("huge-envelope", 'send(b"", announced=2**32 - 1)'),
    forged("huge-payload", 'send([current(), "value", 1], payload_announced=2**32 - 1)'),
    forged("no-envelope", 'send(b"")'),
    forged("noise", "os.write(3, bytes(range(256)) * 4)"),
    forged("page", 'os.write(3, b"HTTP/1.1 200 OK\\r\\n\\r\\n")'),
    forged("half-a-header-then-end", 'os.write(3, b"\\1"); os._exit(0)', "died"),
    forged(
        "half-a-frame-then-end",
        'os.write(3, struct.pack("<II", 100, 0) + b"x"); os._exit(0)',
        "died",
    ),
    forged(
        "half-an-array-then-end",
        'send([current(), "value", [9, 11, 100]], bytes(8), payload_announced=800); os._exit(0)',
        "died",
    ),
    value("tree-nesting", "nest(1, 100)"),
    value("empty-tree", "[]"),
    value("tag-as-text", '["list", 1]'),
    value("tag-as-bool", "[True, 1]"),
    value("unknown-tag", "[99, 1]"),
    value("negative-tag", "[-1, 1]"),
    value("callable", "[12, 0]"),
    value("handle-without-type", "[11, 0]"),
    value("handle-by-name", '[11, "open", "function"]'),
    value("handle-with-list-type", "[11, 0, [0]]"),
    value("dtype-unknown", "[9, 77, 1]", "bytes(8)"),
    value("dtype-negative", "[9, -1, 1]", "bytes(8)"),
    value("dtype-as-text", '[9, "O", 1]', "bytes(8)"),
    value("dtype-as-bool", "[9, True, 1]", "bytes(8)"),
    value("shape-bomb", "[9, 11, 2**40]", "bytes(8)"),
    value("shape-overflow", "[9, 11, 2**32, 2**32, 2**32]", "bytes(8)"),
    value("shape-of-nothing", "[9, 11, 0, 2**62, 2**62]"),
    value("shape-negative", "[9, 11, -1, -8]", "bytes(64)"),
    value("shape-as-float", "[9, 11, 1.0]", "bytes(8)"),
    value("shape-as-bool", "[9, 11, True]", "bytes(8)"),
    value("shape-of-many-sides", "[9, 0, *[1] * 100]", "bytes(1)"),
    value("array-without-dtype", "[9]"),
    value("payload-of-no-array", "1", "bytes(64)"),
    value("payload-too-long", "[9, 11, 1]", "bytes(64)"),
    value("odd-boolean", "[9, 0, 1]", 'b"\\2"'),
    value("odd-boolean-scalar", '[10, 0, b"\\2"]'),
    value("scalar-too-long", "[10, 11, bytes(9)]"),
    value("scalar-of-text", '[10, 11, "12345678"]'),
    value("complex-of-text", '[5, "1", "2"]'),
    value("complex-of-three", "[5, 1.0, 2.0, 3.0]"),
    value("integer-of-megabytes", "[6, bytes(2**20)]"),
    value("integer-of-text", '[6, "1"]'),
    value("slice-of-two", "[7, 1, 2]"),
    value("ellipsis-of-one", "[8, 1]"),
    value("dictionary-with-odd-items", "[4, 1, 2, 3]"),
    value("dictionary-with-list-as-key", "[4, [0, 1], 2]"),
    value("dictionary-with-array-as-key", "[4, [9, 11], 2]", "bytes(8)"),
    value("set-of-lists", "[2, [0]]"),
    value("set-of-handles", '[2, [11, 0, "x"]]'),
    value("dictionary-with-handle-as-key", '[4, [11, 0, "x"], 1]'),
    value("colliding-keys", "[4, *sum([[k * (2**61 - 1), 0] for k in range(8)], [])] * 40"),
    value(
        "colliding-numbers",
        "[2, *[[6, (k * (2**61 - 1)).to_bytes(40, 'little')] for k in range(1, 300)]]",
    ),
    value("too-many-items", "[0, *[0] * 1_000_001]"),
    reply("two-values", '"value"', "1", "2"),
    reply("no-value", '"value"'),
    reply("kind-unknown", '"exec"', '"import os"'),
    reply("kind-as-bytes", 'b"value"', "1"),
    reply("kind-as-number", "1", "1"),
    reply("request-from-the-worker", '"call"', "1", "2"),
    reply("callback-unknown", '"callback"', "12345", "[0]", "[4]"),
    reply("callback-negative", '"callback"', "-1", "[0]", "[4]"),
    reply("callback-as-bool", '"callback"', "False", "[0]", "[4]"),
    reply("callback-by-name", '"callback"', '"print"', "[0]", "[4]"),
    reply("callback-with-tuple", '"callback"', "0", "[1]", "[4]"),
    reply("callback-with-odd-keywords", '"callback"', "0", "[0]", "[4, 1, 2]"),
    reply("statement-outside-a-cell", '"statement"', "1"),
    reply("error-of-numbers", '"error"', "1", "2", "3"),
    reply("error-with-text-as-line", '"error"', '"E"', "[]", '""', "1", '"1"', "None", "0"),
    reply("error-without-name", '"error"', "None", "[]", '""', *["None"] * 3, "0"),
]

FLOODS = [
    forged(
        "endless-callbacks", "while True: send([current(), 'callback', 0, [0], [4]])", "protocol"
    ),
    forged("endless-frames", "while True: send([current(), 'value', 7])", ("protocol", "value")),
    forged("endless-bytes", "while True: os.write(3, bytes(2**20))", "protocol"),
    forged("reply-of-100-megabytes", "return bytes(10**8)", "ResultTooLarge"),
    forged(
        "array-of-100-megabytes",
        "import numpy; return numpy.zeros(10**8, numpy.uint8)",
        "ResultTooLarge",
    ),
    forged(
        "100-megabytes-past-the-worker",
        "send([current(), 'value', bytes(2**23 + 1)])",
        "protocol",
    ),
    forged(
        "many-handles",
        "return [object() for _ in range(200_000)]",
        "ResultTooLarge",
    ),
]

DRIPS = [
    forged(
        "slow-drip",
        """
    packed = msgpack.packb([current(), "value", "x" * 1000])
    for byte in struct.pack("<II", len(packed), 0) + packed:
        os.write(3, bytes([byte]))
        time.sleep(0.05)
""",
        "timeout",
    ),
    forged(
        "slow-array",
        """
    send([current(), "value", [9, 11, 1000]], bytes(8), payload_announced=8000)
    while True:
        os.write(3, bytes(8))
        time.sleep(0.05)
""",
        "timeout",
    ),
]


@attacks(*FRAMES)
def test_a_forged_frame_is_a_protocol_error(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    ending = require_harmless(wall, a_scene, attack)
    assert ending.seconds < LIMITS.call_seconds


@attacks(*DRIPS)
def test_a_drip_ends(hasty_wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(hasty_wall, a_scene, attack)


@attacks(*FLOODS)
def test_a_flood_ends(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


def test_after_a_forged_frame_nothing_more_is_believed(wall: Wall, a_scene: Scene) -> None:
    attack = forged("kind", 'send([current(), "exec", 1])')
    with wall.server.spawn() as worker:
        worker.run_cell(1, f"{attack.source}\ndef fine(): return 1")
        with pytest.raises(ProtocolError):
            Student(worker).attack({})
        assert not worker.alive
        with pytest.raises(WorkerDied):
            Student(worker).fine()


def test_a_forged_reply_is_only_a_wrong_answer_and_the_next_request_notices(
    wall: Wall, a_scene: Scene
) -> None:
    attack = forged("spoof", 'send([current(), "value", 7])')
    with wall.server.spawn() as worker:
        worker.run_cell(1, attack.source)
        assert Student(worker).attack({}) == 7
        with pytest.raises(ProtocolError):
            Student(worker).attack({})


def test_a_thread_that_writes_frames_costs_only_its_worker(wall: Wall, a_scene: Scene) -> None:
    code = """
def attack(bait):
    def write():
        while True:
            send([current(), "value", 7])
            time.sleep(0.001)
    threading.Thread(target=write, daemon=True).start()
    return 1
"""
    with wall.server.spawn() as worker:
        worker.run_cell(1, Attack("thread", FORGER + code).source)
        student = Student(worker)
        with pytest.raises(ProtocolError):
            [student.attack({}) for _ in range(100)]


def test_a_forged_error_names_only_builtin_exceptions(wall: Wall, a_scene: Scene) -> None:
    attack = reply(
        "names", '"error"', '"E"', '["eval", "KeyError", "open", 5]', '""', *["None"] * 3, "0"
    )
    failure = carry_out(wall.server, attack, a_scene.bait).failure
    assert isinstance(failure, StudentError)
    assert failure.builtin_mro == ("KeyError",)


def test_statements_are_counted_forward(wall: Wall, a_scene: Scene) -> None:
    """A worker that says again and again that a statement begins would never be late."""
    forward = """
number = 10
while True:
    send([current(), "statement", number])
    number += {step}
    time.sleep(0.2)
"""
    for step, failure in ((0, ProtocolError), (-1, ProtocolError)):
        with wall.server.spawn() as worker:
            worker.run_cell(1, Attack("", FORGER).source)
            with pytest.raises(failure):
                worker.run_cell(2, forward.format(step=step))


def test_patching_the_worker_changes_only_what_it_says(wall: Wall, a_scene: Scene) -> None:
    patched = f"""
{FORGER}
me = session()
for name in ("call", "defines", "printed"): me._operations[name] = lambda *a: 10**9
def attack(bait): pass
"""
    with wall.server.spawn() as worker:
        assert worker.run_cell(1, Attack("", patched).source).failures == ()
        student = Student(worker)
        assert student.attack({}) == 10**9
        # The grader believes a bool alone, and takes a text for no more than a text.
        assert student.defines("attack") is False
        assert student.printed() == str(10**9)


def test_callbacks_share_the_deadline_of_the_call(hasty_wall: Wall, a_scene: Scene) -> None:
    def slow(*_: object) -> None:
        time.sleep(0.1)

    with hasty_wall.server.spawn() as worker:
        worker.run_cell(1, "def attack(f):\n    while True: f()")
        start = time.monotonic()
        with pytest.raises(WorkerTimeout):
            Student(worker).attack(slow)
        assert time.monotonic() - start < 2


def test_the_grader_stays_small(wall: Wall, a_scene: Scene) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for attack in (
        forged("length", 'send(b"", announced=2**32 - 1)'),
        forged("nesting", 'send(b"\\x91" * 9000 + b"\\x01")'),
        forged("lists", 'send(b"\\xdd\\x00\\x20\\x00\\x00" + b"\\x90" * 2**21)'),
        value("shape", "[9, 11, 2**40]", "bytes(8)"),
    ):
        assert carry_out(wall.server, attack, a_scene.bait).kind == "protocol"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
