from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.shelf import Shelf
from domain.desk.events import TicketAssigned


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Pool]:
    """Small, so that a connection that is not given back is missed."""
    async with open_pool(clean_database, min_size=1, max_size=3, wait=1.0, statement_timeout=2.0) as pool:
        yield pool


@pytest.fixture
def shelf(pool: Pool) -> Shelf:
    return postgres_shelf(pool, ids=UuidIds(), awaited=frozenset({TicketAssigned.name}))


@pytest.fixture
async def database(clean_database: str) -> AsyncIterator[AsyncConnection[TupleRow]]:
    """A look at the database from beside the house, as its owner, who may do more than the house."""
    async with await psycopg.AsyncConnection.connect(clean_database, autocommit=True) as connection:
        await connection.execute("SET ROLE NONE")
        yield connection
