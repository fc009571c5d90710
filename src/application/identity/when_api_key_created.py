from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import ApiKeyCreated


@dataclass(frozen=True, slots=True)
class WhenApiKeyCreated:
    """Tell people that a key was made in their name, even if it is gone again: it may not have been them."""

    uow: UnitOfWork[IdentityWork]
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: ApiKeyCreated = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.anonymised_at is None:
            await self.mailer.send(self.letters.api_key_created(user.email, event))
