import hmac
from typing import final


@final
class HmacSha256:
    """A keyed digest. Each purpose has a key of its own."""

    def __init__(self, *, secret: str, purpose: str) -> None:
        self._key = hmac.digest(secret.encode(), purpose.encode(), "sha256")

    def __call__(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256")
