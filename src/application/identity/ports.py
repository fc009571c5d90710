from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.identity.api_key import ApiKey
from domain.identity.external_identity import Assertion, ExternalIdentity
from domain.identity.failures import Bucket
from domain.identity.invitation import Invitation
from domain.identity.one_time_token import OneTimeToken, Purpose
from domain.identity.second_factor import SecondFactor
from domain.identity.session import Session
from domain.identity.signing_key import SigningKey, SigningKeys
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.events import Event
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId, ExternalIdentityId, InvitationId, SessionId, SigningKeyId, TeamId, UserId


class UserRepository(Protocol):
    async def get(self, user_id: UserId) -> User:
        """Load to change: the row stays locked until the work ends. UserNotFound."""

    async def find_by_email(self, canonical_email: str) -> User | None:
        """Load to change, by the canonical spelling."""

    async def look_up(self, canonical_email: str) -> User | None:
        """Look, and lock nothing: a lock is written down, which takes time that an unknown address would not."""

    async def find_or_reserve(self, canonical_email: str) -> User | None:
        """Load to change; nobody else who asks this way is told that the address is free until the work ends."""

    async def other_admins(self, user_id: UserId) -> int:
        """How many active admins there are besides this one; they stay locked until the work ends."""

    async def save(self, user: User, *events: Event) -> None:
        """Store the user and what happened. EmailTaken when another has the address, TeamUnknown."""

    async def note(self, *events: Event) -> None:
        """Record what happened without a change of anybody."""


class OneTimeTokenRepository(Protocol):
    """Whoever changes a token and its user loads the user first, so that no two wait for each other."""

    async def find(self, digest: bytes) -> OneTimeToken | None:
        """Look, and lock nothing."""

    async def add(self, token: OneTimeToken, *events: Event) -> None:
        """Store it and what happened; expired ones make way."""

    async def claim(self, digest: bytes) -> bool:
        """Take it away: of several who try at once, one does."""

    async def remove_all_of(self, user_id: UserId) -> None: ...

    async def causes(self, user_id: UserId, purpose: Purpose, *, since: datetime) -> Collection[UUID]:
        """For which events tokens of this purpose were issued, by the record, whatever became of them."""


class SecondFactorRepository(Protocol):
    """Whoever looks here has loaded the user, whose lock is that of all of this.

    What happened is recorded with the user: nothing that is kept here belongs into the record.
    """

    async def find(self, user_id: UserId) -> SecondFactor | None:
        """Load to change."""

    async def save(self, factor: SecondFactor) -> None: ...

    async def remove(self, user_id: UserId) -> None:
        """With the recovery codes; nothing when there is none."""

    async def renew_recovery_codes(self, user_id: UserId, digests: Collection[bytes]) -> None:
        """These instead of all before."""

    async def claim_recovery_code(self, user_id: UserId, digest: bytes) -> bool:
        """Take it away: of several who try at once, one does."""

    async def recovery_codes_left(self, user_id: UserId) -> int: ...


class SessionRepository(Protocol):
    async def find(self, session_id: SessionId) -> Session | None:
        """Load to change: the row stays locked until the work ends."""

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """Load to change all that have not ended."""

    async def save(self, session: Session, *events: Event) -> None: ...

    async def is_of_new_device(self, session: Session) -> bool:
        """Whether the record knows earlier logins of the account, but none from this address with this agent."""

    async def forget_expired(self, at: datetime) -> None:
        """Remove some that expired by then, those that ended before among them: more than one, so that none pile up."""


class ApiKeyRepository(Protocol):
    async def find(self, key_id: ApiKeyId) -> ApiKey | None:
        """Load to change: the row stays locked until the work ends."""

    async def of_user(self, user_id: UserId) -> Sequence[ApiKey]:
        """Load to change all there are, expired ones too."""

    async def add(self, key: ApiKey, *events: Event) -> None: ...

    async def remove(self, key_id: ApiKeyId, *events: Event) -> None:
        """One that was loaded."""


class SigningKeyRepository(Protocol):
    async def all(self) -> Sequence[SigningKey]:
        """Load to change: nobody else adds or removes any until the work ends."""

    async def add(self, key: SigningKey, *events: Event) -> None: ...

    async def remove(self, key_id: SigningKeyId) -> None: ...


class InvitationRepository(Protocol):
    """Whoever changes an invitation and a user loads the user first, so that no two wait for each other."""

    async def find(self, digest: bytes) -> Invitation | None:
        """Look, and lock nothing."""

    async def get(self, invitation_id: InvitationId) -> Invitation:
        """Load to change. InvitationNotFound."""

    async def save(self, invitation: Invitation, *events: Event) -> None:
        """Store it; a new one takes the place of expired ones. InvitationPending, TeamNotFound."""

    async def claim(self, digest: bytes) -> bool:
        """Take it away: of several who try at once, one does."""

    async def remove(self, invitation_id: InvitationId, *events: Event) -> None: ...


class Traces(Protocol):
    """What is kept of a person beside their account, in whatever context."""

    async def forget(self, user: User) -> None:
        """Remove what is personal of it. What they did stays, by their id alone."""


class ExternalIdentityRepository(Protocol):
    """Whoever changes one and its user loads the user first, so that no two wait for each other."""

    async def find(self, issuer: str, subject: str) -> ExternalIdentity | None:
        """Look, and lock nothing."""

    async def of_user(self, user_id: UserId) -> Sequence[ExternalIdentity]: ...

    async def save(self, identity: ExternalIdentity, *events: Event) -> None:
        """Store it and what happened. ExternalIdentityTaken when another account has it."""

    async def remove(self, identity_id: ExternalIdentityId, *events: Event) -> None:
        """Of one that was looked up before."""


class SignInRepository(Protocol):
    async def claim(self, digest: bytes, *, at: datetime, until: datetime) -> bool:
        """Whether nobody claimed it before: of several who try at once, one did. Remembered `until` it is too late."""


@dataclass(frozen=True, slots=True)
class IdentityWork:
    """Locked in this order, so that no two wait for each other: a session, its user, the user's API keys."""

    users: UserRepository
    sessions: SessionRepository
    second_factors: SecondFactorRepository
    one_time_tokens: OneTimeTokenRepository
    api_keys: ApiKeyRepository
    signing_keys: SigningKeyRepository
    invitations: InvitationRepository
    traces: Traces
    external_identities: ExternalIdentityRepository
    sign_ins: SignInRepository


class PasswordHasher(Protocol):
    """Slow by design, never on the event loop, bounded: Unavailable when too many wait."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether they match. None takes as long as a real hash and never matches."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with weaker parameters than today's."""


class OldHashes(Protocol):
    """Hashes of a kind that is made no more: their passwords are known again and hashed anew."""

    def knows(self, password_hash: str) -> bool:
        """Whether it is one of these, and costs no more to compare than a login may."""

    def matches(self, password: str, password_hash: str) -> bool:
        """Compare as it was made, on the thread that asks."""


class Place(Struct, frozen=True):
    """A place in a bucket until its window ends; one that is not `ours` was refused, because the bucket is full."""

    bucket: Bucket
    until: datetime
    is_ours: bool


class FailureCounts(Protocol):
    """How many places of each bucket are taken: counted by all processes together, and whoever comes at once.

    Taking and giving back stand by themselves, whatever becomes of the transaction around them.
    """

    async def take(self, buckets: Sequence[Bucket], *, at: datetime) -> Sequence[Place]:
        """A place in each, in order; none further on from the first that is full. Nothing full gets fuller."""

    async def give_back(self, places: Sequence[Place]) -> None:
        """As far as their windows last."""

    async def clear(self, bucket: Bucket) -> None:
        """Empty it, within the transaction at hand if there is one."""


class TotpCodes(Protocol):
    """Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds. Secrets are in base32."""

    def at(self, secret: str, step: int) -> str: ...

    def uri(self, secret: str, *, account: str) -> str:
        """What apps read from a QR code to show its codes."""


class CommonPasswords(Protocol):
    def __contains__(self, password: str, /) -> bool: ...


class EmailAddresses(Protocol):
    def normalise(self, text: str) -> str:
        """The address as it is to be stored and written to. MalformedEmail when it is none."""


class AccessClaims(Struct, frozen=True):
    """What an access token says. Role and activity are not taken from it but looked up."""

    user_id: UserId
    session_id: SessionId
    access_version: int


class AccessTokens(Protocol):
    lifetime: timedelta

    def issue(self, user: User, session_id: SessionId) -> str: ...

    def read(self, token: str) -> AccessClaims:
        """Verify and read. TokenRefused for anything but a token of ours that is still valid."""


class KeptSigningKeys(Protocol):
    async def all(self) -> Sequence[SigningKey]:
        """Look, and lock nothing."""


class KeyRing(Protocol):
    """The keys by which this process signs and verifies."""

    def hold(self, keys: SigningKeys) -> None:
        """These count from now on, and no others."""

    def public(self) -> Sequence[Mapping[str, str]]:
        """Those that others can verify by, as JSON Web Keys (RFC 7517); none where whoever verifies could also sign."""


class RefreshClaims(Struct, frozen=True):
    """What a refresh token says: it is the one of this number of this session."""

    session_id: SessionId
    counter: int


class RefreshTokens(Protocol):
    """Nobody but the house can make them, and nothing that is stored is one."""

    def issue(self, session: Session) -> str:
        """The one the session takes next: always the same for the same session and counter."""

    def read(self, token: str) -> RefreshClaims:
        """Verify and read. RefreshTokenRefused for anything but a token of ours."""


class SessionTokens(Protocol):
    """One for each session, good as long as it lasts: what a browser keeps as its cookie.

    Nobody but the house can make them, and nothing that is stored is one.
    """

    def issue(self, session_id: SessionId) -> str: ...

    def read(self, token: str) -> SessionId:
        """Verify and read. SessionRefused for anything but a token of ours."""

    def csrf_token(self, session_id: SessionId) -> str:
        """What our own pages say besides, and pages of other sites cannot know."""


class AccountState(Struct, frozen=True):
    """What authentication must know right now about an account and the session by which it was asked for."""

    user_id: UserId
    role: Role
    team_id: TeamId | None
    is_active: bool
    access_version: int
    session_access_version: int
    session_expires_at: datetime
    has_second_factor: bool = False


class AccountStates(Protocol):
    async def of(self, session_id: UUID) -> AccountState | None:
        """The account that is logged in by a session; None when it has ended, or there never was one."""


class ApiKeyState(Struct, frozen=True):
    """What authentication must know about a key and its owner right now."""

    user_id: UserId
    role: Role
    team_id: TeamId | None
    is_active: bool
    digest: bytes
    scopes: tuple[Scope, ...]
    expires_at: datetime
    has_second_factor: bool = False


class ApiKeyStates(Protocol):
    async def of(self, key_id: UUID) -> ApiKeyState | None:
        """None when it was revoked, or there never was one. It may be as old as an account's state may."""


class ApiKeyUses(Protocol):
    def note(self, key_id: ApiKeyId, at: datetime) -> None:
        """Have it kept, sooner or later and at most once in `NOTED_EVERY`, that a key was used.

        Nobody waits for it, and it may be lost: no request is slower or fails because of it.
        """


class Challenge(Struct, frozen=True):
    """What one sign-in is known by: to the browser and the provider, in the id token, and to who redeems its code."""

    state: str
    nonce: str
    verifier: str


class IdentityProvider(Protocol):
    """An OpenID provider, by the authorization code flow with PKCE."""

    @property
    def issuer(self) -> str: ...

    async def address(self, challenge: Challenge) -> str:
        """Where a browser goes to sign in. ProviderUnavailable."""

    async def redeem(self, code: str, challenge: Challenge, *, issuer: str | None) -> Assertion:
        """Who signed in, verified; `issuer` is who the answer said it comes from (RFC 9207).

        ProviderUnavailable, CodeRefused, NonceMismatch, IssuerMismatch, AudienceMismatch, IdTokenExpired, IdTokenForged
        or IdTokenMalformed.
        """


IdentityProviders = Mapping[str, IdentityProvider]
"""By the names that stand in addresses."""
