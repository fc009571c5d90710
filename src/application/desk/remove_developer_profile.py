from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.developer import DeveloperInUse, DeveloperNotFound
from domain.desk.events import DeveloperProfileRemoved
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class RemoveDeveloperProfileCommand(Command, frozen=True, kw_only=True):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class RemoveDeveloperProfile:
    """From then on nobody can hand them a ticket. Those they still hold have to be handed on first."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RemoveDeveloperProfileCommand) -> None:
        require(may_configure(actor), "remove developer profiles")
        async with self.uow() as work:
            if await work.developers.profile(command.user_id) is None:
                raise DeveloperNotFound("There is no such developer.")
            developer = await work.developers.get(command.user_id)
            if developer.open_tickets:
                raise DeveloperInUse(f"{developer.name} still holds {developer.open_tickets} tickets.")
            removed = DeveloperProfileRemoved(user_id=developer.id, at=self.clock.now())
            await work.developers.remove(developer.id, removed)
