"""Keys by which programs ask in somebody's name: `tix_`, the key's id, 256 random bits, and a checksum."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final, Self
from uuid import UUID
from zlib import crc32

from domain.identity.events import ApiKeyCreated, ApiKeyRevoked
from domain.identity.user import User
from domain.shared.errors import Conflict, Invalid, NotFound, Unmet
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId, UserId

PREFIX: Final = "tix_"
_FORM: Final = re.compile(r"(tix_([0-9a-f]{32})[A-Za-z0-9_-]{1,100})([0-9a-f]{8})")

AT_MOST: Final = 50
"""Keys of one account, expired ones too: they are looked through by people."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a key was last used."""


class ApiKeyNotFound(NotFound):
    code = "IDENTITY_API_KEY_NOT_FOUND"


class ApiKeyExpiryInvalid(Invalid):
    """In the past, or later than keys may live."""

    code = "IDENTITY_API_KEY_EXPIRY_INVALID"


class TooManyApiKeys(Conflict):
    """One has to be revoked before another can be made."""

    code = "IDENTITY_TOO_MANY_API_KEYS"


class OwnerSuspended(Unmet):
    """Nobody can ask in the name of a suspended account."""

    code = "IDENTITY_OWNER_SUSPENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is kept of a key: whose it is, what it lets through, and the digest by which it is recognised."""

    id: ApiKeyId
    user_id: UserId
    name: str
    scopes: tuple[Scope, ...]
    digest: bytes
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None

    @classmethod
    def create(
        cls,
        text: str,
        owner: User,
        *,
        id: ApiKeyId,
        name: str,
        scopes: Collection[Scope],
        at: datetime,
        expires_at: datetime | None,
        longest: timedelta,
    ) -> tuple[Self, ApiKeyCreated]:
        """`text` is the key itself; without an expiry it lives as long as keys may."""
        if not owner.is_active:
            raise OwnerSuspended("The account is suspended.")
        ends = expires_at or at + longest
        if not at < ends <= at + longest:
            raise ApiKeyExpiryInvalid(
                "The key cannot live until then.", {"expiresAt": f"Must lie in the next {longest.days} days."}
            )
        key = cls(
            id=id,
            user_id=owner.id,
            name=name,
            scopes=tuple(sorted(set(scopes))),
            digest=digest_of(text),
            created_at=at,
            expires_at=ends,
        )
        return key, ApiKeyCreated(
            api_key_id=id, user_id=owner.id, label=name, scopes=key.scopes, expires_at=ends, at=at
        )

    def revoke(self, *, at: datetime) -> ApiKeyRevoked:
        return ApiKeyRevoked(api_key_id=self.id, user_id=self.user_id, at=at)


def spelled(id: ApiKeyId, secret: str) -> str:
    """The key as it is handed out."""
    unchecked = f"{prefix_of(id)}{secret}"
    return f"{unchecked}{_checksum(unchecked)}"


def prefix_of(id: ApiKeyId) -> str:
    """What of a key is no secret: people tell by it which one they have before them."""
    return f"{PREFIX}{id.hex}"


def id_in(text: str) -> ApiKeyId | None:
    """Which key this is, if it is one by its form: the checksum tells what is cut off or misspelled."""
    found = _FORM.fullmatch(text)
    if found is None or _checksum(found[1]) != found[3]:
        return None
    return ApiKeyId(UUID(hex=found[2]))


def digest_of(text: str) -> bytes:
    """A plain hash suffices: 256 random bits cannot be guessed, so that there is nothing to slow down."""
    return sha256(text.encode()).digest()


def is_that(text: str, digest: bytes) -> bool:
    """Whether this is the key of that digest, in a time that tells nothing about it."""
    return compare_digest(digest_of(text), digest)


def _checksum(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
