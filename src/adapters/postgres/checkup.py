"""What somebody who looks after the database wants to know of it at a glance."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import psycopg
from psycopg import pq
from psycopg.sql import SQL, Identifier

from adapters.postgres.append_only import APPENDED, apart, role_of
from adapters.postgres.failures import refusals
from adapters.postgres.pool import OLDEST_SERVER

JOBS: Final = """
    SELECT count(*) FILTER (WHERE status = 'todo'),
           count(*) FILTER (WHERE status = 'failed'),
           greatest(0, coalesce(extract(epoch FROM max(now() - coalesce(scheduled_at, deferred.at))
                                                   FILTER (WHERE status = 'todo')), 0))
    FROM procrastinate_jobs job
    LEFT JOIN LATERAL (
        SELECT max(at) AS at FROM procrastinate_events
        WHERE job_id = job.id AND type IN ('deferred', 'deferred_for_retry')
    ) deferred ON status = 'todo'
"""

RECORD: Final = """
    SELECT current_user::text, session_user::text,
           bool_or(has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE') OR pg_has_role(relowner, 'USAGE'))
    FROM unnest(%s::text[]) AS name JOIN pg_class ON oid = to_regclass(name)
"""
"""Who owns a table needs no right on it to take its triggers off."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """`clock_ahead` is how many seconds the server's clock is ahead of ours."""

    version: str
    is_new_enough: bool
    clock_ahead: float


def check_up(database_url: str, *, within: int = 5) -> Checkup:
    """Ask the server. Unavailable when it does not answer within so many seconds."""
    with refusals(), psycopg.connect(database_url, connect_timeout=within, autocommit=True) as connection:
        asked = datetime.now(UTC)
        row = connection.execute("SELECT clock_timestamp(), current_setting('server_version')").fetchone()
        answered = datetime.now(UTC)
        is_new_enough = connection.info.server_version >= OLDEST_SERVER * 10_000
    assert row is not None  # noqa: S101 - a SELECT without FROM has one row
    halfway = asked + (answered - asked) / 2
    return Checkup(version=row[1], is_new_enough=is_new_enough, clock_ahead=(row[0] - halfway).total_seconds())


@dataclass(frozen=True, slots=True)
class Jobs:
    """`overdue` is how many seconds the job that waits longest is late; zero when none is."""

    waiting: int
    failed: int
    overdue: float


def count_jobs(database_url: str) -> Jobs:
    with refusals(), psycopg.connect(database_url, connect_timeout=5, autocommit=True) as connection:
        row = connection.execute(JOBS).fetchone()
    assert row is not None  # noqa: S101 - aggregates have one row
    return Jobs(waiting=row[0], failed=row[1], overdue=float(row[2]))


def signing_since(database_url: str) -> datetime | None:
    """Since when the key has signed that signs now; None before the first."""
    with refusals(), psycopg.connect(database_url, connect_timeout=5, autocommit=True) as connection:
        row = connection.execute("SELECT max(signs_from) FROM signing_keys WHERE signs_from <= now()").fetchone()
    assert row is not None  # noqa: S101 - aggregates have one row
    since: datetime | None = row[0]
    return since


@dataclass(frozen=True, slots=True)
class Record:
    """What the house is in the database as `user`: whether it may change the record of what happened, not add only.

    `cure` is what whoever may make roles has to say for its login to get one that may not.
    `instead` is the login that has been made for the house, so that this one is left to migrate.
    """

    user: str
    may_change: bool
    cure: str
    instead: str | None = None


def record(database_url: str) -> Record | None:
    """None before there is one."""
    with refusals(), psycopg.connect(database_url, connect_timeout=5, autocommit=True) as connection:
        row = connection.execute(RECORD, [list(APPENDED)]).fetchone()
        assert row is not None  # noqa: S101 - aggregates have one row
        user, login, may_change = row
        instead = apart(connection, login)
    if may_change is None:
        return None
    cure = SQL("CREATE ROLE {} ROLE {}").format(Identifier(role_of(login)), Identifier(login)).as_string()
    return Record(user=user, may_change=may_change, cure=cure, instead=instead)


def driver() -> str:
    """Which libpq wrapper psycopg runs on: `binary` and `c` are compiled, `python` is slow and refused by the house."""
    return pq.__impl__
