from litestar import Router, get
from litestar.di import NamedDependency

from application.desk.face import Desk
from application.desk.queries.history import HistoryRow
from application.desk.queries.wording import BIRTH_SORT
from domain.desk.ticket import TicketNotFound
from entrypoints.http.envelope import Answer, listed
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

HISTORY = Listing("history", HistoryRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


@get("/", policy=AUTHENTICATED, listing=HISTORY, refusals=(TicketNotFound,))
async def list_history(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[HistoryRow]]:
    """What happened to the ticket, oldest first. Requesters are told what is public, and by whom only what they are."""
    wanted = HISTORY.read(request)
    return listed(await desk.history.list(request.user, the(ticket_id), wanted.page), wanted)


ROUTES = Router("/tickets/{ticket_id:str}/history", route_handlers=[list_history], tags=["Tickets"])
