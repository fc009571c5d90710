from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from application.desk.create_view import CreateViewCommand
from application.desk.delete_view import DeleteViewCommand
from application.desk.edit_view import EditViewCommand
from application.desk.errors import TeamUnknown
from application.desk.face import Desk
from application.desk.queries.tickets import TICKET_SORTS, TicketRow
from application.desk.queries.views import VIEW_SORTS, ViewCard, ViewCount, ViewFilter
from application.desk.view_filter import FilterWords, Position, SortWords, ViewOutdated, ViewUnsound, ticket_filter
from application.shared.messages import Line
from domain.desk.view import ViewNotFound, ViewNotShared
from domain.shared.access import Permission
from domain.shared.ids import TeamId
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the


class Searching(Struct, frozen=True):
    """`search` stands instead of that of the view, if it has one."""

    search: str | None = None


VIEWS = Listing("views", ViewCard, ViewFilter, VIEW_SORTS, default_sort="position")
VIEWED = Listing("tickets of a view", TicketRow, Searching, TICKET_SORTS, default_sort="-createdAt")

UNSOUND = (ViewUnsound, ViewNotShared, TeamUnknown)


class CreateViewBody(Body, frozen=True):
    """`filter` and `sort` are spelled as `GET /tickets` takes them; `me` is whoever opens the view.

    `isShared` shows it to a team, or to all staff without `teamId`, and takes `desk:configure` or leading that team.
    """

    name: Line
    filter: FilterWords
    sort: SortWords = "-createdAt"
    is_shared: bool = False
    team_id: TeamId | None = None
    position: Position = 0


class EditViewBody(Changes, frozen=True):
    """What is left out stays. What is no longer shared is no longer a team's."""

    name: Line | UnsetType = UNSET
    filter: FilterWords | UnsetType = UNSET
    sort: SortWords | UnsetType = UNSET
    is_shared: bool | UnsetType = UNSET
    team_id: TeamId | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET


@get("/", policy=AUTHENTICATED, listing=VIEWS)
async def list_views(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[ViewCard]]:
    """Your own, and those that are shared with you."""
    wanted = VIEWS.read(request)
    return listed(await desk.views.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.TICKETS_WORK, refusals=UNSOUND)
async def create_view(request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateViewBody]) -> Answer[ViewCard]:
    """Keep a filter of tickets to come back to, for yourself or for others, each of whom sees what they may see."""
    view_id = await desk.create_view(request.user, command(CreateViewCommand, data))
    return created(await desk.views.card(request.user, view_id), at=f"/views/{view_id}")


@get("/counts", policy=AUTHENTICATED)
async def count_views(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[ViewCount]]:
    """How many tickets each of the first 50 views shows you."""
    return success(await desk.count_views(request.user))


@get("/{view_id:str}", policy=AUTHENTICATED, refusals=(ViewNotFound,))
async def read_view(request: Asked, desk: NamedDependency[Desk], view_id: Id) -> Answer[ViewCard]:
    return success(await desk.views.card(request.user, the(view_id)))


@patch("/{view_id:str}", policy=Permission.TICKETS_WORK, refusals=(ViewNotFound, *UNSOUND))
async def edit_view(
    request: Asked, desk: NamedDependency[Desk], view_id: Id, data: JSONBody[EditViewBody]
) -> Answer[ViewCard]:
    await desk.edit_view(request.user, command(EditViewCommand, data, view_id=the(view_id)))
    return success(await desk.views.card(request.user, the(view_id)))


@delete("/{view_id:str}", policy=Permission.TICKETS_WORK, refusals=(ViewNotFound, TeamUnknown))
async def delete_view(request: Asked, desk: NamedDependency[Desk], view_id: Id) -> Answer[None]:
    await desk.delete_view(request.user, DeleteViewCommand(view_id=the(view_id)))
    return gone()


@get("/{view_id:str}/tickets", policy=AUTHENTICATED, listing=VIEWED, refusals=(ViewNotFound, ViewOutdated))
async def list_tickets_of_view(request: Asked, desk: NamedDependency[Desk], view_id: Id) -> Answer[list[TicketRow]]:
    """The tickets that the view asks for and you can know of, in its order unless you state another."""
    view = await desk.views.card(request.user, the(view_id))
    kept = ticket_filter(view.filter, view.sort, me=request.user.user_id)
    wanted = VIEWED.read(request, default_sort=view.sort)
    search = wanted.filter.search
    asked = kept if search is None else replace(kept, search=search)
    return listed(await desk.tickets.list(request.user, asked, wanted.page), wanted)


ROUTES = Router(
    "/views",
    route_handlers=[list_views, create_view, count_views, read_view, edit_view, delete_view, list_tickets_of_view],
    tags=["Views"],
)
