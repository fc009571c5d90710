from dataclasses import dataclass

from application.desk.judge_tickets import judge_tickets
from application.desk.ports import DeskWork
from application.shared.ports import Clock, Happened, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.events import TicketCommented, TicketEvent


@dataclass(frozen=True, slots=True)
class WhenTicketChanged:
    """Judge it anew: its clocks may have stopped or run on, or other policies apply to it."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, happened: Happened) -> None:
        event: TicketEvent = happened.event
        if isinstance(event, TicketCommented) and event.is_internal:
            return
        async with self.uow() as work:
            ticket = await work.tickets.get(event.ticket_id, scope=TicketScope.all())
            await judge_tickets(work, [ticket], self.clock)
