from domain.shared.errors import Invalid, NotFound, Unauthenticated, Unavailable


class MalformedEmail(Invalid):
    code = "IDENTITY_MALFORMED_EMAIL"


class TeamNotFound(NotFound):
    """Where a path names a team."""

    code = "IDENTITY_TEAM_NOT_FOUND"


class TeamUnknown(Invalid):
    code = "IDENTITY_TEAM_UNKNOWN"


class TokenRefused(Unauthenticated):
    """Forged, expired, revoked: told apart by nobody outside."""

    code = "IDENTITY_TOKEN_REFUSED"


class SessionRefused(Unauthenticated):
    """A session cookie that is forged, expired, or of a session that has ended: told apart by nobody outside."""

    code = "IDENTITY_SESSION_REFUSED"

    def __init__(self) -> None:
        super().__init__("The session is over. Log in again.")


class TooManyLogins(Unavailable):
    """Hashing is slow by design; those who would have to wait too long come back later."""

    code = "IDENTITY_TOO_MANY_LOGINS"
