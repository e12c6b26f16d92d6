"""Checks: comparisons of a student's values that say what differs, and never trust an object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chainrule.student.compare import Difference, difference
from chainrule.wall import Handle, StudentError, handle_type, is_handle

#: Types that feedback may name. The student's process says what type an object has, and a name
#: of its own making could carry a hidden input.
_KNOWN_TYPES = frozenset(
    "Axes Axes3D Counter Decimal DataFrame EagerTensor Figure Fraction KerasTensor MaskedArray "
    "OrderedDict Sequential Series SymbolicTensor Tensor Variable builtin_function_or_method "
    "bytearray defaultdict deque dict_items dict_keys dict_values filter function generator map "
    "matrix method module range reversed type zip".split()
)


#: A function of an array to a number, and an array of floats.
GradientOf = tuple[Callable[[NDArray[np.float64]], Any], NDArray[np.float64]]


@dataclass(frozen=True)
class Compared:
    """What a comparison had before it: it never leaves the grader."""

    expected: object
    got: object
    rtol: float
    atol: float
    #: The function that the result is to be the gradient of, and where; None if it is none.
    gradient_of: GradientOf | None = None


class Mismatch(AssertionError):
    """A check that failed: the difference found, or the author's own sentence."""

    def __init__(
        self,
        difference: Difference | None = None,
        said: dict[str, str] | None = None,
        compared: Compared | None = None,
    ) -> None:
        self.difference = difference
        self.said = said or {}
        self.compared = compared
        text = difference.sentence("en") if difference else "; ".join(self.said.values())
        super().__init__(text)


#: Asked about a comparison that fails: whether the test is to go on all the same.
_goes_on: ContextVar[Callable[[Mismatch], bool] | None] = ContextVar("_goes_on", default=None)


@contextmanager
def going_on(decide: Callable[[Mismatch], bool]) -> Iterator[None]:
    """Let tests go on after comparisons that fail, so that one run shows all that differs."""
    token = _goes_on.set(decide)
    try:
        yield
    finally:
        _goes_on.reset(token)


_FLOATS: Final = (float, np.float64)

Observer = Callable[[object, object, float, float], None]
#: Sees ``got, expected, rtol, atol`` of each comparison: a proof measures how wide tolerances are.
observer: ContextVar[Observer | None] = ContextVar("observer", default=None)


def check_close(
    got: object,
    expected: object,
    rtol: float = 1e-9,
    atol: float = 1e-9,
    *,
    any_float: bool = False,
    gradient_of: GradientOf | None = None,
) -> None:
    """Compare values up to rounding.

    Parameters
    ----------
    got
        What the student's code returned.
    expected
        A number (any real number, numpy scalar or 0-d array is accepted for it), an array (its
        shape and dtype are asked for, too), or tuples, lists and dicts of these.
    rtol, atol
        ``|got - expected| <= atol + rtol * |expected|``.
    any_float
        Accept every float dtype, as for values that Keras computed.
    gradient_of
        A function f and a point p, if the result is to be the gradient of f at p, of the shape
        of p: when no known mistake fits, difference quotients of f tell what is wrong.

    Raises
    ------
    Mismatch
        With the first difference found.
    """
    if (observe := observer.get()) is not None:
        observe(got, expected, rtol, atol)
    if _surely_close(got, expected, rtol, atol):
        return
    decide = _goes_on.get()
    # Whoever decides is told what kind of difference there is, and reads no sentence.
    found = difference(
        expected, got, rtol=rtol, atol=atol, any_float=any_float, relates=decide is None
    )
    if found is None:
        return
    compared = Compared(expected, got, rtol, atol, gradient_of)
    mismatch = Mismatch(_named(found, got), compared=compared)
    if decide is None or not decide(mismatch):
        raise mismatch


def _surely_close(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    """Whether two floats, or arrays of floats, are plainly close; False only means: look closer.

    Nearly all comparisons of a class end here, ten times sooner than with all rules.
    """
    if type(expected) is np.ndarray:
        if (
            type(got) is not np.ndarray
            or got.shape != expected.shape
            or not got.dtype == expected.dtype == np.float64
            or not got.size
        ):
            return False
    elif type(expected) not in _FLOATS or type(got) not in _FLOATS:
        return False
    with np.errstate(invalid="ignore"):
        gaps = np.abs(got - expected)
    # An infinite gap would pass where the expected value is infinite, too.
    return bool(np.max(gaps) < np.inf and np.all(gaps <= atol + rtol * np.abs(expected)))


def _named(found: Difference, got: object) -> Difference:
    """The difference with the type that a student knows in place of our handle's."""
    if found.got_type != Handle.__name__:
        return found
    kind = handle_type(got) if isinstance(got, Handle) else ""
    return replace(found, got_type=kind if kind in _KNOWN_TYPES else "object")


def check_equal(got: object, expected: object) -> None:
    """Compare values exactly."""
    check_close(got, expected, rtol=0, atol=0)


def check_array(
    got: object, *, shape: tuple[int, ...] | None = None, dtype: object = np.float64
) -> np.ndarray[Any, Any]:
    """Ask for a numpy array of this shape (any if None) and dtype (any if None).

    Returns the array, for further checks.
    """
    if type(got) is not np.ndarray:
        found = difference(np.zeros(shape or 0), got)
        raise Mismatch(found and _named(found, got))
    wanted: np.dtype[Any] = got.dtype if dtype is None else np.dtype(dtype)  # type: ignore[call-overload]
    if shape not in (None, got.shape) or wanted != got.dtype:
        model = np.zeros(got.shape if shape is None else shape, wanted)
        found = difference(model, got, rtol=np.inf, atol=np.inf)
        if found is not None and found.kind in ("type", "shape", "dtype"):
            raise Mismatch(found)
    if wanted.kind == "i" != got.dtype.kind:
        # Elsewhere integers are an author's short way to write whole numbers; here they are asked.
        raise Mismatch(Difference("dtype", expected_dtype=str(wanted), got_dtype=str(got.dtype)))
    return got


def check_raises(
    error: type[BaseException], function: Callable[..., object], *args: object, **kwargs: object
) -> None:
    """Ask that a call of the student's function raises ``error`` or a subclass of it."""
    try:
        function(*args, **kwargs)
    except StudentError as raised:
        if raised.is_a(error):
            return
        raise
    raise Mismatch(
        said={
            "en": f"Expected: {error.__name__}. Your code raised no error.",
            "fr": f"Attendu : {error.__name__}. Votre code n'a levé aucune erreur.",
        }
    )


def check_unchanged(function: Any, *args: object, **kwargs: object) -> Any:
    """Call the student's function, ask that its arguments are as before, return the result."""
    result, args_after, kwargs_after = function.with_arguments(*args, **kwargs)
    before = [*args, *kwargs.values()]
    after = [*args_after, *(kwargs_after[name] for name in kwargs)]
    for old, new in zip(before, after, strict=True):
        if difference(_values(old), _values(new), rtol=0, atol=0) is not None:
            raise Mismatch(
                said={
                    "en": "Your code changes its argument: work on a copy.",
                    "fr": "Votre code modifie son argument : travaillez sur une copie.",
                }
            )
    return result


def _values(argument: object) -> object:
    """An argument with its functions and handles left out: they are not the student's to change."""
    if callable(argument) or is_handle(argument):
        return None
    if isinstance(argument, list | tuple):
        return [_values(item) for item in argument]
    if isinstance(argument, dict):
        # A result may have further keys; an argument that has some now was changed.
        return [len(argument), {key: _values(item) for key, item in argument.items()}]
    return argument


def check_true(condition: object, **texts: str) -> None:
    """Ask for a property; the texts say, by language, what does not hold."""
    if type(condition) not in (bool, np.bool_):
        raise TypeError("check_true takes a bool: compute it from plain values")
    if not condition:
        raise Mismatch(said=texts)
