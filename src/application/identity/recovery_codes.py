from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Message
from application.shared.ports import Secrets
from domain.identity.one_time_token import digest_of
from domain.identity.second_factor import RECOVERY_CODES, canonical_code, new_recovery_code
from domain.shared.ids import UserId


class RecoveryCodesCard(Message, frozen=True):
    """Each logs in once, in place of a code of the app. They are shown this once."""

    recovery_codes: list[str]


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Makes the codes for somebody who has lost their app; only digests of them are kept."""

    random: Secrets

    async def renew(self, work: IdentityWork, user_id: UserId) -> RecoveryCodesCard:
        """A new set instead of the old one, of which none works any more."""
        codes = [new_recovery_code(self.random.new()) for _ in range(RECOVERY_CODES)]
        await work.second_factors.renew_recovery_codes(user_id, [digest_of(canonical_code(code)) for code in codes])
        return RecoveryCodesCard(codes)
