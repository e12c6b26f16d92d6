"""Figures with an alternative text, and the package that students import."""

from __future__ import annotations

import base64
import re
import subprocess
import sys

import pytest
from matplotlib import pyplot as plt

import chainrule
from chainrule import figure

plt.switch_backend("Agg")


def test_a_figure_is_an_image_with_its_description_escaped() -> None:
    fig, ax = plt.subplots(figsize=(1, 1))
    ax.plot([0, 1])
    html = figure(fig, 'A line from "0" <to> 1.')._repr_html_()
    assert html.startswith("<figure")
    assert 'alt="A line from &quot;0&quot; &lt;to&gt; 1."' in html
    image = re.search(r'src="data:image/png;base64,([^"]+)"', html)
    assert image is not None
    assert base64.b64decode(image[1]).startswith(b"\x89PNG")
    assert "width=" not in html


def test_a_figure_reads_as_its_description_and_takes_a_width() -> None:
    fig, _ = plt.subplots(figsize=(1, 1))
    picture = figure(fig, " A line. ", width=300)
    assert repr(picture) == "A line."
    assert 'width="300"' in picture._repr_html_()


def test_a_figure_is_closed_so_that_it_is_shown_once() -> None:
    fig, _ = plt.subplots(figsize=(1, 1))
    figure(fig, "An empty figure.")
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_an_empty_description_is_refused(alt: str) -> None:
    fig, _ = plt.subplots(figsize=(1, 1))
    with pytest.raises(ValueError, match="alt is empty"):
        figure(fig, alt)
    plt.close(fig)


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import chainrule\n"
        "assert 'numpy' not in sys.modules, 'numpy'\n"
        "from chainrule import check, figure\n"
        "loaded = {m.split('.')[0] for m in set(sys.modules) - before}\n"
        "print(*sorted(loaded - set(sys.stdlib_module_names)))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout.split() == ["chainrule", "numpy"]


def test_the_package_has_a_version_and_refuses_other_names() -> None:
    assert chainrule.__version__ == "0.1.0"
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = chainrule.no_such_name
