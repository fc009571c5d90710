from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

from application.shared.messages import Instant, Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.identity.session import SessionEnd
from domain.identity.signing_key import KeyState
from domain.shared.access import Actor, Role
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId, ExternalIdentityId, InvitationId, SessionId, SigningKeyId, TeamId, UserId
from domain.shared.tier import Tier

Nobody = Literal["none"]


class UserFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of the name or address, in whatever case. Times bound from (inclusive) to (exclusive).

    Who never logged in comes before all others by `lastLoginAt`, and within no bounds of it.
    """

    role: tuple[Role, ...] = ()
    tier: Tier | None = None
    is_active: bool | None = None
    team_id: UUID | Nobody | None = None
    email_verified: bool | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    last_login_from: Instant | None = None
    last_login_to: Instant | None = None
    search: str | None = None


USER_SORTS: Final[SortTypes] = {
    "createdAt": datetime,
    "updatedAt": datetime,
    "lastLoginAt": datetime,
    "email": str,
    "lastName": str,
}


class UserCard(Message, frozen=True):
    id: UserId
    email: str
    first_name: str
    last_name: str
    name: str
    phone: str | None
    role: Role
    tier: Tier
    is_active: bool
    team_id: TeamId | None
    last_login_at: datetime | None
    email_verified_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class TeamName(Message, frozen=True):
    id: TeamId
    name: str


class FullUserCard(Message, frozen=True):
    """All that is kept of an account, but for what opens it.

    `pending_email` waits to be confirmed. `suspended_because` is why an admin shut them out, where one said so.
    """

    id: UserId
    email: str
    first_name: str
    last_name: str
    name: str
    phone: str | None
    role: Role
    tier: Tier
    is_active: bool
    suspended_because: str | None
    team: TeamName | None
    has_password: bool
    last_login_at: datetime | None
    email_verified_at: datetime | None
    pending_email: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class UserQueries(Protocol):
    async def list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[UserCard]:
        """Forbidden without `users:read`."""

    async def card(self, actor: Actor, user_id: UserId) -> UserCard:
        """UserNotFound for somebody else without `users:read`."""

    async def full_list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[FullUserCard]:
        """The same list with all there is to say."""

    async def full(self, actor: Actor, user_id: UserId) -> FullUserCard:
        """The same with all there is to say."""


SESSION_SORTS: Final[SortTypes] = {"createdAt": datetime}


class SessionRow(Message, frozen=True):
    """`is_current` is the session through which it was asked. `last_used_at` is its last refresh or the login."""

    id: SessionId
    user_agent: str | None
    ip: str | None
    is_current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class KeptSession(Message, frozen=True):
    """A session as it is kept until it has expired, also when it ended before."""

    id: SessionId
    user_agent: str | None
    ip: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_because: SessionEnd | None


class SessionQueries(Protocol):
    async def list(self, actor: Actor, page: PageRequest, *, at: datetime) -> Page[SessionRow]:
        """The actor's own, as far as they still serve at that time."""

    async def kept(self, actor: Actor, page: PageRequest) -> Page[KeptSession]:
        """All of the actor's own."""


class SecondFactorCard(Message, frozen=True):
    """`active_since` is null where there is none."""

    active_since: datetime | None
    recovery_codes_left: int


class SecondFactorQueries(Protocol):
    async def card(self, actor: Actor) -> SecondFactorCard:
        """The actor's own."""


API_KEY_SORTS: Final[SortTypes] = {"createdAt": datetime}


class ApiKeyRow(Message, frozen=True):
    """`prefix` is how the key begins, and no secret. `lastUsedAt` is kept to the minute."""

    id: ApiKeyId
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class ApiKeyQueries(Protocol):
    async def list(self, actor: Actor, owner_id: UserId, page: PageRequest) -> Page[ApiKeyRow]:
        """All of somebody, expired ones too. Forbidden for others' without `users:manage`."""

    async def row(self, actor: Actor, key_id: ApiKeyId) -> ApiKeyRow:
        """ApiKeyNotFound for others' without `users:manage`."""


class SigningKeyRow(Message, frozen=True):
    """`accepted_until` is open as long as no key comes after it."""

    id: SigningKeyId
    state: KeyState
    created_at: datetime
    signs_from: datetime
    accepted_until: datetime | None


INVITATION_SORTS: Final[SortTypes] = {"createdAt": datetime}


class InvitationRow(Message, frozen=True):
    """`invited_by` is who made it."""

    id: InvitationId
    team_id: TeamId
    email: str
    role: Role
    invited_by: UserId
    created_at: datetime
    expires_at: datetime


class InvitationQueries(Protocol):
    """Forbidden without `users:invite`. Those that expired are there until a new one takes their place."""

    async def list(self, actor: Actor, team_id: TeamId, page: PageRequest) -> Page[InvitationRow]:
        """TeamNotFound."""

    async def card(self, actor: Actor, team_id: TeamId, invitation_id: InvitationId) -> InvitationRow:
        """InvitationNotFound, also when it is of another team."""


EXTERNAL_IDENTITY_SORTS: Final[SortTypes] = {"createdAt": datetime}


class ExternalIdentityRow(Message, frozen=True):
    """`email` is the address that the issuer named when it was linked."""

    id: ExternalIdentityId
    issuer: str
    email: str | None
    created_at: datetime
    last_used_at: datetime


class ExternalIdentityQueries(Protocol):
    async def list(self, actor: Actor, page: PageRequest) -> Page[ExternalIdentityRow]:
        """The actor's own."""
