"""The role that the house takes by itself, and what becomes of logins that can take none."""

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from adapters.postgres import migrate
from adapters.postgres.append_only import as_owner, role_of, take
from adapters.postgres.checkup import Record, record
from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.audit.seal_events import SealEvents
from application.audit.verify_events import VerifyEvents
from domain.desk.events import TeamCreated
from entrypoints.cli.migrate import newest
from tests.support.builders import MONDAY, a_team
from tests.support.doubles import SteppingClock
from tests.support.postgres import Databases

REFUSED = (
    "UPDATE events SET name = 'x'",
    "DELETE FROM events",
    "TRUNCATE events",
    "UPDATE audit_seals SET digest = ''",
    "DELETE FROM audit_seals",
    "TRUNCATE audit_seals",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TABLE audit_seals",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE TABLE mine (number int)",
)
BY_RIGHTS = r"^(permission denied|must be owner)"
"""Rather than by a trigger, which has the same code."""

Admin = psycopg.Connection[tuple[Any, ...]]
Owner = Callable[[str], str]
"""Has a new login own the database, which may what is said besides; its URL."""


@pytest.fixture
def admin(empty_database_url: str) -> Iterator[Admin]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def login(admin: Admin) -> Iterator[str]:
    """Gone in the end with all that is its own."""
    name = f"login_{uuid4().hex}"
    yield name
    for role in (name, role_of(name)):
        if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
            admin.execute(SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(Identifier(role)))
            admin.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))
    for role in (role_of(name), name):
        admin.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role)))


@pytest.fixture
def owner(admin: Admin, empty_database_url: str, login: str) -> Owner:
    def give(attributes: LiteralString) -> str:
        make = SQL("CREATE ROLE {} LOGIN PASSWORD 'secret7' {}")
        admin.execute(make.format(Identifier(login), SQL(attributes)))
        give = SQL("ALTER DATABASE {} OWNER TO {}")
        admin.execute(give.format(Identifier(admin.info.dbname), Identifier(login)))
        return make_conninfo(empty_database_url, user=login, password="secret7")

    return give


def found(url: str) -> Record:
    there = record(url)
    assert there
    return there


class TestHouse:
    @pytest.fixture
    async def pool(self, empty_database_url: str) -> AsyncIterator[Pool]:
        migrate.upgrade(empty_database_url)
        async with open_pool(empty_database_url) as pool:
            yield pool

    async def test_adds_and_seals_and_changes_nothing(self, pool: Pool) -> None:
        def mac(content: bytes) -> bytes:
            return sha256(b"key" + content).digest()

        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset({TeamCreated.name}))
        team = a_team()
        async with shelf.desk_work() as work:
            await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))
        seen = await VerifyEvents(shelf.seals, SealEvents(shelf.audit_work, SteppingClock(), mac), mac)()
        assert (seen.events, seen.faults) == (1, ())
        for change in REFUSED:
            async with pool.connection() as connection:
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match=BY_RIGHTS):
                    await connection.execute(change.encode())

    async def test_is_put_back_into_the_role_by_what_poolers_do(self, pool: Pool) -> None:
        async with pool.connection() as connection:
            before = await (await connection.execute("SELECT current_user")).fetchone()
            await connection.execute("SET ROLE NONE")
            await connection.execute("DISCARD ALL")
            assert await (await connection.execute("SELECT current_user")).fetchone() == before

    async def test_may_use_what_a_later_revision_makes(self, pool: Pool, empty_database_url: str) -> None:
        """Before that has come to its end, too: a server goes on while others migrate."""
        with as_owner(empty_database_url) as migrating:
            migrating.execute("CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY, number int)")
        async with pool.connection() as connection:
            await connection.execute("INSERT INTO later (number) VALUES (1)")
            await connection.execute("DELETE FROM later")


class TestLogin:
    @pytest.mark.parametrize("attributes", ["CREATEROLE", "SUPERUSER"])
    def test_that_may_make_roles_takes_one(self, owner: Owner, login: str, attributes: LiteralString) -> None:
        url = owner(attributes)
        migrate.upgrade(url)
        assert (found(url).user, found(url).may_change) == (role_of(login), False)
        migrate.upgrade(url)
        assert found(url).user == role_of(login)
        migrate.downgrade(url, "base")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user::text").fetchone() == (login,)

    def test_that_may_not_says_so_and_takes_the_one_that_is_made_for_it(
        self,
        owner: Owner,
        login: str,
        admin: Admin,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        url = owner("")
        migrate.upgrade(url)
        cure = f'CREATE ROLE "{role_of(login)}" ROLE "{login}"'
        assert found(url) == Record(user=login, may_change=True, cure=cure)
        assert f"{login} does not take the role {role_of(login)}: permission denied to create role" in caplog.text
        admin.execute(cure.encode())
        migrate.upgrade(url)
        assert (found(url).user, found(url).may_change) == (role_of(login), False)

    def test_of_that_name_is_given_its_rights_by_the_owner(
        self, owner: Owner, login: str, admin: Admin, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The house then comes by a login of its own, which nothing leads back from to the owner."""
        url = owner("")
        admin.execute(SQL("CREATE ROLE {} LOGIN PASSWORD 'secret7'").format(Identifier(role_of(login))))
        migrate.upgrade(url)
        assert caplog.text == ""
        assert (found(url).user, found(url).may_change, found(url).instead) == (login, True, role_of(login))
        apart = make_conninfo(url, user=role_of(login))
        assert (found(apart).user, found(apart).may_change, found(apart).instead) == (role_of(login), False, None)
        with psycopg.connect(apart) as connection:
            connection.execute("DELETE FROM tickets")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied to set role"):
                connection.execute(SQL("SET ROLE {}").format(Identifier(login)))
        migrate.upgrade(apart)

    def test_that_migrates_for_one_of_the_house_is_warned_of_nothing(
        self,
        owner: Owner,
        login: str,
        admin: Admin,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", owner(""))
        admin.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role_of(login))))
        newest()
        assert capsys.readouterr().err == f"The schema is at {migrate.head()}, before at base.\n"

    def test_keeps_the_role_that_an_operator_gave_it(self, owner: Owner, login: str, admin: Admin) -> None:
        url = owner("")
        group = f"group_{uuid4().hex}"
        admin.execute(SQL("CREATE ROLE {} ROLE {}").format(Identifier(group), Identifier(login)))
        try:
            admin.execute(SQL("ALTER ROLE {} SET role = {}").format(Identifier(login), Identifier(group)))
            admin.execute(SQL("GRANT CREATE ON SCHEMA public TO {}").format(Identifier(group)))
            migrate.upgrade(url)
            assert (found(url).user, found(url).may_change) == (group, True)
        finally:
            admin.execute(SQL("DROP OWNED BY {} CASCADE").format(Identifier(group)))
            admin.execute(SQL("DROP ROLE {}").format(Identifier(group)))

    def test_does_not_take_one_that_would_not_find_the_tables(
        self, owner: Owner, login: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """As where the schema is named after the login, which is first on every search path."""
        url = owner("CREATEROLE")
        with psycopg.connect(url) as connection:
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(login)))
        migrate.upgrade(url)
        assert (found(url).user, found(url).may_change) == (login, True)
        assert "finds none of its tables" in caplog.text


class TestTake:
    def test_by_two_databases_at_once_makes_one_role(self, databases: Databases, admin: Admin, login: str) -> None:
        admin.execute(SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD 'secret7'").format(Identifier(login)))
        urls = [databases.create(), databases.create()]
        theirs = [make_conninfo(url, user=login, password="secret7") for url in urls]
        together = Barrier(2)

        def start(url: str) -> None:
            together.wait()
            take(url)

        try:
            with ThreadPoolExecutor(2) as threads:
                list(threads.map(start, theirs))
            assert [found(url).user for url in theirs] == [role_of(login)] * 2
        finally:
            for url in urls:
                databases.drop(url)

    @pytest.mark.parametrize(
        ("login", "role"), [("tix", "tix_app"), ("x" * 63, "x" * 59 + "_app"), ("ü" * 31, "ü" * 29 + "_app")]
    )
    def test_is_of_a_role_whose_name_is_not_cut_off(self, login: str, role: str) -> None:
        assert role_of(login) == role
