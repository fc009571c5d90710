from dataclasses import dataclass

from application.desk.hand_over import hand_over
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_work
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class ClaimTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class ClaimTicket:
    """A developer takes a ticket that is nobody's. Of many at once, one gets it."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: ClaimTicketCommand) -> TicketCard:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_work(actor), "claim tickets")
            developer = await work.developers.get(actor.user_id)
            claimed, event = ticket.claim(developer, at=self.clock.now())
            await hand_over(work, self.ids, event)
            await work.tickets.save(claimed, event)
        return TicketCard.of(claimed)
