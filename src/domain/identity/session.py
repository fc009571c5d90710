"""Being logged in, in one place. A session lives on by refresh tokens, each of which is good for one use."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from domain.identity.events import RefreshTokenReused, SessionEnded, SessionRefreshed, SessionStarted
from domain.identity.user import User
from domain.shared.errors import NotFound, Unauthenticated
from domain.shared.ids import SessionId, UserId


class RefreshTokenRefused(Unauthenticated):
    """Forged, expired, used before, or of a session that has ended: told apart by nobody outside."""

    code = "IDENTITY_REFRESH_TOKEN_REFUSED"

    def __init__(self) -> None:
        super().__init__("The refresh token is not valid. Log in again.")


class SessionNotFound(NotFound):
    code = "IDENTITY_SESSION_NOT_FOUND"


class SessionEnd(StrEnum):
    LOGGED_OUT = "logged_out"
    ENDED_BY_OWNER = "ended_by_owner"
    ENDED_BY_ADMIN = "ended_by_admin"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - no password


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long a session lasts unused, and how long at most.

    For as long as `grace` a refresh token that was just used is answered once more: two tabs refresh at once, or an
    answer is lost.
    """

    idle: timedelta = timedelta(days=7)
    longest: timedelta = timedelta(days=90)
    grace: timedelta = timedelta(seconds=10)

    def expiry(self, *, created_at: datetime, used_at: datetime) -> datetime:
        return min(used_at + self.idle, created_at + self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Its refresh tokens are numbered, and `counter` is the number of the one it takes next.

    `access_version` is the account's at the login: once that has moved on, the session is over.
    """

    id: SessionId
    user_id: UserId
    access_version: int
    counter: int = 0
    user_agent: str | None = None
    ip: str | None = None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    ended_because: SessionEnd | None = None

    @classmethod
    def start(
        cls, user: User, *, id: SessionId, at: datetime, policy: SessionPolicy, ip: str | None, user_agent: str | None
    ) -> tuple[Self, SessionStarted]:
        """Somebody logged in; where from is noted for them to recognise it by."""
        session = cls(
            id=id,
            user_id=user.id,
            access_version=user.access_version,
            user_agent=user_agent,
            ip=ip,
            created_at=at,
            last_used_at=at,
            expires_at=policy.expiry(created_at=at, used_at=at),
        )
        return session, SessionStarted(session_id=id, user_id=user.id, at=at)

    def serves(self, user: User, *, at: datetime) -> bool:
        """Whether it still speaks for its user."""
        is_over = self.ended_at is not None or at >= self.expires_at
        return not is_over and user.is_active and user.access_version == self.access_version

    def refresh(
        self, user: User, counter: int, *, at: datetime, policy: SessionPolicy
    ) -> tuple[Self, SessionRefreshed | RefreshTokenReused | None]:
        """Take the refresh token of this number. RefreshTokenRefused where the session is over.

        The one before is answered like the newest while `grace` lasts, and nothing changes. Any other was used by two,
        of whom one is a thief: the session ends.
        """
        if not self.serves(user, at=at):
            raise RefreshTokenRefused
        if counter == self.counter:
            expires_at = policy.expiry(created_at=self.created_at, used_at=at)
            refreshed = replace(self, counter=counter + 1, last_used_at=at, expires_at=expires_at)
            return refreshed, SessionRefreshed(session_id=self.id, user_id=self.user_id, at=at)
        if counter == self.counter - 1 and at - self.last_used_at <= policy.grace:
            return self, None
        return self._over(at, SessionEnd.REFRESH_TOKEN_REUSED), RefreshTokenReused(
            session_id=self.id, user_id=self.user_id, at=at
        )

    def end(self, because: SessionEnd, *, at: datetime) -> tuple[Self, SessionEnded]:
        """SessionNotFound when it has ended already."""
        if self.ended_at is not None:
            raise SessionNotFound("There is no such session.")
        return self._over(at, because), SessionEnded(session_id=self.id, user_id=self.user_id, at=at)

    def _over(self, at: datetime, because: SessionEnd) -> Self:
        return replace(self, ended_at=at, ended_because=because)
