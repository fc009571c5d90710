from dataclasses import dataclass
from typing import ClassVar

from domain.shared.access import Role
from domain.shared.events import Event
from domain.shared.ids import SessionId, UserId


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
class UserCreated(UserEvent):
    name: ClassVar[str] = "identity.user_created"

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEdited(UserEvent):
    name: ClassVar[str] = "identity.user_edited"


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
