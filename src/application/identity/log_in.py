from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.check_code import CheckCode
from application.identity.ports import IdentityWork, PasswordHasher
from application.identity.start_session import StartSession
from application.identity.token_pairs import LoggedIn
from application.shared.messages import Code, Command, ShortText
from application.shared.ports import UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongCredentials, canonical_email
from domain.identity.second_factor import SecondFactorRefused, SecondFactorRequired
from domain.identity.user import User


class LogInCommand(Command, frozen=True, kw_only=True):
    """`code` is of their second factor, if they have one."""

    email: ShortText
    password: ShortText
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody proves who they are: a session starts.

    Unknown address and wrong password answer alike, and take as long. Of a second factor nobody hears before the
    password is right.
    """

    uow: UnitOfWork[IdentityWork]
    hasher: PasswordHasher
    attempts: Attempts
    check_code: CheckCode
    start_session: StartSession

    async def __call__(self, command: LogInCommand) -> LoggedIn:
        email = canonical_email(command.email)
        async with self.attempts.of(email):
            return await self._log_in(email, command.password, command.code)

    async def _log_in(self, email: str, password: str, code: str | None) -> LoggedIn:
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
            await self._require_code(work, current, code)
            return await self.start_session(work, current, password_hash=fresh_hash)

    async def _require_code(self, work: IdentityWork, user: User, code: str | None) -> None:
        if user.second_factor_at is None:
            return
        if code is None:
            raise SecondFactorRequired("Log in with a code of your second factor too.")
        if not await self.check_code(work, user, code):
            raise SecondFactorRefused("That code is wrong, or was used before.")
