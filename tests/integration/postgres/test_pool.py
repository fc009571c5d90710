"""The house does not start on what it cannot stand on, and says why."""

from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import pq
from psycopg.sql import SQL, Identifier

from adapters.postgres import pool as pools
from adapters.postgres.pool import DatabaseUnfit, open_pool
from domain.shared.errors import Unavailable
from tests.support.postgres import Databases


async def start(url: str) -> None:
    async with open_pool(url):
        pass


async def test_a_server_too_old(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "OLDEST_SERVER", 99)
    with pytest.raises(DatabaseUnfit, match="the house needs 99 or newer"):
        await start(database_url)


async def test_a_database_that_knows_no_unicode(databases: Databases, empty_database_url: str) -> None:
    other = f"{urlsplit(empty_database_url).path.removeprefix('/')}_ascii"
    create = SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc")
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute(create.format(Identifier(other)))
    with pytest.raises(DatabaseUnfit, match="SQL_ASCII"):
        await start(databases.url_of(other))
    databases.drop(databases.url_of(other))


async def test_a_driver_without_its_compiled_part(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pq, "__impl__", "python")
    with pytest.raises(DatabaseUnfit, match=r"psycopg\[binary\]"):
        await start(database_url)


@pytest.mark.parametrize("url", ["postgresql://localhost:1/none", "postgresql:///none?host=/nowhere"])
async def test_a_server_that_is_not_there(url: str) -> None:
    with pytest.raises(Unavailable):
        await start(url)


async def test_a_database_that_is_not_there(database_url: str) -> None:
    with pytest.raises(Unavailable):
        await start(database_url.replace("/test_", "/no_such_"))
