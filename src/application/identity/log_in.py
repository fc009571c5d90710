from dataclasses import dataclass

from application.identity.ports import IdentityWork, PasswordHasher
from application.identity.token_pairs import LoggedIn, TokenPairs
from application.shared.messages import Command, ShortText
from application.shared.origin import origin
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongCredentials, canonical_email
from domain.identity.session import Session, SessionPolicy
from domain.identity.user import User


class LogInCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    password: ShortText


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody proves who they are: a session starts.

    Unknown address and wrong password answer alike, and take as long.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    policy: SessionPolicy
    tokens: TokenPairs

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
            session = await self._start(work, user)
        return self.tokens.of(user, session)

    async def _start(self, work: IdentityWork, user: User) -> Session:
        caused, now = origin.get(), self.clock.now()
        session, started = Session.start(
            user, id=self.ids.new(), at=now, policy=self.policy, ip=caused.ip, user_agent=caused.user_agent
        )
        await work.sessions.save(session, started)
        await work.sessions.forget_expired(now)
        return session
