"""People are asked by mail to join a team; whoever has what was mailed to an address reads that address."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from domain.identity.access import may_grant
from domain.identity.credentials import canonical_email
from domain.identity.events import (
    InvitationAccepted,
    InvitationCreated,
    InvitationMailed,
    InvitationRevoked,
    UserCreated,
    UserEvent,
)
from domain.identity.one_time_token import digest_of, refused
from domain.identity.user import User
from domain.shared.access import PERMISSIONS, Role
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import InvitationId, TeamId, UserId

LIFETIME: Final = timedelta(hours=72)


class InvitationNotFound(NotFound):
    code = "IDENTITY_INVITATION_NOT_FOUND"


class InvitationPending(Conflict):
    code = "IDENTITY_INVITATION_PENDING"


class PasswordNeeded(Unmet):
    """Whoever has no login yet chooses one when they join."""

    code = "IDENTITY_PASSWORD_NEEDED"


class EmailUnverified(Unmet):
    """Somebody logs in to an account with this address, and nobody knows whether they read it.

    Whoever registered another's address must not be given what that other was invited to.
    """

    code = "IDENTITY_EMAIL_UNVERIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """To one team, at one address. `digest` is that of the secret that was mailed last; None before."""

    id: InvitationId
    team_id: TeamId
    email: str
    role: Role
    invited_by: UserId
    digest: bytes | None = None
    created_at: datetime
    expires_at: datetime

    @classmethod
    def create(cls, *, id: InvitationId, at: datetime, **fields: Any) -> tuple[Self, InvitationCreated]:
        invitation = cls(id=id, created_at=at, expires_at=at + LIFETIME, **fields)
        return invitation, InvitationCreated(invitation_id=id, team_id=invitation.team_id, role=invitation.role, at=at)

    @property
    def canonical_email(self) -> str:
        return canonical_email(self.email)

    def mail(self, secret: str, *, at: datetime) -> tuple[Self, InvitationMailed]:
        """Only what is mailed last opens anything."""
        return replace(self, digest=digest_of(secret)), InvitationMailed(invitation_id=self.id, at=at)

    def revoke(self, *, at: datetime) -> InvitationRevoked:
        return InvitationRevoked(invitation_id=self.id, at=at)

    def require_open(self, *, inviter_role: Role | None, at: datetime) -> None:
        """Refuse what has expired, or comes from somebody who could not invite like this any more."""
        if at >= self.expires_at or inviter_role is None or not may_grant(inviter_role, self.role):
            raise refused()

    def newcomer(
        self, *, id: UserId, password_hash: str | None, first_name: str, last_name: str, at: datetime
    ) -> tuple[User, UserCreated]:
        """Somebody without an account gets one; that they read the address is shown."""
        names = {"first_name": first_name, "last_name": last_name}
        return User.create(
            id=id,
            at=at,
            role=self.role,
            email=self.email,
            password_hash=_needed(password_hash),
            team_id=self.team_id,
            email_verified_at=at,
            **names,
        )

    def join(self, user: User, *, password_hash: str | None, at: datetime) -> tuple[User, tuple[UserEvent, ...]]:
        """Whoever has the address belongs to the team from now on. What they may do never becomes less.

        Their password stays; only who was never in, such as those an import brought, chooses one.
        """
        if not user.is_active:
            raise refused()
        changes: dict[str, Any] = {"team_id": self.team_id}
        if not PERMISSIONS[self.role] < PERMISSIONS[user.role]:
            changes["role"] = self.role
        if user.email_verified_at is None:
            if user.password_hash is not None or user.last_login_at is not None:
                raise EmailUnverified("Verify the address of your account first.")
            changes |= {"password_hash": _needed(password_hash), "email_verified_at": at}
        joined, edited = user.edit(at=at, **changes)
        return joined, (edited, *joined.changes_since(user, at=at))

    def accepted(self, by: UserId, *, at: datetime) -> InvitationAccepted:
        return InvitationAccepted(invitation_id=self.id, user_id=by, at=at)


def _needed(password_hash: str | None) -> str:
    if password_hash is None:
        raise PasswordNeeded("Choose a password to log in with.", {"password": "Missing."})
    return password_hash
