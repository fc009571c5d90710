from dataclasses import dataclass
from datetime import datetime, timedelta

from application.desk.hand_over import complete, take_up_again
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_move, may_work
from domain.desk.named_status import meant
from domain.desk.ticket import FINISHED, Status, Ticket
from domain.shared.access import Actor, require
from domain.shared.ids import StatusId, TicketId


class ChangeTicketStatusCommand(Command, frozen=True, kw_only=True):
    """`status_id` is a name inside a status, which need not be stated then."""

    ticket_id: TicketId
    status: Status | None = None
    status_id: StatusId | None = None
    resolution: ShortText | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeTicketStatus:
    """Move a ticket along its life, or say what its status is called.

    Finishing it completes the assignment; opened again, it is whose it was.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock
    reopen_within: timedelta
    ids: Ids

    async def __call__(self, actor: Actor, command: ChangeTicketStatusCommand) -> TicketCard:
        now = self.clock.now()
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            named = await work.statuses.get(command.status_id) if command.status_id else None
            status = meant(command.status, named)
            if status is ticket.status and ticket.status_id != command.status_id:
                require(may_work(actor), "say what this ticket's status is called")
                ticket.require_version(command.expected_version)
                moved, told = ticket.call(command.status_id, at=now)
                await work.tickets.save(moved, told)
                return TicketCard.of(moved)
            require(may_move(actor, ticket, status), f"move this ticket from {ticket.status} to {status}")
            ticket.require_version(command.expected_version)
            if status is Status.REOPENED and not may_work(actor):
                ticket.require_reopenable(at=now, within=self.reopen_within)
            waits_for = await work.links.unfinished(ticket.id) if status is Status.RESOLVED else 0
            moved, event = ticket.move_to(
                status, at=now, resolution=command.resolution, waits_for=waits_for, status_id=command.status_id
            )
            await self._turn(work, actor, moved, at=now)
            await work.tickets.save(moved, event)
        return TicketCard.of(moved)

    async def _turn(self, work: DeskWork, actor: Actor, moved: Ticket, *, at: datetime) -> None:
        """End the turn with the work, and begin another with it."""
        if moved.status in FINISHED:
            await complete(work, moved.id, at=at)
        if moved.status is Status.REOPENED:
            await take_up_again(work, self.ids, moved, by=actor.user_id, at=at)
