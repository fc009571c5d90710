from dataclasses import dataclass
from datetime import timedelta

from application.desk.hand_over import take_up_again
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_move, may_work
from domain.desk.assignment import AssignmentStatus
from domain.desk.ticket import FINISHED, Status
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class ChangeTicketStatusCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    status: Status
    resolution: ShortText | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeTicketStatus:
    """Move a ticket along its life. Finishing it completes the assignment; opened again, it is whose it was."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    reopen_within: timedelta
    ids: Ids

    async def __call__(self, actor: Actor, command: ChangeTicketStatusCommand) -> TicketCard:
        now = self.clock.now()
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(
                may_move(actor, ticket, command.status), f"move this ticket from {ticket.status} to {command.status}"
            )
            ticket.require_version(command.expected_version)
            if command.status is Status.REOPENED and not may_work(actor):
                ticket.require_reopenable(at=now, within=self.reopen_within)
            waits_for = await work.links.unfinished(ticket.id) if command.status is Status.RESOLVED else 0
            moved, event = ticket.move_to(command.status, at=now, resolution=command.resolution, waits_for=waits_for)
            if command.status in FINISHED and (turn := await work.assignments.active(ticket.id)):
                completed, answered = turn.move_to(AssignmentStatus.COMPLETED, at=now)
                await work.assignments.save(completed, answered)
            if command.status is Status.REOPENED:
                await take_up_again(work, self.ids, moved, by=actor.user_id, at=now)
            await work.tickets.save(moved, event)
        return TicketCard.of(moved)
