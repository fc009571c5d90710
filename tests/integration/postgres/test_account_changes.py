"""Changes to accounts are told by the database, heard by whoever listens, and end what was remembered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from adapters.postgres.connection import Connection
from adapters.postgres.identity import listening
from adapters.postgres.identity.accounts import PostgresAccountStates
from adapters.postgres.identity.changes import SERVER, SNAPSHOT, AccountChanges
from adapters.postgres.identity.listening import follow
from adapters.postgres.identity.recent import States
from adapters.postgres.identity.shared import SharedAccountStates
from adapters.postgres.pool import Pool
from adapters.postgres.shelf import postgres_shelf
from adapters.postgres.tables import sessions, users
from adapters.system.ids import UuidIds
from application.identity.ports import AccountState, ApiKeyState
from application.shelf import Shelf
from domain.identity.session import SessionEnd
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import MONDAY, a_session, a_team, a_user, an_api_key, first_session
from tests.support.doubles import MemoryCache
from tests.support.patience import until
from tests.support.shelves import stock

Database = AsyncConnection[TupleRow]

LONG = timedelta(hours=1)
OTHERWISE = {
    "role": "'viewer'",
    "team_id": "(SELECT id FROM teams LIMIT 1)",
    "is_active": "false",
    "access_version": "access_version + 1",
    "second_factor_at": "now()",
    "expires_at": "expires_at - interval '1 day'",
    "user_id": "(SELECT id FROM users WHERE id <> user_id LIMIT 1)",
    "digest": "'other'",
    "scopes": "'[]'",
}
"""Another value for each column that the states of accounts and keys are read from."""


_COLUMNS = {"has_second_factor": "second_factor_at"}
"""Of fields that are called otherwise."""


async def differs(states: States[Any], id: UUID, before: object) -> bool:
    return await states.of(id) != before


@asynccontextmanager
async def followed(url: str, changes: AccountChanges) -> AsyncIterator[None]:
    listener = asyncio.create_task(follow(url, changes))
    try:
        await until(lambda: changes.are_heard)
        yield
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


async def heard(database: Database, statement: SQL | Any) -> list[str]:
    """What is told of a statement, and of whom."""
    await database.execute("LISTEN account_changed")
    await database.execute(statement)
    return [told.payload.split(" ")[0] async for told in database.notifies(timeout=0.05)]


@pytest.fixture
async def user(shelf: Shelf) -> User:
    user = a_user(role=Role.AGENT)
    await stock(shelf, a_team(), user, a_user(), first_session(user))
    return user


class TestDatabase:
    @pytest.mark.parametrize("field", AccountState.__struct_fields__)
    async def test_tells_of_whatever_an_account_state_says(self, field: str, user: User, database: Database) -> None:
        """A field that comes from elsewhere needs a trigger there."""
        of_session = field == "user_id" or field.startswith("session_")
        table, column = (sessions if of_session else users), _COLUMNS.get(field, field.removeprefix("session_"))
        change = SQL("UPDATE {} SET {} = {} WHERE id = '{}'").format(
            Identifier(table.name), Identifier(column), SQL(OTHERWISE[column]), SQL(str(user.id))
        )
        assert await heard(database, change) == [str(user.id)]

    @pytest.mark.parametrize("field", ApiKeyState.__struct_fields__)
    async def test_tells_of_whatever_a_key_state_says(
        self, field: str, shelf: Shelf, user: User, database: Database
    ) -> None:
        key = an_api_key(user_id=user.id)
        await stock(shelf, key)
        of_key = field in {"user_id", "digest", "scopes", "expires_at"}
        table, changed = ("api_keys", key.id) if of_key else ("users", user.id)
        column = _COLUMNS.get(field, field)
        change = SQL("UPDATE {} SET {} = {} WHERE id = '{}'").format(
            Identifier(table), Identifier(column), SQL(OTHERWISE[column]), SQL(str(changed))
        )
        assert await heard(database, change) == [str(changed)]

    async def test_tells_of_the_end_of_a_key_and_not_of_its_use(
        self, shelf: Shelf, user: User, database: Database
    ) -> None:
        key = an_api_key(user_id=user.id)
        await stock(shelf, key)
        assert await heard(database, SQL("UPDATE api_keys SET last_used_at = now(), name = 'other'")) == []
        assert await heard(database, SQL("DELETE FROM api_keys")) == [str(key.id)]

    async def test_tells_of_the_end_of_a_session_and_of_its_removal(self, user: User, database: Database) -> None:
        assert await heard(database, SQL("UPDATE sessions SET ended_at = now()")) == [str(user.id)]
        assert await heard(database, SQL("UPDATE sessions SET ended_at = NULL")) == [str(user.id)]
        assert await heard(database, SQL("DELETE FROM sessions")) == [str(user.id)]

    @pytest.mark.parametrize(
        "harmless",
        [
            "UPDATE users SET last_login_at = now(), last_name = 'Other', version = version + 1, updated_at = now()",
            "UPDATE users SET role = role, is_active = is_active",
            "UPDATE sessions SET counter = counter + 1, last_used_at = now(), ip = '::1'",
            "BEGIN; UPDATE users SET is_active = false; ROLLBACK",
        ],
    )
    @pytest.mark.usefixtures("user")
    async def test_tells_of_nothing_else(self, harmless: str, database: Database) -> None:
        assert await heard(database, SQL(harmless)) == []

    @pytest.mark.usefixtures("user")
    async def test_tells_nothing_of_expired_sessions_that_are_swept(self, database: Database) -> None:
        await database.execute("UPDATE sessions SET expires_at = '2020-01-01'")
        assert await heard(database, SQL("DELETE FROM sessions")) == []


class TestListener:
    async def test_ends_what_is_remembered_at_once(self, pool: Pool, clean_database: str, user: User) -> None:
        changes = AccountChanges()
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset(), account_staleness=LONG, changes=changes)
        async with followed(clean_database, changes):
            before = await shelf.accounts.of(user.id)
            async with shelf.identity_work() as work:
                session = await work.sessions.find(first_session(user).id)
                assert session
                await work.sessions.save(*session.end(SessionEnd.LOGGED_OUT, at=MONDAY))
            await until(lambda: differs(shelf.accounts, user.id, before), within=2)
            assert await shelf.accounts.of(user.id) is None

    async def test_ends_what_is_remembered_of_a_key(
        self, pool: Pool, clean_database: str, user: User, database: Database
    ) -> None:
        changes = AccountChanges()
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset(), account_staleness=LONG, changes=changes)
        key = an_api_key(user_id=user.id)
        await stock(shelf, key)
        async with followed(clean_database, changes):
            before = await shelf.api_key_states.of(key.id)
            assert before
            await database.execute("UPDATE users SET role = 'viewer'")
            await until(lambda: differs(shelf.api_key_states, key.id, before), within=2)
            before = await shelf.api_key_states.of(key.id)
            await database.execute("DELETE FROM api_keys")
            await until(lambda: differs(shelf.api_key_states, key.id, before), within=2)

    async def test_ends_all_sessions_of_a_user_who_changed_by_hand(
        self, pool: Pool, clean_database: str, user: User, database: Database
    ) -> None:
        changes = AccountChanges()
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset(), account_staleness=LONG, changes=changes)
        async with followed(clean_database, changes):
            before = await shelf.accounts.of(user.id)
            await database.execute("UPDATE users SET role = 'viewer'")
            await until(lambda: differs(shelf.accounts, user.id, before), within=2)

    async def test_comes_back_by_itself_and_has_everything_forgotten(
        self, clean_database: str, user: User, database: Database
    ) -> None:
        changes = AccountChanges()
        told: list[UUID | None] = []
        changes.tell(told.append)
        async with followed(clean_database, changes):
            assert told == [None]
            await database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tixgenius listener'"
                " AND datname = current_database()"
            )
            await until(lambda: len(told) == 2)
            assert told == [None, None]
            await database.execute("UPDATE users SET role = 'viewer' WHERE id = %s", [user.id])
            await until(lambda: told[2:] == [user.id])

    async def test_leaves_no_connection_behind(self, clean_database: str, database: Database) -> None:
        async def nobody() -> bool:
            found = await database.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tixgenius listener'"
                " AND datname = current_database()"
            )
            row = await found.fetchone()
            return row == (0,)

        async with followed(clean_database, AccountChanges()):
            assert not await nobody()
        await until(nobody)

    async def test_is_not_believed_where_nothing_can_be_heard(
        self, clean_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A pooler gives its own number for the connection, and lends whichever server connection is free."""
        changes = AccountChanges()
        monkeypatch.setattr(listening, "_WHERE", f"SELECT 0, {SERVER}, {SNAPSHOT}")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), followed(clean_database, changes):
                pass
        assert "a pooler stands before the database" in caplog.text

    async def test_tries_on_where_there_is_no_database_and_says_so_once(self, caplog: pytest.LogCaptureFixture) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), followed("postgresql://nobody@127.0.0.1:1/none", AccountChanges()):
                pass
        said = [record.levelname for record in caplog.records if "Not told of changes" in record.message]
        assert said.count("WARNING") == 1

    async def test_is_not_believed_while_the_server_hangs(
        self, clean_database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changes = AccountChanges()
        async with followed(clean_database, changes):
            silence = asyncio.Event()
            usual = Connection.rows

            async def rows(connection: Connection, *asked: Any) -> Any:
                await silence.wait()
                return await usual(connection, *asked)

            monkeypatch.setattr(Connection, "rows", rows)
            await until(lambda: not changes.are_heard, within=2)
            silence.set()
            await until(lambda: changes.are_heard, within=2)


class TestShared:
    @pytest.fixture
    def cache(self) -> MemoryCache:
        return MemoryCache()

    @pytest.fixture
    async def process(self, pool: Pool, clean_database: str, cache: MemoryCache) -> AsyncIterator[Callable[..., Any]]:
        """Makes processes that share a cache and listen."""
        states, listeners = PostgresAccountStates(pool), []

        async def process() -> SharedAccountStates:
            changes = AccountChanges()
            listeners.append(asyncio.create_task(follow(clean_database, changes)))
            await until(lambda: changes.are_heard)
            return SharedAccountStates(states, cache, changes, keep=LONG)

        yield process
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)

    async def test_what_one_has_read_the_others_need_not(
        self, process: Any, user: User, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = await process(), await process()
        state = await one.of(user.id)
        monkeypatch.setattr(PostgresAccountStates, "read", None)
        assert state
        assert await other.of(user.id) == state
        assert len(cache.kept) == 1

    async def test_what_has_changed_is_read_anew(self, process: Any, user: User, database: Database) -> None:
        one, other = await process(), await process()
        before = await one.of(user.id)
        await database.execute("UPDATE users SET role = 'viewer'")
        await until(lambda: differs(one, user.id, before), within=2)
        await until(lambda: differs(other, user.id, before), within=2)

    async def test_a_slow_reader_gives_nobody_what_it_read_before_a_change(
        self, process: Any, shelf: Shelf, user: User, cache: MemoryCache, database: Database
    ) -> None:
        """It asked before the change, and comes to keep the answer when everybody has heard of it, however late."""
        session = a_session(user_id=user.id)
        await stock(shelf, session)
        one, other = await process(), await process()
        old = await one.of(session.id)
        [(key, stale)] = cache.kept.items()
        await database.execute("UPDATE users SET role = 'viewer'")
        await until(lambda: differs(one, session.id, old), within=2)
        await until(lambda: differs(other, session.id, old), within=2)
        cache.kept[key] = stale
        assert (await one.of(session.id)).role == (await other.of(session.id)).role == Role.VIEWER

    async def test_who_comes_later_believes_nothing_from_before(
        self, process: Any, user: User, cache: MemoryCache, database: Database
    ) -> None:
        """Nobody was there to hear of the change."""
        await (await process()).of(user.id)
        [(key, stale)] = cache.kept.items()
        await database.execute("UPDATE users SET role = 'viewer'")
        later = await process()
        cache.kept[key] = stale
        assert (await later.of(user.id)).role == Role.VIEWER

    async def test_nobody_asks_a_cache_without_listening(self, pool: Pool, user: User, cache: MemoryCache) -> None:
        shared = SharedAccountStates(PostgresAccountStates(pool), cache, AccountChanges(), keep=LONG)
        assert await shared.of(user.id)
        assert (cache.asked, cache.kept) == ([], {})

    async def test_one_session_is_not_taken_for_another(
        self, process: Any, shelf: Shelf, user: User, cache: MemoryCache
    ) -> None:
        admin = a_user(role=Role.ADMIN)
        await stock(shelf, admin, first_session(admin))
        one = await process()
        await one.of(admin.id)
        [(key, of_admin)] = cache.kept.items()
        cache.kept[key.replace(str(admin.id), str(user.id))] = of_admin
        assert (await one.of(user.id)).user_id == user.id

    @pytest.mark.parametrize("nonsense", [b"", b"\xff", b"\x80", b"null", b"\xc1" * 1_000])
    async def test_nonsense_is_read_anew(self, process: Any, user: User, cache: MemoryCache, nonsense: bytes) -> None:
        one = await process()
        state = await one.of(user.id)
        [key] = cache.kept
        cache.kept[key] = nonsense
        assert await one.of(user.id) == state
        assert cache.kept[key] != nonsense

    async def test_those_who_have_gone_are_gone(self, process: Any, user: User, database: Database) -> None:
        one = await process()
        before = await one.of(user.id)
        await database.execute("UPDATE sessions SET ended_at = now()")
        await until(lambda: differs(one, user.id, before), within=2)
        assert await one.of(user.id) is None
