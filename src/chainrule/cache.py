"""Where things are kept that take long to make and can be made again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """The user's folder for one kind of them; it need not be there, or be writable."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "chainrule" / kind
