from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, Place, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.named_status import NamedStatus
from domain.desk.ticket import Status
from domain.shared.access import Actor, require
from domain.shared.ids import StatusId


class CreateStatusCommand(Command, frozen=True, kw_only=True):
    name: Line
    status: Status
    position: Place = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CreateStatus:
    """Give a status a name more."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateStatusCommand) -> StatusId:
        require(may_configure(actor), "name statuses")
        fields = trimmed(as_dict(command), "name")
        async with self.uow() as work:
            status, created = NamedStatus.create(id=self.ids.new(), at=self.clock.now(), **fields)
            await work.statuses.save(status, created)
        return status.id
