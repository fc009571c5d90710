from dataclasses import dataclass
from datetime import date
from typing import Annotated

from msgspec import Meta

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, ShortText, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.calendar import Calendar
from domain.desk.window import Window
from domain.shared.access import Actor, require
from domain.shared.ids import CalendarId

Hours = Annotated[tuple[Window, ...], Meta(max_length=50)]
Holidays = Annotated[tuple[date, ...], Meta(max_length=500)]


class CreateCalendarCommand(Command, frozen=True, kw_only=True):
    name: Line
    time_zone: ShortText
    hours: Hours
    holidays: Holidays = ()


@dataclass(frozen=True, slots=True)
class CreateCalendar:
    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateCalendarCommand) -> CalendarId:
        require(may_configure(actor), "create calendars")
        fields = trimmed(as_dict(command), "name")
        calendar, created = Calendar.create(id=self.ids.new(), at=self.clock.now(), **fields)
        async with self.uow() as work:
            await work.calendars.save(calendar, created)
        return calendar.id
