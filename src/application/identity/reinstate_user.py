from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class ReinstateUserCommand(Command, frozen=True, kw_only=True):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class ReinstateUser:
    """An admin lets somebody in again who was suspended."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: ReinstateUserCommand) -> None:
        require(may_manage_users(actor), "reinstate users")
        async with self.uow() as work:
            user = await work.users.get(command.user_id)
            await work.users.save(*user.reinstate(at=self.clock.now()))
