from secrets import token_urlsafe
from typing import Final, final

from application.shared.ports import Secrets

BYTES: Final = 32


@final
class RandomSecrets(Secrets):
    def new(self) -> str:
        return token_urlsafe(BYTES)
