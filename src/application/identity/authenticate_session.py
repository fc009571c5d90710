from dataclasses import dataclass

from application.identity.admit import Admit
from application.identity.errors import SessionRefused
from application.identity.ports import AccountStates, SessionTokens
from application.shared.ports import Clock
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class AuthenticateSession:
    """Tell who holds a session token: nothing but the session stands behind it, so all of that is asked."""

    tokens: SessionTokens
    accounts: AccountStates
    clock: Clock
    admit: Admit

    async def __call__(self, token: str, *, enrolling: bool = False) -> Actor:
        session_id = self.tokens.read(token)
        account = await self.accounts.of(session_id)
        if (
            account is None
            or not account.is_active
            or account.access_version != account.session_access_version
            or self.clock.now() >= account.session_expires_at
        ):
            raise SessionRefused
        return self.admit(account, session_id, enrolling=enrolling)
