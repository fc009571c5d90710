from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.ports import CommonPasswords, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import PasswordPolicy
from domain.identity.one_time_token import Purpose, digest_of, refused


class ResetPasswordCommand(Command, frozen=True, kw_only=True):
    token: ShortText
    password: ShortText


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Set a new password with a token from a mail. Every token and access token given before ends with the old one.

    So does what others got wrong meanwhile: whoever reads the account's mail need not wait for them.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    hasher: PasswordHasher
    attempts: Attempts
    policy: PasswordPolicy
    common_passwords: CommonPasswords

    async def __call__(self, command: ResetPasswordCommand) -> None:
        self.policy.check(command.password, is_common=self.common_passwords.__contains__)
        digest = digest_of(command.token)
        async with self.uow() as work:
            token = await work.one_time_tokens.find(digest)
        if token is None:  # before hashing, which nobody shall have for a token they made up
            raise refused()
        password_hash = await self.hasher.hash(command.password)
        async with self.uow() as work:
            user = await work.users.get(token.user_id)
            now = self.clock.now()
            speaks = token.speaks_for(user, Purpose.PASSWORD_RESET, at=now)
            if not speaks or not await work.one_time_tokens.claim(digest):
                raise refused()
            await work.one_time_tokens.remove_all_of(user.id)
            await self.attempts.forgive(user.canonical_email)
            await work.users.save(*user.reset_password(password_hash, at=now))
