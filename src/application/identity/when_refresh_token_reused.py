from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import RefreshTokenReused


@dataclass(frozen=True, slots=True)
class WhenRefreshTokenReused:
    """Tell people that somebody else had hold of one of their sessions; who was deleted since is told nothing."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: RefreshTokenReused = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.anonymised_at is None:
            await self.mailer.send(self.letters.session_stolen(user.email))
