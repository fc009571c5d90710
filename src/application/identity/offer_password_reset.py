from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.events import PasswordResetRequested
from domain.identity.one_time_token import A_DAY, ISSUED_A_DAY, Purpose, is_entitled
from domain.shared.access import Actor, require
from domain.shared.errors import Unmet
from domain.shared.ids import UserId


class PasswordResetNotPossible(Unmet):
    """No mail would come of it."""

    code = "IDENTITY_PASSWORD_RESET_NOT_POSSIBLE"


class OfferPasswordResetCommand(Command, frozen=True, kw_only=True):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class OfferPasswordReset:
    """An operator has somebody mailed a token for a new password, and is told where that cannot be."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: OfferPasswordResetCommand) -> None:
        require(may_manage_users(actor), "have passwords reset")
        now = self.clock.now()
        async with self.uow() as work:
            user = await work.users.get(command.user_id)
            if not is_entitled(user, Purpose.PASSWORD_RESET):
                raise PasswordResetNotPossible("The account is suspended, or never had a password to reset.")
            causes = await work.one_time_tokens.causes(user.id, Purpose.PASSWORD_RESET, since=now - A_DAY)
            if len(causes) >= ISSUED_A_DAY:
                raise PasswordResetNotPossible(f"They were sent {ISSUED_A_DAY} such mails within a day.")
            await work.users.note(PasswordResetRequested(user_id=user.id, at=now))
