"""What one worker may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Of an exception; and how many pictures of one worker are fetched.
MESSAGE_CHARACTERS: Final = 500
FIGURES: Final = 20


@dataclass(frozen=True)
class Limits:
    """Limits of one worker; a second is a second of the clock.

    `memory_mb` is private memory, what the server had imported included; `call_seconds` holds for
    one request with all its callbacks, `statement_seconds` for one top-level statement of a cell,
    `cell_seconds` for one cell; `callbacks` is per request, `handles` counts objects held at once.
    """

    memory_mb: int = 1024
    call_seconds: float = 3.0
    statement_seconds: float = 5.0
    frame_mb: int = 64
    callbacks: int = 100_000
    handles: int = 100_000
    cell_seconds: float = 120.0

    @property
    def frame_bytes(self) -> int:
        return self.frame_mb * 2**20
