from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import field

from application.desk.act_on_tickets import (
    ActionRefused,
    ActOnTicketsCommand,
    Mode,
    TicketAction,
    TicketOutcome,
    Tickets,
    Versions,
)
from application.desk.errors import CategoryUnknown, StatusUnknown
from application.desk.face import Desk
from application.desk.revise_ticket import ResolutionWithoutMove
from domain.desk.category import CategoryInactive
from domain.desk.developer import NotADeveloper
from domain.desk.named_status import StatusInactive, StatusUnclear
from domain.shared.access import Permission
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, unsaved
from entrypoints.http.rest.asking import Asked


class ActOnTicketsBody(Body, frozen=True):
    """`all` tickets or none, or `each` by itself. `versions` says which ones you saw, by the id of the ticket."""

    ids: Tickets
    mode: Mode
    action: TicketAction
    versions: Versions = field(default_factory=dict)


@post(
    "/",
    status_code=200,
    policy=Permission.TICKETS_WORK,
    refusals=(
        *(ActionRefused, ResolutionWithoutMove, CategoryUnknown, CategoryInactive, NotADeveloper),
        *(StatusUnknown, StatusInactive, StatusUnclear),
    ),
)
async def act_on_tickets(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[ActOnTicketsBody]
) -> Answer[list[TicketOutcome]]:
    """Do the same to many tickets. Each says, in the order asked, whether it was done, or why not.

    With `all` nothing is done unless everything can be; what refuses is named in `details`.
    """
    return unsaved(await desk.act_on_tickets(request.user, command(ActOnTicketsCommand, data)))


ROUTES = Router("/tickets/bulk", route_handlers=[act_on_tickets], tags=["Tickets"])
