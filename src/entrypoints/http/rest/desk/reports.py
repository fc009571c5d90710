from datetime import datetime

from litestar import Router, get
from litestar.di import NamedDependency
from msgspec import Struct, field

from application.desk.face import Desk
from application.desk.queries.reports import TicketReportRow
from application.desk.report_tickets import ReportTicketsCommand
from domain.desk.interval import Interval, IntervalsUnsound
from domain.shared.access import Permission
from domain.shared.ids import CategoryId, TeamId
from entrypoints.http.envelope import Answer, success
from entrypoints.http.query import read_query
from entrypoints.http.rest.asking import Asked


class Reporting(Struct, frozen=True, rename="camel"):
    """From inclusive, to exclusive: the last 30 days unless stated. Intervals begin at midnight in `timeZone`."""

    first: datetime | None = field(default=None, name="from")
    end: datetime | None = field(default=None, name="to")
    interval: Interval = Interval.DAY
    time_zone: str = "UTC"
    team_id: TeamId | None = None
    category_id: CategoryId | None = None


@get("/tickets", policy=Permission.REPORTS_READ, query=Reporting, refusals=(IntervalsUnsound,))
async def report_tickets(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[TicketReportRow]]:
    """What was opened, solved and left in each interval, how soon it was answered, and which promises were broken."""
    asked = read_query(request, Reporting)
    stated = ReportTicketsCommand(**{name: getattr(asked, name) for name in asked.__struct_fields__})
    return success(await desk.report_tickets(request.user, stated))


ROUTES = Router("/reports", route_handlers=[report_tickets], tags=["Reports"])
