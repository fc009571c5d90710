import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar, final

from application.shared.ports import Clock

Kept = TypeVar("Kept")


@final
class Remembered(Generic[Kept]):
    """Something fetched when it is first needed, and again when it is older than somebody can use.

    Those who ask at the same time wait for one fetch. What failed is not remembered.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Kept]], *, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._fetching = asyncio.Lock()
        self._kept: tuple[datetime, Kept] | None = None

    async def get(self, *, age: timedelta) -> Kept:
        async with self._fetching:
            now = self._clock.now()
            if self._kept is None or now - self._kept[0] >= age:
                self._kept = now, await self._fetch()
            return self._kept[1]
