from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.identity.revoke_api_keys import revoke_api_keys
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.user import LastAdmin
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class DeleteUserCommand(Command, frozen=True, kw_only=True):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class DeleteUser:
    """Forget a person: their tickets and history stay, personal data goes, in every context and at once.

    Doing it again changes nothing.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteUserCommand) -> None:
        require(may_manage_users(actor), "delete users")
        async with self.uow() as work:
            await work.sessions.of_user(command.user_id)  # locked before the user, as always
            user = await work.users.get(command.user_id)
            if user.anonymised_at is not None:
                return
            if user.is_acting_admin and not await work.users.other_admins(user.id):
                raise LastAdmin("This is the last active admin.")
            now = self.clock.now()
            nobody, anonymised = user.anonymise(at=now)
            await revoke_api_keys(work, user.id, at=now)
            await work.traces.forget(user)
            await work.users.save(nobody, anonymised)
