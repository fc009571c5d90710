"""The floor on asyncpg, which speaks the binary protocol throughout."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from bench.floors import statements
from bench.floors.opening import Opening
from bench.floors.rsgi import Floor, Store

POOL: Final = int(os.environ["POOL"])


class AsyncpgStore(Store):
    _pool: Any

    async def start(self) -> None:
        self._pool = await asyncpg.create_pool(
            min_size=POOL, max_size=POOL, reset=_nothing_to_reset, server_settings={"timezone": "UTC"}
        )

    async def card(self, id: UUID) -> Sequence[Any] | None:
        found: Sequence[Any] | None = await self._pool.fetchrow(statements.CARD, id)
        return found

    async def page(self, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[Sequence[Any]]:
        statement, position = (statements.FIRST, ()) if after is None else (statements.NEXT, after)
        found: Sequence[Sequence[Any]] = await self._pool.fetch(statement, limit, *position)
        return found

    async def open(self, opening: Opening) -> int:
        return int(await self._pool.fetchval(statements.BOTH, *opening.ticket, *opening.event))


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Its own query would be a second one for each request."""


app = Floor(AsyncpgStore())
