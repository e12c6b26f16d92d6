"""The grader's end of a worker's connection: requests, deadlines, callbacks."""

from __future__ import annotations

import builtins
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from .channel import Channel
from .failures import (
    AnswerFailure,
    CellOutcome,
    ProtocolError,
    StudentError,
    WorkerDied,
    WorkerTimeout,
)
from .handles import Handle, handle_key
from .limits import FIGURES, Limits
from .reports import NAME_CHARACTERS, cell_outcome, student_error
from .wire import CALLABLE, HANDLE, Decoder, Encoder, Tree, WireError

if TYPE_CHECKING:
    from .fork_server import ForkServer

# After the alarm inside the worker, before it is killed from here.
_GRACE_SECONDS: Final = 1.0
_NESTED_REQUESTS: Final = 20
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


#: Called with what asks the worker, an operation and its operands; gives what the caller gets.
Listener = Callable[[Callable[..., Any], str, tuple[Any, ...]], Any]


class Worker:
    """A process with the code of one student. Everything it sends may be forged.

    A worker that breaks the protocol or a deadline is killed; its later use raises WorkerDied.
    """

    def __init__(
        self,
        server: ForkServer,
        number: int,
        channel: Channel,
        limits: Limits,
    ) -> None:
        self.limits = limits
        #: Stands between a hidden test and the worker, when somebody wants to know what passes.
        self.listener: Listener | None = None
        #: Modules and definitions of hidden tests in the process, by what they were asked for with.
        self.kept_handles: dict[tuple[str, ...], Handle] = {}
        self._server = server
        self._server_number = number
        self._channel = channel
        self._open = True
        self._request = 0
        self._depth = 0
        self._deadline = 0.0
        self._test_deadline = inf
        self._callbacks_left = 0
        self._cell: int | None = None
        self._cell_deadline = 0.0
        self._statement: int | None = None
        self._functions: list[Callable[..., Any]] = []
        self._function_numbers: dict[int, int] = {}
        self._released: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        return self._open and not self._channel.at_end()

    def close(self) -> int | None:
        """Kill the process; how it ended: an exit code or a negative signal, None if unknown."""
        if not self._open:
            return None
        self._open = False
        self._server.deaths += self._channel.at_end()
        self._channel.close()
        return self._server.end(self._server_number)

    def run_cell(self, index: int, source: str, skip: frozenset[int] = frozenset()) -> CellOutcome:
        """Run a cell statement by statement, without those whose numbers are in `skip`.

        A statement that cannot be ended costs the worker: WorkerTimeout says which it was, so that
        the cells can be run again in a new worker without it.
        """
        self._cell, self._statement = index, None
        start = monotonic()
        self._cell_deadline = start + self.limits.cell_seconds
        try:
            deadline = start + self.limits.statement_seconds + _GRACE_SECONDS
            failures = self._converse("cell", (index, source, skip), deadline)
            return cell_outcome(failures)
        except WireError as error:
            self._lose(ProtocolError, str(error))
        finally:
            self._cell = self._statement = None

    def png(self, max_bytes: int = 300_000) -> list[bytes]:
        """PNG pictures of the open figures of matplotlib.pyplot, which are closed."""
        pictures = self.request_tuple("figures", 0, FIGURES, max_bytes)
        return [
            picture
            for picture in pictures
            if type(picture) is bytes
            and len(picture) <= max_bytes
            and picture.startswith(_PNG_SIGNATURE)
        ]

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """While it lasts, the listener is told nothing."""
        listener, self.listener = self.listener, None
        try:
            yield
        finally:
            self.listener = listener

    def begin_test(self) -> None:
        """From here to the next test, all requests together may take `call_seconds`."""
        self._test_deadline = monotonic() + self.limits.call_seconds

    def request(self, operation: str, *operands: Any) -> Any:
        """Have the worker carry out an operation; its plain value or a handle."""
        if self.listener is not None:
            return self.listener(self._ask, operation, operands)
        return self._ask(operation, *operands)

    def _ask(self, operation: str, *operands: Any) -> Any:
        deadline = min(monotonic() + self.limits.call_seconds, self._test_deadline)
        return self._converse(operation, operands, deadline)

    def request_tuple(
        self, operation: str, least: int, most: int, *operands: Any
    ) -> tuple[Any, ...]:
        """A request whose answer must be a tuple of so many items."""
        answer = self.request(operation, *operands)
        if type(answer) is not tuple or not least <= len(answer) <= most:
            self._lose(ProtocolError, "the answer has not the form that was asked for")
        return answer

    def request_examples(self, sources: list[str]) -> list[Any]:
        """Have the worker evaluate texts; the value of each, or the StudentError that it raised."""
        answers = self.request("evaluate_examples", sources)
        try:
            if type(answers) is not list or len(answers) != len(sources):
                raise WireError("not an answer to each example")
            return [answer[0] if len(answer) == 1 else student_error(*answer) for answer in answers]
        except (WireError, TypeError):
            self._lose(ProtocolError, "the answer has not the form that was asked for")

    def release(self, key: int) -> None:
        """Tell the worker, with the next request, that a handle is no longer in use."""
        self._released.append(key)

    def _converse(self, operation: str, operands: tuple[Any, ...], deadline: float) -> Any:
        if not self._open:
            raise WorkerDied("the student's process has ended")
        if self._depth == 0:
            # A request made inside a callback belongs to the call that the callback serves.
            self._deadline = deadline
            self._callbacks_left = self.limits.callbacks
        elif self._depth > _NESTED_REQUESTS:
            raise RecursionError("callbacks and requests nested too deep")
        encoder = Encoder(self._foreign_tree, self.limits.frame_bytes)
        trees = [encoder.encode(operand) for operand in operands]
        released, self._released = self._released, []
        self._request += 1
        number = self._request
        self._depth += 1
        try:
            message = [number, operation, released, *trees]
            self._channel.send(message, encoder.buffers, self._deadline)
            return self._await_reply(number)
        except AnswerFailure:
            raise
        except TimeoutError:
            self._lose(WorkerTimeout, "the student's code did not end in time")
        except (EOFError, OSError):
            self._lose(WorkerDied, "the student's process ended")
        except WireError as error:
            self._lose(ProtocolError, f"not an answer: {error}")
        except BaseException:
            # An interrupted conversation cannot be taken up again.
            self.close()
            raise
        finally:
            self._depth -= 1

    def _await_reply(self, number: int) -> Any:
        while True:
            message, payload = self._channel.receive(self._deadline)
            try:
                echoed, kind, *body = message
                if type(echoed) is not int or echoed != number:
                    raise WireError("a reply to another request")
                decoder = Decoder(payload, self._foreign_value)
                values = [decoder.decode(tree) for tree in body] if kind != "error" else body
                decoder.finish()
                if kind == "value":
                    (value,) = values
                    return value
                if kind == "error":
                    error = student_error(*body)
                elif kind == "callback":
                    call = self._callback_of(*values)
                elif kind == "statement":
                    self._start_statement(*values)
                    continue
                else:
                    raise WireError("a frame of an unknown kind")
            except (WireError, OSError, EOFError):
                raise
            except Exception as broken:
                raise WireError(f"{type(broken).__name__} while decoding") from None
            if kind == "error":
                raise error
            self._call_back(number, *call)

    def _callback_of(
        self, number: object, arguments: object, keywords: object
    ) -> tuple[Callable[..., Any], list[Any], dict[str, Any]]:
        if (
            type(number) is not int
            or not 0 <= number < len(self._functions)
            or type(arguments) is not list
            or type(keywords) is not dict
        ):
            raise WireError("not a callback")
        return self._functions[number], arguments, keywords

    def _start_statement(self, statement: object) -> None:
        if self._cell is None or type(statement) is not int:
            raise WireError("a statement outside a cell")
        if statement <= (-1 if self._statement is None else self._statement):
            raise WireError("statements go forward")
        self._statement = statement
        statement_deadline = monotonic() + self.limits.statement_seconds + _GRACE_SECONDS
        self._deadline = min(statement_deadline, self._cell_deadline)

    def _call_back(
        self,
        number: int,
        function: Callable[..., Any],
        arguments: list[Any],
        keywords: dict[str, Any],
    ) -> None:
        self._callbacks_left -= 1
        answer: list[Any]
        encoder = Encoder(self._foreign_tree, self.limits.frame_bytes)
        try:
            if self._callbacks_left < 0:
                raise RuntimeError("too many callbacks")
            answer = ["return", encoder.encode(function(*arguments, **keywords))]
        except StudentError as error:
            answer = ["raise", error.builtin_mro]
        except AnswerFailure:
            raise
        except Exception as error:
            answer = ["raise", _builtin_names(type(error))]
        self._channel.send([number, *answer], encoder.buffers, self._deadline)

    def _foreign_tree(self, value: Any) -> Tree:
        if isinstance(value, Handle):
            return [HANDLE, handle_key(value, self)]
        if not callable(value):
            raise TypeError(
                f"a {type(value).__name__} cannot be sent to the student's code: send numbers, "
                "strings, lists, tuples, dicts, sets, numpy arrays, functions or handles"
            )
        number = self._function_numbers.get(id(value))
        if number is None:
            # Kept for the worker's life, as the student's code may call it in a later request.
            number = self._function_numbers[id(value)] = len(self._functions)
            self._functions.append(value)
        return [CALLABLE, number]

    def _foreign_value(self, tag: int, parts: list[Tree]) -> Handle:
        key, kind = parts
        if tag != HANDLE or type(key) is not int or type(kind) is not str:
            raise WireError("not a value")
        return Handle(self, key, kind[:NAME_CHARACTERS])

    def _lose(
        self, failure: type[WorkerTimeout | WorkerDied | ProtocolError], message: str
    ) -> NoReturn:
        status = self.close()
        if failure is WorkerDied and status is not None:
            message += f" ({_ending(status)})"
        raise failure(message, self._cell, self._statement) from None


def _ending(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


def _builtin_names(kind: type[BaseException]) -> list[str]:
    return [base.__name__ for base in kind.__mro__ if vars(builtins).get(base.__name__) is base]
