"""The reference solutions as a module, in the grader's process and nowhere else."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

#: Imported when first used: a grader compares with numpy references and needs none of them.
_HEAVY = ("keras", "tensorflow")


class _Later(ModuleType):
    """Stands for a module until an attribute of it is used.

    ``importlib.util.LazyLoader`` would leave a module in ``sys.modules`` that whoever looks
    through them, as pytest does, loads by looking.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def load_reference(path: Path) -> ModuleType:
    """Import a solution file; keras and tensorflow are loaded only when a reference uses them.

    Parameters
    ----------
    path
        ``solutions/<slug>.py``.
    """
    spec = importlib.util.spec_from_file_location(f"reference_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    later = {name: _Later(name) for name in _HEAVY if name not in sys.modules}
    sys.modules.update(later)
    try:
        spec.loader.exec_module(module)
    finally:
        for name, stand_in in later.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
    return module
