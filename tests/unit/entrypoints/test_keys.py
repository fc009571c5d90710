import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as but

from domain.shared.errors import Unavailable
from entrypoints.container.house import House
from entrypoints.container.keys import keys_held
from tests.support.api import as_house
from tests.support.house import SmallHouse


def house_with(hold: Callable[[], Awaitable[None]]) -> House:
    """A house that reads its keys every millisecond."""
    house = SmallHouse()
    house.settings = but(house.settings, key_propagation=0.003)
    identity: Any = replace(house.identity, hold_signing_keys=hold)  # type: ignore[arg-type] # as it is called
    house.identity = identity
    return as_house(house)


class Readings:
    """Counts them; `failing` says what the next ones raise."""

    def __init__(self, *failing: Exception | None) -> None:
        self.count = 0
        self.enough = asyncio.Event()
        self._failing = list(failing)

    async def __call__(self) -> None:
        self.count += 1
        if self._failing and (problem := self._failing.pop(0)):
            raise problem
        if self.count > 1 and not self._failing:
            self.enough.set()


class TestKeysHeld:
    async def test_are_read_before_anything_else_and_again_and_again(self) -> None:
        readings = Readings()
        async with keys_held(house_with(readings)):
            assert readings.count == 1
            await asyncio.wait_for(readings.enough.wait(), 30)
        read = readings.count
        await asyncio.sleep(0.01)
        assert readings.count == read

    async def test_stay_as_they_were_while_they_cannot_be_read(self, caplog: pytest.LogCaptureFixture) -> None:
        readings = Readings(None, Unavailable("The database is not there."), ValueError("nobody foresaw it"))
        async with keys_held(house_with(readings)):
            await asyncio.wait_for(readings.enough.wait(), 30)
        assert readings.count >= 4
        assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]

    async def test_are_needed_at_the_beginning(self) -> None:
        with pytest.raises(Unavailable):
            async with keys_held(house_with(Readings(Unavailable("The database is not there.")))):
                pass
