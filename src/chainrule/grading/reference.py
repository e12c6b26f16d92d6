"""The reference solutions as a module, in the grader's process and nowhere else."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

#: Imported when first used: a grader compares with numpy references and needs none of them.
_HEAVY = frozenset({"keras", "matplotlib", "tensorflow"})


class _Later(ModuleType):
    """Stands for a module until an attribute of it is used.

    ``importlib.util.LazyLoader`` would leave a module in ``sys.modules`` that whoever looks
    through them, as pytest does, loads by looking.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _find_themselves()
        return getattr(importlib.import_module(self.__name__), name)


class _Finder(MetaPathFinder, Loader):
    """Has an import find what stands for a heavy module, if the package is not loaded already."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        loaded = sys.modules.get(package)
        if package not in _HEAVY or (loaded and not isinstance(loaded, _Later)):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be run."""


def _find_themselves() -> None:
    """From now on, imports find the modules themselves."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    for name in [name for name, module in sys.modules.items() if isinstance(module, _Later)]:
        del sys.modules[name]


def load_reference(path: Path) -> ModuleType:
    """Import a solution file; heavy libraries are loaded only when a reference uses them.

    Parameters
    ----------
    path
        ``solutions/<slug>.py``.
    """
    spec = importlib.util.spec_from_file_location(f"reference_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.meta_path.insert(0, _Finder())
    try:
        spec.loader.exec_module(module)
    finally:
        _find_themselves()
    return module
