from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_log_time
from domain.desk.time_entry import TimeEntryNotFound
from domain.shared.access import Actor
from domain.shared.ids import TimeEntryId


class RemoveTimeCommand(Command, frozen=True, kw_only=True):
    entry_id: TimeEntryId


@dataclass(frozen=True, slots=True)
class RemoveTime:
    """Take back an entry; whose may be taken back is as with amending."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RemoveTimeCommand) -> None:
        async with self.uow() as work:
            entry = await work.times.get(command.entry_id)
            if not may_log_time(actor, entry.user_id):
                raise TimeEntryNotFound("There is no such time entry.")
            await work.times.remove(entry, entry.remove(at=self.clock.now()))
