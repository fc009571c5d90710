from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.create_status import CreateStatusCommand
from application.desk.delete_status import DeleteStatusCommand
from application.desk.edit_status import EditStatusCommand
from application.desk.face import Desk
from application.desk.queries.statuses import STATUS_SORTS, StatusCard, StatusFilter
from application.shared.messages import Line, Place
from domain.desk.named_status import StatusInUse, StatusNameTaken, StatusNotFound
from domain.desk.ticket import Status
from domain.shared.access import Permission
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

STATUSES = Listing("statuses", StatusCard, StatusFilter, STATUS_SORTS, default_sort="position")


class CreateStatusBody(Body, frozen=True):
    """A name inside `status`, by whose rules tickets go that carry it. Customers read it, too."""

    name: Line
    status: Status
    position: Place = 0
    is_active: bool = True


class EditStatusBody(Changes, frozen=True):
    """What is left out stays. What a name is a name of never changes."""

    name: Line | UnsetType = UNSET
    position: Place | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@get("/", policy=AUTHENTICATED, listing=STATUSES)
async def list_statuses(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[StatusCard]]:
    """What statuses are called here besides their own names. A ticket shows by `statusId` which of these it carries."""
    wanted = STATUSES.read(request)
    return listed(await desk.statuses.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.DESK_CONFIGURE, refusals=(StatusNameTaken,))
async def create_status(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateStatusBody]
) -> Answer[StatusCard]:
    status_id = await desk.create_status(request.user, command(CreateStatusCommand, data))
    return created(await desk.statuses.card(request.user, status_id), at=f"/statuses/{status_id}")


@get("/{status_id:str}", policy=AUTHENTICATED, refusals=(StatusNotFound,))
async def read_status(request: Asked, desk: NamedDependency[Desk], status_id: Id) -> Answer[StatusCard]:
    return success(await desk.statuses.card(request.user, the(status_id)))


@patch("/{status_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(StatusNotFound, StatusNameTaken))
async def edit_status(
    request: Asked, desk: NamedDependency[Desk], status_id: Id, data: JSONBody[EditStatusBody]
) -> Answer[StatusCard]:
    """Rename it, place it, switch it on or off; tickets go on carrying it."""
    await desk.edit_status(request.user, command(EditStatusCommand, data, status_id=the(status_id)))
    return success(await desk.statuses.card(request.user, the(status_id)))


@delete("/{status_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(StatusNotFound, StatusInUse))
async def delete_status(request: Asked, desk: NamedDependency[Desk], status_id: Id) -> Answer[None]:
    """Only a name that no ticket carries; others are switched off."""
    await desk.delete_status(request.user, DeleteStatusCommand(status_id=the(status_id)))
    return gone()


ROUTES = Router(
    "/statuses",
    route_handlers=[list_statuses, create_status, read_status, edit_status, delete_status],
    tags=["Statuses"],
)
