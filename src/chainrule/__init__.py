"""Exercise notebooks, hidden graders that prove themselves, and a gradebook that nbgrader keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.student.checker import check
    from chainrule.student.figure import figure

__all__ = ["__version__", "check", "figure"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line imports this package too and needs neither.
    if name == "check":
        from chainrule.student.checker import check

        return check
    if name == "figure":
        from chainrule.student.figure import figure

        return figure
    raise AttributeError(f"module 'chainrule' has no attribute {name!r}")
