import asyncio
import signal
from collections.abc import Callable
from typing import Any, Final

from entrypoints.container import open_house
from entrypoints.settings import Settings

STOP: Final = (signal.SIGINT, signal.SIGTERM)

PATIENCE: Final = 25.0
"""Seconds for jobs at hand to end, which they are given 20 for, before the worker is told to stop once more."""


async def work(settings: Settings, *, announce: Callable[[], None]) -> None:
    """Run jobs until a signal says stop; those at hand are finished first, or put back when they take too long.

    `announce` is called when everything stands ready and signals are heeded.
    """
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    async with open_house(settings) as house:
        worker = asyncio.ensure_future(house.engine.run_worker())
        stopped = asyncio.ensure_future(stopping.wait())
        for number in STOP:
            loop.add_signal_handler(number, stopping.set)
        announce()
        await asyncio.wait({worker, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await _end(worker)
        for number in STOP:
            loop.remove_signal_handler(number)
        stopped.cancel()
        if not stopping.is_set():
            worker.result()  # it ended by itself, which it does for a reason


async def _end(worker: "asyncio.Future[Any]") -> None:
    """Cancel until it is over: while a statement runs, the driver of the database may swallow a cancellation."""
    while not worker.done():
        worker.cancel()
        await asyncio.wait({worker}, timeout=PATIENCE)
