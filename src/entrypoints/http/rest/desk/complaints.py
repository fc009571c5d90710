from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.errors import TicketUnknown
from application.desk.face import Desk
from application.desk.move_complaint import MoveComplaintCommand
from application.desk.queries.complaints import ComplaintFilter, ComplaintRow
from application.desk.queries.wording import BIRTH_SORT
from application.desk.submit_complaint import SubmitComplaintCommand
from application.shared.messages import Line, ShortText, Text
from domain.desk.complaint import (
    ComplaintMoveNotAllowed,
    ComplaintNotFound,
    ComplaintStatus,
    OutcomeMissing,
    OutcomeTooEarly,
)
from domain.shared.access import Permission
from domain.shared.errors import Forbidden
from domain.shared.ids import TicketId
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, created, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

COMPLAINTS = Listing("complaints", ComplaintRow, ComplaintFilter, BIRTH_SORT, default_sort="-createdAt")


class SubmitComplaintBody(Body, frozen=True):
    """Without `ticketId` it is about the service."""

    subject: Line
    text: Text
    ticket_id: TicketId | None = None


class MoveComplaintBody(Body, frozen=True):
    """`resolution` is what the complainant is told of the end; resolved and dismissed ask for it."""

    status: ComplaintStatus
    resolution: ShortText | None = None


@get("/", policy=AUTHENTICATED, listing=COMPLAINTS)
async def list_complaints(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[ComplaintRow]]:
    """Your complaints; with `complaints:read` everybody's."""
    wanted = COMPLAINTS.read(request)
    return listed(await desk.complaints.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=AUTHENTICATED, refusals=(TicketUnknown,))
async def submit_complaint(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[SubmitComplaintBody]
) -> Answer[ComplaintRow]:
    """Say what you are unhappy with. Managers read it, and nobody whom it is about unless they are one."""
    complaint_id = await desk.submit_complaint(request.user, command(SubmitComplaintCommand, data))
    return created(await desk.complaints.one(request.user, complaint_id), at=f"/complaints/{complaint_id}")


@get("/{complaint_id:str}", policy=AUTHENTICATED, refusals=(ComplaintNotFound,))
async def read_complaint(request: Asked, desk: NamedDependency[Desk], complaint_id: Id) -> Answer[ComplaintRow]:
    return success(await desk.complaints.one(request.user, the(complaint_id)))


@post(
    "/{complaint_id:str}/status",
    status_code=200,
    policy=Permission.COMPLAINTS_HANDLE,
    refusals=(ComplaintNotFound, Forbidden, ComplaintMoveNotAllowed, OutcomeMissing, OutcomeTooEarly),
)
async def move_complaint(
    request: Asked, desk: NamedDependency[Desk], complaint_id: Id, data: JSONBody[MoveComplaintBody]
) -> Answer[ComplaintRow]:
    """Take it up, then say how it ended; a refusal names the moves there are. Nobody handles their own."""
    await desk.move_complaint(request.user, command(MoveComplaintCommand, data, complaint_id=the(complaint_id)))
    return success(await desk.complaints.one(request.user, the(complaint_id)))


ROUTES = Router(
    "/complaints",
    route_handlers=[list_complaints, submit_complaint, read_complaint, move_complaint],
    tags=["Complaints"],
)
