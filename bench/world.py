"""What every stack stands on: one database with the house's own schema, and one access token."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from adapters.jwt.key_ring import JwtKeyRing
from adapters.jwt.tokens import JwtAccessTokens
from adapters.pgserver.folder import folder_for
from adapters.pgserver.running import running
from adapters.postgres import migrate
from adapters.postgres.append_only import as_owner
from adapters.system.clock import SystemClock
from bench.paths import DATA, HERE
from bench.stacks import LOAD_CORE
from bench.usage import tree
from domain.identity.signing_key import KeyPolicy, SigningKey, SigningKeys
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import SessionId, SigningKeyId, UserId

TICKETS: Final = 200_000
ISSUER: Final = "tixgenius"
AUDIENCE: Final = "tixgenius"
DAY: Final = timedelta(days=1)

SERVER_SETTINGS: Final = {
    "max_connections": "300",  # every stack keeps its pool while the others are measured
    "shared_buffers": "1GB",  # the disk is nobody's merit, nor is synchronous_commit=on
    "synchronous_commit": "off",
    "autovacuum": "off",  # it would fall on whoever happens to be measured
}
POOL: Final = 10
"""Connections of each stack, opened at its start and kept."""


@dataclass(frozen=True, slots=True)
class World:
    """`tickets` are ids of tickets to ask for; `postmaster` is the pid of the database server.

    The house signs by `key`, of which `secret` is one half; the others are told what comes of both.
    """

    database_url: str
    postmaster: int
    secret: str
    key: SigningKey
    agent_id: UUID
    tickets: tuple[str, ...]

    def token(self, *, secret: str | None = None, audience: str = AUDIENCE, lifetime: timedelta = DAY) -> str:
        """An access token of the agent, as the house itself issues it."""
        clock, ring = SystemClock(), self._ring(secret or self.secret, lifetime)
        issuing = JwtAccessTokens(ring=ring, issuer=ISSUER, audience=audience, lifetime=lifetime, clock=clock)
        now = clock.now()
        return issuing.issue(
            User(
                id=UserId(self.agent_id),
                email="agent@example.com",
                password_hash=None,
                role=Role.AGENT,
                created_at=now,
                updated_at=now,
            ),
            SessionId(self.agent_id),
        )

    def _ring(self, secret: str, lifetime: timedelta = DAY) -> JwtKeyRing:
        ring = JwtKeyRing(secret=secret, algorithm="HS256")
        ring.hold(SigningKeys.of([self.key], KeyPolicy(lifetime)))
        return ring

    @property
    def of_the_house(self) -> Mapping[str, str]:
        """What is told to ours alone."""
        return {
            "JWT_SECRET": self.secret,
            "CURSOR_SECRET": self.secret[::-1],
            "DATA_SECRET": self.secret.swapcase(),
            "ACCESS_TOKEN_MINUTES": str(DAY.total_seconds() / 60),
        }

    @property
    def environment(self) -> Mapping[str, str]:
        """What a stack is told; the names beginning with PG are those that drivers know."""
        place = psycopg.conninfo.conninfo_to_dict(self.database_url)
        return {
            "DATABASE_URL": self.database_url,
            "PGHOST": str(place["host"]),
            "PGPORT": str(place["port"]),
            "PGUSER": str(place["user"]),
            "PGDATABASE": str(place["dbname"]),
            "PGTZ": "UTC",
            "POOL": str(POOL),
            "JWT_SECRET": self._ring(self.secret).signing().signs_by.decode(),
            "JWT_ISSUER": ISSUER,
            "JWT_AUDIENCE": AUDIENCE,
        }


@contextmanager
def world(tickets: int = TICKETS) -> Iterator[World]:
    """A fresh copy of the sample data, which is made once and kept."""
    folder = folder_for(DATA / "postgres")
    with running(folder, settings=SERVER_SETTINGS) as url:
        template = _template(url, tickets)
        fresh = _at(url, "bench")
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(SQL("DROP DATABASE IF EXISTS bench WITH (FORCE)"))
            copy = SQL("CREATE DATABASE bench TEMPLATE {} STRATEGY file_copy")
            server.execute(copy.format(Identifier(template)))
        with psycopg.connect(fresh) as database:
            # The house asks for a number; Prisma and Django take it from the column.
            database.execute("ALTER TABLE tickets ALTER number SET DEFAULT nextval('ticket_number')")
            key = _signing_key(database)
            agent = _rows(database, "SELECT id FROM users WHERE role = 'agent' ORDER BY id LIMIT 1")[0][0]
            every = max(1, tickets // 1000)
            asked = _rows(database, "SELECT id::text FROM tickets WHERE number %% %s = 0 ORDER BY md5(id::text)", every)
        postmaster = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        _keep_on_load_core(postmaster)
        yield World(
            database_url=fresh,
            postmaster=postmaster,
            secret=secrets.token_urlsafe(48),
            key=key,
            agent_id=agent,
            tickets=tuple(ticket_id for (ticket_id,) in asked),
        )


def _signing_key(database: psycopg.Connection[Any]) -> SigningKey:
    """A key that has signed for a while, as the house finds it."""
    born = datetime.now(UTC) - DAY
    key = SigningKey(id=SigningKeyId(uuid4()), salt=secrets.token_urlsafe(32), created_at=born, signs_from=born)
    values = (key.id, key.salt, key.created_at, key.signs_from)
    database.execute("INSERT INTO signing_keys (id, salt, created_at, signs_from) VALUES (%s, %s, %s, %s)", values)
    return key


def _keep_on_load_core(postmaster: int) -> None:
    """The postmaster first: what it starts from then on stays there too. Others may end while they are looked at."""
    os.sched_setaffinity(postmaster, {LOAD_CORE})
    for pid in tree(postmaster):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(pid, {LOAD_CORE})


def _template(url: str, tickets: int) -> str:
    """The name of a database with the newest schema and so many tickets; a killed run leaves no half of it."""
    content = (HERE / "world.sql").read_text()
    name = f"world_{tickets}_{sha256(f'{content}{migrate.head()}'.encode()).hexdigest()[:10]}"
    with psycopg.connect(url, autocommit=True) as server:
        if server.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).rowcount:
            return name
        print(f"Making {tickets:,} tickets, once.", flush=True)
        server.execute(SQL("DROP DATABASE IF EXISTS making WITH (FORCE)"))
        server.execute(SQL("CREATE DATABASE making"))
        making = _at(url, "making")
        migrate.upgrade(making)
        with as_owner(making, autocommit=True) as database:
            database.execute("SELECT set_config('bench.tickets', %s, false)", (str(tickets),))
            database.execute(content.encode())
            database.execute("VACUUM (FREEZE, ANALYZE)")
        server.execute(SQL("ALTER DATABASE making RENAME TO {}").format(Identifier(name)))
    return name


def remove_tickets(database: psycopg.Connection[Any], which: str, *values: object) -> None:
    """With all that is known of what happened, which the house itself never deletes, and all that waits to be told."""
    database.execute("TRUNCATE procrastinate_jobs CASCADE")
    database.execute("SET session_replication_role = replica")
    database.execute("DELETE FROM events")
    database.execute(f"DELETE FROM tickets WHERE {which}".encode(), values)
    database.execute("RESET session_replication_role")


def forget_new_tickets(database_url: str) -> None:
    """Take away what was opened since the copy was made, so that every round meets the same table."""
    with psycopg.connect(database_url, autocommit=True) as database:
        remove_tickets(database, "number > %s", TICKETS)
        database.execute("VACUUM (ANALYZE) tickets, events")
        database.execute("CHECKPOINT")


def _rows(database: psycopg.Connection[Any], query: str, *values: object) -> list[tuple[Any, ...]]:
    return database.execute(query.encode(), values or None).fetchall()


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
