from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import PasswordChanged, PasswordReset, PasswordSet


@dataclass(frozen=True, slots=True)
class WhenPasswordChanged:
    """Tell people that their password is another, however it came to be; who was deleted since is told nothing."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: PasswordChanged | PasswordReset | PasswordSet = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.anonymised_at is None:
            await self.mailer.send(self.letters.password_changed(user.email))
