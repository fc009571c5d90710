"""That a key was used is written beside requests, seldom, and not at any price."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres import transaction
from adapters.postgres.identity import api_key_uses
from adapters.postgres.identity.api_key_uses import PostgresApiKeyUses
from adapters.postgres.pool import Pool, open_pool
from application.shelf import Shelf
from domain.identity.api_key import NOTED_EVERY, ApiKey
from tests.support.builders import MONDAY, a_user, an_api_key
from tests.support.shelves import stock


async def written(uses: PostgresApiKeyUses) -> None:
    """Wait until nothing is on its way any more."""
    if uses._writing:  # noqa: SLF001 - nobody else can know
        await uses._writing  # noqa: SLF001 - as above


async def a_stored_key(shelf: Shelf) -> ApiKey:
    owner = a_user()
    key = an_api_key(user_id=owner.id)
    await stock(shelf, owner, key)
    return key


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the database was told."""
    told: list[Any] = []
    ask = transaction.ask

    async def listening(pool: Pool, statement: Any, parameters: Any) -> Any:
        told.append(parameters)
        return await ask(pool, statement, parameters)

    monkeypatch.setattr(api_key_uses, "ask", listening)
    return told


async def test_is_written_once_a_minute_by_one_process(shelf: Shelf, pool: Pool, asked: list[Any]) -> None:
    key, uses = await a_stored_key(shelf), PostgresApiKeyUses(pool)
    for second in range(120):
        uses.note(key.id, MONDAY + timedelta(seconds=second))
        await written(uses)
    assert [told["at"] for told in asked] == [MONDAY, MONDAY + NOTED_EVERY]


async def test_is_written_once_a_minute_by_many(shelf: Shelf, pool: Pool, database: AsyncConnection[TupleRow]) -> None:
    key, processes = await a_stored_key(shelf), [PostgresApiKeyUses(pool) for _ in range(5)]
    for uses in processes:
        uses.note(key.id, MONDAY + timedelta(seconds=1))
    await asyncio.gather(*map(written, processes))
    versions = await database.execute("SELECT xmin, last_used_at FROM api_keys")
    before = await versions.fetchall()
    for uses in processes:
        uses.note(key.id, MONDAY + timedelta(seconds=1) + NOTED_EVERY / 2)
        await written(uses)
    versions = await database.execute("SELECT xmin, last_used_at FROM api_keys")
    assert await versions.fetchall() == before
    assert before[0][1] == MONDAY + timedelta(seconds=1)


async def test_waits_for_nothing_and_is_lost_where_the_database_is_away(
    clean_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_pool(clean_database, wait=0.2) as pool:
        uses = PostgresApiKeyUses(pool)
    with caplog.at_level("INFO"):
        uses.note(an_api_key().id, MONDAY)
        assert not caplog.records
        await written(uses)
    assert "is not noted" in caplog.text


async def test_keeps_no_more_waiting_than_it_may(
    shelf: Shelf, pool: Pool, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_key_uses, "WAITING", 2)
    monkeypatch.setattr(api_key_uses, "REMEMBERED", 1)
    keys, uses = [await a_stored_key(shelf) for _ in range(4)], PostgresApiKeyUses(pool)
    for key in keys:
        uses.note(key.id, MONDAY)
    await written(uses)
    assert {told["id"] for told in asked} == {key.id for key in keys[:2]}
