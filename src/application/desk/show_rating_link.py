from dataclasses import dataclass
from datetime import timedelta

from application.desk.ports import RatingLinks
from application.desk.queries.ratings import RatedTicket, RatingQueries
from application.shared.ports import Clock
from domain.desk.rating import RatingLinkRefused


@dataclass(frozen=True, slots=True)
class ShowRatingLink:
    """What a link of a mail rates, without rating it: programs look at links before people do."""

    ratings: RatingQueries
    clock: Clock
    links: RatingLinks
    within: timedelta

    async def __call__(self, token: str) -> RatedTicket:
        asked = self.links.read(token)
        found = await self.ratings.of_resolution(asked.ticket_id, asked.resolved_at)
        if found is None or self.clock.now() - asked.resolved_at >= self.within:
            raise RatingLinkRefused("There is nothing to rate by this link.")
        return found
