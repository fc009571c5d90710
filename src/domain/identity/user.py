from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from domain.identity.credentials import canonical_email
from domain.identity.events import (
    EmailChanged,
    EmailChangeRequested,
    EmailVerified,
    PasswordChanged,
    PasswordReset,
    PasswordSet,
    RoleChanged,
    SecondFactorDisabled,
    SecondFactorEnabled,
    TeamChanged,
    TierChanged,
    UserAnonymised,
    UserCreated,
    UserEdited,
    UserEvent,
    UserLoggedIn,
    UserRegistered,
    UserReinstated,
    UserSuspended,
)
from domain.shared.access import Role
from domain.shared.errors import Conflict, NotFound, StaleVersion
from domain.shared.ids import TeamId, UserId
from domain.shared.tier import Tier


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


class AlreadySuspended(Conflict):
    code = "IDENTITY_ALREADY_SUSPENDED"


class NotSuspended(Conflict):
    code = "IDENTITY_NOT_SUSPENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account.

    `password_hash` is None for people who log in by another provider alone, or not at all, such as those an import
    brought along.
    `second_factor_at` is since when a code is asked for at login.
    `access_version` is carried by access tokens: raising it ends every token issued before.
    `pending_email` is an address they want, and have not yet shown to be theirs. Who is not active is suspended.
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
    pending_email: str | None = None
    suspended_because: str | None = None
    second_factor_at: datetime | None = None
    anonymised_at: datetime | None = None
    access_version: int = 1
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @classmethod
    def register(
        cls,
        *,
        id: UserId,
        email: str,
        password_hash: str | None,
        first_name: str,
        last_name: str,
        at: datetime,
        is_verified: bool = False,
    ) -> tuple[Self, UserRegistered]:
        """Somebody signs up for themselves, as a customer; `is_verified` when others vouch for the address."""
        user = cls(
            id=id,
            email=email,
            password_hash=password_hash,
            first_name=first_name,
            last_name=last_name,
            email_verified_at=at if is_verified else None,
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

        Another address has to be verified anew, and what was going on about the old one is over.
        """
        if self.anonymised_at is not None:
            raise UserDeleted("This person was deleted.")
        edited = replace(self, version=self.version + 1, updated_at=at, **changes)
        if edited.access_basis != self.access_basis:
            edited = replace(edited, access_version=self.access_version + 1)
        if edited.canonical_email != self.canonical_email:
            edited = replace(edited, email_verified_at=None)
        if edited.credentials != self.credentials:
            edited = replace(edited, pending_email=None)
        if edited.is_active:
            edited = replace(edited, suspended_because=None)
        return edited, UserEdited(user_id=self.id, at=at)

    def changes_since(self, before: Self, *, at: datetime) -> tuple[UserEvent, ...]:
        """Events of their own for what people have to hear of.

        That is another password, role, team or tier, and being shut out or let in.
        """
        happened: list[UserEvent] = []
        if self.password_hash not in {None, before.password_hash}:
            happened.append(PasswordSet(user_id=self.id, at=at))
        if self.role is not before.role:
            happened.append(RoleChanged(user_id=self.id, old_role=before.role, new_role=self.role, at=at))
        if self.tier is not before.tier:
            happened.append(TierChanged(user_id=self.id, old_tier=before.tier, new_tier=self.tier, at=at))
        if self.team_id != before.team_id:
            team = {"old_team_id": before.team_id, "new_team_id": self.team_id}
            happened.append(TeamChanged(user_id=self.id, at=at, **team))
        if before.is_active and not self.is_active:
            happened.append(UserSuspended(user_id=self.id, reason=self.suspended_because, at=at))
        if self.is_active and not before.is_active:
            happened.append(UserReinstated(user_id=self.id, at=at))
        return tuple(happened)

    def suspend(self, reason: str, *, at: datetime) -> tuple[Self, UserSuspended]:
        """Keep them out: they cannot log in, and where they are logged in it is over."""
        shut_out, _ = self.edit(at=at, is_active=False, suspended_because=reason)
        if not self.is_active:
            raise AlreadySuspended("This account is suspended already.")
        return shut_out, UserSuspended(user_id=self.id, reason=reason, at=at)

    def reinstate(self, *, at: datetime) -> tuple[Self, UserReinstated]:
        """Let them log in again; what they were logged in by before stays ended."""
        let_in, _ = self.edit(at=at, is_active=True)
        if self.is_active:
            raise NotSuspended("This account is not suspended.")
        return let_in, UserReinstated(user_id=self.id, at=at)

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

    def want_email(self, address: str, *, at: datetime) -> tuple[Self, EmailChangeRequested]:
        """Note the address they want; it counts once a token sent there has come back."""
        return self.edit(at=at, pending_email=address)[0], EmailChangeRequested(user_id=self.id, at=at)

    def take_wanted_email(self, *, at: datetime) -> tuple[Self, EmailChanged]:
        """The address they wanted is theirs from now on, and verified."""
        moved, _ = self.edit(at=at, email=self.pending_email)
        return replace(moved, pending_email=None, email_verified_at=at), EmailChanged(user_id=self.id, at=at)

    def enable_second_factor(self, *, at: datetime) -> tuple[Self, SecondFactorEnabled]:
        """From now on their password alone does not log them in."""
        return replace(self, second_factor_at=at), SecondFactorEnabled(user_id=self.id, at=at)

    def disable_second_factor(self, *, at: datetime) -> tuple[Self, SecondFactorDisabled]:
        return replace(self, second_factor_at=None), SecondFactorDisabled(user_id=self.id, at=at)

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
            pending_email=None,
            suspended_because=None,
            second_factor_at=None,
            anonymised_at=at,
            access_version=self.access_version + 1,
            version=self.version + 1,
            updated_at=at,
        )
        return nobody, UserAnonymised(user_id=self.id, at=at)
