"""The house as a login that owns nothing and may add to the record only: no trigger can be switched off by it."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.audit.seal_events import SealEvents
from application.audit.verify_events import VerifyEvents
from domain.desk.events import TeamCreated
from tests.support.builders import MONDAY, a_team
from tests.support.doubles import SteppingClock

GRANTS = """
GRANT USAGE ON SCHEMA public TO {login};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {login};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {login};
REVOKE UPDATE, DELETE ON events, audit_seals FROM {login};
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {login};
"""
"""To be given again after each migration."""

REFUSED = (
    "UPDATE events SET name = 'x'",
    "DELETE FROM events",
    "TRUNCATE events",
    "DELETE FROM audit_seals",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TABLE audit_seals",
)


@pytest.fixture
def login(fresh_database_url: str) -> Iterator[str]:
    name = f"login_{uuid4().hex}"
    with psycopg.connect(fresh_database_url, autocommit=True) as owner:
        owner.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
        owner.execute(SQL(GRANTS).format(login=Identifier(name)))
        yield name
        owner.execute(SQL("DROP OWNED BY {}").format(Identifier(name)))
        owner.execute(SQL("DROP ROLE {}").format(Identifier(name)))


async def test_writes_and_seals_and_changes_nothing_that_was_recorded(fresh_database_url: str, login: str) -> None:
    url = psycopg.conninfo.make_conninfo(fresh_database_url, options=f"-c role={login}")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user::text").fetchone() == (login,)

    def mac(content: bytes) -> bytes:
        return sha256(b"key" + content).digest()

    with psycopg.connect(fresh_database_url, autocommit=True) as owner:
        set_role = SQL("ALTER ROLE CURRENT_USER IN DATABASE {} SET role = {}")
        owner.execute(set_role.format(Identifier(owner.info.dbname), Identifier(login)))
        try:
            async with open_pool(fresh_database_url) as pool:
                shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset({TeamCreated.name}))
                async with pool.connection() as mine:
                    answer = await mine.execute("SELECT current_user::text")
                    assert await answer.fetchone() == (login,)
                team = a_team()
                async with shelf.desk_work() as work:
                    await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))
                found = await VerifyEvents(shelf.seals, SealEvents(shelf.audit_work, SteppingClock(), mac), mac)()
                assert (found.events, found.faults) == (1, ())
        finally:
            owner.execute(
                SQL("ALTER ROLE CURRENT_USER IN DATABASE {} RESET role").format(Identifier(owner.info.dbname))
            )
    for change in REFUSED:
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change.encode())
