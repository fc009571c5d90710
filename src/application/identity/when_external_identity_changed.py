from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import ExternalIdentityLinked, ExternalIdentityUnlinked


@dataclass(frozen=True, slots=True)
class WhenExternalIdentityChanged:
    """Tell people that their account has one way in more, or less; who was deleted since is told nothing."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: ExternalIdentityLinked | ExternalIdentityUnlinked = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.anonymised_at is None:
            is_linked = isinstance(event, ExternalIdentityLinked)
            await self.mailer.send(self.letters.provider_changed(user.email, event.issuer, is_linked=is_linked))
