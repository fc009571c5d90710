"""An access token verified by hand: one algorithm, the claims that the house requires."""

import hmac
import os
import time
from base64 import urlsafe_b64decode
from binascii import Error
from typing import Final
from uuid import UUID

import msgspec

_SECRET: Final = os.environ["JWT_SECRET"].encode()
_ISSUER: Final = os.environ["JWT_ISSUER"]
_AUDIENCE: Final = os.environ["JWT_AUDIENCE"]
_STAFF: Final = frozenset({"admin", "manager", "agent"})


class Header(msgspec.Struct, frozen=True):
    alg: str
    typ: str


class Claims(msgspec.Struct, frozen=True):
    iss: str
    aud: str
    sub: UUID
    role: str
    ver: int
    iat: int
    exp: int


_HEADER: Final = msgspec.json.Decoder(Header)
_CLAIMS: Final = msgspec.json.Decoder(Claims)


def bearer(authorization: str | None) -> Claims | None:
    """The claims of a token that is valid; here it has to be one of somebody who may read every ticket."""
    scheme, _, token = (authorization or "").partition(" ")
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    try:
        expected = hmac.digest(_SECRET, signed.encode(), "sha256")
        if scheme != "Bearer" or not hmac.compare_digest(_bytes(signature), expected):
            return None
        stated, claims = _HEADER.decode(_bytes(header)), _CLAIMS.decode(_bytes(payload))
    except (Error, ValueError, msgspec.DecodeError):
        return None
    fits = stated.alg == "HS256" and stated.typ == "at+jwt" and claims.iss == _ISSUER and claims.aud == _AUDIENCE
    return claims if fits and time.time() < claims.exp and claims.role in _STAFF else None


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
