import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.redis.cache import open_cache
from application.shared.ports import Cache
from tests.support.doubles import MemoryCache
from tests.support.redis import RedisServer

HOUR = timedelta(hours=1)


@pytest.fixture(params=["double", "redis"])
async def cache(request: pytest.FixtureRequest, own_redis: RedisServer) -> AsyncIterator[Cache]:
    if request.param == "double":
        yield MemoryCache()
        return
    async with open_cache(own_redis.url) as cache:
        yield cache


class TestCache:
    async def test_has_nothing_at_first(self, cache: Cache) -> None:
        assert await cache.get("any") is None

    @pytest.mark.parametrize("value", [b"1", b"", b"\x00\xff\r\n", b"long" * 100_000])
    async def test_gives_what_was_put(self, cache: Cache, value: bytes) -> None:
        await cache.put("one", b"before", keep=HOUR)
        await cache.put("one", value, keep=HOUR)
        await cache.put("other", b"2", keep=HOUR)
        assert await cache.get("one") == value

    async def test_keeps_for_so_long(self, cache: Cache) -> None:
        await cache.put("short", b"1", keep=timedelta(milliseconds=1))
        await cache.put("long", b"2", keep=HOUR)
        await asyncio.sleep(0.05)
        assert (await cache.get("short"), await cache.get("long")) == (None, b"2")

    async def test_gives_each_of_many_at_once_its_own(self, cache: Cache) -> None:
        await asyncio.gather(*(cache.put(f"{number}", b"%d" % number, keep=HOUR) for number in range(100)))
        found = await asyncio.gather(*(cache.get(f"{number}") for number in range(100)))
        assert found == [b"%d" % number for number in range(100)]
