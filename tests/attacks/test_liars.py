"""Objects that lie when they are compared: an answer of nothing but them gets no mark.

Every function of the chapter returns the liar; the hidden tests of all its exercises then run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from attacks.course import GRADIENT, Cheat, Marks, coded, marks_of, names_of, sources_of
from chainrule.box.enclosure import Tier
from chainrule.wall import ForkServer, Student, StudentError

TRUE_TO_ALL: Final = """
class Liar:
    def __init__(self, *a, **k): pass
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __bool__(self): return True
    def __hash__(self): return 1
    def __call__(self, *a, **k): return self
    def __getitem__(self, key): return self
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return self
    def __iter__(self): return iter([self, self])
    def __len__(self): return 2
    def __contains__(self, item): return True
    def __add__(self, other): return self
    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
    __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __mod__ = __rmod__ = __add__
    def __neg__(self): return self
    __abs__ = __pos__ = __invert__ = __enter__ = __neg__
    def __exit__(self, *a): return True
"""

#: Text that defines `liar()`.
LIARS: Final[dict[str, str]] = {
    "equal-to-all": f"{TRUE_TO_ALL}\nliar = Liar",
    "equal-by-metaclass": f"""{TRUE_TO_ALL}
class Meta(type):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 1
    __instancecheck__ = __subclasscheck__ = lambda self, other: True
class Other(Liar, metaclass=Meta): pass
liar = lambda: Other
""",
    "anything-of-mock": "from unittest.mock import ANY\nliar = lambda: ANY",
    "magic-mock": "from unittest.mock import MagicMock\nliar = MagicMock",
    "converted-to-expected": f"""{TRUE_TO_ALL}
class Number(Liar):
    def __float__(self): return 0.0
    __int__ = __index__ = lambda self: 0
    __complex__ = lambda self: 0j
    __round__ = __trunc__ = __floor__ = __ceil__ = lambda self, *a: 0
    def __format__(self, spec): return "0"
liar = Number
""",
    "class-property": f"""{TRUE_TO_ALL}
class Number(Liar):
    @property
    def __class__(self): return float
liar = Number
""",
    "class-property-array": f"""{TRUE_TO_ALL}
class Array(Liar):
    __class__ = np.ndarray
    shape, dtype, ndim, size = (2,), np.dtype(float), 1, 2
liar = Array
""",
    "array-function": f"""{TRUE_TO_ALL}
class Array(Liar):
    def __array_function__(self, function, types, args, kwargs): return True
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.True_
    __array_priority__ = 1e9
liar = Array
""",
    "array-conversion": f"""{TRUE_TO_ALL}
class Array(Liar):
    def __array__(self, dtype=None, copy=None): return np.full((2,), np.nan)
    __array_interface__ = {{"shape": (2,), "typestr": "<f8", "data": (0, False), "version": 3}}
liar = Array
""",
    "buffer": "liar = lambda: memoryview(bytes(16)).cast('d')",
    "array-subclass": """
class Array(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.zeros(self.shape)
    def __array_function__(self, function, types, args, kwargs): return True
    def all(self, *a, **k): return True
    any = all
liar = lambda: np.zeros(2).view(Array)
""",
    "masked": "liar = lambda: np.ma.masked",
    "masked-array": "liar = lambda: np.ma.masked_all((2,))",
    "masked-arrays-of-shapes": "liar = lambda: np.ma.array([1.0, 2.0, 3.0], mask=True)",
    "record-array": "liar = lambda: np.zeros(2, dtype=[('x', 'f8')])",
    "object-array": (
        f"{TRUE_TO_ALL}\ndef liar():\n    found = np.empty(2, object)\n"
        "    found[:] = [Liar()] * 2\n    return found"
    ),
    "object-scalar-array": (
        f"{TRUE_TO_ALL}\ndef liar():\n    found = np.empty((), object)\n"
        "    found[()] = Liar()\n    return found"
    ),
    "text-array": "liar = lambda: np.array(['nan', 'inf'])",
    "not-a-time": "liar = lambda: np.datetime64('NaT')",
    "nan": "liar = lambda: float('nan')",
    "numpy-nan": "liar = lambda: np.float64('nan')",
    "array-of-nan": "liar = lambda: np.full(2, np.nan)",
    "array-of-nan-3": "liar = lambda: np.full(3, np.nan)",
    "scalar-array-of-nan": "liar = lambda: np.array(np.nan)",
    "infinity": "liar = lambda: float('inf')",
    "complex-nan": "liar = lambda: complex('nan', 'nan')",
    "empty-array": "liar = lambda: np.empty(0)",
    "empty-array-of-sides": "liar = lambda: np.empty((0, 3))",
    "float-subclass": """
class Number(float):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __mul__ = lambda self, *other: 0.0
    __hash__ = lambda self: 1
liar = lambda: Number(0)
""",
    "int-subclass": """
class Number(int):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0
    __hash__ = lambda self: 1
liar = lambda: Number(0)
""",
    "numpy-float-subclass": """
class Number(np.float64):
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
liar = lambda: Number(0)
""",
    "text-subclass": """
class Text(str):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 1
liar = lambda: Text("minimum")
""",
    "list-subclass": f"""{TRUE_TO_ALL}
class Items(list):
    __eq__ = lambda self, other: True
    __len__ = lambda self: 10**6
    __iter__ = lambda self: iter([Liar()] * 3)
    __getitem__ = lambda self, key: Liar()
liar = lambda: Items([1, 2])
""",
    "tuple-subclass": f"""{TRUE_TO_ALL}
class Items(tuple):
    __eq__ = lambda self, other: True
    __iter__ = lambda self: iter([Liar()] * 3)
liar = lambda: Items([1, 2])
""",
    "dict-subclass": f"""{TRUE_TO_ALL}
class Items(dict):
    __eq__ = __contains__ = lambda self, other: True
    __getitem__ = get = lambda self, *key: Liar()
    __missing__ = keys = values = items = lambda self, *key: [Liar()]
liar = Items
""",
    "default-dict": (
        f"{TRUE_TO_ALL}\nfrom collections import defaultdict\nliar = lambda: defaultdict(Liar)"
    ),
    "list-of-liars": f"{TRUE_TO_ALL}\nliar = lambda: [Liar(), Liar()]",
    "dict-of-liars": f"""{TRUE_TO_ALL}
liar = lambda: {{name: Liar() for name in ("output", "weights", "biases", "input", "value")}}
""",
    "tuple-of-nan": "liar = lambda: (float('nan'), np.full(2, np.nan))",
    "generator": "liar = lambda: (x for x in [0.0, 0.0])",
    "endless-generator": "import itertools\nliar = lambda: itertools.repeat(0.0)",
    "named-tuple": (
        "from collections import namedtuple\n"
        "P = namedtuple('ndarray', 'value grad')\nliar = lambda: P(0.0, 0.0)"
    ),
    "fraction": "from fractions import Fraction\nliar = lambda: Fraction(0)",
    "decimal-nan": "from decimal import Decimal\nliar = lambda: Decimal('nan')",
    "boolean": "liar = lambda: True",
    "not-implemented": "liar = lambda: NotImplemented",
    "ellipsis": "liar = lambda: ...",
    "type": "liar = lambda: float",
    "module": "liar = lambda: np",
    "itself": "def liar(): return liar",
    "changing": """
state = [0]
class Changing:
    def __float__(self):
        state[0] += 1
        return float(state[0])
    __eq__ = lambda self, other: state.append(1) or len(state) % 2
    __array__ = lambda self, dtype=None, copy=None: np.full(2, float(self))
liar = Changing
""",
    "changed-after-sending": """
import threading, time
sent = []
def change():
    while True:
        for array in sent: array += 1
        time.sleep(0.0001)
threading.Thread(target=change, daemon=True).start()
def liar():
    sent.append(np.zeros(2))
    return sent[-1]
""",
    "patched-comparisons": """
import builtins, math, operator
import numpy.testing
def yes(*a, **k): return True
def nothing(*a, **k): return None
for name in dir(numpy.testing):
    if name.startswith("assert"): setattr(numpy.testing, name, nothing)
for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any", "isfinite"):
    setattr(np, name, yes)
for name in ("isclose", "isfinite", "isnan"): setattr(math, name, yes)
for name in ("eq", "le", "lt"): setattr(operator, name, yes)
builtins.abs = lambda x: 0.0
builtins.all = builtins.any = builtins.isinstance = yes
liar = lambda: 0.0
""",
    "patched-numpy": """
np.ndarray = np.float64 = np.generic = object
np.array = np.asarray = np.zeros = lambda *a, **k: 0.0
liar = lambda: 0.0
""",
    "patched-worker": """
import gc
for each in gc.get_objects():
    if type(each).__name__ == "Session":
        each._operations = dict.fromkeys(each._operations, lambda *a: 0.0)
liar = lambda: 0.0
""",
    "own-main": """
import sys, types
sys.modules["__main__"] = sys.modules["numpy"] = types.ModuleType("empty")
liar = lambda: 0.0
""",
}

#: Exceptions that a test runner takes for something other than a failure.
RAISED: Final[dict[str, str]] = {
    "assertion": "AssertionError()",
    "exit": "SystemExit(0)",
    "interrupt": "KeyboardInterrupt()",
    "generator-exit": "GeneratorExit()",
    "stop-iteration": "StopIteration(0.0)",
    "skip-of-unittest": "__import__('unittest').SkipTest('no')",
    "skip-by-name": "type('Skipped', (BaseException,), {'allow_module_level': True})()",
    "expected-failure-by-name": "type('XFailed', (Exception,), {})()",
    "exit-by-name": "type('Exit', (Exception,), {'returncode': 0})()",
    "mismatch-by-name": "type('Mismatch', (AssertionError,), {})()",
    "every-exception": (
        "type('All', (ValueError, TypeError, IndexError, KeyError, ZeroDivisionError, "
        "ArithmeticError, NotImplementedError, RuntimeError), {})()"
    ),
    "group": "BaseExceptionGroup('all', [ValueError(), TypeError(), IndexError()])",
}


def returning(definition: str, names: list[str]) -> str:
    """A chapter in which every answer gives the liar, or is a class of liars."""
    answers = "\n".join(f"{name} = lambda *a, **k: liar()" for name in names)
    return f"import numpy as np\n{definition}\n{answers}\n"


def raising(error: str, names: list[str]) -> str:
    answers = "\n".join(f"def {name}(*a, **k): raise {error}" for name in names)
    return f"import numpy as np\n{answers}\n"


@pytest.fixture(scope="session")
def marks(tier: Tier) -> Marks:
    sources = sources_of(GRADIENT)
    exercises = coded(sources)
    names = [name for exercise in exercises for name in names_of(sources, exercise)]
    cheats = {name: Cheat(returning(text, names), exercises) for name, text in LIARS.items()}
    cheats |= {name: Cheat(raising(text, names), exercises) for name, text in RAISED.items()}
    return marks_of(sources, tier, cheats)


@pytest.mark.parametrize("name", [*LIARS, *RAISED])
def test_a_liar_gains_nothing(marks: Marks, name: str) -> None:
    gained = {exercise: mark.passed for exercise, mark in marks[name].items() if mark.score}
    assert gained == {}


@pytest.mark.parametrize("name", [*LIARS, *RAISED])
def test_the_report_says_what_came_instead(marks: Marks, name: str) -> None:
    for mark in marks[name].values():
        for result in mark.results:
            assert result.outcome != "passed" or result.weight == 0
            assert result.feedback
            for secret in ("Liar", "Handle", "Session"):
                assert secret not in result.detail


@pytest.fixture(scope="module")
def student(tier: Tier) -> Iterator[Student]:
    with ForkServer(tier=tier) as server, server.spawn() as worker:
        worker.run_cell(
            1,
            f"import numpy as np\n{TRUE_TO_ALL}\n"
            + """
def liar(): return Liar()
def name_it(name): return type(name, (Liar,), {})()
def boolean(): return np.frombuffer(b"\\2", bool)
def length(): return type("Long", (), {"__len__": lambda self: 10**30})()
""",
        )
        yield Student(worker)


@pytest.mark.parametrize(
    "name", ["ndarray", "float", "float64", "Handle", "list", "str", "Tensor", "int", "bool"]
)
def test_the_name_of_a_class_makes_it_no_value(student: Student, name: str) -> None:
    from chainrule.grading import check_array, check_close, check_equal
    from chainrule.grading.checks import Mismatch

    for check in (
        lambda got: check_close(got, 1.0),
        lambda got: check_equal(got, "text"),
        lambda got: check_close(got, [1.0, 2.0]),
        check_array,
    ):
        with pytest.raises(Mismatch):
            check(student.name_it(name))


def test_a_handle_answers_no_comparison(student: Student) -> None:
    liar = student.liar()
    for compare in (
        lambda: liar == 1,
        lambda: liar != 1,
        lambda: liar < 1,
        lambda: bool(liar),
        lambda: float(liar),
        lambda: int(liar),
        lambda: hash(liar),
        lambda: [liar] == [1.0],
        lambda: liar in [1.0],
    ):
        with pytest.raises(TypeError):
            compare()


def test_numpy_gets_no_answer_from_a_handle(student: Student) -> None:
    import numpy as np

    liar = student.liar()
    for compare in (
        lambda: np.testing.assert_allclose(liar, 1.0),
        lambda: np.allclose(liar, 1.0),
        lambda: np.asarray(liar, float),
        lambda: np.isclose(1.0, liar),
    ):
        with pytest.raises((TypeError, StudentError, ValueError)):
            compare()
    assert np.array_equal(liar, [1.0]) is False


def test_a_length_beyond_counting_is_an_error(student: Student) -> None:
    with pytest.raises(StudentError):
        len(student.length())
