from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, Tags
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_edit
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class TagTicketCommand(Command, frozen=True, kw_only=True):
    """What is to be added and removed goes."""

    ticket_id: TicketId
    expected_version: int | None = None
    add: Tags = ()
    remove: Tags = ()


@dataclass(frozen=True, slots=True)
class TagTicket:
    """Give a ticket some tags and take others, whatever else it carries meanwhile."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: TagTicketCommand) -> TicketCard:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_edit(actor, ticket), "tag this ticket")
            ticket.require_version(command.expected_version)
            tagged, event = ticket.tag(add=command.add, remove=command.remove, at=self.clock.now())
            if event is not None:
                await work.tickets.save(tagged, event)
        return TicketCard.of(tagged)
