"""The examples in the engine's own docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import chainrule

MODULES = [
    module.name
    for module in pkgutil.walk_packages(chainrule.__path__, "chainrule.")
    # What is started as a program.
    if not module.name.endswith((".process", ".server", ".worker"))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0
