from dataclasses import dataclass

from msgspec import Struct

from application.identity.ports import AccessTokens, RefreshTokens
from domain.identity.session import Session
from domain.identity.user import User
from domain.shared.ids import SessionId, UserId


class LoggedIn(Struct, frozen=True):
    """By what somebody shows from now on who they are: a pair of tokens, or the token of the session in their place.

    Seconds: `expires_in` of the access token, `session_expires_in` of the session unless it is refreshed.
    """

    access_token: str
    refresh_token: str
    expires_in: int
    user_id: UserId
    session_id: SessionId
    session_expires_in: int


@dataclass(frozen=True, slots=True)
class TokenPairs:
    """An access token for every request, and the refresh token that gets the next two."""

    access: AccessTokens
    refresh: RefreshTokens

    def of(self, user: User, session: Session) -> LoggedIn:
        return LoggedIn(
            access_token=self.access.issue(user, session.id),
            refresh_token=self.refresh.issue(session),
            expires_in=int(self.access.lifetime.total_seconds()),
            user_id=user.id,
            session_id=session.id,
            session_expires_in=int((session.expires_at - session.last_used_at).total_seconds()),
        )
