from dataclasses import dataclass

from application.identity.ports import CommonPasswords, EmailAddresses, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.credentials import PasswordPolicy
from domain.identity.user import User
from domain.shared.ids import UserId


class RegisterUserCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    password: ShortText
    first_name: ShortText = ""
    last_name: ShortText = ""


@dataclass(frozen=True, slots=True)
class RegisterUser:
    """Somebody signs up for themselves and becomes a customer."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    policy: PasswordPolicy
    common_passwords: CommonPasswords
    addresses: EmailAddresses

    async def __call__(self, command: RegisterUserCommand) -> UserId:
        email = self.addresses.normalise(command.email)
        self.policy.check(command.password, is_common=self.common_passwords.__contains__)
        password_hash = await self.hasher.hash(command.password)
        user, registered = User.register(
            id=self.ids.new(),
            email=email,
            password_hash=password_hash,
            first_name=command.first_name.strip(),
            last_name=command.last_name.strip(),
            at=self.clock.now(),
        )
        async with self.uow() as work:
            await work.users.save(user, registered)
        return user.id
