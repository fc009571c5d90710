"""Whoever sends slowly is cut off after seconds (uvicorn alone: still open after 70 s, measured)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from uvicorn import Config, Server

from entrypoints.http import receipt

DRIP = 0.02
"""Seconds between two bytes; the deadlines of these tests are ten of them."""

POST = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000\r\n\r\n"


async def answer(_: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(receipt, "HEAD_WITHIN", 10 * DRIP)
    monkeypatch.setattr(receipt, "BODY_WITHIN", 10 * DRIP)
    monkeypatch.setattr(receipt, "LOOK_EVERY", 2 * DRIP)
    config = Config(answer, host="127.0.0.1", port=0, http=receipt.TimedHttpProtocol, lifespan="off", log_config=None)
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def dripped(port: int, start: bytes, *, drops: int = 500) -> int:
    """How many bytes more a dripping client could send before it was cut off."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(start)
    sent = 0
    with suppress(ConnectionError):
        while sent < drops and not reader.at_eof():
            writer.write(b"x")
            await writer.drain()
            sent += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), DRIP)
    writer.close()
    return sent


class TestReceipt:
    async def test_silence_ends(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()

    @pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nx-slow: ", POST], ids=["head", "body"])
    async def test_dripping_wins_no_time(self, port: int, start: bytes) -> None:
        assert await dripped(port, start) < 100

    async def test_one_connection_may_bring_many_requests(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(5):
            writer.write(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
            await asyncio.sleep(5 * DRIP)
        writer.close()

    async def test_what_drips_after_a_request_ends_too(self, port: int) -> None:
        assert await dripped(port, b"GET / HTTP/1.1\r\nhost: here\r\n\r\nGET / HTTP/1.1\r\nx-slow: ") < 100

    async def test_a_body_is_given_the_time_it_is_sent_for(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(receipt, "BODY_WITHIN", 60 * DRIP)
        monkeypatch.setattr(receipt, "SLOWEST", 1 / (10 * DRIP))
        steady = await dripped(port, POST)
        monkeypatch.setattr(receipt, "SLOWEST", 1_000_000)
        assert await dripped(port, POST) < steady < 200
