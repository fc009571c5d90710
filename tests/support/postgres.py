"""One PostgreSQL for all processes of a test run, and databases in it made from one migrated template."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from adapters.pgserver.folder import folder_for
from adapters.pgserver.running import running
from adapters.pgserver.server import Server
from adapters.postgres.append_only import as_owner, role_of

HASTY: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "400"}
"""Room for the houses and workers of two test processes. Nothing here has to survive a power cut; what is about crashes
starts a server of its own, without these."""

OLDEST: Final = 15

RUNS: Final = 20_417
"""Class of the advisory locks by which the processes of a run show that they live; the other half is the run's hash."""


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The server of TEST_DATABASE_URL where that is set, else one of our own over this folder."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        with psycopg.connect(url) as connection:
            found = connection.info.server_version // 10_000
        if found < OLDEST:
            raise RuntimeError(f"TEST_DATABASE_URL names PostgreSQL {found}; the tests need {OLDEST} or newer.")
        yield url
    else:
        with running(folder_for(folder), settings=HASTY) as url:
            yield url


def stop_left_over(folder: Path) -> None:
    """Stop the server over this folder when the last process that used it was killed; others' servers stay."""
    folder = folder_for(folder)
    if (folder / "data" / "postmaster.pid").exists():
        with running(folder):
            pass


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that every account can reach, with a path short enough for sockets; gone in the end, servers too."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="tixgenius-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for left in folder.rglob("postmaster.pid"):
            Server.over(left.parent).stop()
        shutil.rmtree(folder)


class Databases:
    """The databases of one test run. Those that killed runs left are dropped by the next."""

    def __init__(self, server_url: str, run: str) -> None:
        self._url = server_url
        self._prefix = f"test_{run}_"
        self._server = as_owner(server_url, autocommit=True)
        self._do("SELECT pg_advisory_lock_shared(%s, hashtext(%s))", RUNS, self._prefix)

    def close(self) -> None:
        """Leave the run; the last process to do so drops what is left of it."""
        self._do("SELECT pg_advisory_unlock_shared(%s, hashtext(%s))", RUNS, self._prefix)
        self._drop_all_of(self._prefix)
        self._server.close()

    def create(self, name: str | None = None) -> str:
        """URL of a new database with the newest schema and no data."""
        template = self._template()
        name = f"{self._prefix}{name or uuid4().hex}"
        self._server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        self._take_role_in(name)
        return self.url_of(name)

    def create_empty(self) -> str:
        """URL of a new database without any schema."""
        name = f"{self._prefix}{uuid4().hex}"
        self._server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return self.url_of(name)

    def drop(self, url: str) -> None:
        name = urlsplit(url).path.removeprefix("/")
        self._server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def url_of(self, name: str) -> str:
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    def _take_role_in(self, name: str) -> None:
        """As `migrate` does it: what a login takes in a database is not copied with it."""
        role = Identifier(role_of(self._server.info.user))
        self._server.execute(SQL("ALTER ROLE CURRENT_USER IN DATABASE {} SET role = {}").format(Identifier(name), role))

    def _template(self) -> str:
        """Migrate once in a run; the other processes wait for it and copy."""
        from adapters.postgres.migrate import upgrade  # noqa: PLC0415 - tests of the server alone do without

        name = f"{self._prefix}template"
        self._do("SELECT pg_advisory_lock(%s, 0)", RUNS)
        try:
            if not self._do("SELECT FROM pg_database WHERE datname = %s", name).rowcount:
                self._drop_left_over()
                making = f"{name}_making"
                self.drop(self.url_of(making))
                self._server.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
                upgrade(self.url_of(making))
                self._server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(name)))
        finally:
            self._do("SELECT pg_advisory_unlock(%s, 0)", RUNS)
        return name

    def _drop_left_over(self) -> None:
        found = self._do("SELECT DISTINCT substring(datname FROM '^test_[^_]+_') FROM pg_database").fetchall()
        for (prefix,) in found:
            if prefix not in {None, self._prefix}:
                self._drop_all_of(prefix)

    def _drop_all_of(self, prefix: str) -> None:
        """Unless a process of that run lives."""
        locked = self._do("SELECT pg_try_advisory_lock(%s, hashtext(%s))", RUNS, prefix).fetchone()
        if locked == (True,):
            for (name,) in self._do(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", prefix
            ).fetchall():
                self.drop(self.url_of(name))
            self._do("SELECT pg_advisory_unlock(%s, hashtext(%s))", RUNS, prefix)

    def _do(self, statement: str, *values: object) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._server.execute(statement.encode(), values)


def empty(database_url: str) -> None:
    """Delete all rows but the schema's version, past every trigger and key that forbids it. Sequences go on counting.

    Six times quicker than TRUNCATE (6 ms) on tables as small as these.
    """
    with as_owner(database_url) as connection:
        connection.execute("SET lock_timeout = '10s'")  # a test left a connection open within a transaction
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        connection.execute(SQL("; ").join(SQL("DELETE FROM {}").format(Identifier(name)) for (name,) in tables))
