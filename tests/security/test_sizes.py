"""How much a server reads of what is too much: over real sockets, where it is told how large a body is, or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from litestar import Litestar
from uvicorn import Config, Server

from domain.shared.access import Role
from entrypoints.http.receipt import TimedHttpProtocol
from tests.security.world import World

MEBIBYTE = 1024 * 1024
LIMIT = MEBIBYTE
PIECE = b"10000\r\n" + b" " * 65_536 + b"\r\n"
ENDLESS = 4_000
"""Pieces, of 64 KiB: far more than may be read."""


@dataclass
class Listening:
    """Where a server listens; what all of its connections have read so far, in bytes."""

    port: int
    read: int = 0


@pytest.fixture
async def listening(application: Litestar) -> AsyncIterator[Listening]:
    place = Listening(0)

    class Counting(TimedHttpProtocol):
        def data_received(self, data: bytes) -> None:
            place.read += len(data)
            super().data_received(data)

    config = Config(
        application, host="127.0.0.1", port=0, http=Counting, lifespan="off", log_config=None, server_header=False
    )
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    place.port = server.servers[0].sockets[0].getsockname()[1]
    yield place
    await server.shutdown()


async def poured(place: Listening, head: bytes, piece: bytes = PIECE, pieces: int = ENDLESS) -> tuple[bytes, int]:
    """The beginning of the answer, and how many pieces went out before the connection was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
    writer.write(head)
    sent = 0
    answer = asyncio.create_task(reader.read(65_536))
    with suppress(ConnectionError):
        for _ in range(pieces):
            writer.write(piece)
            await writer.drain()
            sent += 1
    said = b""
    with suppress(ConnectionError):
        said = await asyncio.wait_for(answer, 10)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return said, sent


def head(by: Any, *more: str, path: str = "/api/v1/tickets") -> bytes:
    stated = ["POST " + path + " HTTP/1.1", "Host: here", "Content-Type: application/json", *more]
    if by is not None:
        stated.append(f"Authorization: Bearer {by.user_id}/1")
    return "\r\n".join([*stated, "", ""]).encode()


CHUNKED = "Transfer-Encoding: chunked"


class TestBody:
    async def test_that_is_announced_too_large_is_not_read(self, world: World, listening: Listening) -> None:
        await world.settle(Role.CUSTOMER)
        answer, _ = await poured(listening, head(world.actor, f"Content-Length: {LIMIT + 1}"), pieces=0)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b'"PAYLOAD_TOO_LARGE"' in answer
        assert listening.read < 1_000

    @pytest.mark.parametrize("key", [(), ("Idempotency-Key: key",)], ids=["plain", "keyed"])
    async def test_that_never_ends_is_read_to_two_mebibytes(
        self, world: World, listening: Listening, key: tuple[str, ...]
    ) -> None:
        await world.settle(Role.CUSTOMER)
        answer, sent = await poured(listening, head(world.actor, CHUNKED, *key))
        assert sent < ENDLESS
        assert listening.read <= 2 * MEBIBYTE + 65_536
        assert answer == b"" or answer.startswith(b"HTTP/1.1 413 ")

    async def test_of_somebody_unknown_is_not_read_for_ever_either(self, world: World, listening: Listening) -> None:
        await world.settle(Role.CUSTOMER)
        answer, sent = await poured(listening, head(None, CHUNKED))
        assert sent < ENDLESS
        assert listening.read <= 2 * MEBIBYTE
        assert answer == b"" or answer.startswith(b"HTTP/1.1 401 ")

    async def test_within_the_limit_is_read_in_whatever_pieces(self, world: World, listening: Listening) -> None:
        await world.settle(Role.CUSTOMER)
        body = b'{"title": "It fails", "description": "Every time."}'
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        answer, _ = await poured(listening, head(world.actor, CHUNKED) + chunks, pieces=0)
        assert answer.startswith(b"HTTP/1.1 201 ")

    async def test_too_large_leaves_the_server_as_it_was(self, world: World, listening: Listening) -> None:
        await world.settle(Role.CUSTOMER)
        await asyncio.gather(*(poured(listening, head(world.actor, CHUNKED)) for _ in range(5)))
        answer, _ = await poured(listening, head(world.actor, "Content-Length: 2") + b"{}", pieces=0)
        assert answer.startswith(b"HTTP/1.1 400 ")


class TestHead:
    @pytest.mark.parametrize(
        ("start", "piece"),
        [
            (b"GET /api/v1/tickets?", b"a" * 65_536),
            (b"GET / HTTP/1.1\r\nX-Long: ", b"a" * 65_536),
            (b"GET / HTTP/1.1\r\n", b"X-Many: a\r\n" * 6_000),
        ],
        ids=["address", "header", "headers"],
    )
    async def test_that_never_ends_is_cut_off(self, listening: Listening, start: bytes, piece: bytes) -> None:
        """Without a bound, the parser keeps all of it in memory for as long as a head may take to arrive."""
        _, sent = await poured(listening, start, piece)
        assert sent < ENDLESS
        assert listening.read <= MEBIBYTE

    async def test_of_a_generous_size_is_read(self, listening: Listening) -> None:
        start = b"GET /health/live HTTP/1.1\r\nHost: here\r\nCookie: " + b"a" * 30_000 + b"\r\n\r\n"
        answer, _ = await poured(listening, start, pieces=0)
        assert answer.startswith(b"HTTP/1.1 200 ")


NO_REQUESTS = {
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no method": b"NONSENSE /api/v1/tickets HTTP/1.1\r\nHost: here\r\n\r\n",
    "NUL in a header": b"GET /health/live HTTP/1.1\r\nX: a\0b\r\n\r\n",
    "no length": b"POST /api/v1/tickets HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST /api/v1/tickets HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a length and chunks": b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET",
    "no chunk": b"POST /api/v1/auth/login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an address beyond ASCII": b"GET /\xff\xfe HTTP/1.1\r\nHost: here\r\n\r\n",
    "no version": b"GET / HTTP/9.9\r\n\r\n",
}


class TestNoRequest:
    @pytest.mark.parametrize("sent", NO_REQUESTS.values(), ids=NO_REQUESTS)
    async def test_is_answered_in_the_envelope_and_harms_nobody(self, listening: Listening, sent: bytes) -> None:
        answer, _ = await poured(listening, sent, pieces=0)
        assert answer.startswith(b"HTTP/1.1 4")
        for said in (b"nosniff", b"default-src 'none'", b"x-request-id: ", b'"success":false', b'"requestId":"'):
            assert said in answer
        good = b"GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
        assert (await poured(listening, good, pieces=0))[0].startswith(b"HTTP/1.1 200 ")
