from dataclasses import dataclass

from application.identity.ports import CommonPasswords, EmailAddresses, IdentityWork, PasswordHasher
from application.identity.start_session import StartSession
from application.identity.token_pairs import LoggedIn
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.credentials import PasswordPolicy
from domain.identity.events import RegisteredAgain, UserRegistered
from domain.identity.user import User


class RegisterUserCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    password: ShortText
    first_name: ShortText = ""
    last_name: ShortText = ""


@dataclass(frozen=True, slots=True)
class RegisterUser:
    """Somebody signs up for themselves, becomes a customer and is logged in. EmailTaken when the address is another's.

    Unless it `discloses` who has an account: then a new and a taken address are answered alike, with None, and cost the
    same. What became of it is told by mail, by the reactions to what is recorded here.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    policy: PasswordPolicy
    common_passwords: CommonPasswords
    addresses: EmailAddresses
    start_session: StartSession
    discloses: bool = True

    async def __call__(self, command: RegisterUserCommand) -> LoggedIn | None:
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
            if not self.discloses:
                await _register_quietly(work, user, registered)
                return None
            await work.users.save(user, registered)
            return await self.start_session(work, user)


async def _register_quietly(work: IdentityWork, user: User, registered: UserRegistered) -> None:
    known = await work.users.find_or_reserve(user.canonical_email)
    if known is None:
        await work.users.save(user, registered)
    else:
        await work.users.note(RegisteredAgain(user_id=known.id, at=registered.at))
