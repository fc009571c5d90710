from dataclasses import dataclass

from application.desk.lock_tickets import lock_tickets
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_link
from domain.desk.link import LinkNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import LinkId, TicketId


class UnlinkTicketsCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    link_id: LinkId


@dataclass(frozen=True, slots=True)
class UnlinkTickets:
    """Take back what two tickets were said to be to each other. Who does not know both knows of no link."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: UnlinkTicketsCommand) -> None:
        require(may_link(actor), "unlink tickets")
        async with self.uow() as work:
            link = await work.links.get(command.link_id)
            undone = link.undo(command.ticket_id, at=self.clock.now())
            unknown = LinkNotFound("There is no such link.")
            await lock_tickets(
                work, TicketScope.of(actor), dict.fromkeys((command.ticket_id, undone.other_id), unknown)
            )
            await work.links.remove(link.id, undone)
