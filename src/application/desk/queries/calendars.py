from datetime import date, datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.window import Window
from domain.shared.access import Actor
from domain.shared.ids import CalendarId


class CalendarFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    search: str | None = None


CALENDAR_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class CalendarCard(Message, frozen=True):
    id: CalendarId
    name: str
    time_zone: str
    hours: list[Window]
    holidays: list[date]
    created_at: datetime
    updated_at: datetime


class CalendarQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: CalendarFilter, page: PageRequest) -> Page[CalendarCard]: ...

    async def card(self, actor: Actor, calendar_id: CalendarId) -> CalendarCard: ...
