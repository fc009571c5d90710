from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.events import StatusDeleted
from domain.shared.access import Actor, require
from domain.shared.ids import StatusId


class DeleteStatusCommand(Command, frozen=True, kw_only=True):
    status_id: StatusId


@dataclass(frozen=True, slots=True)
class DeleteStatus:
    """Remove a name that no ticket carries; one that was used is switched off instead."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteStatusCommand) -> None:
        require(may_configure(actor), "name statuses")
        async with self.uow() as work:
            status = await work.statuses.find(command.status_id)
            await work.statuses.remove(status.id, StatusDeleted(status_id=status.id, at=self.clock.now()))
