from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.identity.second_factor_letters import SecondFactorLetters
from application.shared.mail import Mail, Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import RecoveryCodesRenewed, RecoveryCodeUsed, SecondFactorEnabled, UserEvent


@dataclass(frozen=True, slots=True)
class WhenSecondFactorChanged:
    """Tell people what was done to their second factor, by whomever; who was deleted since is told nothing."""

    uow: UnitOfWork[IdentityWork]
    letters: SecondFactorLetters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: UserEvent = happened.event
        async with self.uow() as work:
            user = await work.users.get(event.user_id)
        if user.anonymised_at is None:
            await self.mailer.send(self._letter(event, user.email))

    def _letter(self, event: UserEvent, to: str) -> Mail:
        match event:
            case SecondFactorEnabled():
                return self.letters.enabled(to)
            case RecoveryCodeUsed():
                return self.letters.recovery_code_used(to, event.left)
            case RecoveryCodesRenewed():
                return self.letters.recovery_codes_renewed(to)
        return self.letters.disabled(to)
