"""A hundred who wait for one row, and hold every connection to the database while they do."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2
import psycopg

from adapters.pgserver.running import running
from bench.soak.demands import Demand, at_most, none_of
from bench.soak.server import Server

SLEEPERS: Final = 100
LONGEST: Final = 2.0
"""Seconds of waiting for a connection, then for the first place in the queue for a row, then for the row itself."""

SLACK: Final = 0.5
"""Seconds for everything that is no waiting, for a hundred at once."""

BEFORE: Final = 3.0
"""Seconds of quiet, which show how much the machine itself delays."""

ALIVE_WITHIN: Final = 100.0
"""Milliseconds."""

AFTERWARDS: Final = 10.0
"""Seconds until everything is as before."""

PATIENT: Final = range(1, 31)
"""Seconds that a caller may be told to stay away."""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    seconds: float
    retry_after: str = ""


async def demands(server: Server) -> list[Demand]:
    limits = httpx2.Limits(max_connections=SLEEPERS)
    with running(server.postgres) as url:
        async with server.client(limits=limits) as client:
            quiet = await _pulses(server, asyncio.ensure_future(asyncio.sleep(BEFORE)))
            ticket = await _opened(client)
            async with await psycopg.AsyncConnection.connect(url) as holder:
                await holder.execute("SELECT FROM tickets WHERE id = %s FOR UPDATE", (ticket,))
                writing = asyncio.gather(*(_write(client, ticket) for _ in range(SLEEPERS)))
                pulses = await _pulses(server, writing)
                answers = await writing
            recovered = await _recovered(client, ticket)
    before, alive = (max(pulse.seconds for pulse in some) * 1000 for some in (quiet, pulses))
    return [
        *_of_those_who_waited(answers),
        none_of("/health/live meanwhile", "200", [one.status for one in pulses if one.status != 200]),  # noqa: PLR2004
        at_most(f"slowest of {len(pulses)} /health/live meanwhile (before: {before:.1f})", ALIVE_WITHIN, alive, "ms"),
        at_most("until a write succeeds again", AFTERWARDS, recovered, "s"),
    ]


def _of_those_who_waited(answers: Sequence[Answered]) -> list[Demand]:
    slowest = max(answer.seconds for answer in answers)
    within = sum(answer.seconds <= LONGEST + SLACK for answer in answers)
    other = [answer.status for answer in answers if answer.status != 503]  # noqa: PLR2004
    bad = [one.retry_after for one in answers if not one.retry_after.isdigit() or int(one.retry_after) not in PATIENT]
    who = f"{SLEEPERS} writers to a locked row"
    return [
        none_of(f"answer to {who}", "503", other),
        none_of("their Retry-After", "1 to 30 s", bad),
        at_most(f"slowest of them ({within} within {LONGEST + SLACK:g} s)", 3 * LONGEST + SLACK, slowest, "s"),
    ]


async def _opened(client: httpx2.AsyncClient) -> str:
    answer = await client.post("/api/v1/tickets", json={"title": "Held up", "description": "By whoever holds it."})
    ticket: str = answer.raise_for_status().json()["data"]["id"]
    return ticket


async def _write(client: httpx2.AsyncClient, ticket: str) -> Answered:
    """Whatever version it has."""
    change: Any = {"title": "Still held up"}
    began = time.perf_counter()
    answer = await client.patch(f"/api/v1/tickets/{ticket}", json=change, headers={"If-Match": "*"})
    return Answered(answer.status_code, time.perf_counter() - began, answer.headers.get("Retry-After", ""))


async def _pulses(server: Server, until: "asyncio.Future[Any]") -> list[Answered]:
    """Felt in a thread, which does not wait for the work that a hundred writers are to this process."""

    def felt() -> list[Answered]:
        pulses: list[Answered] = []
        with httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as client:
            while not until.done():
                began = time.perf_counter()
                status = client.get("/health/live").status_code
                pulses.append(Answered(status, time.perf_counter() - began))
                time.sleep(0.05)
        return pulses

    return await asyncio.to_thread(felt)


async def _recovered(client: httpx2.AsyncClient, ticket: str) -> float:
    began = time.monotonic()
    while (await _write(client, ticket)).status != 200:  # noqa: PLR2004
        if time.monotonic() > began + 2 * AFTERWARDS:
            return float("inf")
    return time.monotonic() - began
