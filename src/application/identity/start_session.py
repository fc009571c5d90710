from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.identity.token_pairs import LoggedIn, TokenPairs
from application.shared.origin import origin
from application.shared.ports import Clock, Ids
from domain.identity.session import Session, SessionPolicy
from domain.identity.user import User


@dataclass(frozen=True, slots=True)
class StartSession:
    """Log somebody in who has proven who they are, by whatever way: the last step of each of them."""

    clock: Clock
    ids: Ids
    policy: SessionPolicy
    tokens: TokenPairs

    async def __call__(self, work: IdentityWork, user: User, *, password_hash: str | None = None) -> LoggedIn:
        """`password_hash` is a fresh hash of the password they gave, when parameters have risen."""
        caused, now = origin.get(), self.clock.now()
        seen, logged_in = user.log_in(at=now, password_hash=password_hash)
        await work.users.save(seen, logged_in)
        session, started = Session.start(
            seen, id=self.ids.new(), at=now, policy=self.policy, ip=caused.ip, user_agent=caused.user_agent
        )
        await work.sessions.save(session, started)
        await work.sessions.forget_expired(now)
        return self.tokens.of(seen, session)
