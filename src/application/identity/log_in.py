from dataclasses import dataclass

from msgspec import Struct

from application.identity.ports import AccessTokens, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongCredentials, canonical_email
from domain.shared.ids import UserId


class LogInCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    password: ShortText


class LoggedIn(Struct, frozen=True):
    """`expires_in` is in seconds."""

    access_token: str
    expires_in: int
    user_id: UserId


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody proves who they are. Unknown address and wrong password answer alike, and take as long."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    hasher: PasswordHasher
    tokens: AccessTokens

    async def __call__(self, command: LogInCommand) -> LoggedIn:
        email = canonical_email(command.email)
        async with self.uow() as work:
            known = await work.users.find_by_email(email)
        password_hash = known.password_hash if known else None
        matches = await self.hasher.verify(command.password[: LONGEST_PASSWORD + 1], password_hash)
        if known is None or password_hash is None or not matches or not known.is_active:
            raise WrongCredentials("Unknown address or wrong password.")
        fresh_hash = None
        if self.hasher.is_outdated(password_hash):
            fresh_hash = await self.hasher.hash(command.password)
        async with self.uow() as work:
            current = await work.users.get(known.id)
            if current.password_hash != password_hash or not current.is_active:
                raise WrongCredentials("Unknown address or wrong password.")
            user, logged_in = current.log_in(at=self.clock.now(), password_hash=fresh_hash)
            await work.users.save(user, logged_in)
        return LoggedIn(self.tokens.issue(user), int(self.tokens.lifetime.total_seconds()), user.id)
