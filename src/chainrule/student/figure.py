"""A figure with its description, so that nobody needs to see it to read it."""

from __future__ import annotations

import base64
import html
import io
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Picture:
    """A PNG image with its alternative text; a notebook shows the image, a terminal the text."""

    png: bytes
    alt: str
    width: int | None

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.png).decode("ascii")
        width = f' width="{self.width}"' if self.width is not None else ""
        return (
            f'<figure style="margin: 0"><img alt="{html.escape(self.alt)}"{width} '
            f'style="max-width: 100%" src="data:image/png;base64,{data}"></figure>'
        )

    def __repr__(self) -> str:
        return self.alt


def figure(fig: Figure, alt: str, width: int | None = None) -> Picture:
    """A matplotlib figure as an image with an alternative text; the figure is closed.

    Parameters
    ----------
    fig
        The figure.
    alt
        What the figure shows, for who cannot see it.
    width
        Width in pixels; that of the figure if absent.

    Raises
    ------
    ValueError
        When alt is empty.
    """
    if not alt.strip():
        raise ValueError("alt is empty: say in a sentence what the figure shows")
    image = io.BytesIO()
    fig.savefig(image, format="png", bbox_inches="tight")
    # pyplot would show an open figure once more at the end of the cell.
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(fig)
    return Picture(image.getvalue(), alt.strip(), width)
