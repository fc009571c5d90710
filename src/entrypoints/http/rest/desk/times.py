from datetime import date

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.amend_time import AmendTimeCommand
from application.desk.errors import PersonUnknown
from application.desk.face import Desk
from application.desk.log_time import LogTimeCommand
from application.desk.queries.times import TIME_SORTS, TimeFilter, TimeRow, TimeTotal
from application.desk.queries.wording import BIRTH_SORT
from application.desk.remove_time import RemoveTimeCommand
from application.shared.messages import Minutes, ShortText
from domain.desk.ticket import TicketNotFound
from domain.desk.time_entry import TimeEntryNotFound, TimeNotSpentYet
from domain.shared.access import Permission
from domain.shared.ids import UserId
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

OF_TICKET = Listing("times of a ticket", TimeRow, NoFilter, BIRTH_SORT, default_sort="createdAt")
TIMES = Listing("times", TimeRow, TimeFilter, TIME_SORTS, default_sort="-spentOn")


class LogTimeBody(Body, frozen=True):
    """`userId` is for those who keep everybody's time."""

    minutes: Minutes
    spent_on: date
    note: ShortText = ""
    user_id: UserId | None = None


class AmendTimeBody(Changes, frozen=True):
    """What is left out stays."""

    minutes: Minutes | UnsetType = UNSET
    spent_on: date | UnsetType = UNSET
    note: ShortText | UnsetType = UNSET


@get(
    "/tickets/{ticket_id:str}/time-entries",
    policy=Permission.TICKETS_READ_INTERNAL,
    listing=OF_TICKET,
    refusals=(TicketNotFound,),
)
async def list_times_of_ticket(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[TimeRow]]:
    """How long who worked on the ticket, oldest entry first."""
    wanted = OF_TICKET.read(request)
    return listed(await desk.times.of_ticket(request.user, the(ticket_id), wanted.page), wanted)


@get("/tickets/{ticket_id:str}/time-entries/total", policy=Permission.TICKETS_READ_INTERNAL, refusals=(TicketNotFound,))
async def read_time_total(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[TimeTotal]:
    """All that was logged on the ticket, by everybody."""
    return success(await desk.times.total(request.user, the(ticket_id)))


@post(
    "/tickets/{ticket_id:str}/time-entries",
    policy=Permission.TICKETS_WORK,
    refusals=(TicketNotFound, PersonUnknown, TimeNotSpentYet),
)
async def log_time(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[LogTimeBody]
) -> Answer[TimeRow]:
    """Write down how long you worked on the ticket. Its requester never sees it."""
    entry_id = await desk.log_time(request.user, command(LogTimeCommand, data, ticket_id=the(ticket_id)))
    return created(await desk.times.one(request.user, entry_id), at=f"/time-entries/{entry_id}")


@get("/time-entries", policy=Permission.TICKETS_READ_INTERNAL, listing=TIMES)
async def list_times(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[TimeRow]]:
    """Your entries on all tickets; with `time:manage` everybody's."""
    wanted = TIMES.read(request)
    return listed(await desk.times.list(request.user, wanted.filter, wanted.page), wanted)


@get("/time-entries/{time_entry_id:str}", policy=Permission.TICKETS_READ_INTERNAL, refusals=(TimeEntryNotFound,))
async def read_time(request: Asked, desk: NamedDependency[Desk], time_entry_id: Id) -> Answer[TimeRow]:
    return success(await desk.times.one(request.user, the(time_entry_id)))


@patch(
    "/time-entries/{time_entry_id:str}", policy=Permission.TICKETS_WORK, refusals=(TimeEntryNotFound, TimeNotSpentYet)
)
async def amend_time(
    request: Asked, desk: NamedDependency[Desk], time_entry_id: Id, data: JSONBody[AmendTimeBody]
) -> Answer[TimeRow]:
    """Say better how long it was; with `time:manage` of others, too."""
    await desk.amend_time(request.user, command(AmendTimeCommand, data, entry_id=the(time_entry_id)))
    return success(await desk.times.one(request.user, the(time_entry_id)))


@delete("/time-entries/{time_entry_id:str}", policy=Permission.TICKETS_WORK, refusals=(TimeEntryNotFound,))
async def remove_time(request: Asked, desk: NamedDependency[Desk], time_entry_id: Id) -> Answer[None]:
    await desk.remove_time(request.user, RemoveTimeCommand(entry_id=the(time_entry_id)))
    return gone()


ROUTES = Router(
    "/",
    route_handlers=[
        list_times_of_ticket,
        read_time_total,
        log_time,
        list_times,
        read_time,
        amend_time,
        remove_time,
    ],
    tags=["Time entries"],
)
