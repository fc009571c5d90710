from dataclasses import dataclass
from typing import Final

from application.desk.judge_tickets import Verdicts, judge_tickets
from application.desk.ports import DeskWork
from application.shared.ports import Clock, UnitOfWork

AT_ONCE: Final = 50
"""Tickets that are locked together, for as long as it takes to judge them."""


@dataclass(frozen=True, slots=True)
class WatchClocks:
    """The house looks whose time is up, and warns before. Any number of workers tell of each once."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self) -> Verdicts:
        total = Verdicts()
        while (portion := await self._portion()).judged:
            total = total.plus(portion)
        return total

    async def _portion(self) -> Verdicts:
        async with self.uow() as work:
            ringing = await work.tickets.ringing(self.clock.now(), limit=AT_ONCE)
            return await judge_tickets(work, ringing, self.clock) if ringing else Verdicts()
