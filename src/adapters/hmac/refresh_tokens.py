"""Refresh tokens that are computed, not kept: session, number, and a keyed hash over both, in base64."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, final
from uuid import UUID

from application.identity.ports import RefreshClaims, RefreshTokens
from domain.identity.session import RefreshTokenRefused, Session
from domain.shared.ids import SessionId

_ID: Final = 16
_COUNTER: Final = 6
_LENGTH: Final = _ID + _COUNTER + 32
"""Bytes; a multiple of three, so that base64 spells them in one way only."""


@final
class HmacRefreshTokens(RefreshTokens):
    def __init__(self, *, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"refresh tokens", "sha256")

    def issue(self, session: Session) -> str:
        named = session.id.bytes + session.counter.to_bytes(_COUNTER)
        return urlsafe_b64encode(named + self._hash(named)).decode()

    def read(self, token: str) -> RefreshClaims:
        try:
            stated = urlsafe_b64decode(token)
        except ValueError:
            raise RefreshTokenRefused from None
        named, mac = stated[: _ID + _COUNTER], stated[_ID + _COUNTER :]
        is_ours = hmac.compare_digest(mac, self._hash(named)) and len(stated) == _LENGTH
        if not is_ours or urlsafe_b64encode(stated).decode() != token:  # lenient decoding skips what is no base64
            raise RefreshTokenRefused
        return RefreshClaims(SessionId(UUID(bytes=named[:_ID])), int.from_bytes(named[_ID:]))

    def _hash(self, named: bytes) -> bytes:
        return hmac.digest(self._key, named, "sha256")
