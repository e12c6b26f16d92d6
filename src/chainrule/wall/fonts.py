"""matplotlib's list of the machine's fonts: made once, as it takes seconds, and kept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from chainrule.cache import cache_folder

_SECONDS: Final = 120


def font_list() -> Path | None:
    """The folder with the list for this interpreter; None when matplotlib cannot make one here."""
    folder = cache_folder("matplotlib") / hashlib.sha256(sys.prefix.encode()).hexdigest()[:16]
    if not _lists(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [sys.executable, "-P", "-c", "import matplotlib.font_manager"],
                env={**os.environ, "MPLCONFIGDIR": str(folder)},
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            # The server makes one for itself, at each start.
            return None
    return folder if _lists(folder) else None


def _lists(folder: Path) -> bool:
    return any(folder.glob("fontlist-*.json"))
