"""Time-based one-time passwords by `cryptography`."""

from base64 import b32decode
from typing import Final, final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from application.identity.ports import TotpCodes
from domain.identity.second_factor import STEP

_DIGITS: Final = 6
_SECONDS: Final = int(STEP.total_seconds())


@final
class Rfc6238Codes(TotpCodes):
    """SHA-1 is what every app knows; its weakness is none for an HMAC (RFC 6238, B)."""

    def __init__(self, *, issuer: str) -> None:
        self._issuer = issuer

    def at(self, secret: str, step: int) -> str:
        return _totp(secret).generate(step * _SECONDS).decode()

    def uri(self, secret: str, *, account: str) -> str:
        return _totp(secret).get_provisioning_uri(account, self._issuer)


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), _DIGITS, SHA1(), _SECONDS)  # noqa: S303 - as RFC 6238 has it
