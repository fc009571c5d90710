from litestar import Router, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.count_tickets import SearchNotCounted, TicketCounts
from application.desk.edit_ticket import EditTicketCommand
from application.desk.errors import CategoryUnknown, PersonUnknown, StatusUnknown
from application.desk.face import Desk
from application.desk.follow_up_ticket import FollowUpTicketCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TICKET_SORTS, TicketCard, TicketFilter, TicketRow
from application.desk.revise_ticket import ResolutionWithoutMove, ReviseTicketCommand
from application.desk.tag_ticket import TagTicketCommand
from application.shared.messages import Line, ShortText, Tags, Text
from domain.desk import developer as developers
from domain.desk import ticket as tickets
from domain.desk.category import CategoryInactive
from domain.desk.named_status import StatusInactive, StatusUnclear
from domain.desk.ticket import Priority, Status
from domain.shared.access import Permission
from domain.shared.ids import CategoryId, StatusId, UserId
from entrypoints.http.body import Body, Changes, Nothing, command
from entrypoints.http.conditional import expected_version
from entrypoints.http.envelope import Answer, created, listed, success
from entrypoints.http.policy import AUTHENTICATED, IfMatch
from entrypoints.http.query import Listing, read_query
from entrypoints.http.rest.asking import Asked, Id, the

TICKETS = Listing("tickets", TicketRow, TicketFilter, TICKET_SORTS, default_sort="-createdAt")

UNSORTABLE = (CategoryUnknown, CategoryInactive)
MOVING = (
    tickets.AlreadyMerged,
    tickets.MoveNotAllowed,
    tickets.ReopenWindowOver,
    tickets.ResolutionMissing,
    tickets.TicketHeldUp,
)
HANDING = (
    tickets.TicketClosed,
    developers.DeveloperFull,
    developers.DeveloperInactive,
    developers.DeveloperOutsideTeam,
)


class OpenTicketBody(Body, frozen=True):
    """`requesterId` is for staff who open a ticket for somebody else."""

    title: Line
    description: Text
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | None = None
    tags: Tags = ()
    requester_id: UserId | None = None


class FollowUpTicketBody(Body, frozen=True):
    """Without `categoryId` it is of the category of the ticket that is followed up."""

    title: Line
    description: Text
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | UnsetType | None = UNSET
    tags: Tags = ()


class ReplaceTicketBody(Body, frozen=True):
    """All that can be said about a ticket; what is left out becomes what it is by itself."""

    title: Line
    description: Text
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | None = None
    tags: Tags = ()


class ReviseTicketBody(Changes, frozen=True):
    """What is left out stays. `status` moves the ticket as `POST /tickets/{id}/status` does."""

    title: Line | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    category_id: CategoryId | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    resolution: ShortText | None = None


class TagTicketBody(Changes, frozen=True):
    """What is to be added and removed goes; other tags stay as they are."""

    add: Tags = ()
    remove: Tags = ()


class AssignTicketBody(Body, frozen=True):
    assignee_id: UserId
    notes: ShortText = ""


class MoveTicketBody(Body, frozen=True):
    """`statusId` is a name inside a status, which need not be stated then.

    `resolution` says how it was solved; resolving asks for it unless staff have replied.
    """

    status: Status | None = None
    status_id: StatusId | None = None
    resolution: ShortText | None = None


@get("/", policy=AUTHENTICATED, listing=TICKETS)
async def list_tickets(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[TicketRow]]:
    """The tickets you can know of."""
    wanted = TICKETS.read(request)
    return listed(await desk.tickets.list(request.user, wanted.filter, wanted.page), wanted)


@get("/counts", policy=AUTHENTICATED, query=TicketFilter, refusals=(SearchNotCounted,))
async def count_tickets(request: Asked, desk: NamedDependency[Desk]) -> Answer[TicketCounts]:
    """How many of the tickets you can know of fit, in all and of each kind. Filters are those of the list."""
    return success(await desk.count_tickets(request.user, read_query(request, TicketFilter)))


@post("/", policy=Permission.TICKETS_OPEN, refusals=(PersonUnknown, *UNSORTABLE))
async def open_ticket(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[OpenTicketBody]
) -> Answer[TicketCard]:
    """Ask for help. The ticket goes to the team that owns its category."""
    opened = await desk.open_ticket(request.user, command(OpenTicketCommand, data))
    return created(opened, at=f"/tickets/{opened.id}")


@get("/{ticket_id:str}", policy=AUTHENTICATED, refusals=(tickets.TicketNotFound,))
async def read_ticket(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[TicketCard]:
    return success(await desk.tickets.card(request.user, the(ticket_id)))


@put(
    "/{ticket_id:str}",
    policy=AUTHENTICATED,
    if_match=IfMatch.REQUIRED,
    refusals=(tickets.TicketNotFound, tickets.AlreadyMerged, tickets.TicketClosed, *UNSORTABLE),
)
async def replace_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[ReplaceTicketBody]
) -> Answer[TicketCard]:
    """Say anew what it is about."""
    stated = command(EditTicketCommand, data, ticket_id=the(ticket_id), expected_version=expected_version(request))
    return success(await desk.edit_ticket(request.user, stated))


@patch(
    "/{ticket_id:str}",
    policy=AUTHENTICATED,
    if_match=IfMatch.REQUIRED,
    refusals=(tickets.TicketNotFound, tickets.TicketClosed, ResolutionWithoutMove, *UNSORTABLE, *MOVING),
)
async def revise_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[ReviseTicketBody]
) -> Answer[TicketCard]:
    """Say some of it better, move it along, or both at once: everything happens, or nothing."""
    stated = command(ReviseTicketCommand, data, ticket_id=the(ticket_id), expected_version=expected_version(request))
    return success(await desk.revise_ticket(request.user, stated))


@post(
    "/{ticket_id:str}/assign",
    status_code=200,
    policy=Permission.TICKETS_WORK,
    refusals=(tickets.TicketNotFound, developers.NotADeveloper, *HANDING),
)
async def assign_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[AssignTicketBody]
) -> Answer[TicketCard]:
    """Hand it to an active developer of its team who has room for it; whoever had it before is relieved of it."""
    stated = AssignTicketCommand(ticket_id=the(ticket_id), developer_id=data.assignee_id, notes=data.notes)
    return success(await desk.assign_ticket(request.user, stated))


@post(
    "/{ticket_id:str}/claim",
    status_code=200,
    policy=Permission.TICKETS_WORK,
    refusals=(tickets.TicketNotFound, tickets.TicketTaken, developers.NotADeveloper, *HANDING),
)
async def claim_ticket(
    request: Asked,
    desk: NamedDependency[Desk],
    ticket_id: Id,
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[TicketCard]:
    """Take one that is nobody's. Of many who try at once, one gets it."""
    return success(await desk.claim_ticket(request.user, ClaimTicketCommand(ticket_id=the(ticket_id))))


@post(
    "/{ticket_id:str}/status",
    status_code=200,
    policy=AUTHENTICATED,
    if_match=IfMatch.HONOURED,
    refusals=(tickets.TicketNotFound, StatusUnknown, StatusUnclear, StatusInactive, *MOVING),
)
async def move_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[MoveTicketBody]
) -> Answer[TicketCard]:
    """Move it along its life; a refusal names the moves there are. Requesters can reopen what was solved lately."""
    expected = expected_version(request)
    stated = command(ChangeTicketStatusCommand, data, ticket_id=the(ticket_id), expected_version=expected)
    return success(await desk.change_ticket_status(request.user, stated))


@post(
    "/{ticket_id:str}/tags",
    status_code=200,
    policy=AUTHENTICATED,
    if_match=IfMatch.HONOURED,
    refusals=(tickets.TicketNotFound, tickets.TicketClosed, tickets.TooManyTags),
)
async def tag_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[TagTicketBody]
) -> Answer[TicketCard]:
    """Add tags and remove tags, without a word about those that others add meanwhile."""
    stated = command(TagTicketCommand, data, ticket_id=the(ticket_id), expected_version=expected_version(request))
    return success(await desk.tag_ticket(request.user, stated))


@post(
    "/{ticket_id:str}/follow-ups",
    policy=Permission.TICKETS_OPEN,
    refusals=(tickets.TicketNotFound, tickets.TicketNotFinished, PersonUnknown, *UNSORTABLE),
)
async def follow_up_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[FollowUpTicketBody]
) -> Answer[TicketCard]:
    """Go on where a finished ticket ended: a new one, linked to it, for the same requester."""
    opened = await desk.follow_up_ticket(request.user, command(FollowUpTicketCommand, data, ticket_id=the(ticket_id)))
    return created(opened, at=f"/tickets/{opened.id}")


ROUTES = Router(
    "/tickets",
    route_handlers=[
        list_tickets,
        count_tickets,
        open_ticket,
        follow_up_ticket,
        read_ticket,
        replace_ticket,
        revise_ticket,
        assign_ticket,
        claim_ticket,
        move_ticket,
        tag_ticket,
    ],
    tags=["Tickets"],
)
