from dataclasses import dataclass

from application.identity.ports import EmailAddresses, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongPassword
from domain.shared.access import Actor


class RequestEmailChangeCommand(Command, frozen=True, kw_only=True):
    email: ShortText
    current_password: ShortText


@dataclass(frozen=True, slots=True)
class RequestEmailChange:
    """Somebody wants another address, and proves once more who they are. Until it is confirmed the old one counts.

    Whether another has it already is told to nobody but its reader, when they confirm.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    hasher: PasswordHasher
    addresses: EmailAddresses

    async def __call__(self, actor: Actor, command: RequestEmailChangeCommand) -> None:
        address = self.addresses.normalise(command.email)
        async with self.uow() as work:
            known = (await work.users.get(actor.user_id)).password_hash
        if not await self.hasher.verify(command.current_password[: LONGEST_PASSWORD + 1], known):
            raise _wrong()
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
            if user.password_hash != known or not user.is_active:
                raise _wrong()
            await work.users.save(*user.want_email(address, at=self.clock.now()))


def _wrong() -> WrongPassword:
    return WrongPassword("That is not the current password.", {"currentPassword": "Wrong."})
