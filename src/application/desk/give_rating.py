"""What rating by a link and rating while logged in share."""

from datetime import datetime, timedelta

from application.desk.ports import DeskWork
from application.shared.messages import Command, Score, ShortText
from application.shared.ports import Ids
from domain.desk.rating import Rating, resolution_to_rate
from domain.desk.ticket import Ticket


class GiveRatingCommand(Command, frozen=True, kw_only=True):
    score: Score
    comment: ShortText = ""


async def give_rating(
    work: DeskWork, ids: Ids, ticket: Ticket, stated: GiveRatingCommand, *, at: datetime, within: timedelta
) -> None:
    """Rate the resolution of a ticket that is locked, or change what was said of it."""
    rating = await work.ratings.find(ticket.id, resolution_to_rate(ticket, at=at, within=within))
    if rating is None:
        given = Rating.give(ticket, id=ids.new(), score=stated.score, comment=stated.comment, at=at, within=within)
    else:
        given = rating.change(score=stated.score, comment=stated.comment, at=at)
    await work.ratings.save(*given)
