from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.errors import TicketUnknown
from application.desk.face import Desk
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.queries.merges import MergeCard
from application.desk.unmerge_ticket import UnmergeTicketCommand
from domain.desk import merge as merges
from domain.desk.ticket import AlreadyMerged, TicketClosed, TicketNotFound
from domain.shared.access import Permission
from domain.shared.ids import TicketId
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, created, gone, success
from entrypoints.http.rest.asking import Asked, Id, the


class MergeTicketBody(Body, frozen=True):
    """`acrossRequesters` says that it is meant where different people asked for the two tickets."""

    into_id: TicketId
    across_requesters: bool = False


@post(
    "/",
    policy=Permission.TICKETS_WORK,
    refusals=(
        TicketNotFound,
        TicketUnknown,
        TicketClosed,
        AlreadyMerged,
        merges.MergeIntoItself,
        merges.MergeIntoPart,
        merges.MergeAcrossRequesters,
    ),
)
async def merge_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[MergeTicketBody]
) -> Answer[MergeCard]:
    """Make a duplicate part of another ticket, which gets its comments, links and tags; the duplicate is closed.

    Where different people asked for the two, public replies stay with whoever they were for.
    """
    merged = command(MergeTicketCommand, data, ticket_id=the(ticket_id))
    await desk.merge_ticket(request.user, merged)
    return created(await desk.merges.card(request.user, merged.ticket_id), at=f"/tickets/{merged.ticket_id}/merge")


@get("/", policy=Permission.TICKETS_READ_INTERNAL, refusals=(TicketNotFound, merges.MergeNotFound))
async def read_merge(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[MergeCard]:
    """Into which ticket this one was merged, and what went along."""
    return success(await desk.merges.card(request.user, the(ticket_id)))


@delete(
    "/",
    policy=Permission.TICKETS_WORK,
    refusals=(TicketNotFound, merges.MergeNotFound, merges.MergedOn, merges.UnmergeWindowOver),
)
async def unmerge_ticket(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[None]:
    """Take a merge back, within a day: the ticket is what it was, with what went along and is still there."""
    await desk.unmerge_ticket(request.user, UnmergeTicketCommand(ticket_id=the(ticket_id)))
    return gone()


ROUTES = Router(
    "/tickets/{ticket_id:str}/merge",
    route_handlers=[merge_ticket, read_merge, unmerge_ticket],
    tags=["Merging"],
)
