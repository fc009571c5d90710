"""The slow senders themselves, each on a connection of its own."""

import asyncio
import time
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from typing import Final

import uvloop

EVERY: Final = 1.0
"""Seconds between two bytes of one sender."""

SLICES: Final = 50
"""Not all of them send at the same moment."""

GIVE_UP: Final = 60.0
"""Seconds after which whoever is still connected is taken to stay for ever."""

AT_ONCE: Final = 50
PAUSE: Final = 0.05
"""Connections that are opened in one go, and seconds until the next of them: a thousand a second."""

NOTHING: Final = "nothing"

_LOGIN: Final = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Kind:
    """`at_most` is how many seconds one may stay connected."""

    name: str
    opening: bytes
    drip: bytes
    at_most: float


KINDS: Final = (
    Kind("silent", b"", b"", 15),
    Kind("idle after an answer", b"GET /health/live HTTP/1.1\r\nHost: soak\r\n\r\n", b"", 15),
    Kind("dripping a head", _LOGIN + b"X-Drip: ", b"x", 15),
    Kind("dripping a body", _LOGIN + b"Content-Length: 100000\r\n\r\n{", b" ", 15),
)
"""A head may take 10 s, a body too unless it comes at 500 bytes a second; lines are looked at every few seconds."""

_SHARES: Final = {"silent": 0.5, "idle after an answer": 0.5}
"""Idle are both."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How long a connection lasted, and the status that it was answered, if any."""

    kind: str
    seconds: float
    answer: str


class Sender(asyncio.Protocol):
    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.gone = asyncio.get_running_loop().create_future()
        self.lasted = float("inf")
        self.answer = NOTHING
        self._began = time.monotonic()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # it is one
        self._transport = transport
        transport.write(self.kind.opening)

    def data_received(self, data: bytes) -> None:
        if self.answer == NOTHING:
            self.answer = data[9:12].decode("ascii", "replace")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lasted = time.monotonic() - self._began
        self.gone.set_result(None)

    def drip(self) -> None:
        if self.kind.drip and not self.gone.done():
            self._transport.write(self.kind.drip)

    def shown(self) -> Shown:
        return Shown(self.kind.name, self.lasted, self.answer)


def attack(port: int, each: int, told: Connection) -> None:
    """Open so many of each kind, send as slowly as they do, and tell how long each of them lasted."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told.send([sender.shown() for sender in runner.run(_attack(port, each))])


async def _attack(port: int, each: int) -> list[Sender]:
    loop = asyncio.get_running_loop()
    senders: list[Sender] = []
    wanted = [kind for kind in KINDS for _ in range(int(each * _SHARES.get(kind.name, 1)))]
    dripping = asyncio.ensure_future(_drip(senders))
    for first in range(0, len(wanted), AT_ONCE):
        opening = (
            loop.create_connection(lambda kind=kind: Sender(kind), "127.0.0.1", port)  # type: ignore[misc]
            for kind in wanted[first : first + AT_ONCE]
        )
        senders += [sender for _, sender in await asyncio.gather(*opening)]
        await asyncio.sleep(PAUSE)
    await asyncio.wait([sender.gone for sender in senders], timeout=GIVE_UP)
    dripping.cancel()
    return senders


async def _drip(senders: list[Sender]) -> None:
    for turn in count():
        await asyncio.sleep(EVERY / SLICES)
        for sender in senders[turn % SLICES :: SLICES]:
            sender.drip()
