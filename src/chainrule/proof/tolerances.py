"""How far apart the numbers were that hidden tests compared, in units of their tolerance."""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Number
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Place:
    """A comparison in a hidden test; the line is that of the call, which a helper may hold."""

    test: str
    line: str


class Gauge:
    """An observer of comparisons in the tests of a folder.

    Attributes
    ----------
    widest
        The largest gap at each place.
    last
        The last comparison of each test, and its gap.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder) + os.sep
        self.widest: dict[Place, float] = {}
        self.last: dict[str, tuple[Place, float]] = {}

    def __call__(self, got: object, expected: object, rtol: float, atol: float) -> None:
        gaps = list(_gaps(got, expected, rtol, atol))
        if not gaps:
            return
        place, gap = self._place(), max(gaps)
        self.widest[place] = max(gap, self.widest.get(place, 0.0))
        self.last[place.test] = place, gap

    def _place(self) -> Place:
        test = line = ""
        frame = inspect.currentframe()
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(self._folder):
                test = frame.f_code.co_name
                line = line or f"{os.path.basename(file)}:{frame.f_lineno}"
            frame = frame.f_back
        return Place(test, line)


def _gaps(got: Any, expected: Any, rtol: float, atol: float) -> Iterator[float]:
    """For each comparison of floats |got - expected| / (atol + rtol |expected|), the largest.

    Where the form differs there is no such number: it is infinite.
    """
    if isinstance(expected, dict):
        for key, value in expected.items():
            if isinstance(got, dict) and key in got:
                yield from _gaps(got[key], value, rtol, atol)
    elif isinstance(expected, list | tuple):
        if isinstance(got, list | tuple) and len(got) == len(expected):
            for one, other in zip(got, expected, strict=True):
                yield from _gaps(one, other, rtol, atol)
        elif any(True for each in expected for _ in _gaps(each, each, rtol, atol)):
            yield math.inf
    elif isinstance(expected, np.ndarray | Number) and not isinstance(expected, bool):
        gap = _gap(got, np.asarray(expected), rtol, atol)
        if gap is not None:
            yield gap


def _gap(got: object, expected: np.ndarray[Any, Any], rtol: float, atol: float) -> float | None:
    if type(got) is not np.ndarray and (isinstance(got, bool) or not isinstance(got, Number)):
        return math.inf if expected.dtype.kind in "fc" else None
    found = np.asarray(got)
    if not {found.dtype.kind, expected.dtype.kind} & set("fc"):
        return None
    if found.shape != expected.shape or found.dtype.kind not in "iufc":
        return math.inf
    if not found.size or rtol == atol == 0:
        return None
    if np.array_equal(found, expected):
        return 0.0
    with np.errstate(all="ignore"):
        gaps = np.abs(found - expected) / (atol + rtol * np.abs(expected))
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    gaps = np.where(same, 0.0, np.nan_to_num(gaps, nan=math.inf, posinf=math.inf))
    return float(gaps.max())
