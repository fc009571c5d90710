from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import SessionStarted


@dataclass(frozen=True, slots=True)
class WhenSessionStarted:
    """Tell people of a login from where they never logged in before; with their very first one there is no before."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: SessionStarted = happened.event
        async with self.uow() as work:
            session = await work.sessions.find(event.session_id)
            is_new = session is not None and await work.sessions.is_of_new_device(session)
            user = await work.users.get(event.user_id)
        if session is not None and is_new and user.anonymised_at is None:
            await self.mailer.send(self.letters.new_device(user.email, session))
