import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from psycopg import AsyncConnection

from adapters.postgres.events import PostgresEventLog
from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.procrastinate.pace import Pace
from adapters.procrastinate.worker import run_worker
from adapters.system.ids import UuidIds
from application.shared.ports import Reaction
from application.shared.schedule import Scheduled
from application.shelf import Shelf
from tests.integration.procrastinate.reacting import AWAITED, HASTE, to_an_assignment

Working = Callable[..., AbstractAsyncContextManager[None]]
Ask = Callable[..., Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Pool]:
    async with open_pool(clean_database) as pool:
        yield pool


@pytest.fixture
def shelf(pool: Pool) -> Shelf:
    return postgres_shelf(pool, ids=UuidIds(), awaited=AWAITED)


@pytest.fixture
def working(clean_database: str, pool: Pool) -> Working:
    """A worker for as long as the block lasts, with these reactions to an assignment and this schedule."""

    @asynccontextmanager
    async def worker(
        *reactions: Reaction, schedule: Sequence[Scheduled] = (), pace: Pace = HASTE
    ) -> AsyncIterator[None]:
        run = run_worker(
            clean_database,
            reactions=to_an_assignment(*reactions),
            events=PostgresEventLog(pool),
            schedule=schedule,
            pace=pace,
        )
        task = asyncio.create_task(run)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
        assert task.cancelled()

    return worker


@pytest.fixture
def ask(clean_database: str) -> Ask:
    """Put a question to the database, on a connection of its own, as its owner."""

    async def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
        async with await AsyncConnection.connect(clean_database) as connection:
            await connection.execute("SET ROLE NONE")
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

    return rows
