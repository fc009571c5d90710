"""Session tokens and their CSRF tokens, computed from the session's id."""

import hmac
from typing import Final, final
from uuid import UUID

from adapters.hmac.signed import Signed
from application.identity.errors import SessionRefused
from application.identity.ports import SessionTokens
from domain.shared.ids import SessionId

_ID: Final = 16


@final
class HmacSessionTokens(SessionTokens):
    def __init__(self, *, secret: str) -> None:
        self._signed = Signed(secret, b"session tokens", length=_ID)
        self._csrf_key = hmac.digest(secret.encode(), b"csrf tokens", "sha256")

    def issue(self, session_id: SessionId) -> str:
        return self._signed.write(session_id.bytes)

    def read(self, token: str) -> SessionId:
        named = self._signed.read(token)
        if named is None:
            raise SessionRefused
        return SessionId(UUID(bytes=named))

    def csrf_token(self, session_id: SessionId) -> str:
        return hmac.digest(self._csrf_key, session_id.bytes, "sha256").hex()
