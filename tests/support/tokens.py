"""Access tokens of a house that has keys, and such as nobody in it would write."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from adapters.jwt.key_ring import JWS, Algorithm, JwtKeyRing
from adapters.jwt.tokens import JwtAccessTokens
from adapters.system.clock import SystemClock
from domain.identity.signing_key import KeyPolicy, SigningKey, SigningKeys
from tests.support.builders import a_signing_key

SECRET: Final = "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa"
ALGORITHMS: Final[tuple[Algorithm, ...]] = ("HS256", "EdDSA")
POLICY: Final = KeyPolicy()


def a_ring(*keys: SigningKey, secret: str = SECRET, algorithm: Algorithm = "HS256", **policy: Any) -> JwtKeyRing:
    ring = JwtKeyRing(secret=secret, algorithm=algorithm)
    ring.hold(SigningKeys.of(keys or [a_signing_key()], KeyPolicy(**policy)))
    return ring


def tokens(ring: JwtKeyRing, **changes: Any) -> JwtAccessTokens:
    usual: dict[str, Any] = {"issuer": "tix", "audience": "tix", "clock": SystemClock(), "lifetime": POLICY.lifetime}
    return JwtAccessTokens(ring=ring, **usual | changes)


def good_claims(**changes: Any) -> dict[str, Any]:
    """As ours are, in their order; what is None is left out."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": "tix",
        "aud": "tix",
        "sub": str(uuid4()),
        "sid": str(uuid4()),
        "role": "agent",
        "ver": 1,
        "iat": now,
        "exp": now + int(timedelta(minutes=5).total_seconds()),
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def good_header(ring: JwtKeyRing, **changes: Any) -> dict[str, Any]:
    header = {"alg": ring.algorithm, **ring.signing().named}
    return {name: value for name, value in sorted((header | changes).items()) if value is not None}


def signed(ring: JwtKeyRing, header: dict[str, Any] | bytes, claims: dict[str, Any] | bytes) -> str:
    """By our own key, whatever header and claims say: so that it is them that a reader has to judge."""
    parts = [part if isinstance(part, bytes) else compact(part) for part in (header, claims)]
    said = ".".join(map(spelled, parts))
    algorithm = JWS.get_algorithm_by_name(ring.algorithm)
    return f"{said}.{spelled(algorithm.sign(said.encode(), ring.signing().signs_by))}"


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def spelled(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
