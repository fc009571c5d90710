import asyncio
from collections.abc import Awaitable, Callable
from itertools import count


async def until(true: Callable[[], bool | Awaitable[bool]], *, within: float = 10) -> None:
    """Ask again and again until it is so; TimeoutError after so many seconds."""
    async with asyncio.timeout(within):
        for _ in count():
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.002)
