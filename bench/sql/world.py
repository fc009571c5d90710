"""Databases of several sizes, made once by the server itself and kept; the newest migrations are always applied."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from adapters.pgserver.folder import folder_for
from adapters.pgserver.running import running
from adapters.postgres import migrate
from adapters.postgres.append_only import as_owner
from bench.paths import DATA, HERE

SIZES: Final = (10_000, 200_000, 2_000_000)
BIG: Final = (
    *("tickets", "comments", "assignments", "events", "notifications"),
    *("comment_revisions", "ticket_drafts", "ticket_watchers", "time_entries", "complaints", "ratings"),
    *("macros", "saved_views"),
)
"""Tables that grow with the number of tickets, or with what each of many people keeps."""

SETTINGS: Final = {
    "shared_buffers": "3GB",  # the disk is nobody's merit
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",  # what is filled in the transaction that emptied it is not logged
    "max_wal_senders": "0",
    "fsync": "off",  # a broken copy is made anew
    "autovacuum": "off",  # it would come between two measurements
}

_FOLDER: Final = HERE / "sql"
_CHANCE: Final = (_FOLDER / "chance.sql").read_text()
_PARTS: Final = [(_FOLDER / f"{name}.sql").read_text() for name in ("desk", "around", "beside")]


@contextmanager
def server() -> Iterator[str]:
    with running(folder_for(DATA / "sql"), settings=SETTINGS) as url:
        yield url


def database_of(url: str, tickets: int) -> str:
    """URL of the database with so many tickets; a killed run leaves no half of it."""
    name = f"desk_{tickets}_{sha256(''.join([_CHANCE, *_PARTS]).encode()).hexdigest()[:10]}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).rowcount:
            began = monotonic()
            making = f"making_{tickets}"
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(making)))
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
            fill(database_at(url, making), tickets)
            connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(name)))
            print(f"Made {tickets:,} tickets in {monotonic() - began:.0f} s, once.", flush=True)
    database = database_at(url, name)
    bring_up_to_date(database)
    return database


def bring_up_to_date(url: str) -> None:
    """Apply what migrations there are since, and look at what they left."""
    if migrate.current(url) != migrate.head():
        migrate.upgrade(url)
        _run(url, ["VACUUM (ANALYZE)"])


def fill(url: str, tickets: int) -> None:
    """Migrate a database and fill it. Indexes are built when the rows are there, as the migrations define them."""
    migrate.upgrade(url)
    with as_owner(url, autocommit=True) as connection:
        indexes = connection.execute(
            "SELECT indexdef, tablename, indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY (%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexdef LIKE '%%gin (search%%' DESC",
            (list(BIG),),
        ).fetchall()
        for _, _, name in indexes:
            connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
        connection.execute(_CHANCE.encode())
    with ThreadPoolExecutor(2) as two:
        loads = [["SET session_replication_role = replica", f"SET bench.tickets = {tickets}", part] for part in _PARTS]
        list(two.map(lambda commands: _run(url, commands), loads))
        list(two.map(lambda index: _run(url, [index[0]]), indexes))
    _run(url, ["DROP SCHEMA bench CASCADE", "VACUUM (FREEZE, ANALYZE)"])


def database_at(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _run(url: str, commands: Sequence[str]) -> None:
    with as_owner(url, autocommit=True) as connection:
        for command in commands:
            connection.execute(command.encode())
