"""Refresh tokens that are computed, not kept: session and number, signed."""

from typing import Final, final
from uuid import UUID

from adapters.hmac.signed import Signed
from application.identity.ports import RefreshClaims, RefreshTokens
from domain.identity.session import RefreshTokenRefused, Session
from domain.shared.ids import SessionId

_ID: Final = 16
_COUNTER: Final = 6


@final
class HmacRefreshTokens(RefreshTokens):
    def __init__(self, *, secret: str) -> None:
        self._signed = Signed(secret, b"refresh tokens", length=_ID + _COUNTER)

    def issue(self, session: Session) -> str:
        return self._signed.write(session.id.bytes + session.counter.to_bytes(_COUNTER))

    def read(self, token: str) -> RefreshClaims:
        named = self._signed.read(token)
        if named is None:
            raise RefreshTokenRefused
        return RefreshClaims(SessionId(UUID(bytes=named[:_ID])), int.from_bytes(named[_ID:]))
