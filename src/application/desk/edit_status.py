from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, Place, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import StatusId


class EditStatusCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    status_id: StatusId
    name: Line | UnsetType = UNSET
    position: Place | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditStatus:
    """Rename it, place it, or switch it on and off. Tickets that carry it go on doing so."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditStatusCommand) -> None:
        require(may_configure(actor), "name statuses")
        changes = trimmed(stated(command, "name", "position", "is_active"), "name")
        async with self.uow() as work:
            status = await work.statuses.find(command.status_id)
            await work.statuses.save(*status.edit(at=self.clock.now(), **changes))
