from dataclasses import dataclass

from application.desk.errors import TicketUnknown
from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.complaint import Complaint
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import ComplaintId, TicketId


class SubmitComplaintCommand(Command, frozen=True, kw_only=True):
    """About the service where no ticket is named."""

    subject: Line
    text: Text
    ticket_id: TicketId | None = None


@dataclass(frozen=True, slots=True)
class SubmitComplaint:
    """Anybody complains, about a ticket they can know of or about the service."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: SubmitComplaintCommand) -> ComplaintId:
        async with self.uow() as work:
            complaint, submitted = Complaint.submit(
                await _ticket(work, actor, command.ticket_id),
                id=self.ids.new(),
                by=actor.user_id,
                subject=command.subject,
                text=command.text,
                at=self.clock.now(),
            )
            await work.complaints.save(complaint, submitted)
        return complaint.id


async def _ticket(work: DeskWork, actor: Actor, ticket_id: TicketId | None) -> Ticket | None:
    if ticket_id is None:
        return None
    try:
        return await work.tickets.get(ticket_id, scope=TicketScope.of(actor))
    except TicketNotFound:
        raise TicketUnknown("There is no such ticket.", {"ticketId": "Unknown."}) from None
