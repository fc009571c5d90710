"""What only HTTP can refuse; every kind, ours and the house's, gets its status in `problems`."""

from collections.abc import Mapping

from domain.shared.errors import Forbidden, Invalid, NotFound, Refusal, Unavailable


class Malformed(Invalid):
    """The request cannot even be read."""

    code = "REQUEST_MALFORMED"


class BodyMissing(Invalid):
    code = "BODY_MISSING"


class BodyMalformed(Invalid):
    """Not one JSON object that means the same to everybody."""

    code = "BODY_MALFORMED"


class BodyInvalid(Invalid):
    """Every member that is wrong, by its name."""

    code = "BODY_INVALID"


class QueryInvalid(Invalid):
    """Every query parameter that is wrong, by its name."""

    code = "QUERY_INVALID"


class HeaderInvalid(Invalid):
    code = "HEADER_INVALID"


class NothingHere(NotFound):
    """No route answers at this address."""


class MethodNotAllowed(Refusal):
    """`allowed` is what the `Allow` header says."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self, allowed: str) -> None:
        super().__init__(f"Allowed here: {allowed}.")
        self.allowed = allowed


class PayloadTooLarge(Refusal):
    code = "PAYLOAD_TOO_LARGE"


class UnsupportedMediaType(Refusal):
    code = "UNSUPPORTED_MEDIA_TYPE"


class TooBusy(Unavailable):
    """More requests at once than one process serves well."""

    code = "TOO_BUSY"


class IfMatchRequired(Refusal):
    """Without it, two people who edit at once would overwrite each other."""

    code = "IF_MATCH_REQUIRED"


class OriginRefused(Forbidden):
    """A page of another site had the browser send this."""

    code = "ORIGIN_REFUSED"

    def __init__(self, details: Mapping[str, str]) -> None:
        super().__init__("With a cookie, requests are taken from our own pages only.", details)


class CsrfTokenMissing(Forbidden):
    """With a cookie, what changes something takes X-CSRF-Token too."""

    code = "CSRF_TOKEN_MISSING"

    def __init__(self) -> None:
        super().__init__("Send the CSRF token of the session along.", {"X-CSRF-Token": "Missing."})


class CsrfTokenRefused(Forbidden):
    """Not the CSRF token of this session."""

    code = "CSRF_TOKEN_REFUSED"

    def __init__(self) -> None:
        super().__init__("GET /api/v1/auth/csrf tells the right CSRF token.", {"X-CSRF-Token": "Not this session's."})
