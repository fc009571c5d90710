from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from domain.identity.credentials import canonical_email
from domain.identity.events import (
    EmailVerified,
    PasswordChanged,
    PasswordReset,
    UserAnonymised,
    UserCreated,
    UserEdited,
    UserLoggedIn,
    UserRegistered,
)
from domain.shared.access import Role
from domain.shared.errors import Conflict, NotFound, StaleVersion
from domain.shared.ids import TeamId, UserId


class EmailTaken(Conflict):
    code = "IDENTITY_EMAIL_TAKEN"


class UserNotFound(NotFound):
    code = "IDENTITY_USER_NOT_FOUND"


class UserDeleted(Conflict):
    """An account once anonymised never becomes another person's."""

    code = "IDENTITY_USER_DELETED"


class LastAdmin(Conflict):
    """Without an active admin nobody could ever change a role again."""

    code = "IDENTITY_LAST_ADMIN"


class Tier(StrEnum):
    GUEST = "guest"
    REGULAR = "regular"
    PREMIUM = "premium"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account.

    `password_hash` is None for people who cannot log in, such as those an import brought along.
    `access_version` is carried by access tokens: raising it ends every token issued before.
    """

    id: UserId
    email: str
    password_hash: str | None
    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    role: Role = Role.CUSTOMER
    tier: Tier = Tier.GUEST
    is_active: bool = True
    team_id: TeamId | None = None
    last_login_at: datetime | None = None
    email_verified_at: datetime | None = None
    anonymised_at: datetime | None = None
    access_version: int = 1
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @classmethod
    def register(
        cls, *, id: UserId, email: str, password_hash: str, first_name: str, last_name: str, at: datetime
    ) -> tuple[Self, UserRegistered]:
        """Somebody signs up for themselves, as a customer."""
        user = cls(
            id=id,
            email=email,
            password_hash=password_hash,
            first_name=first_name,
            last_name=last_name,
            created_at=at,
            updated_at=at,
        )
        return user, UserRegistered(user_id=id, at=at)

    @classmethod
    def create(cls, *, id: UserId, at: datetime, role: Role, **profile: Any) -> tuple[Self, UserCreated]:
        """Somebody with the right to do so makes an account for another."""
        user = cls(id=id, role=role, created_at=at, updated_at=at, **profile)
        return user, UserCreated(user_id=id, role=role, at=at)

    @property
    def canonical_email(self) -> str:
        return canonical_email(self.email)

    @property
    def name(self) -> str:
        """What others see: the full name, or the part of the address before the @."""
        return f"{self.first_name} {self.last_name}".strip() or self.email.partition("@")[0]

    @property
    def is_acting_admin(self) -> bool:
        return self.role is Role.ADMIN and self.is_active

    @property
    def access_basis(self) -> tuple[object, ...]:
        """What an access token vouches for."""
        return self.role, self.password_hash, self.email, self.is_active, self.team_id

    @property
    def credentials(self) -> tuple[object, ...]:
        """What one-time tokens rest on; a change of them ends those that are out."""
        return self.password_hash, self.canonical_email

    def require_version(self, expected: int | None) -> None:
        """Refuse a change made from an older reading; None accepts any."""
        if expected is not None and expected != self.version:
            raise StaleVersion(f"This user is at version {self.version}, you changed version {expected}.")

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, UserEdited]:
        """Change some fields; a change of `access_basis` ends the access tokens of before.

        Another address has to be verified anew.
        """
        if self.anonymised_at is not None:
            raise UserDeleted("This person was deleted.")
        edited = replace(self, version=self.version + 1, updated_at=at, **changes)
        if edited.access_basis != self.access_basis:
            edited = replace(edited, access_version=self.access_version + 1)
        if edited.canonical_email != self.canonical_email:
            edited = replace(edited, email_verified_at=None)
        return edited, UserEdited(user_id=self.id, at=at)

    def log_in(self, *, at: datetime, password_hash: str | None = None) -> tuple[Self, UserLoggedIn]:
        """Note a login; `password_hash` is a fresh hash of the same password, when parameters have risen."""
        seen = replace(self, last_login_at=at, password_hash=password_hash or self.password_hash)
        return seen, UserLoggedIn(user_id=self.id, at=at)

    def change_password(self, password_hash: str, *, at: datetime) -> tuple[Self, PasswordChanged]:
        """Their own doing, with the old one in hand."""
        return self._with_password(password_hash, at), PasswordChanged(user_id=self.id, at=at)

    def reset_password(self, password_hash: str, *, at: datetime) -> tuple[Self, PasswordReset]:
        """By a token from their mail, the old one being forgotten."""
        return self._with_password(password_hash, at), PasswordReset(user_id=self.id, at=at)

    def _with_password(self, password_hash: str, at: datetime) -> Self:
        return self.edit(at=at, password_hash=password_hash)[0]

    def verify_email(self, *, at: datetime) -> tuple[Self, EmailVerified]:
        """Mail to the address is read by them."""
        return self.edit(at=at, email_verified_at=at)[0], EmailVerified(user_id=self.id, at=at)

    def anonymise(self, *, at: datetime) -> tuple[Self, UserAnonymised]:
        """Forget the person, keep the account's id: what they did stays, who they were goes."""
        nobody = replace(
            self,
            email=f"{self.id}@anonymised.invalid",
            password_hash=None,
            first_name="",
            last_name="Deleted user",
            phone=None,
            is_active=False,
            team_id=None,
            email_verified_at=None,
            anonymised_at=at,
            access_version=self.access_version + 1,
            version=self.version + 1,
            updated_at=at,
        )
        return nobody, UserAnonymised(user_id=self.id, at=at)
