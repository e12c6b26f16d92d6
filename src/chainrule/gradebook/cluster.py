"""Grading on a dask cluster: the same tasks as the local pool's, sent with the files they need."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import logging
import queue
import signal
import socket
import time
import uuid
import warnings
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Self

import click
import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster
from distributed.comm.addressing import parse_address, parse_host_port, unparse_host_port

from chainrule import __version__
from chainrule.course.manifest import Chapter, Course
from chainrule.errors import Problem, UserError, fail
from chainrule.files import Scratch
from chainrule.gradebook.executor import Graded, Task
from chainrule.gradebook.site import Parcel, Site, archive_of, grade_at
from chainrule.grading.version import grader_version

LOCAL = "local"

_PORT = 8786
_CONNECT_SECONDS = 5.0
#: Workers of a batch system may come long after their scheduler.
_WORKER_SECONDS = 60.0
_LOOK_SECONDS = 5.0

_TLS_FILES = ("ca-file", "client.key", "client.cert")


class Cluster:
    """An executor: the workers of a dask cluster, each with warm graders of its own.

    Connections are encrypted or stay on this machine: whoever reaches a scheduler runs code on it.
    """

    def __init__(self, address: str, course: Course, chapter: Chapter, jobs: int) -> None:
        """
        Raises
        ------
        UserError
            When the address is wrong, or names another machine without encryption.
        """
        self.address = address if address == LOCAL else _checked(address)
        self._course = course
        self._chapter = chapter
        self._jobs = jobs
        self._resources = contextlib.ExitStack()
        self._client: Client | None = None
        self._site: Future | None = None
        self._run = f"grade-{uuid.uuid4().hex}"
        self._count = 0
        self._tasks: dict[Future, Task] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._threads = jobs
        self._looked = 0.0
        self._missing_since: float | None = None

    @property
    def window(self) -> int:
        if self._client is not None and time.monotonic() > self._looked + _LOOK_SECONDS:
            self._look(self._client)
        return 2 * max(1, self._threads)

    def submit(self, task: Task) -> None:
        client = self._client or self._connected()
        parcel = Parcel.of(task, self._course.root)
        self._count += 1
        # Keys of one group let the scheduler spread the tasks.
        key = (self._run, self._count)
        with self._talking(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")
            future = client.submit(
                grade_at, self._site, parcel.task, parcel.notebook, key=key, pure=False
            )
        self._tasks[future] = task
        future.add_done_callback(self._done.put)

    def take(self) -> Graded:
        assert self._client is not None
        while True:
            with contextlib.suppress(queue.Empty):
                future = self._done.get(timeout=_LOOK_SECONDS)
                return self._graded(future, self._tasks.pop(future))
            self._look(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._tasks.clear()
        self._site = None
        self._resources.close()

    def _connected(self) -> Client:
        for name in ("distributed", "distributed.client", "asyncio", "tornado.application"):
            # What matters of it is told in one line.
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.address == LOCAL:
            client = self._resources.enter_context(_embedded(self._jobs))
        else:
            client = self._resources.enter_context(_reached(self.address))
            self._require_privacy(client)
        self._client = client
        self._require_workers(client)
        chapter = self._chapter
        version = grader_version(self._course, chapter)
        archive = archive_of(self._course, chapter)
        with self._talking():
            self._site = client.submit(Site, archive, chapter.slug, version, pure=False)
        return client

    def _require_privacy(self, client: Client) -> None:
        info = client.scheduler_info()
        listening = [("scheduler", info["address"]), *(("worker", w) for w in info["workers"])]
        for who, address in listening:
            if not _is_private(address):
                what = f"the {who} listens at {address}, for other machines and without TLS"
                raise fail(what, self.address, "start it with TLS, or with --host 127.0.0.1")

    def _require_workers(self, client: Client) -> None:
        if not client.nthreads():
            click.echo(f"Waiting for a worker at {self.address} ...", err=True)
        try:
            client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except TimeoutError:
            raise self._no_worker() from None
        self._look(client)

    def _look(self, client: Client) -> None:
        """See how many workers there are, and whether there have been none for too long."""
        with self._talking():
            self._threads = sum(client.nthreads().values())
        self._looked = time.monotonic()
        if self._threads:
            self._missing_since = None
        elif self._missing_since is None:
            self._missing_since = self._looked
        elif self._looked > self._missing_since + _WORKER_SECONDS:
            raise self._no_worker()

    def _no_worker(self) -> UserError:
        what = f"no worker has come for {_WORKER_SECONDS:g} s"
        return fail(what, self.address, f"start one: dask worker {self.address}")

    def _graded(self, future: Future, task: Task) -> Graded:
        try:
            with self._talking():
                error = future.exception()
            if error is None:
                with self._talking():
                    reply = json.loads(future.result())
        finally:
            future.release()
        if isinstance(error, KilledWorker):
            return Graded(task, None, "each cluster worker that graded it ended")
        if error is not None:
            what = f"a worker cannot grade: {type(error).__name__}: {error}"
            raise fail(what, self.address, self._install())
        if "problems" in reply:
            raise self._refusal(reply["problems"])
        return Graded(task, reply.get("result"), reply.get("failure", ""))

    def _refusal(self, problems: list[dict[str, Any]] | None) -> UserError:
        if problems is None:
            what = "a worker has another chainrule than this one"
            return fail(what, self.address, self._install())
        return UserError(
            Problem(f"a worker cannot grade: {p['what']}", self.address, None, p["remedy"])
            for p in problems
        )

    def _install(self) -> str:
        return (
            f"install chainrule[grade,dask] {__version__} there, from the same sources, for the "
            "scheduler and all workers"
        )

    @contextlib.contextmanager
    def _talking(self) -> Iterator[None]:
        """Turns what dask raises when the scheduler has gone into one line."""
        try:
            yield
        except (OSError, RuntimeError, CancelledError) as error:
            what = f"the connection to the scheduler is lost: {_shortly(error)}"
            remedy = "what was finished is kept; run the command again when it is there"
            raise fail(what, self.address, remedy) from None


def _shortly(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _checked(address: str) -> str:
    """The full address of a scheduler that may be talked to."""
    remedy = "write tls://HOST:PORT, tcp://127.0.0.1:PORT for this machine, or local"
    scheme, place = parse_address(address)
    try:
        host, port = parse_host_port(place, _PORT)
    except ValueError:
        raise fail("this is no address of a dask scheduler", address, remedy) from None
    if scheme not in ("tcp", "tls") or not host:
        raise fail("this is no address of a dask scheduler", address, remedy)
    if scheme == "tls":
        _require_certificates(address)
    elif not _is_loopback(host):
        what = "another machine may be reached with TLS only: submissions and tests travel there"
        raise fail(what, address, remedy)
    return f"{scheme}://{unparse_host_port(host, port)}"


def _is_private(address: str) -> bool:
    scheme, place = parse_address(address)
    return scheme == "tls" or _is_loopback(parse_host_port(place, _PORT)[0])


def _is_loopback(host: str) -> bool:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        what = f"the host has no address: {error.strerror}"
        raise fail(what, host, "correct its name, or write its number") from None
    return all(ipaddress.ip_address(each).is_loopback for each in found)


def _require_certificates(address: str) -> None:
    """dask's own configuration names them, for schedulers, workers and clients alike."""
    for name in _TLS_FILES:
        setting = f"distributed.comm.tls.{name}"
        path = dask.config.get(setting, None)
        if path is None or not Path(path).is_file():
            variable = "DASK_" + setting.upper().replace(".", "__").replace("-", "_")
            what = f"{setting} of dask's configuration names no file" + (
                f": {path} is not there" if path else ""
            )
            remedy = f"set it in ~/.config/dask/distributed.yaml, or in the variable {variable}"
            raise fail(what, address, remedy)


@contextlib.contextmanager
def _reached(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        what = f"no scheduler answers: {_shortly(error.__cause__ or error)}"
        remedy = "start one with: dask scheduler; or correct address and certificates"
        raise fail(what, address, remedy) from None
    with client:
        yield client


@contextlib.contextmanager
def _embedded(workers: int) -> Iterator[Client]:
    """A scheduler and workers on this machine, which no other account can talk to."""
    with contextlib.ExitStack() as resources:
        scratch = str(resources.enter_context(Scratch("dask")))
        resources.enter_context(dask.config.set({"temporary-directory": scratch}))
        # Ctrl-C is for the command, which then ends what is started here and inherits the mask.
        # The tracker of multiprocessing would take it off again, in the thread that starts it.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                security=True,
                scheduler_kwargs={"dashboard": False, "dashboard_address": ":0"},
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
            )
            resources.enter_context(cluster)
            client = resources.enter_context(Client(cluster, set_as_default=False))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        yield client
