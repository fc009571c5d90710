"""What a forger of access tokens starts from: our own keys too, so that a reader has to judge what they signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from adapters.jwt.key_ring import Algorithm, JwtKeyRing
from domain.identity.signing_key import SigningKey
from domain.shared.ids import SigningKeyId
from tests.support.builders import MONDAY, a_signing_key
from tests.support.tokens import SECRET, a_ring, good_claims, good_header, signed

Forge = Callable[["Mint"], str]
"""One token that nobody must take."""

JSON: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**40,
    "",
    "x",
    [],
    {},
    [[]],
    {"a": {}},
    ["at+jwt"],
    "\0",
    "\u202e",
    "é",
)


@dataclass
class Mint:
    """`ring` is the house's, with a key that signs and one that was before it; `elsewhere` that of another house."""

    chance: Random
    algorithm: Algorithm

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        turns = (MONDAY, now - timedelta(days=1), now - timedelta(minutes=5))
        self.gone, before, signing = (self._key(turn) for turn in turns)
        self.ring = a_ring(before, signing, algorithm=self.algorithm)
        self.past = a_ring(self.gone, algorithm=self.algorithm)
        self.before = a_ring(before, algorithm=self.algorithm)
        self.elsewhere = a_ring(self._key(MONDAY), algorithm=self.algorithm, secret=SECRET[::-1])
        self.without_setting = a_ring(before, signing, algorithm=self.algorithm, secret="")

    def header(self, **changes: Any) -> dict[str, Any]:
        return good_header(self.ring, **changes)

    def claims(self, **changes: Any) -> dict[str, Any]:
        return good_claims(**{"sub": str(self.id()), "sid": str(self.id()), **changes})

    def signed(self, header: dict[str, Any] | bytes | None = None, claims: dict[str, Any] | bytes | None = None) -> str:
        """By the key that signs. With nothing stated it is a good token."""
        return signed(
            self.ring, self.header() if header is None else header, self.claims() if claims is None else claims
        )

    def id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def text(self, longest: int = 40) -> str:
        """Of any characters there are, or of few that mean something somewhere."""
        length = self.chance.randrange(1, longest)
        if self.chance.random() < 0.5:
            return "".join(self.chance.choices("./\\'\"-_;%$&{}<>|*~ \t\r\n\0aA0=", k=length))
        return "".join(
            chr(self.chance.choice((self.chance.randrange(0x80), self.chance.randrange(0xD800)))) for _ in range(length)
        )

    def _key(self, signs_from: datetime) -> SigningKey:
        return a_signing_key(id=SigningKeyId(self.id()), salt=self.id().hex, signs_from=signs_from)


def any_ring(mint: Mint) -> JwtKeyRing:
    return mint.chance.choice((mint.past, mint.elsewhere, mint.without_setting))
