"""Right helpers lent to an answer, so that its own mistakes show, or that it has none.

An answer that calls a wrong answer to another exercise fails, whatever it does itself. Here the
functions of that other exercise are bound anew in the student's process, to stand-ins that ask the
grader, which computes with the reference: neither its code nor its process is shared. What they
are called with is the student's choice, so each call may take little time and memory only.
"""

from __future__ import annotations

import inspect
import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Final, NoReturn

from chainrule.wall import Worker

#: What one call of a stand-in may take.
_SECONDS: Final = 1.0
_BYTES: Final = 2**28

_STATUS: Final = Path("/proc/self/status")


def can_stand_in(reference: ModuleType, name: str) -> bool:
    """Whether the reference defines a function of this name: a class cannot be lent."""
    return inspect.isfunction(vars(reference).get(name))


@contextmanager
def standing_in(worker: Worker, reference: ModuleType, names: Mapping[str, str]) -> Iterator[None]:
    """While it lasts, names of the student's notebook mean functions of the reference.

    Only for what changes no score, as the student's code can ask these functions for right results.

    Parameters
    ----------
    worker
        The student's process, in which the cells have run.
    reference
        The module of reference solutions.
    names
        Names that the cells have bound, and for each the name of the function that it is to mean,
        for which ``can_stand_in`` holds.

    Raises
    ------
    AnswerFailure
        When the student's process refuses.
    """
    functions = {name: _unheard(worker, vars(reference)[name]) for name in {*names.values()}}
    for name, meant in names.items():
        worker.request("bind", name, functions[meant])
    try:
        yield
    finally:
        if worker.alive:
            for name in names:
                worker.request("bind", name)


def _unheard(worker: Worker, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function; what it asks the student's process meanwhile, the answer has not done."""

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        with worker.unheard(), _bounded():
            result = function(*args, **kwargs)
        return _unheard(worker, result) if callable(result) else result

    return stand_in


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise TimeoutError or MemoryError in what takes too much; in the main thread only."""
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    before = signal.signal(signal.SIGALRM, _end)
    if _STATUS.exists():
        lines = _STATUS.read_text().splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmData:"))
        most = 1024 * kilobytes + _BYTES
        if limits[0] == resource.RLIM_INFINITY or most < limits[0]:
            resource.setrlimit(resource.RLIMIT_DATA, (most, limits[1]))
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_DATA, limits)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise TimeoutError("a stand-in took too long")
