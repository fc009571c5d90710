from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.session import SessionEnd, SessionNotFound
from domain.shared.access import Actor, require_person
from domain.shared.ids import SessionId


class EndSessionCommand(Command, frozen=True, kw_only=True):
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class EndSession:
    """Somebody ends one of their own sessions, such as that of a telephone they lost."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EndSessionCommand) -> None:
        require_person(actor)
        async with self.uow() as work:
            session = await work.sessions.find(command.session_id)
            if session is None or session.user_id != actor.user_id:
                raise SessionNotFound("There is no such session.")
            await work.sessions.save(*session.end(SessionEnd.ENDED_BY_OWNER, at=self.clock.now()))
