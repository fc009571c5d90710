from typing import Literal

from litestar import Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.answer_assignment import AnswerAssignmentCommand
from application.desk.face import Desk
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.routing import RoutingCard
from application.desk.queries.tickets import TicketCard
from application.desk.queries.wording import BIRTH_SORT
from application.desk.unassign_ticket import UnassignTicketCommand
from application.shared.messages import ShortText
from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentNotFound, AssignmentStatus, ReasonMissing
from domain.desk.ticket import TicketClosed, TicketNobodys, TicketNotFound
from domain.shared.access import Permission
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, listed, success
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

ASSIGNMENTS = Listing("assignments", AssignmentRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


class AnswerAssignmentBody(Body, frozen=True):
    """A rejection asks for a reason."""

    status: Literal["accepted", "rejected", "completed"]
    reason: ShortText | None = None


class UnassignTicketBody(Body, frozen=True):
    """`reason` is kept with the turn that ends."""

    reason: ShortText | None = None


@get(
    "/tickets/{ticket_id:str}/assignments",
    policy=Permission.TICKETS_READ_INTERNAL,
    listing=ASSIGNMENTS,
    refusals=(TicketNotFound,),
)
async def list_assignments(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[AssignmentRow]]:
    """Whose turn it was and is, oldest first; and why theirs, where the house decided it."""
    wanted = ASSIGNMENTS.read(request)
    return listed(await desk.tickets.assignments(request.user, the(ticket_id), wanted.page), wanted)


@get("/assignments/{assignment_id:str}", policy=Permission.TICKETS_READ_INTERNAL, refusals=(AssignmentNotFound,))
async def read_assignment(request: Asked, desk: NamedDependency[Desk], assignment_id: Id) -> Answer[AssignmentRow]:
    return success(await desk.tickets.assignment(request.user, the(assignment_id)))


@patch(
    "/assignments/{assignment_id:str}",
    policy=Permission.TICKETS_WORK,
    refusals=(AssignmentNotFound, AssignmentMoveNotAllowed, TicketNobodys, TicketClosed, ReasonMissing),
)
async def answer_assignment(
    request: Asked, desk: NamedDependency[Desk], assignment_id: Id, data: JSONBody[AnswerAssignmentBody]
) -> Answer[AssignmentRow]:
    """Accept, reject or complete one's turn. Unless it is accepted, the ticket is nobody's again.

    By resolving a ticket the turn is completed as well; to complete it before is to have done one's part.
    """
    assignment = await desk.tickets.assignment(request.user, the(assignment_id))
    answer = AnswerAssignmentCommand(
        assignment_id=assignment.id,
        ticket_id=assignment.ticket_id,
        status=AssignmentStatus(data.status),  # type: ignore[arg-type] # one of the three it is narrowed to
        reason=data.reason,
    )
    return success(await desk.answer_assignment(request.user, answer))


@post(
    "/tickets/{ticket_id:str}/unassign",
    status_code=200,
    policy=Permission.TICKETS_WORK,
    refusals=(TicketNotFound, TicketNobodys, TicketClosed),
)
async def unassign_ticket(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[UnassignTicketBody | None] = None
) -> Answer[TicketCard]:
    """Give it back, or take it from somebody: it is nobody's again, and does not return there by itself."""
    stated = command(UnassignTicketCommand, data or UnassignTicketBody(), ticket_id=the(ticket_id))
    return success(await desk.unassign_ticket(request.user, stated))


@get(
    "/tickets/{ticket_id:str}/routing",
    policy=Permission.TICKETS_READ_INTERNAL,
    refusals=(TicketNotFound,),
)
async def read_routing(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[RoutingCard]:
    """How it finds somebody by itself: the policy that applies, who could take it or why not, and what happens now."""
    return success(await desk.explain_routing(request.user, the(ticket_id)))


ROUTES = Router(
    "/",
    route_handlers=[list_assignments, read_assignment, answer_assignment, unassign_ticket, read_routing],
    tags=["Assignments"],
)
