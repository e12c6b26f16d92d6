"""The gradebook's database: opened with clear errors, and written to although it may fail."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from tornado.log import app_log

from chainrule.errors import UserError, fail

T = TypeVar("T")

#: How long SQLite waits for another process that writes, before it says "database is locked".
_BUSY_SECONDS = "30"

#: Seconds between tries: together longer than a restart of a database server.
_PAUSES = (0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8, 15)

_WHERE = "the gradebook"
_REMEDY = "see c.CourseDirectory.db_url in build/nbgrader_config.py"


@contextlib.contextmanager
def opened(url: str, course_id: str) -> Iterator[Gradebook]:
    """An open gradebook.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: ``sqlite:////path``, ``postgresql://user@host/database``.
    course_id
        The course's id.

    Raises
    ------
    UserError
        When it cannot be opened.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and "timeout" not in parsed.query:
            parsed = parsed.update_query_dict({"timeout": _BUSY_SECONDS})
        gradebook = Gradebook(parsed.render_as_string(hide_password=False), course_id)
    except ImportError as error:
        remedy = f"pip install 'chainrule[postgres]' for PostgreSQL; {_REMEDY}"
        raise fail(f"its driver is not installed: {error}", _WHERE, remedy) from None
    except (ArgumentError, NoSuchModuleError) as error:
        raise fail(f"its address is wrong: {_first_line(error)}", _WHERE, _REMEDY) from None
    except SQLAlchemyError as error:
        where = parsed.render_as_string(hide_password=True)
        remedy = f"start the server or correct the address; {_REMEDY}"
        raise fail(f"the gradebook cannot be opened: {_first_line(error)}", where, remedy) from None
    with gradebook:
        yield gradebook


def persistently(gradebook: Gradebook, action: Callable[[], T]) -> T:
    """Do something with the gradebook that may be repeated, until it succeeds.

    Another process may hold a lock of SQLite, have just added the same student, or the connection
    to a server may have gone.

    Raises
    ------
    UserError
        When it does not succeed for half a minute.
    """
    for pause in (*_PAUSES, None):
        try:
            with _quiet():
                return action()
        except (SQLAlchemyError, InvalidEntry) as error:
            with contextlib.suppress(SQLAlchemyError), _quiet():
                gradebook.db.rollback()
            if pause is None:
                raise _not_written(gradebook, error) from None
            time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _not_written(gradebook: Gradebook, error: Exception) -> UserError:
    where = gradebook.engine.url.render_as_string(hide_password=True)
    what = f"the gradebook cannot be written: {_first_line(error)}"
    remedy = "what was finished is kept; run the command again when the database is there"
    return fail(what, where, remedy)


def _first_line(error: Exception) -> str:
    # nbgrader's own error hides the database's behind it.
    inner = error.__context__ if isinstance(error, InvalidEntry) else error
    cause = getattr(inner, "orig", None) or inner
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader and psycopg print each error, also those that the next try repairs."""
    loggers = [app_log, logging.getLogger("psycopg")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
