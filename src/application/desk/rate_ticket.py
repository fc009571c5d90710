from dataclasses import dataclass
from datetime import timedelta

from application.desk.give_rating import GiveRatingCommand, give_rating
from application.desk.ports import DeskWork
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope
from domain.shared.access import Actor
from domain.shared.ids import TicketId


class RateTicketCommand(GiveRatingCommand, frozen=True, kw_only=True):
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class RateTicket:
    """Requesters say what they make of how their ticket was resolved; tickets of others are none to rate."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    within: timedelta

    async def __call__(self, actor: Actor, command: RateTicketCommand) -> None:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope(requester_id=actor.user_id))
            await give_rating(work, self.ids, ticket, command, at=self.clock.now(), within=self.within)
