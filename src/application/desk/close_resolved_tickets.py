from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.desk.hand_over import complete
from application.desk.ports import DeskWork
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.ticket import Status
from domain.shared.ids import TicketId

AT_ONCE: Final = 100
"""Tickets that are looked up together; each is closed by itself, so that nobody waits long for one."""


@dataclass(frozen=True, slots=True)
class CloseResolvedTickets:
    """The house closes what was resolved `after` ago and not opened again. Tells how many tickets that were."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    after: timedelta

    async def __call__(self) -> int:
        closed, last = 0, None
        while found := await self._found(after=last):
            for ticket_id in found:
                closed += await self._close(ticket_id)
            last = found[-1]
        return closed

    async def _found(self, *, after: TicketId | None) -> list[TicketId]:
        async with self.uow() as work:
            return await work.tickets.resolved_by(self.clock.now() - self.after, after=after, limit=AT_ONCE)

    async def _close(self, ticket_id: TicketId) -> bool:
        async with self.uow() as work:
            ticket = await work.tickets.get(ticket_id, scope=TicketScope.all())
            now = self.clock.now()
            if not ticket.is_settled(at=now, after=self.after):  # somebody was quicker
                return False
            await complete(work, ticket.id, at=now)  # which began when it was resolved already
            await work.tickets.save(*ticket.move_to(Status.CLOSED, at=now))
        return True
