from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import CalendarId


class DeleteCalendarCommand(Command, frozen=True, kw_only=True):
    calendar_id: CalendarId


@dataclass(frozen=True, slots=True)
class DeleteCalendar:
    """Remove a calendar by which nothing is promised."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteCalendarCommand) -> None:
        require(may_configure(actor), "delete calendars")
        async with self.uow() as work:
            calendar = await work.calendars.get(command.calendar_id)
            await work.calendars.remove(calendar.id, calendar.delete(at=self.clock.now()))
