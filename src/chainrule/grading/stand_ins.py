"""Right helpers lent to an answer, so that its own mistakes show, or that it has none.

An answer that calls a wrong answer to another exercise fails, whatever it does itself. Here the
functions of that other exercise are bound anew in the student's process, to stand-ins that ask the
grader, which computes with the reference: neither its code nor its process is shared.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from chainrule.wall import Worker


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
        with worker.unheard():
            result = function(*args, **kwargs)
        return _unheard(worker, result) if callable(result) else result

    return stand_in
