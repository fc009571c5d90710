"""The migrations make what `tables` says, down as well as up, whoever else is migrating."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from sqlalchemy.dialects.postgresql import ENUM

from adapters.postgres import migrate
from adapters.postgres.append_only import as_owner
from adapters.postgres.tables import metadata

LEFT_BEHIND = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic%'
    UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE '%alembic%'
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def enums() -> Iterator[ENUM]:
    return (column.type for table in metadata.tables.values() for column in table.c if isinstance(column.type, ENUM))


def test_the_migrations_make_what_the_tables_say(fresh_database_url: str) -> None:
    assert migrate.drift(fresh_database_url) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE tickets ADD COLUMN planted text",
        "ALTER TABLE comments ALTER COLUMN is_internal DROP NOT NULL",
        "ALTER TABLE teams DROP CONSTRAINT teams_lead_id_fkey",
        "DROP INDEX assignments_one_active_idx",
        "ALTER TABLE events ALTER COLUMN transaction DROP DEFAULT",
        "ALTER TABLE users ALTER COLUMN version TYPE bigint",
    ],
)
def test_a_planted_difference_is_seen(fresh_database_url: str, change: str) -> None:
    with as_owner(fresh_database_url) as connection:
        connection.execute(change.encode())
    assert len(migrate.drift(fresh_database_url)) == 1


def test_enums_have_the_members_of_the_domain_in_its_order(database_url: str, enums: Iterator[ENUM]) -> None:
    stored = dict(
        rows(
            database_url,
            "SELECT typname, array_agg(enumlabel::text ORDER BY enumsortorder)"
            " FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname",
        )
    )
    for enum in enums:
        assert stored[enum.name] == enum.enums


def test_down_leaves_nothing_and_up_again_all(fresh_database_url: str) -> None:
    migrate.downgrade(fresh_database_url, "base")
    assert migrate.current(fresh_database_url) is None
    assert rows(fresh_database_url, LEFT_BEHIND) == []
    migrate.upgrade(fresh_database_url)
    assert migrate.current(fresh_database_url) == migrate.head()
    assert migrate.drift(fresh_database_url) == []


def test_of_two_at_once_one_waits(empty_database_url: str) -> None:
    together = Barrier(2)

    def start(_: int) -> None:
        together.wait()
        migrate.upgrade(empty_database_url)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(start, range(2)))
    assert migrate.current(empty_database_url) == migrate.head()


def test_waiting_ends_some_time(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PATIENCE", 0.3)
    with psycopg.connect(fresh_database_url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK])
        with pytest.raises(TimeoutError, match="Another process"):
            migrate.upgrade(fresh_database_url)
