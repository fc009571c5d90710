from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.ports import IdentityWork, PasswordHasher
from application.identity.start_session import StartSession
from application.identity.token_pairs import LoggedIn
from application.shared.messages import Command, ShortText
from application.shared.ports import UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongCredentials, canonical_email


class LogInCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    password: ShortText


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody proves who they are: a session starts.

    Unknown address and wrong password answer alike, and take as long.
    """

    uow: UnitOfWork[IdentityWork]
    hasher: PasswordHasher
    attempts: Attempts
    start_session: StartSession

    async def __call__(self, command: LogInCommand) -> LoggedIn:
        email = canonical_email(command.email)
        async with self.attempts.of(email):
            return await self._log_in(email, command.password)

    async def _log_in(self, email: str, password: str) -> LoggedIn:
        async with self.uow() as work:
            known = await work.users.look_up(email)
        password_hash = known.password_hash if known else None
        matches = await self.hasher.verify(password[: LONGEST_PASSWORD + 1], password_hash)
        if known is None or password_hash is None or not matches or not known.is_active:
            raise WrongCredentials("Unknown address or wrong password.")
        fresh_hash = None
        if self.hasher.is_outdated(password_hash):
            fresh_hash = await self.hasher.hash(password)
        async with self.uow() as work:
            current = await work.users.get(known.id)
            if current.password_hash != password_hash or not current.is_active:
                raise WrongCredentials("Unknown address or wrong password.")
            return await self.start_session(work, current, password_hash=fresh_hash)
