from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.ports import IdentityWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import canonical_email
from domain.identity.events import NOBODY, PasswordResetRequested


class RequestPasswordResetCommand(Command, frozen=True, kw_only=True):
    email: ShortText


@dataclass(frozen=True, slots=True)
class RequestPasswordReset:
    """Somebody forgot a password, or says so.

    What follows from it is decided later, by the reaction: here an unknown, a suspended and a known address cost the
    same statements, so that neither answer nor time tells them apart.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    attempts: Attempts

    async def __call__(self, command: RequestPasswordResetCommand) -> None:
        await self.attempts.ask_for_mail()
        async with self.uow() as work:
            known = await work.users.find_by_email(canonical_email(command.email))
            user_id = known.id if known else NOBODY
            await work.users.note(PasswordResetRequested(user_id=user_id, at=self.clock.now()))
