"""Answers without any thought in them: stubs, and what needs no reading of the question."""

from __future__ import annotations

from collections.abc import Iterator

from chainrule.course.chapter import ChapterSources

_ZEROS = """
def _zeros(value):
    if isinstance(value, dict):
        return {key: _zeros(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_zeros(item) for item in value)
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    return 0.0 if isinstance(value, (int, float)) else None
"""

#: A number that agrees with whatever it is compared with, and makes every difference vanish.
_LIAR = """
class _Liar(float):
    def _agree(self, *others):
        return True
    def _vanish(self, *others):
        return 0.0
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _agree
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = _vanish
    __hash__ = float.__hash__
"""

_NOTHING = "def {name}(*args, **kwargs):\n    return None\n"

#: Answers without any thought in them; {name} is the function, _right_{name} the reference.
_JUNK = {
    "returns None": _NOTHING,
    "returns 0": "def {name}(*args, **kwargs):\n    return 0\n",
    "returns 1": "def {name}(*args, **kwargs):\n    return 1.0\n",
    "returns its argument": (
        "def {name}(*args, **kwargs):\n    return [*args, *kwargs.values(), None][0]\n"
    ),
    "returns zeros of the right shape": (
        "def {name}(*args, **kwargs):\n    return _zeros(_right_{name}(*args, **kwargs))\n"
    ),
    "returns infinity": "def {name}(*args, **kwargs):\n    return float('inf')\n",
    "returns NaN": "def {name}(*args, **kwargs):\n    return float('nan')\n",
    "returns what agrees with everything": "def {name}(*args, **kwargs):\n    return _Liar()\n",
    "returns an empty list": "def {name}(*args, **kwargs):\n    return []\n",
    "raises ValueError": "def {name}(*args, **kwargs):\n    raise ValueError\n",
    "raises IndexError": "def {name}(*args, **kwargs):\n    raise IndexError\n",
    "raises ZeroDivisionError": "def {name}(*args, **kwargs):\n    raise ZeroDivisionError\n",
}


def junk(sources: ChapterSources, exercise: str) -> Iterator[tuple[str, str]]:
    """What each junk answer to an exercise does, and its code, which comes after the reference."""
    wanted = sources.solution.answers_of(exercise)
    kept = "".join(f"_right_{answer.name} = {answer.name}\n" for answer in wanted)
    for kind, text in _JUNK.items():
        # To call a reference that works by what it does would be to answer rightly.
        texts = [_NOTHING if a.returns_nothing and "_right_" in text else text for a in wanted]
        code = "".join(t.format(name=a.name) for t, a in zip(texts, wanted, strict=True))
        yield kind, f"import numpy as np\n{_ZEROS}{_LIAR}\n{kept}{code}"
    for lang in sources.course.languages:
        stubs = [sources.stub(section, lang) for section in sources.solution.sections_of(exercise)]
        yield f"is the stub ({lang})", "\n\n".join(stubs)
