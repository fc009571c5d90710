from litestar import Router, get
from litestar.di import NamedDependency

from application.desk.face import Desk
from application.desk.queries.tags import TagFilter, TagRow
from entrypoints.http.envelope import Answer, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import read_query
from entrypoints.http.rest.asking import Asked


@get("/", policy=AUTHENTICATED, query=TagFilter)
async def list_tags(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[TagRow]]:
    """Which tags there are, most used first: among the newest 5,000 tickets that whoever asks may see."""
    return success([*await desk.tickets.tags(request.user, read_query(request, TagFilter))])


ROUTES = Router("/tags", route_handlers=[list_tags], tags=["Tickets"])
