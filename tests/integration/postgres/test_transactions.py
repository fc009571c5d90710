"""A connection goes back to the pool clean, or not at all."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.sql import SQL
from sqlalchemy import func, literal, select

from adapters.pgserver.folder import folder_for
from adapters.pgserver.running import running
from adapters.postgres.pool import Pool, open_pool, ready
from adapters.postgres.sql import Statement
from adapters.postgres.transaction import InTransaction, look
from application.identity.queries import UserFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from domain.shared.errors import Unavailable
from tests.support.builders import a_user, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),))

SESSIONS = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tixgenius'"
"""The connections of the house, as the server sees them."""


@pytest.fixture
def clean_database(fresh_database_url: str) -> str:
    """One that nobody else is connected to: its sessions are counted."""
    return fresh_database_url


async def in_transaction(database: AsyncConnection[TupleRow]) -> int:
    rows = await database.execute(f"SELECT count(*) {SESSIONS} AND state <> 'idle'".encode())
    counted = await rows.fetchone()
    assert counted
    return int(counted[0])


async def sessions(database: AsyncConnection[TupleRow]) -> set[int]:
    rows = await database.execute(f"SELECT pid {SESSIONS}".encode())
    return {row[0] for row in await rows.fetchall()}


async def terminate(database: AsyncConnection[TupleRow]) -> None:
    """End the sessions of the house, and wait until they are gone."""
    await database.execute(f"SELECT pg_terminate_backend(pid, 5000) {SESSIONS}".encode())


async def users(shelf: Shelf) -> int:
    return (await shelf.users.list(ADMIN, UserFilter(), PAGE)).total


async def sleep_in_the_database(pool: Pool) -> None:
    async with InTransaction(pool) as transaction:
        await transaction.execute(SQL("SELECT pg_sleep(60)"))


async def read_for_long(pool: Pool) -> None:
    await look(pool, Statement(select(func.pg_sleep(60))))


async def wait_in_the_house(pool: Pool) -> None:
    async with InTransaction(pool) as transaction:
        await transaction.execute(SQL("CREATE TEMP TABLE left_behind (number int) ON COMMIT DROP"))
        await asyncio.sleep(60)


class TestCancellation:
    @pytest.mark.parametrize("busy", [sleep_in_the_database, read_for_long, wait_in_the_house])
    async def test_leaves_no_transaction_and_no_connection_behind(
        self,
        pool: Pool,
        shelf: Shelf,
        database: AsyncConnection[TupleRow],
        busy: Callable[[Pool], Awaitable[None]],
    ) -> None:
        before = await sessions(database)
        for _ in range(2):
            tasks = [asyncio.ensure_future(busy(pool)) for _ in range(pool.max_size)]
            await asyncio.sleep(0.2)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(end, asyncio.CancelledError) for end in ended)
        assert await asyncio.gather(*(users(shelf) for _ in range(10))) == [0] * 10
        assert await in_transaction(database) == 0
        assert before.isdisjoint(await sessions(database)), "A connection that was cancelled was used again."

    async def test_stores_nothing(self, shelf: Shelf) -> None:
        async def store_and_wait() -> None:
            async with shelf.identity_work() as work:
                await work.users.save(a_user())
                await asyncio.sleep(60)

        task = asyncio.ensure_future(store_and_wait())
        await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await users(shelf) == 0


class TestLostConnections:
    async def test_readers_and_writers_do_not_notice(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        await asyncio.gather(*(users(shelf) for _ in range(10)))
        await terminate(database)
        assert await users(shelf) == 0
        await terminate(database)
        await stock(shelf, a_user())
        assert await users(shelf) == 1
        await terminate(database)
        await stock(shelf, a_user(), a_user())
        assert await users(shelf) == 3

    async def test_a_work_that_loses_its_connection_is_refused_and_stores_nothing(
        self, shelf: Shelf, database: AsyncConnection[TupleRow]
    ) -> None:
        async def lose_it() -> None:
            async with shelf.identity_work() as work:
                await work.users.save(a_user())
                await work.users.save(a_user())
                await terminate(database)
                await work.users.save(a_user())

        with pytest.raises(Unavailable):
            await lose_it()
        assert await users(shelf) == 0


class TestSwallowedErrors:
    async def test_do_not_pass_for_success(self, shelf: Shelf) -> None:
        taken = a_user()
        await stock(shelf, taken)

        async def swallow() -> None:
            async with shelf.identity_work() as work:
                await work.users.save(a_user())
                with contextlib.suppress(EmailTaken):
                    await work.users.save(a_user(email=taken.email))

        with pytest.raises(RuntimeError, match="nothing of this work was stored"):
            await swallow()
        assert await users(shelf) == 1


class TestPool:
    async def test_whoever_waits_too_long_is_told_to_come_again(self, shelf: Shelf, pool: Pool) -> None:
        busy = [asyncio.ensure_future(wait_in_the_house(pool)) for _ in range(pool.max_size)]
        await asyncio.sleep(0.3)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            await users(shelf)
        assert time.monotonic() - started < 1.5
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        assert await users(shelf) == 0

    async def test_sessions_have_their_limits(self, pool: Pool) -> None:
        async with pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
                " current_setting('idle_in_transaction_session_timeout'), current_setting('timezone')"
            )
            assert await cursor.fetchone() == ("2s", "2s", "10s", "UTC")

    async def test_a_work_can_take_more_time_than_a_request_has(self, clean_database: str) -> None:
        long = Statement(select(func.pg_sleep(1)))
        async with open_pool(clean_database, max_size=2, statement_timeout=0.2) as pool:
            async with InTransaction(pool) as transaction:
                await transaction.take_time(10)
                await transaction.run(long)
            for _ in range(2):
                with pytest.raises(Unavailable, match="too long"):
                    await look(pool, long)

    async def test_is_ready_while_the_database_answers(self, pool: Pool) -> None:
        assert await ready(pool)


async def begin(pool: Pool) -> None:
    async with InTransaction(pool) as transaction:
        await transaction.connection()


async def ask(pool: Pool) -> None:
    await look(pool, Statement(select(literal(1))))


async def be_ready(pool: Pool) -> None:
    if not await ready(pool, within=0.5):
        raise Unavailable("Not ready.")


class TestSilence:
    async def test_ends_every_request_in_time(self, scratch_folder: Path) -> None:
        """The process behind the connection is stopped, not ended: nothing ever comes back from it."""
        with running(folder_for(scratch_folder)) as url:
            for request in (begin, ask, be_ready):
                async with open_pool(url, min_size=1, max_size=1, wait=0.5, statement_timeout=0.5) as pool:
                    await be_refused_in_time(pool, request)


async def be_refused_in_time(pool: Pool, request: Callable[[Pool], Awaitable[None]]) -> None:
    async with pool.connection() as connection:
        process = connection.info.backend_pid
    os.kill(process, signal.SIGSTOP)
    started = time.monotonic()
    try:
        with pytest.raises(Unavailable):
            await request(pool)
        assert time.monotonic() - started < 2
    finally:
        os.kill(process, signal.SIGCONT)
    async with asyncio.timeout(5):
        while not await ready(pool):
            pass
