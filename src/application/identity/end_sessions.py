from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.credentials import canonical_email
from domain.identity.session import SessionEnd
from domain.identity.user import UserNotFound
from domain.shared.access import Actor, require


class EndSessionsCommand(Command, frozen=True, kw_only=True):
    email: ShortText


@dataclass(frozen=True, slots=True)
class EndSessions:
    """An admin logs somebody out everywhere. Tells how many sessions that were."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EndSessionsCommand) -> int:
        require(may_manage_users(actor), "end other people's sessions")
        async with self.uow() as work:
            user = await work.users.find_by_email(canonical_email(command.email))
        if user is None:
            raise UserNotFound("There is no such user.")
        async with self.uow() as work:  # apart, because sessions are locked before their users
            sessions = await work.sessions.of_user(user.id)
            for session in sessions:
                await work.sessions.save(*session.end(SessionEnd.ENDED_BY_ADMIN, at=self.clock.now()))
        return len(sessions)
