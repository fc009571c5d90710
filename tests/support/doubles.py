"""Ports that need neither time, nor chance, nor a processor."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf
from typing import Any, final
from uuid import UUID

from application.identity.errors import CodeRefused, IssuerMismatch, MalformedEmail, ProviderUnavailable, TokenRefused
from application.identity.ports import (
    AccessClaims,
    AccessTokens,
    Challenge,
    CommonPasswords,
    EmailAddresses,
    IdentityProvider,
    PasswordHasher,
    RefreshClaims,
    RefreshTokens,
)
from application.shared.mail import Mail, Mailbox, Mailer, ReceivedMail
from application.shared.ports import Cache, Clock, Ids, Secrets
from domain.identity.external_identity import Assertion
from domain.identity.session import RefreshTokenRefused, Session
from domain.identity.user import User
from domain.shared.errors import Unavailable
from domain.shared.ids import SessionId, UserId
from tests.support.builders import MONDAY


@final
@dataclass
class SteppingClock(Clock):
    """Goes on by `step` with every look, so that nothing happens at the same time as anything else."""

    time: datetime = MONDAY
    step: timedelta = timedelta(seconds=1)

    def now(self) -> datetime:
        self.time += self.step
        return self.time

    def skip(self, span: timedelta) -> None:
        self.time += span


@final
@dataclass
class NumberedIds(Ids):
    """Version 7 UUIDs that count from one."""

    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new(self) -> Any:
        milliseconds = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | next(self._numbers))


@final
@dataclass
class PlainPasswordHasher(PasswordHasher):
    """Hashes that can be read. Those of another `generation` are outdated.

    `verified` keeps what was compared, None for nobody's hash: that it was compared at all is a promise. `hashed` keeps
    what was hashed anew.
    `meanwhile` happens while a password is compared, which takes long.
    """

    generation: int = 1
    verified: list[tuple[str, str | None]] = field(default_factory=list)
    hashed: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def hash(self, password: str) -> str:
        self.hashed.append(password)
        return f"{self.generation}:{password}"

    async def verify(self, password: str, password_hash: str | None) -> bool:
        self.verified.append((password, password_hash))
        if self.meanwhile:
            await self.meanwhile()
        return password_hash is not None and password_hash.partition(":")[2] == password

    def is_outdated(self, password_hash: str) -> bool:
        return not password_hash.startswith(f"{self.generation}:")


@final
@dataclass(frozen=True)
class FewCommonPasswords(CommonPasswords):
    known: frozenset[str] = frozenset({"password1"})

    def __contains__(self, password: str, /) -> bool:
        return password.casefold() in self.known


@final
class PlainEmailAddresses(EmailAddresses):
    """Whatever has something on both sides of one @."""

    def normalise(self, text: str) -> str:
        name, _, domain = text.strip().partition("@")
        if not name or not domain or "@" in domain:
            raise MalformedEmail("This is no email address.", {"email": "Not like name@example.com."})
        return f"{name}@{domain.lower()}"


@final
class ReadableTokens(AccessTokens):
    """Tokens that say what they claim and are believed. One that names no session is of the user's first."""

    lifetime = timedelta(minutes=15)

    def issue(self, user: User, session_id: SessionId) -> str:
        return f"{user.id}/{user.access_version}/{session_id}"

    def read(self, token: str) -> AccessClaims:
        try:
            user_id, version, *session_id = token.split("/")
            session = UUID(session_id[0] if session_id else user_id)
            return AccessClaims(UserId(UUID(user_id)), SessionId(session), int(version))
        except ValueError:
            raise TokenRefused("The access token is not valid.") from None


@final
class ReadableRefreshTokens(RefreshTokens):
    """As above: of which session, and which number."""

    def issue(self, session: Session) -> str:
        return f"{session.id}/{session.counter}"

    def read(self, token: str) -> RefreshClaims:
        try:
            session_id, counter = token.split("/")
            return RefreshClaims(SessionId(UUID(session_id)), int(counter))
        except ValueError:
            raise RefreshTokenRefused from None


@dataclass
class NumberedSecrets(Secrets):
    """Secrets that are easily guessed; `made` keeps them."""

    made: list[str] = field(default_factory=list)

    def new(self) -> str:
        self.made.append(f"secret-{len(self.made) + 1}")
        return self.made[-1]


@final
@dataclass
class MemoryMailer(Mailer, Mailbox):
    """Keeps what it is given, as long as it is not `away`."""

    sent: list[Mail] = field(default_factory=list)
    away: bool = False

    async def send(self, mail: Mail) -> None:
        if self.away:
            raise Unavailable("The mail server is away.")
        self.sent.append(mail)

    async def newest(self, at_most: int) -> Sequence[ReceivedMail]:
        return [ReceivedMail(mail.to, mail.subject, "", mail.text) for mail in self.sent[::-1][:at_most]]


@final
@dataclass
class MemoryCache(Cache):
    """Remembers, and shows what it was asked. By the real time: what is too old is gone."""

    kept: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    until: dict[str, float] = field(default_factory=dict)

    async def get(self, key: str) -> bytes | None:
        self.asked.append(key)
        return self.kept.get(key) if time.monotonic() < self.until.get(key, inf) else None

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        self.kept[key], self.until[key] = value, time.monotonic() + keep.total_seconds()


@final
@dataclass
class ReadableProvider(IdentityProvider):
    """Knows by each code who signed in, and keeps the challenges of those who were sent to it."""

    issuer: str = "https://id.example.com"
    people: dict[str, Assertion] = field(default_factory=dict)
    challenges: list[Challenge] = field(default_factory=list)
    redeemed: list[tuple[str, Challenge]] = field(default_factory=list)
    away: bool = False

    async def address(self, challenge: Challenge) -> str:
        if self.away:
            raise ProviderUnavailable("The provider is away.")
        self.challenges.append(challenge)
        return f"{self.issuer}/authorize?state={challenge.state}"

    async def redeem(self, code: str, challenge: Challenge, *, issuer: str | None) -> Assertion:
        if self.away:
            raise ProviderUnavailable("The provider is away.")
        if issuer not in {None, self.issuer}:
            raise IssuerMismatch("Another provider.")
        self.redeemed.append((code, challenge))
        if code not in self.people:
            raise CodeRefused("No such code.")
        return self.people[code]

    def knows(self, code: str, *, subject: str = "1", **what_matters: Any) -> str:
        """A code by which somebody signs in."""
        self.people[code] = Assertion(issuer=self.issuer, subject=subject, **what_matters)
        return code
