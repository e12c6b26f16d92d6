"""The reference solutions as a module, in the grader's process and nowhere else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

#: Imported when first used: a grader compares with numpy references and needs none of them.
_HEAVY = ("keras", "tensorflow")


def load_reference(path: Path) -> ModuleType:
    """Import a solution file; keras and tensorflow are loaded only when a reference uses them.

    Parameters
    ----------
    path
        ``solutions/<slug>.py``.
    """
    for name in _HEAVY:
        _import_lazily(name)
    spec = importlib.util.spec_from_file_location(f"reference_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _import_lazily(name: str) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
