from typing import Literal

from litestar import Router, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.answer_assignment import AnswerAssignmentCommand
from application.desk.face import Desk
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.messages import ShortText
from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentNotFound, AssignmentStatus, ReasonMissing
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Permission
from domain.shared.errors import Conflict
from entrypoints.http.body import Body
from entrypoints.http.envelope import Answer, listed, success
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

ASSIGNMENTS = Listing("assignments", AssignmentRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


class AnswerAssignmentBody(Body, frozen=True):
    """A rejection asks for a reason."""

    status: Literal["accepted", "rejected", "completed"]
    reason: ShortText | None = None


@get(
    "/tickets/{ticket_id:str}/assignments",
    policy=Permission.TICKETS_READ_INTERNAL,
    listing=ASSIGNMENTS,
    refusals=(TicketNotFound,),
)
async def list_assignments(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[AssignmentRow]]:
    """Whose turn it was and is, oldest first."""
    wanted = ASSIGNMENTS.read(request)
    return listed(await desk.tickets.assignments(request.user, the(ticket_id), wanted.page), wanted)


@get("/assignments/{assignment_id:str}", policy=Permission.TICKETS_READ_INTERNAL, refusals=(AssignmentNotFound,))
async def read_assignment(request: Asked, desk: NamedDependency[Desk], assignment_id: Id) -> Answer[AssignmentRow]:
    return success(await desk.tickets.assignment(request.user, the(assignment_id)))


@patch(
    "/assignments/{assignment_id:str}",
    policy=Permission.TICKETS_WORK,
    refusals=(AssignmentNotFound, AssignmentMoveNotAllowed, Conflict, ReasonMissing),
)
async def answer_assignment(
    request: Asked, desk: NamedDependency[Desk], assignment_id: Id, data: JSONBody[AnswerAssignmentBody]
) -> Answer[AssignmentRow]:
    """Accept, reject or complete one's turn. Rejected, the ticket is nobody's again."""
    assignment = await desk.tickets.assignment(request.user, the(assignment_id))
    answer = AnswerAssignmentCommand(
        assignment_id=assignment.id,
        ticket_id=assignment.ticket_id,
        status=AssignmentStatus(data.status),  # type: ignore[arg-type] # one of the three it is narrowed to
        reason=data.reason,
    )
    return success(await desk.answer_assignment(request.user, answer))


ROUTES = Router("/", route_handlers=[list_assignments, read_assignment, answer_assignment], tags=["Assignments"])
