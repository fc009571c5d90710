"""Lives of the desk on PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from psycopg.sql import SQL, Identifier

from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.postgres.tables import metadata
from application.shared.reactions import RecordedEvent
from tests.support.house import SmallHouse
from tests.support.lives import Life
from tests.support.postgres import empty


class Database:
    """One for all lives, each of which finds it empty."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.runner = asyncio.Runner()
        self._opened = AsyncExitStack()

    def __enter__(self) -> Self:
        self.pool = self.run(self._opened.enter_async_context(open_pool(self.url, min_size=1, max_size=2)))
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._opened.aclose())
        self.runner.close()

    def run(self, use: Awaitable[Any]) -> Any:
        return self.runner.get_loop().run_until_complete(use)

    async def recorded(self, *, after: UUID) -> Sequence[RecordedEvent]:
        async with self.pool.connection() as connection:
            found = await connection.execute(
                "SELECT id, name, payload, actor_id FROM events WHERE id > $1 ORDER BY id", [after]
            )
            return [RecordedEvent(*row) for row in await found.fetchall()]


_ROWS: Final = SQL("(SELECT json_agg({table} ORDER BY {table}::text) FROM {table})::text")
_EVERYTHING: Final = SQL("SELECT {}").format(
    SQL(", ").join(_ROWS.format(table=Identifier(name)) for name in sorted(metadata.tables))
)


class StoredHouse(SmallHouse):
    """One that is looked through at once: each use case it has would be a statement or more."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        super().__init__(storage=lambda **given: postgres_shelf(pool, ids=given["ids"], awaited=frozenset()))

    async def everything(self) -> bytes:
        async with self._pool.connection() as connection:
            found = await connection.execute(_EVERYTHING)
            return repr(await found.fetchone()).encode()


class Stored(Life):
    database: ClassVar[Database]

    def opened(self) -> SmallHouse:
        empty(self.database.url)
        self._last = UUID(int=0)
        return StoredHouse(self.database.pool)

    def run(self, use: Awaitable[Any]) -> Any:
        return self.database.run(use)

    def happened(self) -> Sequence[RecordedEvent]:
        found: Sequence[RecordedEvent] = self.run(self.database.recorded(after=self._last))
        self._last = found[-1].id if found else self._last
        return found
