"""State machines of the desk are run on more than one shelf: what they ask of it, and the one in memory."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Sequence
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from adapters.memory.shelf import memory_shelf
from application.shared.reactions import RecordedEvent
from tests.support.house import SmallHouse


class Life(RuleBasedStateMachine):
    @abstractmethod
    def opened(self) -> SmallHouse:
        """An empty house whose events nobody hears yet."""

    @abstractmethod
    def run(self, use: Awaitable[Any]) -> Any: ...

    @abstractmethod
    def happened(self) -> Sequence[RecordedEvent]:
        """Since it was asked last."""


class InMemory(Life):
    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        super().__init__()

    def teardown(self) -> None:
        self._runner.close()

    def opened(self) -> SmallHouse:
        self._recorded: list[RecordedEvent] = []

        async def note(recorded: Sequence[RecordedEvent]) -> None:
            self._recorded += recorded

        return SmallHouse(storage=lambda **given: memory_shelf(**given | {"on_commit": note}))

    def run(self, use: Awaitable[Any]) -> Any:
        return self._runner.run(_awaited(use))

    def happened(self) -> Sequence[RecordedEvent]:
        recorded, self._recorded = self._recorded, []
        return recorded


async def _awaited(use: Awaitable[Any]) -> Any:
    return await use
