"""The start of a server: enclose the process first, then import what it serves with.

The grader starts it as `python -P -c ...` with one JSON object as argument.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from .enclosure import Enclosure, Resources
from .kernel import BoxError
from .layers import LayersEnclosure
from .namespaces import NamespacesEnclosure

ENCLOSURES: Final[Mapping[str, type[Enclosure]]] = {
    kind.tier: kind for kind in (NamespacesEnclosure, LayersEnclosure, Enclosure)
}
#: Program text for `python -c`; its first argument is the folder in which this package lies.
PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from chainrule.box.launch import main; main()"
)


def main() -> None:
    settings: dict[str, Any] = json.loads(sys.argv.pop(1))
    with socket.socket(fileno=settings["control"]) as control:
        enclosure = ENCLOSURES[settings["tier"]](
            settings["directory"], Resources(**settings["resources"])
        )
        fonts = _read(settings["fonts"])
        try:
            enclosure.enter()
        except BoxError as error:
            reply = ["refused", error.step, error.errno, str(error)]
            control.sendall(json.dumps(reply).encode())
            return
        # Where it cannot be written, matplotlib makes its own, which only takes time.
        with contextlib.suppress(OSError):
            for name, content in fonts.items():
                _write(os.path.join(enclosure.home, "matplotlib"), name, content)
        module, _, function = settings["body"].partition(":")
        body: Callable[..., None] = getattr(importlib.import_module(module), function)
        body(control, enclosure, settings)


def _read(folder: str | None) -> dict[str, bytes]:
    """The files of matplotlib's list of fonts, which takes seconds to make."""
    if folder is None:
        return {}
    found = {}
    for entry in os.scandir(folder):
        if entry.is_file() and entry.name.endswith(".json"):
            with open(entry, "rb") as file:
                found[entry.name] = file.read()
    return found


def _write(folder: str, name: str, content: bytes) -> None:
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)
