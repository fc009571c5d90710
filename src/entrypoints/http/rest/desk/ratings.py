from litestar import Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from application.desk.face import Desk
from application.desk.queries.ratings import RatedTicket, RatingRow
from application.desk.rate_by_link import RateByLinkCommand
from application.desk.rate_ticket import RateTicketCommand
from application.shared.messages import Score, ShortText
from domain.desk.rating import NothingToRate, RatingLinkRefused, RatingNotFound
from domain.desk.ticket import TicketNotFound
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, success, unsaved
from entrypoints.http.policy import AUTHENTICATED, PUBLIC
from entrypoints.http.rest.asking import Asked, Id, the


class GiveRatingBody(Body, frozen=True):
    """From 1, very bad, to 5, very good."""

    score: Score
    comment: ShortText = ""


@get("/tickets/{ticket_id:str}/rating", policy=AUTHENTICATED, refusals=(TicketNotFound, RatingNotFound))
async def read_rating(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[RatingRow]:
    """What its requester made of the latest resolution, for them and for staff."""
    return success(await desk.ratings.of_ticket(request.user, the(ticket_id)))


@post(
    "/tickets/{ticket_id:str}/rating",
    status_code=200,
    policy=AUTHENTICATED,
    refusals=(TicketNotFound, NothingToRate),
)
async def rate_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[GiveRatingBody]
) -> Answer[RatingRow]:
    """Say what you make of how your ticket was resolved, or say it anew."""
    await desk.rate_ticket(request.user, command(RateTicketCommand, data, ticket_id=the(ticket_id)))
    return success(await desk.ratings.of_ticket(request.user, the(ticket_id)))


@get("/csat/{token:str}", policy=PUBLIC, refusals=(RatingLinkRefused,))
async def show_rating_link(desk: NamedDependency[Desk], token: FromPath[str]) -> Answer[RatedTicket]:
    """What the link of a mail rates. Looking at it rates nothing."""
    return unsaved(await desk.show_rating_link(token), headers={"Cache-Control": "no-store"})


@put("/csat/{token:str}", policy=PUBLIC, refusals=(RatingLinkRefused,))
async def rate_by_link(
    desk: NamedDependency[Desk], token: FromPath[str], data: JSONBody[GiveRatingBody]
) -> Answer[RatedTicket]:
    """Rate without logging in, or say it anew, until the link expires or the ticket is opened again."""
    await desk.rate_by_link(command(RateByLinkCommand, data, token=token))
    return unsaved(await desk.show_rating_link(token), headers={"Cache-Control": "no-store"})


ROUTES = Router("/", route_handlers=[read_rating, rate_ticket, show_rating_link, rate_by_link], tags=["Ratings"])
