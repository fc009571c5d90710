from domain.shared.errors import Invalid, Unauthenticated


class MalformedEmail(Invalid):
    code = "IDENTITY_MALFORMED_EMAIL"


class TeamUnknown(Invalid):
    code = "IDENTITY_TEAM_UNKNOWN"


class TokenRefused(Unauthenticated):
    """Forged, expired, revoked: told apart by nobody outside."""

    code = "IDENTITY_TOKEN_REFUSED"
