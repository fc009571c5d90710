"""A worker in a process of its own, to be killed: `worker_process.py DATABASE_URL REACTION…`."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace

from adapters.postgres.events import PostgresEventLog
from adapters.postgres.pool import open_pool
from adapters.procrastinate.worker import run_worker
from application.shared.ports import Happened, Reaction
from tests.integration.procrastinate.reacting import HASTE, Deadly, to_an_assignment


class Stuck(Reaction):
    """Says that it began, and never ends."""

    async def __call__(self, happened: Happened) -> None:
        print(happened.id, flush=True)  # noqa: T201 - read by the test
        await asyncio.sleep(3_600)


class Sound(Reaction):
    async def __call__(self, happened: Happened) -> None:
        print(happened.id, flush=True)  # noqa: T201 - read by the test


async def work(database_url: str, *names: str) -> None:
    known: dict[str, Callable[[], Reaction]] = {"Stuck": Stuck, "Sound": Sound, "Deadly": Deadly}
    async with open_pool(database_url) as pool:
        reactions = to_an_assignment(*(known[name]() for name in names))
        await run_worker(
            database_url, reactions=reactions, events=PostgresEventLog(pool), pace=replace(HASTE, first_pause=0.5)
        )


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
