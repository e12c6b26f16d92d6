"""Handles: objects that stay in the student's process, used from the grader.

A handle computes through the other process and never answers a comparison: an object of the student
that says it is equal to everything would otherwise pass every check.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from .failures import MissingAttributeError, StudentError

if TYPE_CHECKING:
    from .client import Worker

_CHUNK = 100


class Handle:
    """An object of the worker: attributes, calls, indices, `len`, iteration, arithmetic.

    What these give is a plain value when it is of an exact plain type, else a handle again.
    """

    # Mangled names, so that the attributes of the remote object stay free.
    __slots__ = ("__key", "__kind", "__weakref__", "__worker")

    # numpy leaves `array * handle` to the handle.
    __array_ufunc__ = None

    def __init__(self, worker: Worker, key: int | str, kind: str | None) -> None:
        self.__worker = worker
        self.__key = key
        self.__kind = kind

    def __repr__(self) -> str:
        return f"<handle of {self.__kind or self.__key}>"

    def __del__(self) -> None:
        if isinstance(self.__key, int):
            self.__worker.release(self.__key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            # Python and numpy look for these to see what an object can do.
            raise AttributeError(f"{self!r} gives no special attribute {name}")
        try:
            return self.__worker.request("attribute", self, name)
        except StudentError as error:
            if error.is_a(AttributeError):
                raise MissingAttributeError(**_fields(error)) from None
            raise

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__worker.request("call", self, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        worker = self.__worker
        iterator, lazy = worker.request_tuple("iterator", 2, 2, self)
        # Of a generator the laziness can be seen, so it must not be read ahead.
        count = 1 if lazy is True else _CHUNK
        seen = 0
        while items := worker.request_tuple("items", 0, count, iterator, count):
            seen += len(items)
            if seen > worker.limits.handles:
                message = f"the iteration gives more than {worker.limits.handles} items"
                raise StudentError("EndlessIteration", message=message)
            yield from items

    def __len__(self) -> int:
        length = self.__operate("len", self)
        if type(length) is not int or not 0 <= length <= sys.maxsize:
            raise StudentError("TypeError", ("TypeError",), "len() of this object is not a number")
        return length

    def __getitem__(self, index: Any) -> Any:
        return self.__operate("getitem", self, index)

    def __neg__(self) -> Any:
        return self.__operate("neg", self)

    def __abs__(self) -> Any:
        return self.__operate("abs", self)

    def __add__(self, other: Any) -> Any:
        return self.__operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.__operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.__operate("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.__operate("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.__operate("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.__operate("mul", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.__operate("truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.__operate("truediv", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return self.__operate("floordiv", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self.__operate("floordiv", other, self)

    def __mod__(self, other: Any) -> Any:
        return self.__operate("mod", self, other)

    def __rmod__(self, other: Any) -> Any:
        return self.__operate("mod", other, self)

    def __pow__(self, other: Any) -> Any:
        return self.__operate("pow", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.__operate("pow", other, self)

    def __matmul__(self, other: Any) -> Any:
        return self.__operate("matmul", self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self.__operate("matmul", other, self)

    def __operate(self, name: str, *operands: Any) -> Any:
        return self.__worker.request("operate", name, *operands)

    def __refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            f"{self!r} has no comparison, truth value, hash, copy or conversion, as the student's "
            "code would answer it: fetch a plain value first (an attribute, an index, a call)"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __refuse
    __bool__ = __hash__ = __float__ = __int__ = __complex__ = __index__ = __refuse
    __array__ = __reduce_ex__ = __refuse


class RemoteFunction(Handle):
    """What a cell has bound to a name, looked up when it is used."""

    __slots__ = ()

    def with_arguments(
        self, *args: Any, **kwargs: Any
    ) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """Call; gives the result, and the arguments as they are after the call."""
        worker: Worker = object.__getattribute__(self, "_Handle__worker")
        result, after, keywords = worker.request_tuple(
            "call_with_arguments", 3, 3, self, args, kwargs
        )
        return result, after, keywords


class Student:
    """The student's notebook as a module: `student.softmax(x)` runs in the worker."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def __getattr__(self, name: str) -> RemoteFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteFunction(self._worker, name, None)

    def defines(self, name: str) -> bool:
        """Whether a cell has bound this name."""
        return self._worker.request("defines", name) is True

    def printed(self) -> str:
        """What the last call printed, its first 10 kB."""
        return str(self._worker.request("printed"))

    def evaluate(self, source: str) -> Any:
        """Value of source text, None after statements, on top of the cells' names."""
        return self._worker.request("evaluate", source)

    def evaluate_examples(self, sources: list[str]) -> list[Any]:
        """The same for several texts, which see each other's names and no earlier ones.

        What one raised stands in the place of its value, as a StudentError.
        """
        return self._worker.request_examples(sources)


class Remote:
    """Libraries and helpers of the author in the student's process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def module(self, name: str) -> Handle:
        """A module, which the process imports once."""
        return self._once("module", name)

    def define(self, source: str, name: str) -> Handle:
        """What the source binds to a name, in a namespace of its own, away from the student's.

        A process runs it once, however often the same source and name are asked for.
        """
        return self._once("define", source, name)

    def _once(self, operation: str, *operands: str) -> Handle:
        known = self._worker.kept_handles
        if operands not in known:
            handle = self._worker.request(operation, *operands)
            if not isinstance(handle, Handle):
                raise TypeError("this names a plain value, not an object to use from here")
            known[operands] = handle
        return known[operands]


def is_handle(value: object) -> bool:
    """Whether the value stayed in the worker."""
    return isinstance(value, Handle)


def handle_type(handle: Handle) -> str:
    """Name of the class of the object behind a handle, as the worker says."""
    kind = object.__getattribute__(handle, "_Handle__kind")
    if kind is None:
        kind = object.__getattribute__(handle, "_Handle__worker").request("type_name", handle)
    return str(kind)


def handle_key(handle: Handle, worker: Worker) -> int | str:
    """What stands for the handle on its worker's connection."""
    if object.__getattribute__(handle, "_Handle__worker") is not worker:
        raise ValueError(f"{handle!r} belongs to another worker")
    key: int | str = object.__getattribute__(handle, "_Handle__key")
    return key


def _fields(error: StudentError) -> dict[str, Any]:
    names = ["type_name", "builtin_mro", "message", "cell", "line", "source_line", "missing"]
    return {name: getattr(error, name) for name in names}
