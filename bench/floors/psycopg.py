"""The floor on psycopg: prepared statements, a pool in autocommit, records by position."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool

from bench.floors import statements
from bench.floors.opening import Opening
from bench.floors.rsgi import Floor, Store

POOL: Final = int(os.environ["POOL"])


class PsycopgStore(Store):
    """`at_once` opens tickets by one statement, otherwise by two within a transaction."""

    def __init__(self, *, at_once: bool) -> None:
        self._at_once = at_once
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            os.environ["DATABASE_URL"],
            kwargs={
                "autocommit": True,
                "cursor_factory": psycopg.AsyncRawCursor,
                "prepare_threshold": 0,
                "options": "-c timezone=UTC",
            },
            min_size=POOL,
            max_size=POOL,
            open=False,
        )

    async def start(self) -> None:
        await self._pool.open(wait=True)

    async def card(self, id: UUID) -> Sequence[Any] | None:
        found = await self._fetch(statements.CARD, (id,))
        return found[0] if found else None

    async def page(self, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[Sequence[Any]]:
        if after is None:
            return await self._fetch(statements.FIRST, (limit,))
        return await self._fetch(statements.NEXT, (limit, *after))

    async def open(self, opening: Opening) -> int:
        if self._at_once:
            return int((await self._fetch(statements.BOTH, (*opening.ticket, *opening.event)))[0][0])
        connection = await self._pool.getconn()
        try:
            async with connection.transaction():
                opened = await connection.execute(statements.TICKET, opening.ticket)
                number = (await opened.fetchone())[0]
                told = (*opening.event, opening.id, opening.actor_id, opening.at, number)
                await connection.execute(statements.EVENT, told)
        finally:
            await self._pool.putconn(connection)
        return int(number)

    async def _fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        connection = await self._pool.getconn()
        try:
            cursor: psycopg.AsyncCursor[Any] = await connection.execute(statement, values)
            return await cursor.fetchall()
        finally:
            await self._pool.putconn(connection)


one = Floor(PsycopgStore(at_once=True))
several = Floor(PsycopgStore(at_once=False))
