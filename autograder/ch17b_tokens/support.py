"""Words and texts that several graders of chapter 17, part b, share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def renamed(rng: np.random.Generator, structure: Any) -> Any:
    """The structure with the letters a to h in its strings replaced, in alphabetical order."""
    letters = np.sort(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), size=8, replace=False))
    table = str.maketrans("abcdefgh", "".join(letters))

    def rename(item: Any) -> Any:
        if isinstance(item, str):
            return item.translate(table)
        return type(item)(map(rename, item)) if isinstance(item, list | tuple) else item

    return rename(structure)


def random_word(rng: np.random.Generator, letters: str, longest: int) -> str:
    return "".join(rng.choice(list(letters), size=rng.integers(1, longest + 1)))


def each(remote: Any, function: Any, arguments: Iterable[tuple[object, ...]]) -> list[Any]:
    """The values of a student's function for many arguments, fetched at once."""
    source = "def each(function, arguments):\n    return [function(*one) for one in arguments]"
    values: list[Any] = remote.define(source, "each")(function, list(arguments))
    return values
