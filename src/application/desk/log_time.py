from dataclasses import dataclass
from datetime import date

from application.desk.errors import PersonUnknown
from application.desk.ports import DeskWork
from application.shared.messages import Command, Minutes, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_log_time, may_work
from domain.desk.time_entry import TimeEntry
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId, TimeEntryId, UserId


class LogTimeCommand(Command, frozen=True, kw_only=True):
    """Of the actor, unless `user_id` says otherwise."""

    ticket_id: TicketId
    minutes: Minutes
    spent_on: date
    note: ShortText = ""
    user_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class LogTime:
    """Write down how long somebody worked on a ticket; for others by those who keep their time."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: LogTimeCommand) -> TimeEntryId:
        user_id = command.user_id or actor.user_id
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_log_time(actor, user_id), "log time of others")
            person = await work.people.acting(user_id)
            if person is None or not may_work(person):
                raise PersonUnknown("There is no such person who works on tickets.", {"userId": "Unknown."})
            entry, logged = TimeEntry.log(
                id=self.ids.new(),
                ticket_id=ticket.id,
                user_id=user_id,
                minutes=command.minutes,
                spent_on=command.spent_on,
                note=command.note,
                at=self.clock.now(),
            )
            await work.times.save(entry, logged)
        return entry.id
