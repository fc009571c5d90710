from datetime import date
from typing import Annotated

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType

from application.desk.create_calendar import CreateCalendarCommand
from application.desk.delete_calendar import DeleteCalendarCommand
from application.desk.edit_calendar import EditCalendarCommand
from application.desk.face import Desk
from application.desk.queries.calendars import CALENDAR_SORTS, CalendarCard, CalendarFilter
from application.shared.messages import Line, ShortText
from domain.desk.calendar import CalendarInUse, CalendarNameTaken, CalendarNotFound, CalendarUnsound
from domain.shared.access import Permission
from entrypoints.http.body import Body, Changes
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the
from entrypoints.http.rest.desk.windows import Windows, windows_of

CALENDARS = Listing("calendars", CalendarCard, CalendarFilter, CALENDAR_SORTS, default_sort="name")

UNFIT = (CalendarUnsound, CalendarNameTaken)

Holidays = Annotated[tuple[date, ...], Meta(max_length=500)]


class CreateCalendarBody(Body, frozen=True):
    """Business hours of the week by the clock of `timeZone`, but for whole days of `holidays`."""

    name: Line
    time_zone: ShortText
    hours: Windows
    holidays: Holidays = ()


class EditCalendarBody(Changes, frozen=True):
    """What is left out stays; hours and holidays are stated as a whole."""

    name: Line | UnsetType = UNSET
    time_zone: ShortText | UnsetType = UNSET
    hours: Windows | UnsetType = UNSET
    holidays: Holidays | UnsetType = UNSET


@get("/", policy=Permission.DESK_READ, listing=CALENDARS)
async def list_calendars(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[CalendarCard]]:
    wanted = CALENDARS.read(request)
    return listed(await desk.calendars.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.DESK_CONFIGURE, refusals=UNFIT)
async def create_calendar(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateCalendarBody]
) -> Answer[CalendarCard]:
    """State business hours, for policies to go by. There is at least one window; daylight saving is minded."""
    calendar = CreateCalendarCommand(
        name=data.name, time_zone=data.time_zone, hours=windows_of(data.hours), holidays=data.holidays
    )
    calendar_id = await desk.create_calendar(request.user, calendar)
    return created(await desk.calendars.card(request.user, calendar_id), at=f"/calendars/{calendar_id}")


@get("/{calendar_id:str}", policy=Permission.DESK_READ, refusals=(CalendarNotFound,))
async def read_calendar(request: Asked, desk: NamedDependency[Desk], calendar_id: Id) -> Answer[CalendarCard]:
    return success(await desk.calendars.card(request.user, the(calendar_id)))


@patch("/{calendar_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(CalendarNotFound, *UNFIT))
async def edit_calendar(
    request: Asked, desk: NamedDependency[Desk], calendar_id: Id, data: JSONBody[EditCalendarBody]
) -> Answer[CalendarCard]:
    """What is promised of unfinished tickets is reckoned anew soon afterwards."""
    changes = EditCalendarCommand(
        calendar_id=the(calendar_id),
        name=data.name,
        time_zone=data.time_zone,
        hours=UNSET if data.hours is UNSET else windows_of(data.hours),
        holidays=data.holidays,
    )
    await desk.edit_calendar(request.user, changes)
    return success(await desk.calendars.card(request.user, the(calendar_id)))


@delete("/{calendar_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(CalendarNotFound, CalendarInUse))
async def delete_calendar(request: Asked, desk: NamedDependency[Desk], calendar_id: Id) -> Answer[None]:
    """Only a calendar by which no policy goes."""
    await desk.delete_calendar(request.user, DeleteCalendarCommand(calendar_id=the(calendar_id)))
    return gone()


ROUTES = Router(
    "/calendars",
    route_handlers=[list_calendars, create_calendar, read_calendar, edit_calendar, delete_calendar],
    tags=["Service levels"],
)
