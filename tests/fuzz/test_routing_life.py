"""Queues of tickets over every shelf."""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Any, Self
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from application.shared.reactions import RecordedEvent
from tests.fuzz.amounts import ROUTED_LIVES, STATED_SEED, STEPS, STORED_LIVES, THOROUGH
from tests.support.house import SmallHouse
from tests.support.postgres import empty
from tests.unit.application.desk.routing_life import RoutingLife, RoutingLifeInMemory

AMOUNTS = settings(
    max_examples=ROUTED_LIVES,
    stateful_step_count=STEPS,
    derandomize=not (THOROUGH or STATED_SEED),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Database:
    """One for all lives, each of which finds it empty."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.runner = asyncio.Runner()
        self._opened = AsyncExitStack()

    def __enter__(self) -> Self:
        self.pool = self.run(self._opened.enter_async_context(open_pool(self.url, min_size=1, max_size=2)))
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._opened.aclose())
        self.runner.close()

    def run(self, use: Awaitable[Any]) -> Any:
        return self.runner.get_loop().run_until_complete(use)

    async def recorded(self, *, after: UUID) -> Sequence[RecordedEvent]:
        async with self.pool.connection() as connection:
            found = await connection.execute(
                "SELECT id, name, payload, actor_id FROM events WHERE id > $1 ORDER BY id", [after]
            )
            return [RecordedEvent(*row) for row in await found.fetchall()]


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    with Database(fresh_database_url) as database:
        yield database


@pytest.mark.timeout(12 * 3600 if THOROUGH else 1_800)
class TestRoutingLife:
    def test_goes_as_the_oracle_says_in_memory(self) -> None:
        run_state_machine_as_test(RoutingLifeInMemory, settings=AMOUNTS)

    def test_goes_as_the_oracle_says_on_postgres(self, database: Database) -> None:
        class Stored(RoutingLife):
            def opened(self) -> SmallHouse:
                empty(database.url)
                self._last = UUID(int=0)
                pool = database.pool
                return SmallHouse(storage=lambda **given: postgres_shelf(pool, ids=given["ids"], awaited=frozenset()))

            def run(self, use: Awaitable[Any]) -> Any:
                return database.run(use)

            def happened(self) -> Sequence[RecordedEvent]:
                found: Sequence[RecordedEvent] = database.run(database.recorded(after=self._last))
                self._last = found[-1].id if found else self._last
                return found

        run_state_machine_as_test(Stored, settings=settings(AMOUNTS, max_examples=STORED_LIVES))
