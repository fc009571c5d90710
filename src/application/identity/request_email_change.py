from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.ports import EmailAddresses, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongPassword
from domain.identity.user import User
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
    attempts: Attempts
    addresses: EmailAddresses

    async def __call__(self, actor: Actor, command: RequestEmailChangeCommand) -> None:
        address = self.addresses.normalise(command.email)
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
        async with self.attempts.of(user.canonical_email):
            await self._request(user, address, command.current_password)

    async def _request(self, known: User, address: str, current_password: str) -> None:
        if not await self.hasher.verify(current_password[: LONGEST_PASSWORD + 1], known.password_hash):
            raise _wrong()
        async with self.uow() as work:
            user = await work.users.get(known.id)
            if user.password_hash != known.password_hash or not user.is_active:
                raise _wrong()
            await work.users.save(*user.want_email(address, at=self.clock.now()))


def _wrong() -> WrongPassword:
    return WrongPassword("That is not the current password.", {"currentPassword": "Wrong."})
