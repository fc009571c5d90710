from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from entrypoints.container.subscriptions import AWAITED
from tests.integration.http.wire import Wire, tapped
from tests.security.world import World, beyond_builders
from tests.support.api import opened
from tests.support.house import SmallHouse

NO_TIME = timedelta(0)


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Pool]:
    """One connection, so that all that is sent passes by; to need two at once would be a mistake by itself.

    It prepares nothing, for prepared statements are put away by statements, too.
    """
    async with open_pool(clean_database, min_size=1, max_size=1, wait=5, prepares=False) as pool:
        yield pool


@pytest.fixture
async def wire(pool: Pool) -> AsyncIterator[Wire]:
    async with tapped(pool) as wire:
        yield wire


@pytest.fixture
async def world(pool: Pool) -> AsyncIterator[World]:
    """On PostgreSQL as the house has it, but that no account is ever known from before."""
    await beyond_builders(pool)
    shelf = postgres_shelf(pool, ids=UuidIds(), awaited=AWAITED, account_staleness=NO_TIME)
    async with opened(SmallHouse(storage=lambda **_: shelf)) as api:
        yield World(api)
