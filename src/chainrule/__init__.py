"""Exercise notebooks, hidden graders that prove themselves, and a gradebook that nbgrader keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.student.checker import check
    from chainrule.student.figure import figure
    from chainrule.student.graph import draw_graph

__all__ = ["__version__", "check", "draw_graph", "figure"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line imports this package too and needs neither.
    if name == "check":
        from chainrule.student.checker import check

        return check
    if name == "figure":
        from chainrule.student.figure import figure

        return figure
    if name == "draw_graph":
        from chainrule.student.graph import draw_graph

        return draw_graph
    raise AttributeError(f"module 'chainrule' has no attribute {name!r}")
