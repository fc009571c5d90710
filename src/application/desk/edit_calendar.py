from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.create_calendar import Holidays, Hours
from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, ShortText, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import CalendarId


class EditCalendarCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    calendar_id: CalendarId
    name: Line | UnsetType = UNSET
    time_zone: ShortText | UnsetType = UNSET
    hours: Hours | UnsetType = UNSET
    holidays: Holidays | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditCalendar:
    """Other hours, holidays or another zone. What was promised by it is reckoned anew afterwards."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditCalendarCommand) -> None:
        require(may_configure(actor), "edit calendars")
        changes = trimmed(stated(command, "name", "time_zone", "hours", "holidays"), "name")
        async with self.uow() as work:
            calendar = await work.calendars.get(command.calendar_id)
            await work.calendars.save(*calendar.edit(at=self.clock.now(), **changes))
