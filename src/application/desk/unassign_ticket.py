from dataclasses import dataclass

from application.desk.hand_over import release
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_assign
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class UnassignTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    reason: ShortText | None = None


@dataclass(frozen=True, slots=True)
class UnassignTicket:
    """Give a ticket back, or take it from somebody: it is nobody's again, and routed as its policy says."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: UnassignTicketCommand) -> TicketCard:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_assign(actor, ticket), "unassign this ticket")
            return TicketCard.of(await release(work, ticket, at=self.clock.now(), reason=command.reason))
