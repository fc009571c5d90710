from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from domain.shared.access import Role
from domain.shared.events import Event
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId, ExternalIdentityId, InvitationId, SessionId, SigningKeyId, TeamId, UserId
from domain.shared.tier import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEvent(Event):
    entity: ClassVar[str] = "user"

    user_id: UserId

    @property
    def entity_id(self) -> UserId:
        return self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered(UserEvent):
    name: ClassVar[str] = "identity.user_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAgain(UserEvent):
    """Somebody signed up with the address of an account, and was not told that there is one."""

    name: ClassVar[str] = "identity.registered_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCreated(UserEvent):
    name: ClassVar[str] = "identity.user_created"

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEdited(UserEvent):
    name: ClassVar[str] = "identity.user_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(UserEvent):
    name: ClassVar[str] = "identity.role_changed"
    tells: ClassVar[frozenset[str]] = frozenset({"role"})

    old_role: Role
    new_role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChanged(UserEvent):
    name: ClassVar[str] = "identity.tier_changed"
    tells: ClassVar[frozenset[str]] = frozenset({"tier"})

    old_tier: Tier
    new_tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(UserEvent):
    """Somebody joined a team, left one, or both."""

    name: ClassVar[str] = "identity.team_changed"
    tells: ClassVar[frozenset[str]] = frozenset({"team_id"})

    old_team_id: TeamId | None
    new_team_id: TeamId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSuspended(UserEvent):
    """Kept from logging in until reinstated. Without a reason when nobody gave one."""

    name: ClassVar[str] = "identity.user_suspended"
    tells: ClassVar[frozenset[str]] = frozenset({"is_active", "suspended_because"})

    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserReinstated(UserEvent):
    name: ClassVar[str] = "identity.user_reinstated"
    tells: ClassVar[frozenset[str]] = frozenset({"is_active", "suspended_because"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedIn(UserEvent):
    name: ClassVar[str] = "identity.user_logged_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAnonymised(UserEvent):
    name: ClassVar[str] = "identity.user_anonymised"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent(Event):
    entity: ClassVar[str] = "session"

    session_id: SessionId
    user_id: UserId

    @property
    def entity_id(self) -> SessionId:
        return self.session_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(SessionEvent):
    name: ClassVar[str] = "identity.session_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefreshed(SessionEvent):
    name: ClassVar[str] = "identity.session_refreshed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(SessionEvent):
    name: ClassVar[str] = "identity.session_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenReused(SessionEvent):
    """Two have used the same refresh token, so that one of them stole it; the session ended with it."""

    name: ClassVar[str] = "identity.refresh_token_reused"


NOBODY: Final = UserId(UUID(int=2**128 - 1))
"""Whose an unknown address is: the Max UUID (RFC 9562, 5.10), which nobody is ever given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(UserEvent):
    """Of `NOBODY` when the address was unknown: the record says no more about either."""

    name: ClassVar[str] = "identity.password_reset_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeTokenIssued(UserEvent):
    """`cause` is the id of the event that asked for it."""

    name: ClassVar[str] = "identity.one_time_token_issued"

    purpose: str
    cause: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(UserEvent):
    name: ClassVar[str] = "identity.password_reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(UserEvent):
    name: ClassVar[str] = "identity.password_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(UserEvent):
    """Another set it for them, and knows it."""

    name: ClassVar[str] = "identity.password_set"
    tells: ClassVar[frozenset[str]] = frozenset({"password_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorOffered(UserEvent):
    """A secret was shown to them, which counts once they have shown a code of it."""

    name: ClassVar[str] = "identity.second_factor_offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorEnabled(UserEvent):
    """Also when it took the place of another."""

    name: ClassVar[str] = "identity.second_factor_enabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorDisabled(UserEvent):
    name: ClassVar[str] = "identity.second_factor_disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(UserEvent):
    """`left` are those that can still be used."""

    name: ClassVar[str] = "identity.recovery_code_used"

    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRenewed(UserEvent):
    name: ClassVar[str] = "identity.recovery_codes_renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerificationRequested(UserEvent):
    name: ClassVar[str] = "identity.email_verification_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerified(UserEvent):
    name: ClassVar[str] = "identity.email_verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeRequested(UserEvent):
    """To which address stands with the account, and not in a record that outlives it."""

    name: ClassVar[str] = "identity.email_change_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(UserEvent):
    """The new address is theirs, as a token sent there showed."""

    name: ClassVar[str] = "identity.email_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyEvent(Event):
    entity: ClassVar[str] = "api_key"

    api_key_id: ApiKeyId
    user_id: UserId

    @property
    def entity_id(self) -> ApiKeyId:
        return self.api_key_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(ApiKeyEvent):
    """`label` is how its owner calls it."""

    name: ClassVar[str] = "identity.api_key_created"

    label: str
    scopes: tuple[Scope, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(ApiKeyEvent):
    """By its owner or an operator, or with the account it belonged to."""

    name: ClassVar[str] = "identity.api_key_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyAdded(Event):
    """Access tokens are signed by it from then on."""

    name: ClassVar[str] = "identity.signing_key_added"
    entity: ClassVar[str] = "signing_key"

    signing_key_id: SigningKeyId
    signs_from: datetime

    @property
    def entity_id(self) -> SigningKeyId:
        return self.signing_key_id


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationEvent(Event):
    entity: ClassVar[str] = "invitation"

    invitation_id: InvitationId

    @property
    def entity_id(self) -> InvitationId:
        return self.invitation_id


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCreated(InvitationEvent):
    name: ClassVar[str] = "identity.invitation_created"

    team_id: TeamId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMailed(InvitationEvent):
    name: ClassVar[str] = "identity.invitation_mailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(InvitationEvent):
    name: ClassVar[str] = "identity.invitation_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(InvitationEvent):
    """By `user_id`, who now is of the team."""

    name: ClassVar[str] = "identity.invitation_accepted"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentityEvent(Event):
    """`issuer` is the provider's; who somebody is there stays out of the record."""

    entity: ClassVar[str] = "external_identity"

    external_identity_id: ExternalIdentityId
    user_id: UserId
    issuer: str

    @property
    def entity_id(self) -> ExternalIdentityId:
        return self.external_identity_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentityLinked(ExternalIdentityEvent):
    """`by_email` says that nobody was logged in: the address spoke for it."""

    name: ClassVar[str] = "identity.external_identity_linked"

    by_email: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentityUsed(ExternalIdentityEvent):
    """Somebody logged in by it."""

    name: ClassVar[str] = "identity.external_identity_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentityUnlinked(ExternalIdentityEvent):
    name: ClassVar[str] = "identity.external_identity_unlinked"
