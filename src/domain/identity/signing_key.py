"""The keys of access tokens: which one signs, which are accepted, and when the next may come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from domain.identity.events import SigningKeyAdded
from domain.shared.errors import Conflict
from domain.shared.ids import SigningKeyId


class RotationUnderWay(Conflict):
    code = "IDENTITY_ROTATION_UNDER_WAY"


class KeyState(StrEnum):
    NEXT = "next"
    SIGNS = "signs"
    ACCEPTED = "accepted"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """`lifetime` is that of the tokens; after `propagation` every process knows a key that is new."""

    lifetime: timedelta = timedelta(minutes=15)
    propagation: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """What is kept of one. Its `salt` is random and no secret: a key comes of it together with a setting."""

    id: SigningKeyId
    salt: str
    created_at: datetime
    signs_from: datetime


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """All there are, in the order in which they sign. Each ends a token's lifetime after the next one has begun."""

    keys: tuple[SigningKey, ...]
    policy: KeyPolicy

    @classmethod
    def of(cls, keys: Iterable[SigningKey], policy: KeyPolicy) -> Self:
        return cls(tuple(sorted(keys, key=lambda key: (key.signs_from, key.id))), policy)

    def accepted_until(self, key: SigningKey) -> datetime | None:
        """When the last token that it may have signed has expired; None as long as there is no key after it."""
        after = self.keys.index(key) + 1
        return self.keys[after].signs_from + self.policy.lifetime if after < len(self.keys) else None

    def accepted(self, at: datetime) -> tuple[SigningKey, ...]:
        return tuple(key for key in self.keys if (until := self.accepted_until(key)) is None or at < until)

    def signing(self, at: datetime) -> SigningKey:
        """The latest that has begun. By a clock that is behind the first one has not, and signs all the same."""
        begun = [key for key in self.keys if key.signs_from <= at]
        return begun[-1] if begun else self.keys[0]

    def state(self, key: SigningKey, at: datetime) -> KeyState:
        if key == self.signing(at):
            return KeyState.SIGNS
        if key not in self.accepted(at):
            return KeyState.FORGOTTEN
        return KeyState.ACCEPTED if key.signs_from < self.signing(at).signs_from else KeyState.NEXT

    def add(self, *, id: SigningKeyId, salt: str, at: datetime) -> tuple[SigningKey, SigningKeyAdded]:
        """The first signs at once, any other when all know it. RotationUnderWay while two are accepted."""
        accepted = self.accepted(at)
        if len(accepted) > 1:
            until = self.accepted_until(accepted[0])
            raise RotationUnderWay(f"The key before is still accepted, until {until:%Y-%m-%d %H:%M:%S} UTC.")
        signs_from = at + self.policy.propagation if self.keys else at
        key = SigningKey(id=id, salt=salt, created_at=at, signs_from=signs_from)
        return key, SigningKeyAdded(signing_key_id=id, signs_from=signs_from, at=at)
