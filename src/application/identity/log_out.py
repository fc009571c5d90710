from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.session import SessionEnd
from domain.shared.access import Actor, require_person


class LogOutCommand(Command, frozen=True, kw_only=True):
    """Here, or everywhere they are logged in."""

    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class LogOut:
    """Somebody ends the session through which they ask, or all of theirs."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: LogOutCommand) -> None:
        require_person(actor)
        async with self.uow() as work:
            for session in await work.sessions.of_user(actor.user_id):
                if command.everywhere or session.id == actor.session_id:
                    await work.sessions.save(*session.end(SessionEnd.LOGGED_OUT, at=self.clock.now()))
