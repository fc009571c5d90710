import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from adapters.memory.shelf import memory_shelf
from adapters.postgres.identity.changes import AccountChanges
from adapters.postgres.identity.listening import follow
from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.redis.cache import open_cache
from adapters.system.ids import UuidIds
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.events import TicketAssigned
from tests.support.doubles import SteppingClock
from tests.support.patience import until
from tests.support.redis import RedisServer


@pytest.fixture
def clock() -> Clock:
    return SteppingClock()


@pytest.fixture
def ids() -> Ids:
    return UuidIds()


@pytest.fixture
def memory(ids: Ids) -> Shelf:
    return memory_shelf(ids=ids)


@pytest.fixture(scope="session")
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with open_pool(database_url, wait=30) as pool:
        yield pool


@pytest.fixture
def postgres(pool: Pool, ids: Ids, clean_database: str) -> Shelf:  # noqa: ARG001 - the pool leads to the clean database
    return postgres_shelf(pool, ids=ids, awaited=frozenset({TicketAssigned.name}))


@pytest.fixture
async def postgres_with_redis(
    pool: Pool, ids: Ids, clean_database: str, shared_redis: RedisServer
) -> AsyncIterator[Shelf]:
    """As serving processes of many machines have it: told of changes, with a cache that they share."""
    changes = AccountChanges()
    listener = asyncio.create_task(follow(clean_database, changes))
    async with open_cache(shared_redis.url) as cache:
        await until(lambda: changes.are_heard)
        yield postgres_shelf(pool, ids=ids, awaited=frozenset(), changes=changes, cache=cache)
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


@pytest.fixture(params=["memory", "postgres"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """One shelf after the other, empty. No test asks which."""
    shelf: Shelf = request.getfixturevalue(request.param)
    return shelf
