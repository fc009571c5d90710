from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from application.desk.judge_tickets import Verdicts, judge_tickets
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.ticket import FINISHED
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId

AT_ONCE: Final = 100
"""Tickets that are locked together."""


class RecomputeClocksCommand(Command, frozen=True, kw_only=True):
    """`finished` ones too, which are not looked at otherwise."""

    finished: bool = False


@dataclass(frozen=True, slots=True)
class RecomputeClocks:
    """Judge tickets anew by what is promised now, portion by portion. One that broke off is simply done again."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RecomputeClocksCommand) -> Verdicts:
        require(may_configure(actor), "recompute clocks")
        total = Verdicts()
        async for ids in self._portions(finished=command.finished):
            async with self.uow() as work:
                tickets = await work.tickets.several(ids)
                total = total.plus(await judge_tickets(work, tickets, self.clock, quiet=FINISHED))
        return total

    async def _portions(self, *, finished: bool) -> AsyncIterator[Sequence[TicketId]]:
        last: TicketId | None = None
        while ids := await self._ids(after=last, finished=finished):
            yield ids
            last = ids[-1]

    async def _ids(self, *, after: TicketId | None, finished: bool) -> Sequence[TicketId]:
        async with self.uow() as work:
            return await work.tickets.ids(after=after, finished=finished, limit=AT_ONCE)
