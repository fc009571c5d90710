from dataclasses import dataclass

from application.identity.prove_again import ProveAgain, a_second_factor
from application.identity.recovery_codes import RecoveryCodes, RecoveryCodesCard
from application.shared.messages import Code, Command, ShortText
from application.shared.ports import Clock
from domain.identity.events import RecoveryCodesRenewed
from domain.shared.access import Actor


class RenewRecoveryCodesCommand(Command, frozen=True, kw_only=True):
    current_password: ShortText
    code: Code


@dataclass(frozen=True, slots=True)
class RenewRecoveryCodes:
    """Somebody has used their recovery codes up, or fears for them."""

    clock: Clock
    prove_again: ProveAgain
    recovery_codes: RecoveryCodes

    async def __call__(self, actor: Actor, command: RenewRecoveryCodesCommand) -> RecoveryCodesCard:
        password, code = command.current_password, command.code
        async with self.prove_again(actor, password, code, requires=a_second_factor) as proven:
            work, user = proven.work, proven.user
            await work.users.note(RecoveryCodesRenewed(user_id=user.id, at=self.clock.now()))
            return await self.recovery_codes.renew(work, user.id)
