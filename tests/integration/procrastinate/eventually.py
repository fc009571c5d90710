import asyncio
import time
from collections.abc import Awaitable, Callable


async def eventually(condition: Callable[[], Awaitable[bool] | bool], *, within: float = 15.0) -> None:
    """Wait until it holds; fail when it does not in time."""
    deadline = time.monotonic() + within
    while True:
        holds = condition()
        if await holds if isinstance(holds, Awaitable) else holds:
            return
        assert time.monotonic() < deadline, "It never came to pass."
        await asyncio.sleep(0.02)
