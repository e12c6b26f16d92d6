"""What carries tasks to graders, on this machine or on many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, Self

#: A submission as `tasks.task_of` describes it: plain data.
Task = dict[str, Any]


@dataclass(frozen=True)
class Graded:
    """A task and what became of it: a result, or why there is none."""

    task: Task
    result: dict[str, Any] | None
    failure: str = ""


class Executor(Protocol):
    """Grades tasks; whoever feeds it keeps at most ``window`` of them in it.

    Nothing is started before the first task. A task may be graded more than once, when what it ran
    on was lost: its result is the same each time, and it is given out once.
    """

    @property
    def window(self) -> int:
        """How many tasks keep all graders busy."""

    def submit(self, task: Task) -> None:
        """Take one task in."""

    def take(self) -> Graded:
        """The next task that is done, in any order; waits for it.

        Raises
        ------
        UserError
            When the chapter cannot be graded with, or what grades it has gone for good.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...
