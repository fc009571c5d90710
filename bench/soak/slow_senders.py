"""Thousands who send nothing, or a byte a second: they are shown out, and nobody else notices."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from bench.soak.demands import Demand, at_most, none_of
from bench.soak.dripping import KINDS, Kind, Shown, attack
from bench.soak.server import Server

USERS: Final = 4
PAUSE: Final = 0.05
"""Seconds between an answer and the next request of a user."""

BEFORE: Final = 15.0
"""Seconds of quiet."""

SLOWER: Final = 2.0
"""How many times as slow the slowest hundredth of answers may become."""


async def demands(server: Server) -> list[Demand]:
    await _asking(server, 2.0)
    quiet, _ = await _asking(server, BEFORE)
    each = min(2000, server.sockets // 3)
    (during, refused), shown = await _attacked(server, each)
    found = [demand for kind in KINDS for demand in _closed(kind, [one for one in shown if one.kind == kind.name])]
    ratio = _percentile(during, 0.99) / _percentile(quiet, 0.99)
    speed = f"{_percentile(quiet, 0.99):.1f} ms before, {_percentile(during, 0.99):.1f} ms meanwhile: {ratio:.1f} times"
    return [
        *found,
        none_of("what others are answered meanwhile", "200", refused),
        Demand("others' p99 meanwhile", f"at most {SLOWER:g} times", speed, ratio <= SLOWER),
    ]


def _closed(kind: Kind, shown: Sequence[Shown]) -> list[Demand]:
    longest = max((one.seconds for one in shown), default=float("inf"))
    answers = Counter(one.answer for one in shown)
    what = f"{len(shown)} {kind.name} (answered: {', '.join(f'{answer} {count}' for answer, count in answers.items())})"
    return [at_most(f"last one closed, {what}", kind.at_most, longest, "s")]


async def _attacked(server: Server, each: int) -> tuple[tuple[list[float], list[int]], list[Shown]]:
    """The senders run in a process of their own, so that they do not slow down those who measure."""
    receiving, sending = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=attack, args=(server.port, each, sending))
    process.start()
    sending.close()
    try:
        shown = asyncio.ensure_future(asyncio.to_thread(_received, receiving))
        asked = await _asking(server, shown)
        return asked, await shown
    finally:
        process.join(5)
        process.kill()


def _received(receiving: Connection) -> list[Shown]:
    shown: list[Shown] = receiving.recv()
    return shown


async def _asking(server: Server, until: "float | asyncio.Future[list[Shown]]") -> tuple[list[float], list[int]]:
    """Milliseconds of good answers, and the statuses other than 200, until so many seconds or something are over."""
    milliseconds: list[float] = []
    refused: list[int] = []
    ending = until if isinstance(until, asyncio.Future) else asyncio.ensure_future(asyncio.sleep(until))

    async def user() -> None:
        async with server.client() as client:
            while not ending.done():
                started = time.perf_counter()
                answer = await client.get("/api/v1/tickets?limit=20")
                if answer.status_code == 200:  # noqa: PLR2004
                    milliseconds.append((time.perf_counter() - started) * 1000)
                else:
                    refused.append(answer.status_code)
                await asyncio.sleep(PAUSE)

    await asyncio.gather(*(user() for _ in range(USERS)))
    return milliseconds, refused


def _percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]
