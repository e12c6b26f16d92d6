"""Imports without what is optional in them, takes seconds to load and is not used here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: jsonschema's checkers of formats that no notebook has: one builds a grammar for two seconds.
UNUSED_FORMATS = ("rfc3987_syntax", "isoduration")


@contextmanager
def absent(*packages: str) -> Iterator[None]:
    """Let imports in the block take packages for not installed, unless they are loaded already.

    >>> with absent("antigravity"):
    ...     import antigravity
    Traceback (most recent call last):
    ModuleNotFoundError: import of antigravity halted; None in sys.modules
    """
    hidden = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]
