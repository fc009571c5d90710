from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.ports import UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.credentials import canonical_email
from domain.identity.user import UserNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class FindUser:
    """Whose address this is, in whatever spelling: operators know people by their addresses."""

    uow: UnitOfWork[IdentityWork]

    async def __call__(self, actor: Actor, email: str) -> UserId:
        require(may_manage_users(actor), "look accounts up")
        async with self.uow() as work:
            user = await work.users.find_by_email(canonical_email(email))
        if user is None:
            raise UserNotFound(f"There is no account with the address {email}.")
        return user.id
