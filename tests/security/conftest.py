from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from entrypoints.http.app import create_app
from tests.security.world import World
from tests.support.api import Api, as_house, connected, move_in
from tests.support.house import SmallHouse


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
