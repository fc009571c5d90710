from dataclasses import dataclass
from datetime import timedelta

from application.desk.give_rating import GiveRatingCommand, give_rating
from application.desk.ports import DeskWork, RatingLinks
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.rating import NothingToRate, RatingLinkRefused
from domain.desk.ticket import TicketNotFound


class RateByLinkCommand(GiveRatingCommand, frozen=True, kw_only=True):
    token: str


@dataclass(frozen=True, slots=True)
class RateByLink:
    """Rate without logging in, by the link of a mail. It rates one resolution, and ends with it."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    links: RatingLinks
    within: timedelta

    async def __call__(self, command: RateByLinkCommand) -> None:
        asked = self.links.read(command.token)
        try:
            async with self.uow() as work:
                ticket = await work.tickets.get(asked.ticket_id, scope=TicketScope.all())
                if ticket.resolved_at != asked.resolved_at:
                    raise RatingLinkRefused("There is nothing to rate by this link.")
                await give_rating(work, self.ids, ticket, command, at=self.clock.now(), within=self.within)
        except (NothingToRate, TicketNotFound):
            raise RatingLinkRefused("There is nothing to rate by this link.") from None
