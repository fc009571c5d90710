"""Texts sealed by Fernet (AES-128-CBC and HMAC-SHA256, with the time of sealing), under a key for each purpose."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from functools import cache
from typing import final

from cryptography.fernet import Fernet, InvalidToken

from application.shared.ports import Clock, Seal, SealBroken


@final
class FernetSeal(Seal):
    def __init__(self, *, secret: str, clock: Clock) -> None:
        self._clock = clock

        @cache
        def under(purpose: str) -> Fernet:
            return Fernet(urlsafe_b64encode(hmac.digest(secret.encode(), purpose.encode(), "sha256")))

        self._under = under

    def close(self, text: str, *, purpose: str) -> str:
        return self._under(purpose).encrypt_at_time(text.encode(), self._now()).decode().rstrip("=")

    def open(self, sealed: str, *, purpose: str, max_age: timedelta | None = None) -> str:
        fernet = self._under(purpose)
        sealed += "=" * (-len(sealed) % 4)  # left out, because it would need an escape in a URL and quotes in a cookie
        try:
            if max_age is None:
                return fernet.decrypt(sealed).decode()
            return fernet.decrypt_at_time(sealed, int(max_age.total_seconds()), self._now()).decode()
        except (InvalidToken, ValueError):  # ValueError for what is no ASCII
            raise SealBroken from None

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
