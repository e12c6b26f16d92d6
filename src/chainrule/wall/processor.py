"""The processor that a grader shares with its worker, for as long as it has one."""

from __future__ import annotations

import contextlib
import os
import threading

from chainrule.box import kernel


class SharedProcessor:
    """Keeps a thread on the processor where it is, until it has given back as often as taken.

    In between it is free, so that the system can spread graders over the processors.
    """

    def __init__(self) -> None:
        self._count = 0
        self._thread = 0
        self._free: set[int] = set()
        self._number: int | None = None

    def take(self) -> int | None:
        """The processor's number; None where processes cannot be kept on one."""
        self._count += 1
        if self._count == 1 and hasattr(os, "sched_setaffinity"):
            self._thread = threading.get_native_id()
            self._free = os.sched_getaffinity(self._thread)
            self._number = kernel.this_processor()
            if self._number is not None:
                # Between the two lines the system may have moved us: then it moves us back.
                os.sched_setaffinity(self._thread, {self._number})
        return self._number

    def give_back(self) -> None:
        self._count -= 1
        if self._count == 0:
            self.free()

    def free(self) -> None:
        """Let the thread run on all its processors again."""
        if self._number is not None:
            self._number = None
            # Whoever took it may be a thread that has ended.
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._thread, self._free)
