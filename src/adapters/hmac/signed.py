"""Bytes that nobody but the house can have written: they and a keyed hash over them, in base64."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, final

_HASH: Final = 32


@final
class Signed:
    """Of `length` bytes: with the hash a multiple of three, so that base64 spells them in one way only.

    What was signed for one purpose is worth nothing for another.
    """

    def __init__(self, secret: str, purpose: bytes, *, length: int) -> None:
        self._key = hmac.digest(secret.encode(), purpose, "sha256")
        self._length = length

    def write(self, content: bytes) -> str:
        return urlsafe_b64encode(content + self._hash(content)).decode()

    def read(self, text: str) -> bytes | None:
        """None for what was not written here."""
        try:
            stated = urlsafe_b64decode(text)
        except ValueError:
            return None
        content, mac = stated[: self._length], stated[self._length :]
        is_ours = hmac.compare_digest(mac, self._hash(content)) and len(stated) == self._length + _HASH
        if not is_ours or urlsafe_b64encode(stated).decode() != text:  # lenient decoding skips what is no base64
            return None
        return content

    def _hash(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256")
