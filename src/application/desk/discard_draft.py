from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import UnitOfWork
from domain.desk.access import TicketScope
from domain.shared.access import Actor
from domain.shared.ids import TicketId


class DiscardDraftCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Throw away what one meant to say, if there is anything."""

    uow: UnitOfWork[DeskWork]

    async def __call__(self, actor: Actor, command: DiscardDraftCommand) -> None:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            await work.drafts.forget(ticket.id, actor.user_id)
