"""A Redis that is away, hangs, talks nonsense or comes back: nobody is refused anything, and hardly anybody waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.redis import cache as module
from adapters.redis.cache import PATIENCE, RedisCache, open_cache
from adapters.redis.checkup import version
from tests.support.redis import RedisServer

HOUR = timedelta(hours=1)
SLACK = 0.1
"""Seconds that a busy machine may take on top."""


@pytest.fixture
async def cache(own_redis: RedisServer) -> AsyncIterator[RedisCache]:
    async with open_cache(own_redis.url) as cache:
        await cache.put("known", b"1", keep=HOUR)
        assert await cache.get("known") == b"1"
        yield cache


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEFT_ALONE", 0.2)


async def took(ask: Callable[[], Awaitable[object]]) -> float:
    before = time.monotonic()
    await ask()
    return time.monotonic() - before


class TestAway:
    async def test_has_nothing_and_keeps_nothing(self, cache: RedisCache, own_redis: RedisServer) -> None:
        own_redis.kill()
        assert await cache.get("known") is None
        await cache.put("known", b"2", keep=HOUR)
        assert not await cache.answers()

    async def test_was_never_there(self, tmp_path: Path) -> None:
        async with open_cache(f"unix://{tmp_path}/none.sock") as cache, open_cache("redis://127.0.0.1:1") as other:
            assert (await cache.get("any"), await other.get("any")) == (None, None)

    @pytest.mark.usefixtures("soon")
    async def test_is_back_by_itself_and_empty(self, cache: RedisCache, own_redis: RedisServer) -> None:
        own_redis.kill()
        assert await cache.get("known") is None
        own_redis.start()
        assert await cache.get("known") is None, "it is left alone at first"
        await asyncio.sleep(0.25)
        await cache.put("new", b"3", keep=HOUR)
        assert (await cache.get("known"), await cache.get("new")) == (None, b"3")
        assert await cache.answers()

    async def test_is_told_to_the_log_once(
        self, cache: RedisCache, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        with own_redis.hanging():
            await asyncio.gather(*(cache.get("known") for _ in range(20)))
        own_redis.kill()
        for _ in range(5):
            await cache.get("known")
        assert [record.message.partition(":")[0] for record in caplog.records] == [
            "Redis is away, and the database asked instead"
        ]


class TestHanging:
    async def test_costs_some_their_patience_and_others_nothing(
        self, cache: RedisCache, own_redis: RedisServer
    ) -> None:
        with own_redis.hanging():
            first = await asyncio.gather(*(took(lambda: cache.get("known")) for _ in range(100)))
            later = await took(lambda: asyncio.gather(*(cache.get("known") for _ in range(100))))
            assert await took(cache.answers) < PATIENCE + SLACK
        assert PATIENCE / 2 < max(first) < PATIENCE + SLACK
        assert later < PATIENCE / 2

    @pytest.mark.usefixtures("soon")
    async def test_is_tried_by_one_at_a_time(self, cache: RedisCache, own_redis: RedisServer) -> None:
        with own_redis.hanging():
            await cache.get("known")
            await asyncio.sleep(0.25)
            times = await asyncio.gather(*(took(lambda: cache.get("known")) for _ in range(50)))
        assert sum(each > PATIENCE / 2 for each in times) == 1

    @pytest.mark.usefixtures("soon")
    async def test_late_answers_are_never_taken_for_others(self, cache: RedisCache, own_redis: RedisServer) -> None:
        for number in range(20):
            await cache.put(f"key {number}", b"%d" % number, keep=HOUR)
        with own_redis.hanging():
            await asyncio.gather(*(cache.get(f"key {number}") for number in range(20)))
        await asyncio.sleep(0.25)
        for number in range(20):
            assert await cache.get(f"key {number}") in {None, b"%d" % number}
        assert await cache.get("key 19") == b"19"


class TestNonsense:
    @pytest.mark.parametrize(
        "said",
        [
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"\x00\xff" * 100,
            b"+OK\r\n" * 50,
            b"$-5\r\n",
            b":7\r\n" * 9,
            b"*100000\r\n",
            b"-ERR no\r\n" * 9,
            b"",
        ],
    )
    async def test_counts_as_nothing(self, tmp_path: Path, said: bytes) -> None:
        async with talking(tmp_path, said) as url, open_cache(url) as cache:
            assert await took(lambda: cache.get("any")) < 2 * PATIENCE + SLACK
            assert await cache.get("any") is None
            await cache.put("any", b"1", keep=HOUR)


class TestVersion:
    def test_of_one_that_answers(self, shared_redis: RedisServer) -> None:
        found = version(shared_redis.url)
        assert found
        assert found[0].isdigit()

    @pytest.mark.parametrize(
        "url", ["redis://127.0.0.1:1", "unix:///var/tmp/no-such.sock", "redis://127.0.0.1:1?what=1"]
    )
    def test_of_none(self, url: str) -> None:
        assert version(url) is None


@asynccontextmanager
async def talking(folder: Path, said: bytes) -> AsyncIterator[str]:
    """A server that says this at each line, and nothing else."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.read(1_000):
                writer.write(said)
                await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_unix_server(answer, folder / "socket")
    async with server:
        yield f"unix://{folder}/socket"
