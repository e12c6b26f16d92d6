"""The worker's end of the connection: requests of the grader carried out in student territory.

Nothing here protects anything: the student's code shares this process and may change all of it.
"""

from __future__ import annotations

import builtins
import importlib
import io
import itertools
import operator
import random
import sys
from collections.abc import Callable
from dataclasses import astuple
from typing import Any, Final

# numpy would load it at first use, after the fork, in every worker anew.
import numpy.random

from .channel import Channel, SocketPayload
from .limits import FIGURES, Limits
from .notebook import Notebook, message_of, place_of
from .wire import CALLABLE, HANDLE, Decoder, Encoder, TooLargeError, Tree, WireError

OPERATORS: Final[dict[str, Callable[..., Any]]] = {
    "abs": abs,
    "len": len,
    "getitem": operator.getitem,
    "neg": operator.neg,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "pow": operator.pow,
    "matmul": operator.matmul,
}
# A metaclass may have a property of this name, so ask `type` itself.
_type_name: Final[Callable[[type], str]] = vars(type)["__name__"].__get__


class MissingNameError(NameError):
    """A name asked for by the grader that no cell has bound."""


class Session:
    """What one worker holds: the notebook, the objects behind handles, the grader's functions."""

    def __init__(self, channel: Channel, limits: Limits) -> None:
        self._channel = channel
        self._limits = limits
        self._notebook = Notebook(limits.statement_seconds)
        self._objects: dict[int, Any] = {}
        self._handle_numbers = itertools.count()
        self._functions: dict[int, Callable[..., Any]] = {}
        self._definitions = itertools.count(1)
        self._bound_by_cells: dict[str, Any] = {}
        self._request = 0
        self._operations: dict[str, Callable[..., Any]] = {
            "call": self._call,
            "call_with_arguments": self._call_with_arguments,
            "attribute": getattr,
            "operate": lambda name, *operands: OPERATORS[name](*operands),
            "iterator": lambda value: ((iterator := iter(value)), iterator is value),
            "items": lambda iterator, count: tuple(itertools.islice(iterator, count)),
            "type_name": lambda value: _type_name(type(value)),
            "cell": self._cell,
            "defines": self._notebook.namespace.__contains__,
            "printed": self._notebook.printed.text,
            "bind": self._bind,
            "evaluate": self._evaluate,
            "evaluate_examples": self._evaluate_examples,
            "module": importlib.import_module,
            "define": self._define,
            "figures": _figures,
        }

    def serve(self) -> None:
        """Answer requests until the grader closes the connection."""
        self._channel.send([0, "hello"])
        while True:
            self._answer(*self._channel.receive())

    def _answer(self, message: list[Any], payload: SocketPayload) -> None:
        number, operation, released, *trees = message
        self._request = number
        for handle in released:
            self._objects.pop(handle, None)
        try:
            decoder = Decoder(payload, self._local)
            operands = [decoder.decode(tree) for tree in trees]
            result = self._operations[operation](*operands)
            encoder = Encoder(self._handle, self._limits.frame_bytes)
            self._channel.send([number, "value", encoder.encode(result)], encoder.buffers)
            return
        except TooLargeError as error:
            reply: list[Any] = ["ResultTooLarge", [], f"result {error}", None, None, None, False]
        except BaseException as error:
            reply = _describe(error)
        payload.discard()
        self._channel.send([number, "error", *reply])

    def _call(self, function: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        self._notebook.printed.clear()
        return function(*arguments, **keywords)

    def _call_with_arguments(
        self, function: Any, arguments: list[Any], keywords: dict[str, Any]
    ) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        return self._call(function, arguments, keywords), tuple(arguments), keywords

    def _cell(self, index: int, source: str, skip: frozenset[int]) -> list[tuple[Any, ...]]:
        self._notebook.printed.clear()
        number = self._request

        def at(statement: int) -> None:
            self._channel.send([number, "statement", statement])

        return [astuple(failed) for failed in self._notebook.run_cell(index, source, skip, at)]

    def _bind(self, name: str, *value: Any) -> None:
        """Bind a name of the notebook to a value; without one, to what the cells have bound."""
        names = self._notebook.namespace
        if value:
            self._bound_by_cells.setdefault(name, names[name])
        names[name] = value[0] if value else self._bound_by_cells[name]

    def _evaluate(self, source: str) -> Any:
        self._notebook.printed.clear()
        return self._notebook.evaluate(source)

    def _evaluate_examples(self, sources: list[str]) -> list[tuple[Any, ...]]:
        self._notebook.reset_examples()
        found: list[tuple[Any, ...]] = []
        for source in sources:
            try:
                found.append((self._evaluate(source),))
            except BaseException as error:
                found.append(tuple(_describe(error)))
        return found

    def _define(self, source: str, name: str) -> Any:
        namespace: dict[str, Any] = {"__name__": "grader"}
        code = compile(source, f"<definition {next(self._definitions)}>", "exec", dont_inherit=True)
        exec(code, namespace)
        return namespace[name]

    def _handle(self, value: Any) -> Tree:
        if len(self._objects) >= self._limits.handles:
            raise TooLargeError(f"too large: more than {self._limits.handles} objects held")
        number = next(self._handle_numbers)
        self._objects[number] = value
        return [HANDLE, number, _type_name(type(value))]

    def _local(self, tag: int, parts: list[Tree]) -> Any:
        """The object of a handle, or the stand-in of a function that stays in the grader."""
        (key,) = parts
        if tag == CALLABLE:
            if key not in self._functions:
                self._functions[key] = self._stand_in(key)
            return self._functions[key]
        if tag != HANDLE:
            raise WireError(f"unknown tag {tag}")
        if isinstance(key, int):
            return self._objects[key]
        if key not in self._notebook.namespace:
            raise MissingNameError(f"name {key!r} is not defined")
        return self._notebook.namespace[key]

    def _stand_in(self, function: int) -> Callable[..., Any]:
        def call_back(*arguments: Any, **keywords: Any) -> Any:
            number = self._request
            encoder = Encoder(self._handle, self._limits.frame_bytes)
            trees = [encoder.encode(list(arguments)), encoder.encode(keywords)]
            self._channel.send([number, "callback", function, *trees], encoder.buffers)
            while True:
                message, payload = self._channel.receive()
                if message[1] == "return":
                    return Decoder(payload, self._local).decode(message[2])
                if message[1] == "raise":
                    raise _exception(message[2])
                # The grader's function may itself use objects that live here.
                self._answer(message, payload)
                self._request = number

        return call_back


def run(channel: Channel, limits: Limits) -> None:
    """The life of a confined worker."""
    # All workers of a server start from one state; that it is fixed makes grades repeatable.
    random.seed(0)
    numpy.random.seed(0)
    Session(channel, limits).serve()


def _describe(error: BaseException) -> list[Any]:
    missing = isinstance(error, MissingNameError)
    name = "NameError" if missing else _type_name(type(error))
    bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
    return [name, bases, message_of(error), *place_of(error.__traceback__), missing]


def _exception(names: list[str]) -> BaseException:
    text = "raised by the function that was passed"
    for name in names:
        try:
            exception: BaseException = getattr(builtins, name)(text)
        except TypeError:
            # UnicodeDecodeError and a few more want arguments of their own.
            continue
        return exception
    return RuntimeError(text)


def _figures(max_bytes: int) -> tuple[bytes, ...]:
    """The open figures as PNG, each at the finest resolution that fits; closes them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return ()
    pictures = []
    for number in pyplot.get_fignums()[:FIGURES]:
        for dots_per_inch in ("figure", 50, 25):
            picture = io.BytesIO()
            try:
                # Fast rather than small: the cap is there for those who draw a lot.
                pyplot.figure(number).savefig(
                    picture, format="png", dpi=dots_per_inch, pil_kwargs={"compress_level": 3}
                )
            except Exception:
                break
            if picture.tell() <= max_bytes:
                pictures.append(picture.getvalue())
                break
    pyplot.close("all")
    return tuple(pictures)
