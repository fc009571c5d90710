from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.face import Desk
from application.desk.queries.watchers import WatcherRow
from application.desk.queries.wording import BIRTH_SORT
from application.desk.unwatch_ticket import UnwatchTicketCommand
from application.desk.watch_ticket import WatchTicketCommand
from domain.desk.ticket import TicketNotFound
from domain.desk.watcher import TooManyWatchers, WatcherNotFound
from entrypoints.http.body import Nothing
from entrypoints.http.envelope import Answer, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

WATCHERS = Listing("watchers", WatcherRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


@get("/", policy=AUTHENTICATED, listing=WATCHERS, refusals=(TicketNotFound,))
async def list_watchers(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[WatcherRow]]:
    """Who is told what happens to the ticket, oldest first. Without `tickets:read_internal` only you, if you are."""
    wanted = WATCHERS.read(request)
    return listed(await desk.watchers.list(request.user, the(ticket_id), wanted.page), wanted)


@get("/{user_id:str}", policy=AUTHENTICATED, refusals=(TicketNotFound, WatcherNotFound))
async def read_watcher(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, user_id: Id) -> Answer[WatcherRow]:
    return success(await desk.watchers.one(request.user, the(ticket_id), the(user_id)))


@put("/{user_id:str}", policy=AUTHENTICATED, refusals=(TicketNotFound, WatcherNotFound, TooManyWatchers))
async def watch_ticket(
    request: Asked,
    desk: NamedDependency[Desk],
    ticket_id: Id,
    user_id: Id,
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[WatcherRow]:
    """Be told of replies, moves and assignments, or, as staff, have somebody else be told who can see the ticket."""
    watch = WatchTicketCommand(ticket_id=the(ticket_id), user_id=the(user_id))
    await desk.watch_ticket(request.user, watch)
    return success(await desk.watchers.one(request.user, watch.ticket_id, watch.user_id))


@delete("/{user_id:str}", policy=AUTHENTICATED, refusals=(TicketNotFound, WatcherNotFound))
async def unwatch_ticket(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, user_id: Id) -> Answer[None]:
    await desk.unwatch_ticket(request.user, UnwatchTicketCommand(ticket_id=the(ticket_id), user_id=the(user_id)))
    return gone()


ROUTES = Router(
    "/tickets/{ticket_id:str}/watchers",
    route_handlers=[list_watchers, read_watcher, watch_ticket, unwatch_ticket],
    tags=["Watchers"],
)
