from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.identity.ports import IdentityWork
from application.shared.messages import Command, ShortText, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.shared.access import Actor


class EditOwnProfileCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    expected_version: int | None = None
    first_name: ShortText | UnsetType = UNSET
    last_name: ShortText | UnsetType = UNSET
    phone: ShortText | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class EditOwnProfile:
    """Somebody says anew what they are called and how to reach them."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditOwnProfileCommand) -> None:
        profile = trimmed(stated(command, "first_name", "last_name", "phone"), "first_name", "last_name")
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
            user.require_version(command.expected_version)
            await work.users.save(*user.edit(at=self.clock.now(), **profile))
