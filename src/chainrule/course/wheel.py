"""The engine's own wheel, which the build puts beside the notebooks."""

from __future__ import annotations

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

import chainrule
from chainrule.errors import fail


def engine_wheel(folder: Path) -> Path:
    """Build the wheel of this engine into ``folder``; the same sources give the same bytes.

    Raises
    ------
    UserError
        When the engine was not installed from its source tree.
    """
    project = Path(chainrule.__file__).parents[2]
    if not (project / "pyproject.toml").exists():
        what = "the engine's source tree is not here, so its wheel cannot be built"
        raise fail(what, project, "install chainrule from a checkout: pip install -e '.[grade]'")
    for old in folder.glob("*.whl"):
        old.unlink()
    builder = WheelBuilder(str(project))
    return Path(next(builder.build(directory=str(folder), versions=["standard"])))
