"""The API, asked one request after the other, over PostgreSQL and a house whose clock and tokens can be foreseen."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Final, Self

import httpx2
from msgspec.structs import replace

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from entrypoints.http.app import create_app
from entrypoints.settings import Settings
from tests.support.api import Api, as_house, connected
from tests.support.house import SmallHouse

ANY_NUMBER: Final = 1_000_000_000
"""Of failures: lives and requests by chance are wrong more often than people may be."""


class Door:
    """Opened once, for building an application takes longer than emptying a database."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self._runner = asyncio.Runner()
        self._opened = AsyncExitStack()

    def __enter__(self) -> Self:
        self.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._opened.aclose())
        self._runner.close()

    def run(self, asked: Any) -> Any:
        return self._runner.get_loop().run_until_complete(asked)

    def ask(self, method: str, path: str, by: str | None = None, **more: Any) -> httpx2.Response:
        """`by` is an access token. What is not documented fails here."""
        headers = ({"Authorization": f"Bearer {by}"} if by else {}) | more.pop("headers", {})
        answer: httpx2.Response = self.run(self._api.ask(method, path, headers=headers, **more))
        return answer

    async def _open(self) -> None:
        pool = await self._opened.enter_async_context(open_pool(self.database_url, min_size=1, max_size=2))
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset(), account_staleness=timedelta(0))
        settings = Settings(shelf="memory", account_failures=ANY_NUMBER, address_failures=ANY_NUMBER)
        self.house = SmallHouse(settings=settings, storage=lambda **_: shelf)
        self.house.settings = replace(self.house.settings, cursor_secret="for tests " * 4)
        app = create_app(as_house(self.house))
        client = await self._opened.enter_async_context(connected(app))
        self._api = Api(app, client, self.house)
