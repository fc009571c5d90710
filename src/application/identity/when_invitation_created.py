from dataclasses import dataclass

from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.shared.mail import Mailer
from application.shared.ports import Clock, Happened, Secrets, UnitOfWork
from domain.identity.events import InvitationCreated
from domain.identity.invitation import InvitationNotFound


@dataclass(frozen=True, slots=True)
class WhenInvitationCreated:
    """Mail the invited a token to join by; tried again it is another one. Who was uninvited since gets none."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    secrets: Secrets
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: InvitationCreated = happened.event
        secret = self.secrets.new()
        try:
            async with self.uow() as work:
                invitation = await work.invitations.get(event.invitation_id)
                await work.invitations.save(*invitation.mail(secret, at=self.clock.now()))
        except InvitationNotFound:
            return
        await self.mailer.send(self.letters.invitation(invitation.email, secret, invitation.role))
