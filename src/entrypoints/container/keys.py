"""The signing keys of a process, which follow those that are kept."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from domain.shared.errors import Refusal
from entrypoints.container.house import House

READINGS: Final = 3
"""Within the time that a new key takes to be known: one may fail, and nobody is late."""

AGAIN: Final = 1.0
"""Seconds after which a reading that failed is tried once more."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def keys_held(house: House) -> AsyncIterator[None]:
    """Hold the keys, and read them again and again. Unavailable when that fails at the beginning."""
    await house.identity.hold_signing_keys()
    following = asyncio.create_task(_follow(house))
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _follow(house: House) -> None:
    """For ever. Keys that cannot be read stay as they were."""
    usual = house.settings.key_propagation / READINGS
    pause = usual
    while True:
        await asyncio.sleep(pause)
        try:
            await house.identity.hold_signing_keys()
            pause = usual
        except Refusal as refusal:
            pause = min(usual, AGAIN)
            log.warning("The signing keys could not be read and stay as they were: %s", refusal.message)
        except Exception:
            log.exception("the signing keys stay as they were")
