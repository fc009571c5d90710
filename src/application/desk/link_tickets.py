from dataclasses import dataclass

from application.desk.errors import TicketUnknown
from application.desk.lock_tickets import lock_tickets
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_link
from domain.desk.link import Relation, TicketLink
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import LinkId, TicketId


class LinkTicketsCommand(Command, frozen=True, kw_only=True):
    """The ticket is to the other one what `relation` says."""

    ticket_id: TicketId
    relation: Relation
    other_id: TicketId


@dataclass(frozen=True, slots=True)
class LinkTickets:
    """Say what two tickets are to each other. Neither may come to wait for itself."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: LinkTicketsCommand) -> LinkId:
        require(may_link(actor), "link tickets")
        link, linked = TicketLink.between(
            command.ticket_id,
            command.relation,
            command.other_id,
            id=self.ids.new(),
            by=actor.user_id,
            at=self.clock.now(),
        )
        async with self.uow() as work:
            refusals = {
                command.ticket_id: TicketNotFound("There is no such ticket."),
                command.other_id: TicketUnknown("There is no such ticket.", {"ticketId": "Unknown."}),
            }
            await lock_tickets(work, TicketScope.of(actor), refusals)
            link.require_no_way_back(leads_back=await work.links.leads_back(link))
            await work.links.save(link, linked)
        return link.id
