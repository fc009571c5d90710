from dataclasses import dataclass

from application.identity.ports import IdentityWork, RefreshTokens
from application.identity.token_pairs import LoggedIn, TokenPairs
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.session import RefreshTokenRefused, SessionPolicy


class RefreshSessionCommand(Command, frozen=True, kw_only=True):
    refresh_token: ShortText


@dataclass(frozen=True, slots=True)
class RefreshSession:
    """A refresh token is exchanged for the next pair. One that was used before ends its session, and is refused."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    policy: SessionPolicy
    refresh_tokens: RefreshTokens
    tokens: TokenPairs

    async def __call__(self, command: RefreshSessionCommand) -> LoggedIn:
        claims = self.refresh_tokens.read(command.refresh_token)
        async with self.uow() as work:
            session = await work.sessions.find(claims.session_id)
            if session is None:
                raise RefreshTokenRefused
            user = await work.users.get(session.user_id)
            now = self.clock.now()
            refreshed, event = session.refresh(user, claims.counter, at=now, policy=self.policy)
            if event is not None:
                await work.sessions.save(refreshed, event)
        if refreshed.ended_at is not None:  # refused only now, so that the end is stored
            raise RefreshTokenRefused
        return self.tokens.of(user, refreshed)
