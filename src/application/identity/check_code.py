from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.identity.totp_secrets import TotpSecrets
from application.shared.ports import Clock
from domain.identity.events import RecoveryCodeUsed
from domain.identity.one_time_token import digest_of
from domain.identity.second_factor import canonical_code, is_time_code
from domain.identity.user import User


@dataclass(frozen=True, slots=True)
class CheckCode:
    """Tell whether a code is of somebody's second factor and was never used. It is used up by this."""

    clock: Clock
    secrets: TotpSecrets

    async def __call__(self, work: IdentityWork, user: User, code: str) -> bool:
        """The user is loaded in this work: its lock is what lets each code in once, of however many at a time."""
        given = canonical_code(code)
        return await (self._take if is_time_code(given) else self._claim)(work, user, given)

    async def _take(self, work: IdentityWork, user: User, code: str) -> bool:
        factor = await work.second_factors.find(user.id)
        if factor is None or factor.sealed_secret is None:
            return False
        taken = factor.accept(code, self.secrets.codes_of(factor.sealed_secret, user.id), at=self.clock.now())
        if taken is None:
            return False
        await work.second_factors.save(taken)
        return True

    async def _claim(self, work: IdentityWork, user: User, code: str) -> bool:
        if not await work.second_factors.claim_recovery_code(user.id, digest_of(code)):
            return False
        left = await work.second_factors.recovery_codes_left(user.id)
        await work.users.note(RecoveryCodeUsed(user_id=user.id, left=left, at=self.clock.now()))
        return True
