from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.identity.revoke_api_keys import revoke_api_keys
from application.shared.messages import Command, Line
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users, may_suspend
from domain.identity.user import LastAdmin
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class SuspendUserCommand(Command, frozen=True, kw_only=True):
    user_id: UserId
    reason: Line


@dataclass(frozen=True, slots=True)
class SuspendUser:
    """An admin keeps somebody out, at once. The last active admin stays one, and nobody suspends themselves."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: SuspendUserCommand) -> None:
        require(may_manage_users(actor), "suspend users")
        async with self.uow() as work:
            user = await work.users.get(command.user_id)
            require(may_suspend(actor, user.id), "suspend yourself")
            now = self.clock.now()
            suspended, event = user.suspend(command.reason.strip(), at=now)
            if user.is_acting_admin and not await work.users.other_admins(user.id):
                raise LastAdmin("This is the last active admin.")
            await revoke_api_keys(work, user.id, at=now)
            await work.users.save(suspended, event)
