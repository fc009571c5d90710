"""Access tokens as JSON Web Tokens (RFC 9068), of which every byte is as we write it."""

import time
from datetime import timedelta
from typing import Final, final
from uuid import UUID

import jwt
import msgspec
from jwt.utils import base64url_encode

from adapters.jwt.key_ring import JWS, JwtKeyRing
from application.identity.errors import TokenRefused
from application.identity.ports import AccessClaims, AccessTokens
from application.shared.ports import Clock
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import SessionId, UserId

LONGEST: Final = 4_096
"""Characters of a token that anybody looks at."""

REMEMBERED: Final = 10_000
"""Verified tokens kept in memory: verifying costs a hundred times what remembering does (bench/README.md)."""

APART: Final = 60
"""Seconds by which the clocks of two machines may differ."""


class _Claims(msgspec.Struct, frozen=True):
    """In the order in which they are written."""

    iss: str
    aud: str
    sub: UUID
    sid: UUID
    role: Role
    ver: int
    iat: int
    exp: int


_CLAIMS: Final = msgspec.json.Decoder(_Claims)
_ENCODER: Final = msgspec.json.Encoder()


@final
class JwtAccessTokens(AccessTokens):
    def __init__(self, *, ring: JwtKeyRing, issuer: str, audience: str, lifetime: timedelta, clock: Clock) -> None:
        self.lifetime = lifetime
        self._ring = ring
        self._issuer = issuer
        self._audience = audience
        self._clock = clock

    def issue(self, user: User, session_id: SessionId) -> str:
        now = int(self._clock.now().timestamp())
        claims = _Claims(
            iss=self._issuer,
            aud=self._audience,
            sub=user.id,
            sid=session_id,
            role=user.role,
            ver=user.access_version,
            iat=now,
            exp=now + int(self.lifetime.total_seconds()),
        )
        key = self._ring.signing()
        return JWS.encode(_ENCODER.encode(claims), key.signs_by, self._ring.algorithm, key.named)

    def read(self, token: str) -> AccessClaims:
        remembered = self._ring.verified.get(token)
        if remembered is None:
            return self._verify(token)
        expires_at, claims = remembered
        if time.time() >= expires_at:
            del self._ring.verified[token]
            raise _refused()
        return claims

    def _verify(self, token: str) -> AccessClaims:
        header = token[:LONGEST].partition(".")[0]
        key = self._ring.find(header)
        if key is None or len(token) > LONGEST:
            raise _refused()
        try:
            found = JWS.decode_complete(token, key.verified_by, algorithms=[self._ring.algorithm])
            claims = _CLAIMS.decode(found["payload"])
        except (jwt.InvalidTokenError, msgspec.MsgspecError, ValueError):
            raise _refused() from None
        written = f"{header}.{_spelled(_ENCODER.encode(claims))}.{_spelled(found['signature'])}"
        if written != token or not self._is_ours(claims):
            raise _refused()
        access = AccessClaims(UserId(claims.sub), SessionId(claims.sid), claims.ver)
        self._remember(token, min(claims.exp, key.accepted_until), access)
        return access

    def _is_ours(self, claims: _Claims) -> bool:
        """Whether it is from here, for here, of today, and lives no longer than any we write."""
        now, lifetime = time.time(), self.lifetime.total_seconds()
        is_live = claims.iat - APART <= now < claims.exp <= claims.iat + lifetime
        return is_live and claims.iss == self._issuer and claims.aud == self._audience

    def _remember(self, token: str, until: float, access: AccessClaims) -> None:
        self._ring.verified[token] = (until, access)
        if len(self._ring.verified) > REMEMBERED:
            self._ring.verified.popitem(last=False)


def _spelled(part: bytes) -> str:
    """The one right way: lenient decoding accepts others for the same bytes."""
    return base64url_encode(part).decode()


def _refused() -> TokenRefused:
    return TokenRefused("The access token is not valid.")
