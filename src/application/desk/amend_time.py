from dataclasses import dataclass
from datetime import date

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.shared.messages import Command, Minutes, ShortText, stated
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_log_time
from domain.desk.time_entry import TimeEntryNotFound
from domain.shared.access import Actor
from domain.shared.ids import TimeEntryId


class AmendTimeCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    entry_id: TimeEntryId
    minutes: Minutes | UnsetType = UNSET
    spent_on: date | UnsetType = UNSET
    note: ShortText | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class AmendTime:
    """Say better how long it was. Entries of others do not exist, but for those who keep everybody's time."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: AmendTimeCommand) -> None:
        async with self.uow() as work:
            entry = await work.times.get(command.entry_id)
            if not may_log_time(actor, entry.user_id):
                raise TimeEntryNotFound("There is no such time entry.")
            changes = stated(command, "minutes", "spent_on", "note")
            await work.times.save(*entry.amend(at=self.clock.now(), **changes))
