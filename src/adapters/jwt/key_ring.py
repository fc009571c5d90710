"""Keys made of a setting and of what is kept: whoever has only one of the two can make no token."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from application.identity.ports import AccessClaims, KeyRing
from domain.identity.signing_key import SigningKey, SigningKeys
from domain.shared.errors import Unavailable

Algorithm = Literal["HS256", "EdDSA"]

TYPE: Final = "at+jwt"
JWS: Final = jwt.PyJWS(algorithms=["HS256", "EdDSA"])
_FOR_EVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Key:
    """`header` is how each of its tokens begins, up to the first dot. Times are in seconds since 1970."""

    named: dict[str, Any]
    header: str
    signs_from: float
    accepted_until: float
    signs_by: Any = field(repr=False)
    verified_by: Any = field(repr=False)


@final
class JwtKeyRing(KeyRing):
    """`verified` are tokens already found to be good, for as long as the keys stay as they are."""

    def __init__(self, *, secret: str, algorithm: Algorithm) -> None:
        self.algorithm: Final = algorithm
        self.verified: OrderedDict[str, tuple[float, AccessClaims]] = OrderedDict()
        self._secret = secret.encode()
        self._held: SigningKeys | None = None
        self._keys: dict[str, Key] = {}

    def hold(self, keys: SigningKeys) -> None:
        if keys == self._held:
            return
        made = [self._made(key, keys) for key in keys.keys]
        self._held, self._keys = keys, {key.header: key for key in made}
        self.verified.clear()

    def find(self, header: str) -> Key | None:
        """The key whose tokens begin with exactly this: another type, algorithm, kid or member is no key's."""
        key = self._keys.get(header)
        return key if key and time.time() < key.accepted_until else None

    def signing(self) -> Key:
        if not self._keys or self._held is None:
            raise Unavailable("There is no signing key yet.")
        now, keys = time.time(), list(self._keys.values())
        return next((key for key in reversed(keys) if key.signs_from <= now), keys[0])

    def public(self) -> Sequence[Mapping[str, str]]:
        if self.algorithm == "HS256":
            return ()
        return [
            {
                **OKPAlgorithm.to_jwk(key.verified_by, as_dict=True),
                "kid": key.named["kid"],
                "use": "sig",
                "alg": self.algorithm,
            }
            for key in self._keys.values()
            if time.time() < key.accepted_until
        ]

    def _made(self, key: SigningKey, keys: SigningKeys) -> Key:
        until = keys.accepted_until(key)
        signs_by, verified_by = self._material(key.salt)
        named = {"typ": TYPE, "kid": str(key.id)}
        return Key(
            named=named,
            header=JWS.encode(b"", signs_by, self.algorithm, named).partition(".")[0],
            signs_from=key.signs_from.timestamp(),
            accepted_until=until.timestamp() if until else _FOR_EVER,
            signs_by=signs_by,
            verified_by=verified_by,
        )

    def _material(self, salt: str) -> tuple[Any, Any]:
        """What signs and what verifies. A shared secret is spelled as text, which every library takes."""
        seed = hmac.digest(self._secret, f"access tokens\0{self.algorithm}\0{salt}".encode(), "sha256")
        if self.algorithm == "HS256":
            secret = urlsafe_b64encode(seed)
            return secret, secret
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return private, private.public_key()
