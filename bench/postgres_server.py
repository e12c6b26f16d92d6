"""A PostgreSQL server of one's own, from the programs of Debian's package, gone when it is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

MISSING = "PostgreSQL is not installed: apt-get install postgresql"
_USER = "chainrule"


@dataclass(frozen=True)
class PostgresServer:
    """Reached through a socket in its folder only."""

    programs: Path
    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{_USER}@/{database}?host={self.folder}"

    def stop(self) -> None:
        """As when the machine fails."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._control("start")

    def create(self, database: str) -> str:
        """A new database; its URL."""
        self._execute(f"CREATE DATABASE {database}")
        return self.url(database)

    def disconnect(self, database: str) -> None:
        """End all connections to a database."""
        found = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}'"
        self._execute(f"SELECT pg_terminate_backend(pid) FROM ({found}) AS found")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user=_USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", "/dev/null", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        as_root = os.geteuid() == 0
        # The server refuses to run as root.
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            timeout=120,
            user="nobody" if as_root else None,
            group="nogroup" if as_root else None,
            extra_groups=[] if as_root else None,
        )


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that runs meanwhile.

    Raises
    ------
    FileNotFoundError
        When PostgreSQL is not installed.
    """
    programs = _programs()
    if programs is None:
        raise FileNotFoundError(MISSING)
    # The name of a socket has 107 characters at most, so the folder is no deeper.
    with tempfile.TemporaryDirectory(prefix="chainrule-pg-", dir="/tmp") as name:
        server = PostgresServer(programs, Path(name))
        if os.geteuid() == 0:
            shutil.chown(name, "nobody", "nogroup")
        server._run("initdb", "-D", f"{name}/data", "-U", _USER, "-A", "trust", "-N")
        with (server.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"unix_socket_directories = '{name}'\nlisten_addresses = ''\n")
        server.start()
        try:
            yield server
        finally:
            server.stop()
