"""The grader's side of a launched server: its process, its control connection, its directory."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from .enclosure import ENVIRONMENT, Resources, Tier
from .launch import PROGRAM

_PACKAGE_ROOT: Final = Path(__file__).parents[2]
_END_SECONDS: Final = 30.0


class RefusedError(RuntimeError):
    """The server could not put up the wall; `step` and `errno` say where and why."""

    def __init__(self, step: str, errno: int | None, message: str) -> None:
        super().__init__(message)
        self.step = step
        self.errno = errno


class EndedError(RuntimeError):
    """The server has ended, or does not answer."""


class Launched:
    """A server in its enclosure, and the connection over which it is told what to do.

    Parameters
    ----------
    tier
        The wall around it.
    resources
        What each of its workers may use.
    settings
        For its body: a function named as "module:function" under the key `body`.
    fonts
        A folder with matplotlib's list of fonts, which the server gets a copy of.
    hash_seed
        For hashes of strings: with one seed, a set has the same order in every grading.

    Raises
    ------
    OSError
        When no process can be started.
    """

    def __init__(
        self,
        tier: Tier,
        resources: Resources,
        settings: Mapping[str, Any],
        fonts: Path | None = None,
        hash_seed: int = 0,
    ) -> None:
        self._tier = tier
        self._control, remote = socket.socketpair()
        self._directory = tempfile.mkdtemp(prefix="chainrule-")
        whole = {
            **settings,
            "tier": tier,
            "control": remote.fileno(),
            "directory": self._directory,
            "resources": asdict(resources),
            "fonts": fonts and str(fonts),
        }
        command = [sys.executable, "-P", "-c", PROGRAM, str(_PACKAGE_ROOT), json.dumps(whole)]
        try:
            self._process = subprocess.Popen(
                command,
                env=_environment(hash_seed),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[remote.fileno()],
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            shutil.rmtree(self._directory)
            raise
        finally:
            remote.close()

    def send(self, message: list[Any], descriptors: Iterable[int] = ()) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], list(descriptors))
        except OSError:
            raise EndedError("the fork server has ended") from None

    def receive(self, seconds: float) -> list[Any]:
        """The next message, its kind first.

        Raises
        ------
        RefusedError
            When the enclosure could not be entered.
        EndedError
            When there will be no message, or there was none in this time.
        """
        try:
            self._control.settimeout(seconds)
            message = self._control.recv(2**16)
        except ConnectionError:
            message = b""
        except OSError as error:
            raise EndedError(f"the fork server does not answer: {error}") from None
        if not message:
            raise EndedError("the fork server has ended")
        if self._tier == "A":
            # It has a root directory of its own now, and leaves nothing if this process is killed.
            shutil.rmtree(self._directory, ignore_errors=True)
        kind, *rest = json.loads(message)
        if kind == "refused":
            raise RefusedError(*rest)
        return [kind, *rest]

    def close(self) -> None:
        """End the server, all its workers, and what it wrote."""
        self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)


def _environment(hash_seed: int) -> dict[str, str]:
    # The interpreter finds packages installed for one user by the home.
    home = {name: os.environ[name] for name in ("HOME",) if name in os.environ}
    return {**ENVIRONMENT, **home, "PYTHONHASHSEED": str(hash_seed)}
