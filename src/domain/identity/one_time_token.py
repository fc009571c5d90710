"""Secrets sent by mail: whoever has one is who reads that mail, once and for a short time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

from domain.identity.credentials import canonical_email
from domain.identity.events import OneTimeTokenIssued
from domain.identity.user import User
from domain.shared.errors import Unmet
from domain.shared.ids import UserId

A_DAY: Final = timedelta(days=1)
ISSUED_A_DAY: Final = 5
"""Tokens of one purpose for one account within `A_DAY`, so that nobody's mailbox is flooded by somebody else."""


class OneTimeTokenRefused(Unmet):
    """Wrong, used, expired or overtaken by a change of the account: told apart by nobody outside."""

    code = "IDENTITY_ONE_TIME_TOKEN_REFUSED"


class Purpose(StrEnum):
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose
    EMAIL_VERIFICATION = "email_verification"
    EMAIL_CHANGE = "email_change"


LIFETIMES: Final[Mapping[Purpose, timedelta]] = {
    Purpose.PASSWORD_RESET: timedelta(minutes=30),
    Purpose.EMAIL_VERIFICATION: timedelta(hours=24),
    Purpose.EMAIL_CHANGE: timedelta(minutes=30),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeToken:
    """What is kept of such a secret: its digest, and whom it speaks for at which (canonical) address."""

    digest: bytes
    purpose: Purpose
    user_id: UserId
    email: str
    created_at: datetime
    expires_at: datetime

    @classmethod
    def issue(
        cls, secret: str, purpose: Purpose, user: User, *, cause: UUID, at: datetime
    ) -> tuple[Self, OneTimeTokenIssued]:
        """`cause` is the event that asked for it."""
        token = cls(
            digest=digest_of(secret),
            purpose=purpose,
            user_id=user.id,
            email=canonical_email(mailed_to(user, purpose)),
            created_at=at,
            expires_at=at + LIFETIMES[purpose],
        )
        return token, OneTimeTokenIssued(user_id=user.id, purpose=purpose, cause=cause, at=at)

    def speaks_for(self, user: User, purpose: Purpose, *, at: datetime) -> bool:
        """Whether it is still good for this: an account that was switched off or has another address is past it."""
        return (
            self.purpose is purpose
            and at < self.expires_at
            and self.user_id == user.id
            and is_entitled(user, purpose)
            and self.email == canonical_email(mailed_to(user, purpose))
        )


def digest_of(secret: str) -> bytes:
    """A plain hash suffices: 256 random bits cannot be guessed, so that there is nothing to slow down."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def is_entitled(user: User, purpose: Purpose) -> bool:
    """Who cannot log in does not get a password this way, and what is verified or not wanted needs no verification."""
    if purpose is Purpose.PASSWORD_RESET:
        return user.is_active and user.password_hash is not None
    if purpose is Purpose.EMAIL_CHANGE:
        return user.is_active and user.pending_email is not None
    return user.is_active and user.email_verified_at is None


def mailed_to(user: User, purpose: Purpose) -> str:
    """Where a token of this purpose goes, which is the address it speaks for."""
    return user.pending_email or user.email if purpose is Purpose.EMAIL_CHANGE else user.email


def may_issue(causes: Collection[UUID], cause: UUID) -> bool:
    """Whether one more is within a day's measure; for a cause that had one already, another try to send it is."""
    return cause in causes or len(causes) < ISSUED_A_DAY


def refused() -> OneTimeTokenRefused:
    return OneTimeTokenRefused("The token is not valid any more; ask for another.", {"token": "Not valid."})
