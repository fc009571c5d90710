from domain.shared.errors import Invalid, NotFound, Unauthenticated, Unavailable, Unmet


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


class ProviderNotFound(NotFound):
    code = "IDENTITY_PROVIDER_NOT_FOUND"


class ProviderUnavailable(Unavailable):
    """It does not answer, or not as OpenID Connect has it."""

    code = "IDENTITY_PROVIDER_UNAVAILABLE"


class ProviderRefused(Unauthenticated):
    """The provider sent the person back with an error, or they changed their mind there."""

    code = "IDENTITY_PROVIDER_REFUSED"


class CodeRefused(Unauthenticated):
    """The provider does not give tokens for this code and verifier."""

    code = "IDENTITY_CODE_REFUSED"


class IdTokenMalformed(Unauthenticated):
    """The provider's token is none, or lacks what it must say."""

    code = "IDENTITY_ID_TOKEN_MALFORMED"


class IdTokenForged(Unauthenticated):
    """No key and algorithm of the provider's made this signature."""

    code = "IDENTITY_ID_TOKEN_FORGED"


class IdTokenExpired(Unauthenticated):
    """The provider's token is not good at this time."""

    code = "IDENTITY_ID_TOKEN_EXPIRED"


class IssuerMismatch(Unauthenticated):
    """The answer comes from another provider than the one that was asked."""

    code = "IDENTITY_ISSUER_MISMATCH"


class AudienceMismatch(Unauthenticated):
    """The provider's token was made for somebody else than us."""

    code = "IDENTITY_AUDIENCE_MISMATCH"


class NonceMismatch(Unauthenticated):
    """The provider's token answers another sign-in than this one."""

    code = "IDENTITY_NONCE_MISMATCH"


class SignInNotBegun(Invalid):
    """This browser began no sign-in, or too long ago."""

    code = "IDENTITY_SIGN_IN_NOT_BEGUN"


class StateMismatch(Invalid):
    """The answer is not to the sign-in that this browser began last."""

    code = "IDENTITY_STATE_MISMATCH"


class SignInUsed(Unmet):
    """Each sign-in is finished once."""

    code = "IDENTITY_SIGN_IN_USED"
