"""What the processes of a house share in a Redis, and what they do without one."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar, final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from application.shared.ports import Cache

log = logging.getLogger(__name__)

PATIENCE: Final = 0.05
"""Seconds that anybody waits. On a network of one house an answer takes less than one thousandth."""

LEFT_ALONE: Final = 2.0
"""Seconds after a failure until one request, and no more, tries again."""

CONNECTIONS: Final = 8
"""An answer takes so little that more would only stand about."""

Result = TypeVar("Result")


@asynccontextmanager
async def open_cache(url: str) -> AsyncIterator["RedisCache"]:
    """Whether anything answers there shows at the first question."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=PATIENCE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        client_name="tixgenius",
    )
    async with Redis.from_pool(pool) as client:
        yield RedisCache(client)


@final
class RedisCache(Cache):
    """After a failure Redis is left alone for a moment, so that a hanging one costs few requests their patience."""

    def __init__(self, client: Redis) -> None:
        self._client: Any = client  # its methods are typed as sometimes awaitable
        self._is_away = False
        self._alone_until = 0.0

    async def get(self, key: str) -> bytes | None:
        kept = await self._try(lambda: self._client.get(key))
        return kept if isinstance(kept, bytes) else None

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        await self._try(lambda: self._client.set(key, value, px=keep))

    async def answers(self) -> bool:
        """Whether it does right now."""
        try:
            async with asyncio.timeout(PATIENCE):
                return bool(await self._client.ping())
        except Exception:  # noqa: BLE001 - as in _try
            return False

    async def _try(self, ask: Callable[[], Awaitable[Result]]) -> Result | None:
        now = time.monotonic()
        if self._is_away and now < self._alone_until:
            return None
        if self._is_away:
            self._alone_until = now + LEFT_ALONE
        try:
            async with asyncio.timeout(PATIENCE):
                found = await ask()
        except Exception as failure:  # noqa: BLE001 - whatever it is, nobody is refused anything because of a cache
            self._alone_until = time.monotonic() + LEFT_ALONE
            if not self._is_away:
                self._is_away = True
                log.warning("Redis is away, and the database asked instead: %r", failure)
            return None
        if self._is_away:
            self._is_away = False
            log.warning("Redis is back")
        return found
