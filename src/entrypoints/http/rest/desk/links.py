from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.errors import TicketUnknown
from application.desk.face import Desk
from application.desk.link_tickets import LinkTicketsCommand
from application.desk.queries.links import LinkRow
from application.desk.queries.wording import BIRTH_SORT
from application.desk.unlink_tickets import UnlinkTicketsCommand
from domain.desk.link import LinkCycle, LinkExists, LinkNotFound, LinkToItself, ParentTaken, Relation
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Permission
from domain.shared.ids import TicketId
from entrypoints.http.body import Body
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

LINKS = Listing("links", LinkRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


class LinkTicketsBody(Body, frozen=True):
    """What the ticket is to the one named here."""

    relation: Relation
    ticket_id: TicketId


@get("/", policy=AUTHENTICATED, listing=LINKS, refusals=(TicketNotFound,))
async def list_links(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[LinkRow]]:
    """What the ticket is to others you can see, oldest link first."""
    wanted = LINKS.read(request)
    return listed(await desk.tickets.links(request.user, the(ticket_id), wanted.page), wanted)


@post(
    "/",
    policy=Permission.TICKETS_WORK,
    refusals=(TicketNotFound, TicketUnknown, LinkToItself, LinkExists, LinkCycle, ParentTaken),
)
async def link_tickets(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[LinkTicketsBody]
) -> Answer[LinkRow]:
    """Link two tickets. One that has unfinished children or blockers cannot be resolved."""
    link = LinkTicketsCommand(ticket_id=the(ticket_id), relation=data.relation, other_id=data.ticket_id)
    link_id = await desk.link_tickets(request.user, link)
    row = await desk.tickets.link(request.user, link.ticket_id, link_id)
    return created(row, at=f"/tickets/{link.ticket_id}/links/{link_id}")


@get("/{link_id:str}", policy=AUTHENTICATED, refusals=(TicketNotFound, LinkNotFound))
async def read_link(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, link_id: Id) -> Answer[LinkRow]:
    return success(await desk.tickets.link(request.user, the(ticket_id), the(link_id)))


@delete("/{link_id:str}", policy=Permission.TICKETS_WORK, refusals=(TicketNotFound, LinkNotFound))
async def unlink_tickets(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, link_id: Id) -> Answer[None]:
    """Undo a link, from either of its tickets."""
    await desk.unlink_tickets(request.user, UnlinkTicketsCommand(ticket_id=the(ticket_id), link_id=the(link_id)))
    return gone()


ROUTES = Router(
    "/tickets/{ticket_id:str}/links",
    route_handlers=[list_links, link_tickets, read_link, unlink_tickets],
    tags=["Links"],
)
