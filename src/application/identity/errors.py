from domain.shared.errors import Invalid, Unauthenticated, Unavailable


class MalformedEmail(Invalid):
    code = "IDENTITY_MALFORMED_EMAIL"


class TeamUnknown(Invalid):
    code = "IDENTITY_TEAM_UNKNOWN"


class TokenRefused(Unauthenticated):
    """Forged, expired, revoked: told apart by nobody outside."""

    code = "IDENTITY_TOKEN_REFUSED"


class TooManyLogins(Unavailable):
    """Hashing is slow by design; those who would have to wait too long come back later."""

    code = "IDENTITY_TOO_MANY_LOGINS"
