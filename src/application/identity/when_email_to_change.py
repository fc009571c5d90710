from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import EmailChangeRequested


@dataclass(frozen=True, slots=True)
class WhenEmailToChange:
    """Tell the reader of the old address that another is to replace it, while that can still be stopped."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: EmailChangeRequested = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.pending_email is not None:
            await self.mailer.send(self.letters.email_to_change(user.email, user.pending_email))
