"""Coverage-guided fuzzing of what decodes a worker's answers: atheris, in its own environment."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
#: Set in the process that fuzzes: it runs in an environment that holds atheris and not chainrule.
_INSIDE: Final = "CHAINRULE_FUZZ"
_MODULES: Final = [
    "chainrule.wall.channel",
    "chainrule.wall.client",
    "chainrule.wall.reports",
    "chainrule.wall.wire",
]


def fuzz() -> None:
    """In the environment of atheris: never returns."""
    import atheris  # type: ignore[import-untyped]

    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    with atheris.instrument_imports(include=_MODULES):
        from attacks.wire import answer_to, call, cell, frame, items

    asked = [call, cell, items]

    def one(data: bytes) -> None:
        # The first byte says which request the rest pretends to answer, and whether it has a
        # header: lengths that mutate are wrong nearly always, and hide what lies behind them.
        if len(data) < 2:
            return
        content = data[1:]
        if data[0] & 0x80:
            payload = 2 + data[1]
            content = frame(data[payload:], data[2:payload])
        answer_to(content, asked[(data[0] & 0x7F) % len(asked)])

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


def seeds(folder: Path) -> None:
    """Frames that are right, from which the fuzzer starts."""
    import msgpack  # type: ignore[import-untyped]

    sys.path.insert(0, str(ROOT / "tests"))
    from attacks.wire import REQUEST, frame

    folder.mkdir(parents=True, exist_ok=True)
    bodies: list[tuple[list[object], bytes]] = [
        (["value", [0, 1, 2.5, "x", b"y", None, True]], b""),
        (["value", [4, "a", [1, 1], 2, [2, 3]]], b""),
        (["value", [9, 11, 2, 1]], bytes(16)),
        (["value", [9, 0, 3]], b"\1\0\1"),
        (["value", [10, 11, bytes(8)]], b""),
        (["value", [6, b"\xff" * 30]], b""),
        (["value", [7, 1, None, [8]]], b""),
        (["value", [11, 5, "Var"]], b""),
        (["value", [1, [5, 1.0, 2.0], [3, 1, 2]]], b""),
        (["callback", 0, [0, 1.5], [4]], b""),
        (["error", "E", ["ValueError"], "text", 1, 2, "x = 1", False], b""),
        (["statement", 0], b""),
        (["value", [0, [1, 0, 3, "ValueError", "text"]]], b""),
    ]
    for number, (body, payload) in enumerate(bodies):
        envelope = msgpack.packb([REQUEST, *body])
        bare = bytes([len(payload)]) + payload + envelope
        for which in range(3):
            whole = bytes([which]) + frame(envelope, payload)
            (folder / f"{number}-{which}").write_bytes(whole)
            (folder / f"{number}-{which}-bare").write_bytes(bytes([0x80 | which]) + bare)


def main() -> int:
    from common import environment, ours

    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--seconds", type=int, default=300, help="how long (default: 300)")
    made.add_argument("--work", type=Path, default=ROOT / "build" / "bench", metavar="FOLDER")
    options = made.parse_args()
    programs = environment(options.work, "fuzz", ["atheris==3.0.0", *ours("numpy", "msgpack")])
    corpus = options.work.resolve() / "fuzz-corpus"
    seeds(corpus)
    command = [
        *[programs / "python", __file__, corpus],
        *[f"-max_total_time={options.seconds}", "-max_len=4096", "-rss_limit_mb=1000"],
        *["-timeout=10", "-print_final_stats=1", f"-artifact_prefix={corpus.parent}/"],
    ]
    done = subprocess.run(
        command, env={**os.environ, _INSIDE: "1"}, capture_output=True, text=True, check=False
    )
    runs = re.search(r"number_of_executed_units:\s+(\d+)", done.stderr)
    memory = re.search(r"peak_rss_mb:\s+(\d+)", done.stderr)
    if runs is None or memory is None:
        print(done.stderr[-3000:], file=sys.stderr)
        return 1
    print(f"{runs[1]} executions, peak {memory[1]} MB, corpus of {len(list(corpus.iterdir()))}")
    if done.returncode:
        print(done.stderr[-3000:])
        print(f"A finding: the input lies in {corpus.parent}.")
        return 1
    print("No finding: only documented failures, no crash.")
    return 0


if __name__ == "__main__":
    if os.environ.get(_INSIDE):
        fuzz()
    raise SystemExit(main())
