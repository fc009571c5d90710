from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.one_time_token import Purpose, digest_of, refused


class ConfirmEmailChangeCommand(Command, frozen=True, kw_only=True):
    token: ShortText


@dataclass(frozen=True, slots=True)
class ConfirmEmailChange:
    """Show with a token from a mail that one reads the address one wants: it replaces the old one.

    Everything that was given out before ends. EmailTaken when another has the address by now.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, command: ConfirmEmailChangeCommand) -> None:
        digest = digest_of(command.token)
        async with self.uow() as work:
            token = await work.one_time_tokens.find(digest)
            if token is None:
                raise refused()
            user = await work.users.get(token.user_id)
            now = self.clock.now()
            speaks = token.speaks_for(user, Purpose.EMAIL_CHANGE, at=now)
            if not speaks or not await work.one_time_tokens.claim(digest):
                raise refused()
            await work.one_time_tokens.remove_all_of(user.id)
            await work.users.save(*user.take_wanted_email(at=now))
