"""The matrix once more where scopes are SQL, for the roles that see a part only, and one that sees all."""

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from domain.shared.access import Role
from tests.security.test_matrix import GUARDED, require_matrix
from tests.security.world import World
from tests.support.api import Api, connected, move_in
from tests.support.house import SmallHouse


@pytest.fixture(scope="module")
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with open_pool(database_url, wait=30) as pool:
        yield pool


@pytest.fixture
async def world(application: Litestar, pool: Pool, clean_database: str) -> AsyncIterator[World]:
    del clean_database  # the pool leads to it
    shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset())
    house = SmallHouse(storage=lambda **_: shelf)
    move_in(application, house)
    async with connected(application) as client:
        yield World(Api(application, client, house))


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER, Role.AGENT])
@pytest.mark.parametrize(("method", "path", "handler"), GUARDED)
async def test_does_what_the_role_may_and_tells_nothing_else(
    world: World, method: str, path: str, handler: HTTPRouteHandler, role: Role
) -> None:
    await require_matrix(world, method, path, handler, role)
