from collections.abc import AsyncIterator

import pytest
from dependency_injector import providers
from litestar import Litestar

from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from entrypoints.container.adapters import Adapters
from entrypoints.container.house import furnish
from entrypoints.http.app import create_app
from tests.security.world import World, beyond_builders
from tests.support.api import Api, as_house, connected, move_in
from tests.support.doubles import ReadableRefreshTokens, ReadableTokens
from tests.support.house import PROVIDER, SmallHouse


@pytest.fixture(scope="session")
def application() -> Litestar:
    return create_app(as_house(SmallHouse()))


@pytest.fixture
async def api(application: Litestar) -> AsyncIterator[Api]:
    """The API over a house of this test's own."""
    house = SmallHouse()
    move_in(application, house)
    async with connected(application) as client:
        yield Api(application, client, house)


@pytest.fixture
def world(api: Api) -> World:
    """People, and things that are theirs and not theirs."""
    return World(api)


@pytest.fixture(scope="session")
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with open_pool(database_url, wait=30) as pool:
        yield pool


@pytest.fixture
async def stored_world(application: Litestar, pool: Pool, clean_database: str) -> AsyncIterator[World]:
    """The same on PostgreSQL, with addresses and passwords judged as they are in earnest."""
    del clean_database  # the pool leads to it
    await beyond_builders(pool)
    shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset())
    house = SmallHouse(storage=lambda **_: shelf)
    adapters = Adapters(settings=providers.Object(house.settings))
    for name, double in {
        "clock": house.clock,
        "hasher": house.hasher,
        "tokens": ReadableTokens(),
        "refresh_tokens": ReadableRefreshTokens(),
        "identity_providers": {PROVIDER: house.provider},
    }.items():
        getattr(adapters, name).override(providers.Object(double))
    house.identity = furnish(house.settings, shelf, adapters, as_house(house).engine).identity
    move_in(application, house)
    async with connected(application) as client:
        yield World(Api(application, client, house))
