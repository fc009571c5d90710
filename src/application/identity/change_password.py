from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.ports import CommonPasswords, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, PasswordPolicy, WrongPassword
from domain.identity.user import User
from domain.shared.access import Actor, require_person


class ChangePasswordCommand(Command, frozen=True, kw_only=True):
    current_password: ShortText
    new_password: ShortText


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Set a new password for oneself. Every access token given before ends, the one at hand too."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    hasher: PasswordHasher
    attempts: Attempts
    policy: PasswordPolicy
    common_passwords: CommonPasswords

    async def __call__(self, actor: Actor, command: ChangePasswordCommand) -> None:
        require_person(actor)
        self.policy.check(command.new_password, is_common=self.common_passwords.__contains__, member="newPassword")
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
        async with self.attempts.of(user.canonical_email):
            await self._change(user, command)

    async def _change(self, known: User, command: ChangePasswordCommand) -> None:
        if not await self.hasher.verify(command.current_password[: LONGEST_PASSWORD + 1], known.password_hash):
            raise _wrong()
        password_hash = await self.hasher.hash(command.new_password)
        async with self.uow() as work:
            user = await work.users.get(known.id)
            if user.password_hash != known.password_hash or not user.is_active:
                raise _wrong()
            await work.one_time_tokens.remove_all_of(user.id)
            await work.users.save(*user.change_password(password_hash, at=self.clock.now()))


def _wrong() -> WrongPassword:
    return WrongPassword("That is not the current password.", {"currentPassword": "Wrong."})
