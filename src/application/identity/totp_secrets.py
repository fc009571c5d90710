from dataclasses import dataclass
from typing import Final

from application.identity.ports import TotpCodes
from application.shared.ports import Seal, SealBroken
from domain.identity.second_factor import CodeAt
from domain.shared.ids import UserId

_PURPOSE: Final = "second factor"


@dataclass(frozen=True, slots=True)
class TotpSecrets:
    """Secrets of apps as they are kept: sealed, together with whose they are."""

    seal: Seal
    codes: TotpCodes

    def close(self, secret: str, user_id: UserId) -> str:
        return self.seal.close(f"{user_id} {secret}", purpose=_PURPOSE)

    def codes_of(self, sealed: str, user_id: UserId) -> CodeAt:
        """What the app shows at each step.

        Of a secret that is not this user's, or was sealed under another key, nothing fits: there are recovery codes.
        """
        try:
            owner, secret = self.seal.open(sealed, purpose=_PURPOSE).split(" ")
        except SealBroken:
            return _nothing
        return (lambda step: self.codes.at(secret, step)) if owner == str(user_id) else _nothing


def _nothing(_: int) -> str:
    return ""
