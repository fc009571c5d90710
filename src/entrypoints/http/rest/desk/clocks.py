from litestar import Router, get
from litestar.di import NamedDependency

from application.desk.face import Desk
from application.desk.queries.clocks import ClocksCard
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Permission
from entrypoints.http.envelope import Answer, success
from entrypoints.http.rest.asking import Asked, Id, the


@get("/", policy=Permission.TICKETS_READ_INTERNAL, refusals=(TicketNotFound,))
async def read_clocks(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[ClocksCard]:
    """For how long the ticket has waited for an answer and for its solution, and what was promised of that."""
    return success(await desk.clocks.of_ticket(request.user, the(ticket_id)))


ROUTES = Router("/tickets/{ticket_id:str}/clocks", route_handlers=[read_clocks], tags=["Service levels"])
