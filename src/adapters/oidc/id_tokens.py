"""ID tokens, verified (OpenID Connect Core 1.0, 3.1.3.7)."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final

import jwt
import msgspec
from msgspec import Meta, Struct

from application.identity.errors import (
    AudienceMismatch,
    IdTokenExpired,
    IdTokenForged,
    IdTokenMalformed,
    IssuerMismatch,
    NonceMismatch,
)
from domain.shared.errors import Unauthenticated

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
"""Whoever verifies by one of these cannot sign by it: the key that is published is no secret."""

LEEWAY: Final = timedelta(seconds=60)
"""By which the provider's clock may differ from ours."""

_REQUIRED: Final = ["iss", "sub", "aud", "exp", "iat"]

_REFUSALS: Final[Sequence[tuple[type[Exception], type[Unauthenticated], str]]] = (
    (jwt.InvalidIssuerError, IssuerMismatch, "The provider's token is another issuer's."),
    (jwt.InvalidAudienceError, AudienceMismatch, "The provider's token is for somebody else."),
    (jwt.ExpiredSignatureError, IdTokenExpired, "The provider's token has expired."),
    (jwt.ImmatureSignatureError, IdTokenExpired, "The provider's token is from the future."),
    (jwt.InvalidSignatureError, IdTokenForged, "The provider's token has a wrong signature."),
    (jwt.InvalidAlgorithmError, IdTokenForged, "The provider's token is signed by another algorithm."),
    (jwt.InvalidKeyError, IdTokenForged, "The provider has no such key."),
    (jwt.PyJWKError, IdTokenForged, "The provider has no such key."),
    (jwt.PyJWTError, IdTokenMalformed, "The provider's token is not as it should be."),
    (msgspec.ValidationError, IdTokenMalformed, "The provider's token is not as it should be."),
)
"""The first that fits."""


class Header(Struct, frozen=True):
    alg: str
    kid: str | None = None


class Claims(Struct, frozen=True):
    """What is asked of them, of the types that they have to have."""

    sub: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[ -~]+$")]
    aud: str | list[str]
    nonce: str | None = None
    azp: str | None = None


def header_of(token: str) -> Header:
    """Which key to verify it by; nothing of it is believed."""
    try:
        return msgspec.convert(jwt.get_unverified_header(token), Header)
    except (jwt.PyJWTError, msgspec.ValidationError) as error:
        raise _refusal(error) from None


def verified(token: str, key: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """What a token says that this issuer made for us, by this key, in answer to this nonce."""
    header = header_of(token)
    try:
        if header.alg not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        payload: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(dict(key), header.alg),
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": _REQUIRED},
        )
        claims = msgspec.convert(payload, Claims)
    except (jwt.PyJWTError, msgspec.ValidationError) as error:
        raise _refusal(error) from None
    _require_party(claims, client_id)
    if claims.nonce is None or not hmac.compare_digest(claims.nonce.encode(), nonce.encode()):
        raise NonceMismatch("The provider's token answers another sign-in.")
    return payload


def _require_party(claims: Claims, client_id: str) -> None:
    """Of several audiences one asked for the token, and that has to be us."""
    several = isinstance(claims.aud, list) and len(claims.aud) > 1
    if claims.azp != client_id and (several or claims.azp is not None):
        raise AudienceMismatch("The provider's token was asked for by somebody else.")


def _refusal(error: Exception) -> Unauthenticated:
    return next(refusal(said) for kind, refusal, said in _REFUSALS if isinstance(error, kind))
