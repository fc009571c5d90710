"""The schema, from revision to revision. Of several processes that start at once, one migrates and the others wait."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

from adapters.postgres import append_only
from adapters.postgres.tables import metadata

LOCK: Final = 7_449_303_851_229_164_034
"""Any number will do, as long as nothing else takes it."""

PATIENCE: Final = 600.0
"""Seconds to wait for another process that migrates."""

_PAUSE: Final = 0.2


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision, and the role of the house to what there is then."""
    with _alone(database_url) as connection:
        command.upgrade(_config(connection), revision)
        append_only.take(database_url)


def downgrade(database_url: str, revision: str) -> None:
    """Bring the schema down to a revision; `base` is none at all."""
    with _alone(database_url) as connection:
        command.downgrade(_config(connection), revision)
        append_only.take(database_url)


def current(database_url: str) -> str | None:
    """The revision the schema is at."""
    with _connected(database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def drift(database_url: str) -> list[Any]:
    """How the schema differs from `tables`, the job queue's own tables aside; empty when it does not."""
    with _connected(database_url) as connection:
        opts = {"include_object": _is_ours, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def _is_ours(_thing: object, name: str | None, *_: object) -> bool:
    return "procrastinate" not in (name or "")


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: append_only.as_owner(database_url), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


@contextmanager
def _alone(database_url: str) -> Iterator[Connection]:
    """A connection that holds the lock of the schema; it goes with the connection, however that ends.

    Asked for again and again rather than waited for in the server: whoever waits there holds a snapshot,
    and an index that the other builds concurrently would wait for it.
    """
    with _connected(database_url) as connection:
        deadline = time.monotonic() + PATIENCE
        while not _try_lock(connection):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Another process has been migrating the database for {PATIENCE:.0f} s.")
            time.sleep(_PAUSE)
        yield connection


def _try_lock(connection: Connection) -> bool:
    got = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}))
    connection.commit()
    return got


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
