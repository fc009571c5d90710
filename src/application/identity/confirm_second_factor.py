from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.end_other_sessions import end_other_sessions
from application.identity.ports import IdentityWork
from application.identity.prove_again import wrong_code
from application.identity.recovery_codes import RecoveryCodes, RecoveryCodesCard
from application.identity.totp_secrets import TotpSecrets
from application.shared.messages import Code, Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.second_factor import CodeAt, SecondFactor, canonical_code
from domain.identity.user import User
from domain.shared.access import Actor, require_person


class ConfirmSecondFactorCommand(Command, frozen=True, kw_only=True):
    code: Code


@dataclass(frozen=True, slots=True)
class ConfirmSecondFactor:
    """Somebody shows that their app has the secret: from now on it is asked for at login.

    Who is logged in as them elsewhere is logged out, and tokens that were mailed to them end.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    attempts: Attempts
    secrets: TotpSecrets
    recovery_codes: RecoveryCodes

    async def __call__(self, actor: Actor, command: ConfirmSecondFactorCommand) -> RecoveryCodesCard:
        require_person(actor)
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
            await self._offered(work, user)
        async with self.attempts.of(user.canonical_email):
            return await self._confirm(actor, canonical_code(command.code))

    async def _confirm(self, actor: Actor, code: str) -> RecoveryCodesCard:
        async with self.uow() as work:
            sessions = await work.sessions.of_user(actor.user_id)
            user = await work.users.get(actor.user_id)
            factor, code_at = await self._offered(work, user)
            now = self.clock.now()
            confirmed = factor.confirm(code, code_at, at=now)
            if confirmed is None:
                raise wrong_code()
            await work.second_factors.save(confirmed)
            await work.one_time_tokens.remove_all_of(user.id)
            await end_other_sessions(work, sessions, actor.session_id, at=now)
            await work.users.save(*user.enable_second_factor(at=now))
            return await self.recovery_codes.renew(work, user.id)

    async def _offered(self, work: IdentityWork, user: User) -> tuple[SecondFactor, CodeAt]:
        """What waits to be confirmed, and its codes. NothingToConfirm."""
        factor = await work.second_factors.find(user.id) or SecondFactor(user_id=user.id)
        return factor, self.secrets.codes_of(factor.open_offer(at=self.clock.now()), user.id)
