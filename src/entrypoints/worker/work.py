import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from entrypoints.container import open_house
from entrypoints.settings import Settings

STOP: Final = (signal.SIGINT, signal.SIGTERM)


async def work(settings: Settings, *, announce: Callable[[], None]) -> None:
    """Run jobs until a signal says stop; those at hand are finished first, or put back when they take too long.

    `announce` is called when everything stands ready and signals are heeded.
    """
    loop = asyncio.get_running_loop()
    async with open_house(settings) as house:
        worker = asyncio.ensure_future(house.engine.run_worker())
        for number in STOP:
            loop.add_signal_handler(number, worker.cancel)
        announce()
        try:
            with suppress(asyncio.CancelledError):
                await worker
        finally:
            for number in STOP:
                loop.remove_signal_handler(number)
