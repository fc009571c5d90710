from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.one_time_token import Purpose, digest_of, refused


class VerifyEmailCommand(Command, frozen=True, kw_only=True):
    token: ShortText


@dataclass(frozen=True, slots=True)
class VerifyEmail:
    """Show with a token from a mail that one reads what is sent to the account's address."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, command: VerifyEmailCommand) -> None:
        digest = digest_of(command.token)
        async with self.uow() as work:
            token = await work.one_time_tokens.find(digest)
            if token is None:
                raise refused()
            user = await work.users.get(token.user_id)
            now = self.clock.now()
            speaks = token.speaks_for(user, Purpose.EMAIL_VERIFICATION, at=now)
            if not speaks or not await work.one_time_tokens.claim(digest):
                raise refused()
            await work.users.save(*user.verify_email(at=now))
