from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.session import SessionEnd
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class RemoveLostSecondFactorCommand(Command, frozen=True, kw_only=True):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class RemoveLostSecondFactor:
    """An admin lets in another who has lost app and recovery codes; they are logged out everywhere.

    Not oneself, who has to prove it: `RemoveSecondFactor`. Where there is none, nothing changes.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RemoveLostSecondFactorCommand) -> None:
        require(may_manage_users(actor), "remove other people's second factors")
        require(actor.user_id != command.user_id, "remove your own second factor here: it takes password and code")
        async with self.uow() as work:
            sessions = await work.sessions.of_user(command.user_id)
            user = await work.users.get(command.user_id)
            if user.second_factor_at is None:
                return
            now = self.clock.now()
            await work.second_factors.remove(user.id)
            await work.one_time_tokens.remove_all_of(user.id)
            for session in sessions:
                await work.sessions.save(*session.end(SessionEnd.ENDED_BY_ADMIN, at=now))
            await work.users.save(*user.disable_second_factor(at=now))
